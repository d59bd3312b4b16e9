// Owns reading returned letters from a mailbox: unseen messages are handed over once a minute and marked as seen, or
// moved to the folder `Uchast` where there is one. What they mean is bounce.ts's.
import { ImapFlow } from 'imapflow';
import type { Log } from '../core/log.ts';
import type { Handled } from './back-port.ts';

export type Mailbox = {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  pass: string;
  folder: string;
};

export type MailboxReader = {
  /** Looks once, and is never run beside itself; failures are kept in `state`. */
  look: () => Promise<void>;
  state: () => { ready: boolean; detail: string };
  stop: () => Promise<void>;
};

const everyMs = 60_000;
const doneFolder = 'Uchast';
const timeoutMs = 30_000;
/** Of a larger message only the beginning is fetched: reports stand there. */
const mostBytes = 512 * 1024;
const atOnce = 200;

/** Reads a mailbox now and once a minute; each look has a connection of its own, so nothing is to be mended after a break. */
export function readMailbox(
  mailbox: Mailbox,
  { handle, log }: { handle: (raw: Uint8Array) => Promise<Handled>; log: Log },
): MailboxReader {
  let state = { ready: false, detail: 'the mailbox was not read yet' };
  let looking: Promise<void> | null = null;
  const look = () => {
    looking ??= lookOnce(mailbox, handle)
      .then((taken) => {
        state = { ready: true, detail: 'the mailbox of returned letters is read' };
        if (taken > 0) log.info({ taken }, 'returned letters were read from the mailbox');
      })
      .catch((error: unknown) => {
        const detail = `the mailbox of returned letters: ${reasonOf(error)}`;
        if (detail !== state.detail)
          log.warn({ part: 'mailbox', error }, 'the mailbox of returned letters can’t be read');
        state = { ready: false, detail };
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  const timer = setInterval(() => void look(), everyMs);
  void look();
  return {
    look,
    state: () => state,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

async function lookOnce(mailbox: Mailbox, handle: (raw: Uint8Array) => Promise<Handled>): Promise<number> {
  const { host, port, secure, user, pass, folder } = mailbox;
  const client = new ImapFlow({
    host,
    port,
    secure,
    auth: { user, pass },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxLiteralSize: 4 * mostBytes,
  });
  // The library also reports a broken connection as an event, which would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const done = (await client.list()).some(({ path }) => path === doneFolder && path !== folder);
    await client.mailboxOpen(folder);
    const unseen = (await client.search({ seen: false }, { uid: true })) || [];
    let taken = 0;
    for (const uid of unseen.slice(0, atOnce)) taken += await takeOne({ client, uid, done }, handle);
    await client.logout();
    return taken;
  } finally {
    client.close();
  }
}

/** A message that must come again stays unseen; it is marked only after it was taken, so a crash loses none. */
async function takeOne(
  { client, uid, done }: { client: ImapFlow; uid: number; done: boolean },
  handle: (raw: Uint8Array) => Promise<Handled>,
): Promise<number> {
  const message = await client.fetchOne(
    String(uid),
    { source: { start: 0, maxLength: mostBytes } },
    { uid: true },
  );
  const source = message ? message.source : undefined;
  if (!source || (await handle(source)) === 'later') return 0;
  await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
  if (done) await client.messageMove(String(uid), doneFolder, { uid: true });
  return 1;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('authenticationFailed' in error && error.authenticationFailed) return 'user or password refused';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
