// Owns carrying a sealed letter: over a pool of SMTP connections, or as a file where there is no mail server.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Outcome } from '../src/core/delivery.ts';
import { handoverOf, streamOf } from './email-handover.ts';
import type { SealedLetter } from './email-letter.ts';
import { outcomeOfMailError } from './email-outcome.ts';
import type { Attempt } from './establish.ts';
import { codeOf } from './wire.ts';

/** Where letters go. `smtp`: an address like `smtps://user:password@host:465`. `files`: `*.eml` in a directory. */
export type MailTransport =
  | { kind: 'smtp'; url: string; connections?: number; socketTimeoutMs?: number }
  | { kind: 'files'; directory: string };

/** Carries letters; `check` says whether it could now, `close` lets what is in flight finish for `graceMs`. */
export type Carrier = {
  carry: (deliveryId: string, letter: SealedLetter) => Promise<Outcome>;
  check: () => Promise<Attempt>;
  /** Removes the letters that were kept as files; letters handed to a server are kept by nobody here. */
  forget?: (deliveryIds: readonly string[]) => Promise<void>;
  close: (graceMs?: number) => Promise<void>;
};

export function openCarrier(transport: MailTransport): Carrier {
  return transport.kind === 'smtp' ? smtpCarrier(transport) : fileCarrier(transport.directory);
}

/** More connections than this make no difference: carrying is bound by the processor. */
export const smtpConnections = 5;

/**
 * Letters over one connection before a new one is opened. Each opening costs the server's delays against babblers; more
 * letters than this some servers refuse by their defaults (Exim: smtp_accept_max_per_connection).
 */
export const lettersAConnection = 1000;

type Smtp = Extract<MailTransport, { kind: 'smtp' }>;

function smtpCarrier(transport: Smtp): Carrier {
  const { socketTimeoutMs = 60_000 } = transport;
  const pool = openPool({ ...transport, socketTimeoutMs });
  const underWay = new Set<Promise<Outcome>>();
  const carry = async (letter: SealedLetter): Promise<Outcome> => {
    const stream = streamOf(letter);
    const giveUp = new AbortController();
    // A server that trickles its answer never meets the socket's time-out.
    const patience = setTimeout(() => giveUp.abort(), socketTimeoutMs * 2);
    try {
      await handOver(pool, { letter, stream, signal: giveUp.signal });
      return { kind: 'sent', providerId: letter.messageId, priceEur: 0 };
    } catch (error) {
      return outcomeOfMailError(error, handoverOf(stream));
    } finally {
      clearTimeout(patience);
    }
  };
  return {
    carry: (_, letter) => {
      const carrying = carry(letter).finally(() => underWay.delete(carrying));
      underWay.add(carrying);
      return carrying;
    },
    check: () => checkPool(pool),
    close: async (graceMs = 5_000) => {
      pool.close();
      const force = setTimeout(() => pool.close({ force: true }), graceMs);
      await Promise.all(underWay);
      clearTimeout(force);
    },
  };
}

function openPool({
  url,
  connections = smtpConnections,
  socketTimeoutMs,
}: Smtp & { socketTimeoutMs: number }): SMTPPool {
  return new SMTPPool({
    url,
    maxConnections: connections,
    maxMessages: lettersAConnection,
    // The pool would send a letter again by itself; whether that is right is the ledger's to say.
    maxRequeues: 0,
    connectionTimeout: Math.min(10_000, socketTimeoutMs),
    greetingTimeout: Math.min(10_000, socketTimeoutMs),
    socketTimeout: socketTimeoutMs,
  });
}

type PoolMail = Parameters<SMTPPool['send']>[0];

/**
 * Gives a sealed letter to the pool itself. The library's usual way would make a message of it once more, which costs
 * twice as much as carrying it.
 */
function handOver(
  pool: SMTPPool,
  { letter, stream, signal }: { letter: SealedLetter; stream: Readable; signal: AbortSignal },
): Promise<void> {
  const { from, to, messageId } = letter;
  const message = {
    getEnvelope: () => ({ from, to: [to] }),
    messageId: () => messageId,
    getHeader: () => messageId,
    createReadStream: () => stream,
  };
  return new Promise((resolve, reject) => {
    // All that the pool reads of a mail; its type names the class that it usually gets.
    const mail = { data: { signal }, message } as unknown as PoolMail;
    pool.send(mail, (error) => (error ? reject(error) : resolve()));
  });
}

async function checkPool(pool: SMTPPool): Promise<Attempt> {
  try {
    await pool.verify();
    return { kind: 'ready', detail: 'the mail server accepts us' };
  } catch (error) {
    const refused = outcomeOfMailError(error, 'unread').kind === 'misconfigured';
    const code = codeOf(error);
    return { kind: refused ? 'refused' : 'again', detail: `mail server: ${code}`, code };
  }
}

/** Writes each letter to the disk under a temporary name first, so that nobody ever reads half of one. */
function fileCarrier(directory: string): Carrier {
  return {
    carry: async (deliveryId, { messageId, message }) => {
      const name = fileOf(directory, deliveryId);
      const draft = `${name}.part`;
      try {
        await write(draft, message);
        await rename(draft, name);
        return { kind: 'sent', providerId: messageId, priceEur: 0 };
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        return { kind: 'transient', code: `file:${codeOf(error)}`, text: 'the letter could not be written' };
      }
    },
    check: async () => {
      try {
        await mkdir(directory, { recursive: true });
        return { kind: 'ready', detail: 'letters become files' };
      } catch (error) {
        const code = codeOf(error);
        return { kind: 'again', detail: `the directory of letters can't be made: ${code}`, code };
      }
    },
    forget: async (deliveryIds) => {
      for (const id of deliveryIds) await rm(fileOf(directory, id), { force: true });
    },
    close: async () => undefined,
  };
}

function fileOf(directory: string, deliveryId: string): string {
  return join(directory, `${deliveryId.replace(/[^A-Za-z0-9_-]/g, '_')}.eml`);
}

async function write(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
