// Owns the benchmark of sending under a platform's limit, a minute a run: the permitted share used, refusals, replies.
import path from 'node:path';
import { median } from './calibration.ts';
import { reportOf, startChild } from './child.ts';
import type { Peers } from './peers.ts';
import type { SinkFigures, SinkOptions } from './sink.ts';
import { startSink } from './sinks.ts';
import { percentile } from './sliding.ts';
import { type Cell, rounded, say, type Table } from './table.ts';

const perSecond = 30;
const latencyMs = 50;

type Model = { name: string; sink: SinkOptions };

/** What Telegram does is not published: the mildest and the strictest reading of what bots report. */
const models: readonly Model[] = [
  {
    name: 'S',
    sink: { limit: { perSecond, retryAfter: 1, ban: false }, latencyMs, jitterMs: 0 },
  },
  {
    name: 'B',
    sink: { limit: { perSecond, retryAfter: 5, ban: true }, latencyMs, jitterMs: 40 },
  },
];

/** Nothing else would say so: the window closes before. */
const doublesLater =
  'pg-boss repeats a whole batch of which one message was refused, at the end of its queue: those doubles come after this window.';

type Variant = { name: string; file: string; options: object; runs: number };

const ours = 'senders/ours.ts';

function variantsFor({ postgres, redis }: Peers): Variant[] {
  const peer = (name: string, file: string, options: object) => ({ name, file, options, runs: 1 });
  const bullmq = (on: string, store: object) =>
    peer(`BullMQ on ${on}, limiter ${perSecond}/s`, 'senders/bullmq.ts', { store, paced: true });
  return [
    { name: 'ours', file: ours, options: { channel: 'telegram', pace: 'paced', replies: true }, runs: 3 },
    peer('grammY + auto-retry', 'senders/grammy.ts', { form: 'autoRetry' }),
    ...(typeof postgres === 'string'
      ? []
      : [
          peer('pg-boss, 15 each 0.5 s', 'senders/pgboss.ts', { postgres: postgres.url, paced: true }),
          bullmq('PostgreSQL', { postgres: postgres.url }),
        ]),
    ...(redis ? [bullmq('Redis', { redis })] : []),
  ];
}

/** Every variant under both models, one run after another. */
export async function limited(of: { folder: string; seconds: number; peers: Peers }): Promise<Table[]> {
  const { folder, seconds, peers } = of;
  const tables: Table[] = [];
  for (const model of models) {
    const rows: Table['rows'] = [];
    for (const variant of variantsFor(peers)) {
      const all: SinkFigures[] = [];
      for (let run = 0; run < variant.runs; run += 1) {
        const figures = await runOnce(model, variant, { folder, seconds, run });
        const fraction = rounded(figures.accepted / (perSecond * seconds), 3);
        say(`${model.name}, ${variant.name}: ${fraction} of what is permitted, ${figures.refused} refused`);
        all.push(figures);
      }
      rows.push(rowOf(variant.name, all, seconds));
    }
    tables.push({ title: titleOf(model, seconds), rows, notes: [doublesLater] });
  }
  return tables;
}

async function runOnce(
  { name, sink: options }: Model,
  variant: Variant,
  { folder, seconds, run }: { folder: string; seconds: number; run: number },
): Promise<SinkFigures> {
  const sink = await startSink(options);
  const messages = perSecond * seconds * 2;
  const file = path.join(folder, `limited-${name}-${run}.sqlite`);
  if (variant.file === ours)
    await reportOf('seed.ts', { file, people: messages, channel: 'telegram', habits: false, rows: true });
  const task = { messages, concurrency: 64, run: `${process.pid}-limited-${name}`, file, apiRoot: sink.url };
  const child = startChild(variant.file, { ...task, ...variant.options });
  try {
    while ((await sink.figures()).accepted === 0) await pause(100);
    await pause(seconds * 1000);
    return await sink.figures(seconds);
  } finally {
    await child.end();
    await sink.end();
  }
}

function rowOf(name: string, all: readonly SinkFigures[], seconds: number): Record<string, Cell> {
  const fractions = all.map(({ accepted }) => accepted / (perSecond * seconds));
  const waits = all.flatMap(({ replyWaits }) => replyWaits);
  const wait = (share: number) => (waits.length === 0 ? null : rounded(percentile(waits, share)));
  return {
    sender: name,
    'of permitted': rounded(median(fractions), 3),
    worst: rounded(Math.min(...fractions), 3),
    '429s': Math.max(...all.map(({ refused }) => refused)),
    'most calls in 1 s': Math.max(...all.map(({ mostCalls }) => mostCalls)),
    doubled: Math.max(...all.map(({ doubled }) => doubled)),
    'reply p50 ms': wait(0.5),
    'reply p99 ms': wait(0.99),
  };
}

function titleOf({ name, sink }: Model, seconds: number): string {
  const after = sink.limit?.ban
    ? `everything refused until ${sink.limit.retryAfter} s are over, jitter up to ${sink.jitterMs} ms`
    : `retry after ${sink.limit?.retryAfter} s`;
  return `${name}: ${perSecond} in any second, then ${after}; ${latencyMs} ms there and back; ${seconds} s a run`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
