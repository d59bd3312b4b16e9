// Owns the benchmark of understanding: a question beside a search library and its limit, the start of the product, and memory.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { contentDir } from '../faq/content.ts';
import { median } from './calibration.ts';
import { reportOf } from './child.ts';
import { rounded, say, type Table } from './table.ts';
import type { UnderstandingFigures, UnderstandingTask } from './understanding-child.ts';
import { timedStart } from './understanding-start.ts';

/** What the city was promised: a question, the start and the memory of understanding at most so much. */
const limits = { questionMs: 5, startMs: 150, memoryMb: 40 };

type Sizes = { folder: string; asks: number; rounds: number };

/** Asks `asks` questions of our own set in a process each, and starts the product with and without voices and model. */
export async function understanding({ folder, asks, rounds }: Sizes): Promise<Table[]> {
  const runs = { ours: [], minisearch: [], nobody: [] } as Record<
    UnderstandingTask['who'],
    UnderstandingFigures[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    for (const who of ['nobody', 'ours', 'minisearch'] as const) {
      // A search of this kind takes some fifty times as long: fewer questions give its figures as well.
      const own = who === 'minisearch' ? Math.ceil(asks / 10) : asks;
      const task: UnderstandingTask = { who, asks: own, cacheDir: path.join(folder, 'kept') };
      const figures = await reportOf<UnderstandingFigures>('understanding-child.ts', task);
      if (who !== 'nobody') say(`round ${round + 1}, ${who}: p99 ${rounded(figures.p99Ms, 2)} ms`);
      runs[who].push(figures);
    }
  }
  return [questions(runs, asks), await starts(folder, rounds)];
}

function questions(runs: Record<UnderstandingTask['who'], UnderstandingFigures[]>, asks: number): Table {
  const of = (who: UnderstandingTask['who'], key: keyof UnderstandingFigures) =>
    median(runs[who].map((figures) => figures[key]));
  const empty = of('nobody', 'rssMb');
  const rows = (['ours', 'minisearch'] as const).map((who) => ({
    who,
    'p50 ms': rounded(of(who, 'p50Ms'), 3),
    'p99 ms': rounded(of(who, 'p99Ms'), 3),
    'p99 ÷ limit': rounded(of(who, 'p99Ms') / limits.questionMs, 3),
    'p99 ÷ minisearch': rounded(of(who, 'p99Ms') / of('minisearch', 'p99Ms'), 3),
    'most ms': rounded(of(who, 'mostMs'), 1),
    'load ms': rounded(of(who, 'loadMs'), 1),
    'first answer ms': rounded(of(who, 'firstMs'), 1),
    'memory MB': rounded(of(who, 'rssMb') - empty, 1),
    'memory ÷ limit': rounded((of(who, 'rssMb') - empty) / limits.memoryMb, 2),
    'right first %': rounded(100 * of(who, 'right'), 1),
  }));
  return {
    title: `A question, ${asks} asked of tests/faq/dev.jsonl`,
    rows,
    notes: [
      `Limits: p99 ${limits.questionMs} ms, memory ${limits.memoryMb} MB more than a process that reads the same texts.`,
      'After the first round through the set two letters of each question are swapped, so that no word is known from before.',
      'Load is from the texts, which are read already, to being able to answer. Median of the rounds.',
    ],
  };
}

/** The product over the whole content, and over the same without voices and model; started in turns. */
async function starts(folder: string, rounds: number): Promise<Table> {
  const bare = path.join(folder, 'content');
  cpSync(contentDir, bare, { recursive: true });
  rmSync(path.join(bare, 'phrasings'), { recursive: true });
  mkdirSync(path.join(bare, 'phrasings'));
  const times = { bare: [] as number[], whole: [] as number[], question: [] as number[] };
  // The first start fills the cache of compiled code for both.
  await timedStart(contentDir);
  for (let round = 0; round < rounds * 3; round += 1) {
    times.bare.push((await timedStart(bare)).startMs);
    const whole = await timedStart(contentDir);
    times.whole.push(whole.startMs);
    times.question.push(whole.questionMs);
  }
  const more = median(times.whole) - median(times.bare);
  return {
    title: 'Start of the product until it answers',
    rows: [
      { what: 'without voices', ms: rounded(median(times.bare)), 'more ms': null, 'more ÷ limit': null },
      {
        what: 'with voices and model',
        ms: rounded(median(times.whole)),
        'more ms': rounded(more),
        'more ÷ limit': rounded(more / limits.startMs, 2),
      },
      { what: 'first question after the start', ms: rounded(median(times.question), 1) },
    ],
    notes: [
      `Limit: ${limits.startMs} ms more. The model is read at the first question. Median of ${rounds * 3}.`,
    ],
  };
}
