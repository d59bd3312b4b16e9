// Owns an emulated mail server on loopback: who got which letters, and a server's ways to refuse or to break off.
import type { AddressInfo } from 'node:net';
import { decodeWords } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type Faults, type Received, record, scriptedFaults, wait } from './faults.ts';

/**
 * What goes wrong at a step of the conversation (`method`): mail, rcpt, data (the letter is coming), end (it is here
 * and accepted). reply: a refusal with its code and words · drop: the connection breaks · slow: `ms` before going on ·
 * hang: nothing more comes.
 */
export type SmtpFault = {
  method: 'mail' | 'rcpt' | 'data' | 'end';
  recipient?: string;
  times?: number;
  after?: number;
} & (
  | { kind: 'reply'; code: number; text: string }
  | { kind: 'drop' }
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number }
);

export type Mail = {
  from: string;
  to: string;
  /** Header names in lower case, unfolded, encoded words left as they came. */
  headers: Record<string, string>;
  raw: Buffer;
};

export type SmtpEmulator = {
  url: string;
  /** Recipient → subjects. */
  received: Received;
  /** The last letters, as many as `keep` says. */
  letters: Mail[];
  faults: Faults<SmtpFault>;
  stop: () => Promise<void>;
};

export type SmtpEmulatorOptions = { user?: string; password?: string; keep?: number; latencyMs?: number };

export async function startSmtpEmulator(options: SmtpEmulatorOptions = {}): Promise<SmtpEmulator> {
  const { user, password, keep = 100, latencyMs = 0 } = options;
  const faults = scriptedFaults<SmtpFault>();
  const received: Received = new Map();
  const letters: Mail[] = [];
  const cut = (session: SMTPServerSession) => {
    for (const connection of server.connections)
      if (connection.session?.id === session.id) connection._socket.destroy();
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(user === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    authOptional: user === undefined,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user: auth.username })
        : done(refusal(535, '5.7.8 Authentication credentials invalid')),
    onMailFrom: (address, session, done) => {
      strike(faults.take('mail', address.address), { done, cut: () => cut(session) });
    },
    onRcptTo: (address, session, done) => {
      strike(faults.take('rcpt', address.address), { done, cut: () => cut(session) });
    },
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo[0]?.address ?? '';
      const begun = faults.take('data', to);
      if (begun?.kind === 'drop') return cut(session);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (begun) return strike(begun, { done, cut: () => cut(session) });
        const ended = faults.take('end', to);
        if (ended?.kind !== 'reply') keepLetters(session, Buffer.concat(chunks), { received, letters, keep });
        void wait(latencyMs).then(() => strike(ended, { done, cut: () => cut(session) }));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const login = user === undefined ? '' : `${user}:${password ?? ''}@`;
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    received,
    letters,
    faults,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of server.connections) connection._socket.destroy();
      }),
  };
}

type Then = { done: (error?: Error | null) => void; cut: () => void };

function strike(fault: SmtpFault | null, { done, cut }: Then): void {
  if (!fault) done();
  else if (fault.kind === 'reply') done(refusal(fault.code, fault.text));
  else if (fault.kind === 'drop') cut();
  else if (fault.kind === 'slow') void wait(fault.ms).then(() => done());
  // What is left is `hang`: the client waits for nothing.
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function keepLetters(
  session: SMTPServerSession,
  raw: Buffer,
  { received, letters, keep }: { received: Received; letters: Mail[]; keep: number },
): void {
  const headers = readHeaders(raw);
  const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  for (const { address } of session.envelope.rcptTo) {
    const text = decodeWords(headers.subject ?? '');
    record(received, address, { text, at: Date.now(), id: headers['message-id'] ?? '' });
    letters.push({ from, to: address, headers, raw });
  }
  while (letters.length > keep) letters.shift();
}

function readHeaders(raw: Buffer): Record<string, string> {
  const head = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('utf8');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}
