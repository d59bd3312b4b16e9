// Owns the benchmark of taking in: webhook updates to the product's door beside grammY, Hono and a bare server.
import path from 'node:path';
import { migrateSqlite } from '../../db/sqlite.ts';
import { median } from './calibration.ts';
import { startChild } from './child.ts';
import { type Load, load } from './load.ts';
import { type Act, hookPath, type ServerUse, secret, updateOf } from './servers/update.ts';
import { type Bot, type Settled, settledTurns } from './settled.ts';
import { percentile } from './sliding.ts';
import { rounded, type Table } from './table.ts';

type Variant = { name: string; file: string; act: Act };
type Run = Load & { peakMb: number; perSecond: number; cpuUs: number };

const variants: readonly Variant[] = [
  { name: 'node:http (the limit)', file: 'servers/bare.ts', act: 'command' },
  { name: 'bare Hono', file: 'servers/hono.ts', act: 'command' },
  { name: 'grammY on node:http', file: 'servers/grammy.ts', act: 'command' },
  { name: 'ours, a command', file: 'servers/ours.ts', act: 'command' },
  { name: 'ours, a question in own words', file: 'servers/ours.ts', act: 'question' },
];

const connections = 50;

/** `rounds` runs of every server, one after another, then their medians. */
export async function inbound(of: { folder: string; seconds: number; rounds: number }): Promise<Table[]> {
  const { folder, seconds, rounds } = of;
  const runs = new Map<Variant, Run[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      const file = path.join(folder, `inbound-${variant.act}-${round}.sqlite`);
      migrateSqlite(file);
      runs.get(variant)?.push(await runOnce(variant, file, seconds));
    }
  }
  return [tableOf(runs, { seconds, rounds }), await wholeTurns(of)];
}

async function runOnce({ file: server, act }: Variant, file: string, seconds: number): Promise<Run> {
  const child = startChild(server, { file });
  try {
    const { port } = await child.next<{ port: number }>();
    const to = { port, path: hookPath, secret, connections };
    // The first second is the compiler's.
    await load({ ...to, seconds: 1, bodyOf: (number) => updateOf(number, act) });
    const before = await child.ask<ServerUse>({});
    const figures = await load({ ...to, seconds, bodyOf: (number) => updateOf(10_000_000 + number, act) });
    const { peakMb, cpuMs } = await child.ask<ServerUse>({});
    const cpuUs = ((cpuMs - before.cpuMs) * 1000) / figures.requests;
    return { ...figures, peakMb, cpuUs, perSecond: figures.requests / figures.seconds };
  } finally {
    await child.end();
  }
}

function tableOf(
  runs: ReadonlyMap<Variant, Run[]>,
  { seconds, rounds }: { seconds: number; rounds: number },
): Table {
  const middles = [...runs].map(([{ name }, all]) => ({
    name,
    all,
    rate: median(all.map((run) => run.perSecond)),
  }));
  const rateOf = (name: string) => middles.find((one) => one.name.startsWith(name))?.rate ?? 1;
  return {
    title: `Taking in webhook updates, ${connections} connections, ${seconds} s, median of ${rounds} rounds`,
    rows: middles.map(({ name, all, rate }) => ({
      server: name,
      'req/s': rounded(rate),
      '÷ node:http': rounded(rate / rateOf('node:http'), 3),
      '÷ Hono': rounded(rate / rateOf('bare Hono'), 3),
      '÷ grammY': rounded(rate / rateOf('grammY'), 3),
      'p50 ms': rounded(median(all.map((run) => percentile(run.waitsMs, 0.5))), 1),
      'p99 ms': rounded(median(all.map((run) => percentile(run.waitsMs, 0.99))), 1),
      'CPU µs/req': rounded(median(all.map((run) => run.cpuUs))),
      refused: Math.max(...all.map((run) => run.refused)),
      'peak MB': median(all.map((run) => run.peakMb)),
    })),
    notes: [
      'Only ours remembers the event, talks, and stores the conversation and its answers, all in one transaction.',
    ],
  };
}

/** Bots that answer by a call of the platform, the plain one first. */
const bots: readonly (Omit<Bot, 'file'> & { name: string })[] = [
  {
    name: 'grammY, one read, one write, a call',
    server: 'servers/grammy-api.ts',
    act: 'command',
    ledger: false,
  },
  { name: 'ours, a command', server: 'servers/ours.ts', act: 'command', ledger: true },
  { name: 'ours, a question in own words', server: 'servers/ours.ts', act: 'question', ledger: true },
];

/** From the webhook to the settled answer: `rounds` runs of every bot, one after another, then the medians of ratios. */
async function wholeTurns(of: { folder: string; seconds: number; rounds: number }): Promise<Table> {
  const { folder, seconds, rounds } = of;
  const runs = bots.map((bot) => ({ bot, all: [] as Settled[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { bot, all } of runs) {
      const file = path.join(folder, `settled-${bot.server.length}-${bot.act}-${round}.sqlite`);
      migrateSqlite(file);
      all.push(await settledTurns({ ...bot, file }, { chats: connections, seconds }));
    }
  }
  const plain = runs[0]?.all ?? [];
  const rateOf = ({ turns, seconds: took }: Settled) => turns / took;
  return {
    title: `From the webhook to the settled answer, ${connections} chats at once, ${seconds} s, median of ${rounds} rounds`,
    rows: runs.map(({ bot, all }) => ({
      bot: bot.name,
      'turns/s': rounded(median(all.map(rateOf))),
      '÷ grammY': rounded(median(all.map((run, n) => rateOf(run) / rateOf(plain[n] ?? run))), 2),
      'CPU µs/turn': rounded(median(all.map(({ cpuUs }) => cpuUs))),
      'CPU ÷ grammY': rounded(median(all.map((run, n) => run.cpuUs / (plain[n] ?? run).cpuUs)), 2),
      'acknowledged p99 ms': rounded(median(all.map((run) => percentile(run.answersMs, 0.99))), 1),
      'settled p50 ms': rounded(median(all.map((run) => percentile(run.waitsMs, 0.5))), 1),
      'settled p99 ms': rounded(median(all.map((run) => percentile(run.waitsMs, 0.99))), 1),
      'peak MB': median(all.map(({ peakMb }) => peakMb)),
    })),
    notes: [
      'grammY answers with the client that it comes with, and is done when the platform has answered. A turn of ours is over',
      'when the answer has arrived at the platform and its row is settled, as seen from outside every 2 ms. Nobody keeps a pace, and everybody has made the same number of turns before.',
    ],
  };
}
