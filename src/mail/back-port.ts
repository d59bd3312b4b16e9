// Owns the built-in receiving port: a small SMTP server that takes only what is addressed to our signed return paths.
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Log } from '../core/log.ts';

/** What became of a message: kept for good, or to be sent again. */
export type Handled = 'done' | 'later';
export type HandleReturn = (raw: Uint8Array, recipients: readonly string[]) => Promise<Handled>;

export type BackPort = { port: number; stop: () => Promise<void> };

const most = { bytes: 2 * 1024 * 1024, clients: 20, recipients: 5 };
const silentMs = 60_000;

export type BackPortOptions = {
  host: string;
  port: number;
  /** Whether a local part is a return path of ours, signed by us. */
  isOurs: (localPart: string) => boolean;
  handle: HandleReturn;
  log: Log;
};

/** Opens the port; rejects where it is taken. It knows no users and relays nothing: another recipient gets 550. */
export async function openBackPort(options: BackPortOptions): Promise<BackPort> {
  const { host, port, isOurs, handle, log } = options;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: most.bytes,
    maxClients: most.clients,
    socketTimeout: silentMs,
    closeTimeout: 2000,
    disableReverseLookup: true,
    logger: false,
    banner: 'uchast',
    onRcptTo: ({ address }, session, callback) => {
      const ours = isOurs(address.slice(0, address.lastIndexOf('@')));
      if (!ours) return callback(refusal(550, '5.1.1 no such return path'));
      if (session.envelope.rcptTo.length >= most.recipients)
        return callback(refusal(452, '4.5.3 too many recipients'));
      callback();
    },
    onData: (stream, session, callback) => {
      take(stream, session, handle).then(
        (error) => callback(error),
        (error: unknown) => {
          log.error({ error }, 'a returned letter could not be taken in');
          callback(refusal(451, '4.3.0 try again later'));
        },
      );
    },
  });
  // Broken connections are the other side's affair; without a listener they would end the process.
  server.on('error', (error: Error) =>
    log.warn({ part: 'mail-port', error }, 'the receiving port lost a connection'),
  );
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

async function take(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  handle: HandleReturn,
): Promise<Error | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and let go, so that the other side hears our answer.
    if (size <= most.bytes) chunks.push(chunk);
  }
  if (size > most.bytes) return refusal(552, '5.3.4 too big for a report');
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  const handled = await handle(Buffer.concat(chunks), recipients);
  return handled === 'later' ? refusal(451, '4.3.0 try again later') : null;
}
