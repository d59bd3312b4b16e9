// Owns timing how long `serve` takes until it answers, and its first free question, with a given content folder.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, freshData } from '../support/process.ts';

const root = path.join(import.meta.dirname, '..', '..');
const pollMs = 3;

/** Milliseconds from the start of the process to its first answer of health, and then to the answer to a question. */
export async function timedStart(contentDir: string): Promise<{ startMs: number; questionMs: number }> {
  const [port, data] = [await freePort(), freshData()];
  const { PATH = '', HOME = '' } = process.env;
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'src', 'cli.js'), 'serve'], {
    cwd: root,
    env: { PATH, HOME, LOG_LEVEL: 'error', PORT: String(port), DATA_DIR: data, CONTENT_DIR: contentDir },
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await healthy(url))) {
      if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}`);
      await pause(pollMs);
    }
    const startMs = performance.now() - began;
    const asked = performance.now();
    await fetch(`${url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'скільки підписів треба зібрати' }),
    }).then((answer) => answer.text());
    return { startMs, questionMs: performance.now() - asked };
  } finally {
    child.kill('SIGKILL');
    await gone;
    rmSync(data, { recursive: true, force: true });
  }
}

function healthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
}
