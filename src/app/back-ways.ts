// Owns the ways by which returned letters reach a running instance: the receiving port and the mailbox that are
// configured. What a letter changes is back-channel.ts's.

import { readAnswerToken } from '../mail/answer-token.ts';
import { type Mailbox, readMailbox } from '../mail/back-imap.ts';
import { type Handled, openBackPort } from '../mail/back-port.ts';
import { readReturnPathToken } from '../mail/token.ts';
import type { App } from './app.ts';
import { takeReturn } from './back-channel.ts';

export type BackWays = {
  /** Each way that is configured, by name, and whether it works now. */
  states: () => Readonly<Record<string, { ready: boolean; detail: string }>>;
  stop: () => Promise<void>;
};

/** Opens what is configured; a port that is taken is said in `states` and keeps nothing else from serving. */
export async function openBackWays(
  app: App,
  { imap, smtp }: { imap: Mailbox | null; smtp: { host: string; port: number } | null },
): Promise<BackWays> {
  const handle = async (raw: Uint8Array, recipients: readonly string[] = []): Promise<Handled> =>
    (await takeReturn(app, raw, { recipients })).kind === 'later' ? 'later' : 'done';
  const isOurs = (local: string) =>
    readReturnPathToken(app.secret, local) !== null || readAnswerToken(app.secret, `${local}@`) !== null;
  const port = smtp && (await openBackPort({ ...smtp, isOurs, handle, log: app.log }).catch(String));
  if (typeof port === 'string') app.log.error({ port: smtp?.port }, `the receiving port: ${port}`);
  const mailbox = imap && readMailbox(imap, { handle, log: app.log });
  return {
    states: () => ({
      ...(port === null
        ? {}
        : {
            'mail-port':
              typeof port === 'string'
                ? { ready: false, detail: port }
                : { ready: true, detail: `takes returned letters on port ${port.port}` },
          }),
      ...(mailbox ? { mailbox: mailbox.state() } : {}),
    }),
    stop: async () => {
      if (port !== null && typeof port !== 'string') await port.stop();
      await mailbox?.stop();
    },
  };
}
