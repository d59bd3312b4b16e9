// Owns carrying a sealed letter: over a pool of SMTP connections, or as a file where there is no mail server.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import type { Outcome } from '../src/core/delivery.ts';
import type { SealedLetter } from './email-letter.ts';
import { type Handover, outcomeOfMailError } from './email-outcome.ts';
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

/** More connections than this make no difference: the library is bound by the processor. */
export const smtpConnections = 5;

type Smtp = Extract<MailTransport, { kind: 'smtp' }>;

function smtpCarrier(transport: Smtp): Carrier {
  const { socketTimeoutMs = 60_000 } = transport;
  const pool = openPool({ ...transport, socketTimeoutMs });
  const streamOf = watchStreams(pool);
  const underWay = new Set<Promise<Outcome>>();
  const carry = async ({ from, to, messageId, message }: SealedLetter): Promise<Outcome> => {
    const envelope = { from, to: [to] };
    // A server that trickles its answer never meets the socket's time-out.
    const signal = AbortSignal.timeout(socketTimeoutMs * 2);
    try {
      await pool.sendMail({ envelope, raw: message, signal });
      return { kind: 'sent', providerId: messageId, priceEur: 0 };
    } catch (error) {
      return outcomeOfMailError(error, handoverOf(streamOf(envelope)));
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

type Pool = ReturnType<typeof openPool>;

function openPool({
  url,
  connections = smtpConnections,
  socketTimeoutMs,
}: Smtp & { socketTimeoutMs: number }) {
  return nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // The pool would send a letter again by itself; whether that is right is the ledger's to say.
    maxRequeues: 0,
    connectionTimeout: Math.min(10_000, socketTimeoutMs),
    greetingTimeout: Math.min(10_000, socketTimeoutMs),
    socketTimeout: socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function checkPool(pool: Pool): Promise<Attempt> {
  try {
    await pool.verify();
    return { kind: 'ready', detail: 'the mail server accepts us' };
  } catch (error) {
    const refused = outcomeOfMailError(error, 'unread').kind === 'misconfigured';
    return { kind: refused ? 'refused' : 'again', detail: `mail server: ${codeOf(error)}` };
  }
}

/**
 * Remembers the stream from which a connection reads each letter, by the envelope that was handed in with it: the only
 * place that tells how far the letter got, because the library reports a broken connection alike in every phase.
 */
function watchStreams(pool: Pool): (envelope: object) => Readable | undefined {
  const streams = new WeakMap<object, Readable>();
  pool.use('stream', (mail, done) => {
    const { envelope } = mail.data;
    const create = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (options) => {
      const stream = create(options);
      if (envelope) streams.set(envelope, stream);
      return stream;
    };
    done();
  });
  return (envelope) => streams.get(envelope);
}

function handoverOf(stream: Readable | undefined): Handover {
  if (!stream?.readableDidRead) return 'unread';
  return stream.readableEnded ? 'whole' : 'begun';
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
        return { kind: 'refused', detail: `the directory of letters can't be made: ${codeOf(error)}` };
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
