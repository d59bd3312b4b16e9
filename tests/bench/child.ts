// Owns processes of a benchmark: starting one, speaking with it in messages, and ending it.
import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Child = {
  /** The next message that the process sends; rejects when it ends before. */
  next: <T>() => Promise<T>;
  /** Sends a message and waits for the answer. */
  ask: <T>(question: object) => Promise<T>;
  end: () => Promise<void>;
};

const compileCache = path.join(tmpdir(), 'uchast-bench-compiled');
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a file of this folder with its options; what it prints goes to our standard error. */
export function startChild(file: string, options: object): Child {
  const child = fork(path.join(import.meta.dirname, file), [JSON.stringify(options)], {
    stdio: ['ignore', 2, 2, 'ipc'],
    // As `npm start` does: 40 MB less, for no measurable price.
    execArgv: ['--max-semi-space-size=8'],
    // As the product does: what is compiled once is kept, and the compiler takes no memory.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  running.add(child);
  const messages: unknown[] = [];
  const bell = { ring: () => undefined as undefined };
  let ended: string | null = null;
  child.on('message', (message) => {
    messages.push(message);
    bell.ring();
  });
  const end = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      ended = `${file} ended (${signal ?? code})`;
      running.delete(child);
      bell.ring();
      resolve();
    }),
  );
  async function next<T>(): Promise<T> {
    while (messages.length === 0) {
      if (ended) throw new Error(ended);
      await new Promise<void>((resolve) => {
        bell.ring = () => resolve() as undefined;
      });
    }
    return messages.shift() as T;
  }
  return {
    next,
    ask: async (question) => {
      child.send(question);
      return await next();
    },
    end: async () => {
      child.kill('SIGKILL');
      await end;
    },
  };
}

/** Runs a process that reports once, and ends it. */
export async function reportOf<T>(file: string, options: object): Promise<T> {
  const child = startChild(file, options);
  try {
    return await child.next<T>();
  } finally {
    await child.end();
  }
}
