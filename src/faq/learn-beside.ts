// Owns learning in a thread beside, so that nobody waits for it; what is learnt is learn.ts's.
import { Worker } from 'node:worker_threads';
import type { FaqForMatching, Words } from '../core/understanding.ts';

/** Learns in a worker thread; answers with the packed model. Rejects where the thread fails. */
export function learnBeside(
  entries: readonly FaqForMatching[],
  words: Words,
): Promise<Uint8Array<ArrayBuffer>> {
  const texts = {
    entries: entries.map(({ id, stage, question, phrasings }) => ({ id, stage, question, phrasings })),
    words,
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./learn-thread.ts', import.meta.url), { workerData: texts });
    worker.once('message', (bytes: Uint8Array<ArrayBuffer>) => resolve(bytes));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that learns ended with ${code}`)));
  });
}
