// Owns BullMQ as a sender: messages are jobs in Redis, or in PostgreSQL where none runs, and a worker calls grammY for each.
import { createPostgresBackend, Queue, setDefaultBackendFactory, Worker } from 'bullmq';
import { Api } from 'grammy';
import { Redis } from 'ioredis';
import { given, report, startMeter } from '../in-child.ts';
import { chatOf, type SenderOptions, text, token } from './task.ts';

type Store = { redis: string } | { postgres: string };

const options = given<SenderOptions & { store: Store; paced: boolean }>();
const { apiRoot, concurrency, messages, paced, run, store } = options;
const api = new Api(token, { apiRoot });
if ('postgres' in store) setDefaultBackendFactory(createPostgresBackend as never);
const connection =
  'redis' in store
    ? new Redis(store.redis, { maxRetriesPerRequest: null })
    : ({ connectionString: store.postgres, migrate: true } as object);
const queue = new Queue(run, { connection });

const stored = startMeter();
for (let from = 1; from <= messages; from += 1000) {
  const size = Math.min(1000, messages - from + 1);
  const opts = { attempts: 100, backoff: { type: 'fixed', delay: 1000 }, removeOnComplete: true };
  await queue.addBulk(
    Array.from({ length: size }, (_, n) => ({ name: 'send', data: { chat: chatOf(from + n) }, opts })),
  );
}
const storeMs = stored().ms;

let done = 0;
const read = startMeter();
await new Promise<void>((resolve) => {
  const worker = new Worker<{ chat: number }>(
    run,
    ({ data }) => api.sendMessage(data.chat, text, { parse_mode: 'HTML' }),
    { connection, concurrency, ...(paced ? { limiter: { max: 30, duration: 1000 } } : {}) },
  );
  worker.on('error', () => undefined);
  worker.on('completed', () => {
    done += 1;
    if (done >= messages) resolve();
  });
});
report({ ...read(), storeMs });
