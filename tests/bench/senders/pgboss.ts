// Owns pg-boss as a sender: messages are jobs in PostgreSQL, and workers call grammY for a batch of them at once.
import { Api } from 'grammy';
import { PgBoss } from 'pg-boss';
import { given, report, startMeter } from '../in-child.ts';
import { chatOf, type SenderOptions, text, token } from './task.ts';

/** `paced`: 15 jobs each half second, which is as near to 30 a second as its polling comes. */
const options = given<SenderOptions & { postgres: string; paced: boolean }>();
const { apiRoot, concurrency, messages, paced, run } = options;
const api = new Api(token, { apiRoot });
const boss = new PgBoss(options.postgres);
boss.on('error', () => undefined);
await boss.start();
await boss.createQueue(run, { retryLimit: 100, retryDelay: 1 });

const stored = startMeter();
for (let from = 1; from <= messages; from += 5000) {
  const size = Math.min(5000, messages - from + 1);
  await boss.insert(
    run,
    Array.from({ length: size }, (_, n) => ({ data: { chat: chatOf(from + n) } })),
  );
}
const storeMs = stored().ms;

let done = 0;
const read = startMeter();
await new Promise<void>((resolve) => {
  const work = async (jobs: { data: { chat: number } }[]) => {
    await Promise.all(jobs.map(({ data }) => api.sendMessage(data.chat, text, { parse_mode: 'HTML' })));
    done += jobs.length;
    if (done >= messages) resolve();
  };
  const pace = paced
    ? { batchSize: 15, pollingIntervalSeconds: 0.5 }
    : { batchSize: concurrency, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
  void boss.work<{ chat: number }>(run, pace, work);
});
report({ ...read(), storeMs });
