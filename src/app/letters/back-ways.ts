// Owns the ways by which returned letters reach a running instance: the receiving port and the mailbox that are
// configured. What a letter changes is back-channel.ts's.

import { readAnswerToken } from '../../mail/answer-token.ts';
import type { Mailbox } from '../../mail/back-imap.ts';
import type { Handled, openBackPort } from '../../mail/back-port.ts';
import { readReturnPathToken } from '../../mail/token.ts';
import type { App } from '../app.ts';
import type { Tally } from '../sending/tally.ts';
import { takeReturn } from './back-channel.ts';

export type BackWays = {
  /** Each way that is configured, by name, and whether it works now. */
  states: () => Readonly<Record<string, { ready: boolean; detail: string }>>;
  stop: () => Promise<void>;
};

type Port = Awaited<ReturnType<typeof openBackPort>>;

/** A port that somebody else holds is tried again so often. */
const againMs = 15_000;

/** Opens what is configured; a port that is taken is said in `states`, tried again, and keeps nothing else from serving. */
export async function openBackWays(
  app: App,
  { imap, smtp }: { imap: Mailbox | null; smtp: { host: string; port: number } | null },
  tally: Pick<Tally, 'count'>,
): Promise<BackWays> {
  const handle = async (raw: Uint8Array, recipients: readonly string[] = []): Promise<Handled> => {
    const { kind, meaning } = await takeReturn(app, raw, { recipients });
    if (kind === 'taken') tally.count('returns', [meaning]);
    return kind === 'later' ? 'later' : 'done';
  };
  const isOurs = (local: string) =>
    readReturnPathToken(app.secret, local) !== null || readAnswerToken(app.secret, `${local}@`) !== null;
  const openPort = async (at: { host: string; port: number }) => {
    const { openBackPort } = await import('../../mail/back-port.ts');
    return await openBackPort({ ...at, isOurs, handle, log: app.log });
  };
  // Their libraries are large: they are loaded where a city uses them.
  const port = smtp && (await keepOpen(app, smtp.port, () => openPort(smtp)));
  const mailbox =
    imap && (await import('../../mail/back-imap.ts')).readMailbox(imap, { handle, log: app.log });
  return {
    states: () => ({
      ...(port ? { 'mail-port': port.state() } : {}),
      ...(mailbox ? { mailbox: mailbox.state() } : {}),
    }),
    stop: async () => {
      await port?.stop();
      await mailbox?.stop();
    },
  };
}

/** Opens the port, and goes on trying where it can't be opened. Resolves after the first try. */
async function keepOpen(app: Pick<App, 'log'>, wanted: number, open: () => Promise<Port>) {
  let opened: Port | null = null;
  let problem = 'not opened yet';
  const attempt = async () => {
    try {
      opened = await open();
      clearInterval(timer);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      if (code !== problem)
        app.log.error({ part: 'mail-port', port: wanted, error }, 'the receiving port could not be opened');
      problem = code;
    }
  };
  const timer = setInterval(() => void attempt(), againMs);
  await attempt();
  return {
    state: () =>
      opened
        ? { ready: true, detail: `takes returned letters on port ${opened.port}` }
        : { ready: false, detail: `port ${wanted} could not be opened: ${problem}` },
    stop: async () => {
      clearInterval(timer);
      await opened?.stop();
    },
  };
}
