// Owns the benchmark of sending without a limit: the bare client, the peers and the product, in interleaved rounds.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { median } from './calibration.ts';
import { reportOf, startChild } from './child.ts';
import type { Peers } from './peers.ts';
import type { SenderReport } from './senders/task.ts';
import type { SinkFigures } from './sink.ts';
import { startSink } from './sinks.ts';
import { rounded, say, type Table } from './table.ts';

type Variant = { name: string; file: string; options: object };
type Run = SenderReport & { perSecond: number; doubled: number; mostCalling: number | null };

const concurrency = 64;

/** What can run here, the limit first. */
function variantsFor({ postgres, redis }: Peers): Variant[] {
  const grammy = (name: string, form: string) => ({ name, file: 'senders/grammy.ts', options: { form } });
  const queued = (name: string, file: string, options: object) => ({
    name,
    file,
    options: { paced: false, ...options },
  });
  return [
    { name: 'undici pool (the limit)', file: 'senders/undici.ts', options: {} },
    grammy('grammY as it comes', 'plain'),
    grammy('grammY over undici', 'undici'),
    grammy('grammY + auto-retry', 'autoRetry'),
    ...(typeof postgres === 'string'
      ? []
      : [
          queued('pg-boss + grammY', 'senders/pgboss.ts', { postgres: postgres.url }),
          queued('BullMQ on PostgreSQL + grammY', 'senders/bullmq.ts', { store: { postgres: postgres.url } }),
        ]),
    ...(redis ? [queued('BullMQ on Redis + grammY', 'senders/bullmq.ts', { store: { redis } })] : []),
    {
      name: 'ours',
      file: 'senders/ours.ts',
      options: { channel: 'telegram', pace: 'unlimited', replies: false },
    },
  ];
}

/** `rounds` runs of every variant, one after another, then their medians. */
export async function sending(of: {
  folder: string;
  messages: number;
  rounds: number;
  peers: Peers;
}): Promise<Table[]> {
  const { folder, messages, rounds, peers } = of;
  const seeded = path.join(folder, 'sending.sqlite');
  await reportOf('seed.ts', {
    file: seeded,
    people: messages,
    channel: 'telegram',
    habits: false,
    rows: true,
  });
  const variants = variantsFor(peers);
  const runs = new Map<Variant, Run[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      const file = path.join(folder, `sending-${round}.sqlite`);
      copyFileSync(seeded, file);
      const common = { messages, concurrency, run: `${process.pid}-${round}-sending`, file };
      const run = await runOnce(variant, { ...common, ...variant.options });
      say(`round ${round + 1}, ${variant.name}: ${rounded(run.perSecond)} msg/s`);
      runs.get(variant)?.push(run);
    }
  }
  return [tableOf(runs, messages)];
}

async function runOnce({ file }: Variant, options: { file: string; messages: number }): Promise<Run> {
  const sink = await startSink({ limit: null, latencyMs: 0, jitterMs: 0 });
  const child = startChild(file, { ...options, apiRoot: sink.url });
  const ledger = file === 'senders/ours.ts' ? watchCalling(options.file) : null;
  try {
    const report = await child.next<SenderReport>();
    const figures: SinkFigures = await sink.figures();
    if (figures.accepted < options.messages)
      throw new Error(`${file}: only ${figures.accepted} of ${options.messages} came in`);
    const perSecond = (options.messages / report.ms) * 1000;
    return { ...report, perSecond, doubled: figures.doubled, mostCalling: ledger?.most() ?? null };
  } finally {
    ledger?.stop();
    await child.end();
    await sink.end();
  }
}

/** The most rows in `calling` that were seen from outside, looking every 20 ms. */
function watchCalling(file: string) {
  const db = new SqliteFile(file, { readonly: true });
  const calling = db
    .prepare(
      `select coalesce(sum(state = 'calling'), 0) from delivery where broadcast_id = 'blast' and state = 'calling'`,
    )
    .pluck();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, Number(calling.get()));
  }, 20);
  return {
    most: () => most,
    stop: () => {
      clearInterval(timer);
      db.close();
    },
  };
}

function tableOf(runs: ReadonlyMap<Variant, Run[]>, messages: number): Table {
  const rates = [...runs].map(([{ name }, all]) => ({
    name,
    all,
    rate: median(all.map((run) => run.perSecond)),
  }));
  const [limit, grammy] = rates;
  const middle = (all: Run[], of: (run: Run) => number) => median(all.map(of));
  const cpuOf = (all: Run[]) => (middle(all, (run) => run.cpuMs) * 1000) / messages;
  const leastCpu = limit ? cpuOf(limit.all) : 0;
  return {
    title: `Sending ${messages} messages without a limit, ${concurrency} at once, median of ${rates[0]?.all.length} rounds`,
    rows: rates.map(({ name, all, rate }) => ({
      sender: name,
      'msg/s': rounded(rate),
      '÷ undici': rounded(rate / (limit?.rate ?? rate), 2),
      '÷ grammY': rounded(rate / (grammy?.rate ?? rate), 2),
      'CPU µs/msg': rounded(cpuOf(all)),
      '÷ undici by CPU': rounded(leastCpu / cpuOf(all), 2),
      'peak MB': middle(all, (run) => run.peakMb),
      'storing s': all[0]?.storeMs == null ? null : rounded(middle(all, (run) => run.storeMs ?? 0) / 1000, 1),
      doubled: Math.max(...all.map((run) => run.doubled)),
      'most calling':
        all[0]?.mostCalling == null ? null : Math.max(...all.map((run) => run.mostCalling ?? 0)),
    })),
    notes: [
      'By CPU: what the same processor could send, whoever else is using it.',
      'What is stored before sending is not counted in msg/s; the rows of ours are made by its expansion.',
    ],
  };
}
