// Owns the processes of a city that many serve: each started, followed by its journal, killed without warning.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import path from 'node:path';
import type { Environment } from '../support/process.ts';

const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.js');

/** A lane that a process took, as its journal says. */
export type Held = { channel: string; holder: string; at: number };

export type Member = {
  kind: 'serve' | 'work';
  name: string;
  port: number;
  startedAt: number;
  held: Held[];
  /** Errors that its journal tells of. */
  errors: { what: string; at: number }[];
  /** What it wrote; for a message where it fails. */
  said: () => string;
  alive: () => boolean;
  /** Resolves once it has printed its number. */
  ready: Promise<void>;
  kill: (signal?: NodeJS.Signals) => Promise<number>;
};

export type Starting = { kind: Member['kind']; name: string; port: number; env: Environment };

export function startMember({ kind, name, port, env }: Starting): Member {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [cli, kind], {
    env: { PATH, HOME, LOG_LEVEL: 'info', ...env, PORT: String(port) },
  });
  const held: Held[] = [];
  let said = '';
  const errors: Member['errors'] = [];
  const follow = (line: string) => {
    if (line.startsWith('{"level":50')) {
      const { msg, job = '' } = JSON.parse(line) as { msg: string; job?: string };
      errors.push({ what: `${msg} ${job}`.trim(), at: Date.now() });
    }
    if (!line.includes('"holds the lane')) return;
    const { channel, holder } = JSON.parse(line) as { channel: string; holder: string };
    held.push({ channel, holder, at: Date.now() });
  };
  const journal = linesInto(follow);
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-200_000);
    journal(String(chunk));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    kind,
    name,
    port,
    startedAt: Date.now(),
    held,
    errors,
    said: () => said,
    alive: () => child.exitCode === null && child.signalCode === null,
    ready: readiness(child, () => said),
    kill: async (signal = 'SIGKILL') => {
      const at = Date.now();
      child.kill(signal);
      await gone;
      return at;
    },
  };
}

function linesInto(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}

function readiness(child: ChildProcess, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = setInterval(() => {
      if (child.exitCode !== null) {
        clearInterval(look);
        reject(new Error(`a process ended by itself: ${said()}`));
      } else if (said().includes(String(child.pid))) {
        clearInterval(look);
        resolve();
      } else if (child.signalCode !== null) {
        clearInterval(look);
        resolve();
      }
    }, 20);
  });
}

/** A proxy before the doors: each request goes to one that lives, in turn. */
export function startProxy(ports: () => number[]): Promise<{ url: string; stop: () => void }> {
  let turn = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const alive = ports();
    turn += 1;
    const port = alive[turn % Math.max(1, alive.length)];
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, stop: () => server.close() });
    }),
  );
}
