// Owns the mail server that letters of a benchmark go to: it takes every letter, counts them, and keeps none.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { answering, report } from './in-child.ts';

/** What came in: letters, recipients that got more than one, letters with a signature, bytes of all. */
export type MailFigures = { accepted: number; doubled: number; signed: number; bytes: number };

const seen = new Map<string, number>();
let signed = 0;
let bytes = 0;

const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  authOptional: true,
  disableReverseLookup: true,
  logger: false,
  onData: (stream, session, done) => {
    let first = true;
    stream.on('data', (chunk: Buffer) => {
      if (first && chunk.subarray(0, 4096).includes('DKIM-Signature:')) signed += 1;
      first = false;
      bytes += chunk.length;
    });
    stream.on('end', () => {
      const to = session.envelope.rcptTo[0]?.address ?? '';
      seen.set(to, (seen.get(to) ?? 0) + 1);
      done();
    });
  },
});

function figures(): MailFigures {
  const doubled = [...seen.values()].reduce((sum, times) => sum + times - 1, 0);
  return { accepted: seen.size, doubled, signed, bytes };
}

answering(figures);
const listening = server.listen(0, '127.0.0.1', () => {
  report({ url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}` });
});
