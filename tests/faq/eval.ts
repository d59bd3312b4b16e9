// Owns measuring the understanding on sets of questions: a table by style for our own set, only rates for the honest one.
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { contestIds, roles, stageIds } from '../../src/core/contest.ts';
import type { Understand, Understanding } from '../../src/core/understanding.ts';
import { contentUnderstand } from './content.ts';

const caseSchema = z.strictObject({
  text: z.string(),
  stage: z.enum(stageIds).nullish(),
  contest: z.enum(contestIds).nullish(),
  role: z.enum(roles).nullish(),
  expect: z.union([z.string(), z.array(z.string())]),
  style: z.string(),
});
type Case = z.infer<typeof caseSchema>;

type Tally = {
  asked: number;
  first: number;
  among: number;
  sure: number;
  wronglySure: number;
  outside: number;
  outsideSure: number;
};

function readCases(file: URL): Case[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => caseSchema.parse(JSON.parse(line)));
}

function expected(one: Case): string[] {
  return typeof one.expect === 'string' ? [one.expect] : one.expect;
}

/** What the verdict puts first, second and third; small talk and unknown count as what they are. */
function offered(verdict: Understanding): string[] {
  if (verdict.kind === 'unknown') return ['none'];
  return verdict.kind === 'smalltalk' && verdict.answer !== null ? [verdict.answer] : verdict.alternatives;
}

function isSure(verdict: Understanding): boolean {
  return verdict.kind === 'answer' || verdict.kind === 'command';
}

/** Counts one case in. `none` expects an honest unknown; choices are no sin there, a sure answer is. */
function count(tally: Tally, one: Case, verdict: Understanding): boolean {
  const right = expected(one);
  const got = offered(verdict);
  if (right.includes('none')) {
    tally.outside += 1;
    if (isSure(verdict)) tally.outsideSure += 1;
    return !isSure(verdict);
  }
  const first = right.includes(got[0] ?? '');
  tally.asked += 1;
  if (first) tally.first += 1;
  if (got.some((id) => right.includes(id))) tally.among += 1;
  if (isSure(verdict)) tally.sure += 1;
  if (isSure(verdict) && !first) tally.wronglySure += 1;
  return first;
}

function empty(): Tally {
  return { asked: 0, first: 0, among: 0, sure: 0, wronglySure: 0, outside: 0, outsideSure: 0 };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '     –' : `${((100 * part) / whole).toFixed(1).padStart(5)}%`;
}

function row(name: string, tally: Tally): string {
  const cells = [
    String(tally.asked + tally.outside).padStart(5),
    percent(tally.first, tally.asked),
    percent(tally.among, tally.asked),
    percent(tally.sure, tally.asked),
    percent(tally.wronglySure, tally.asked),
    percent(tally.outsideSure, tally.outside),
  ];
  return `${name.padEnd(14)}${cells.join('  ')}`;
}

/** Runs one set; `open` also names the misses, which is only fit for our own set. */
function measure(name: string, understand: Understand, open: boolean): string[] {
  const file = new URL(`./${name}.jsonl`, import.meta.url);
  if (!existsSync(file)) return [`${name}: no such set`];
  const all = empty();
  const styles = new Map<string, Tally>();
  const misses: string[] = [];
  for (const one of readCases(file)) {
    const context = { stage: one.stage ?? null, contest: one.contest ?? null, role: one.role ?? null };
    const verdict = understand(one.text, context);
    const own = styles.get(one.style) ?? empty();
    styles.set(one.style, own);
    const fine = count(own, one, verdict);
    count(all, one, verdict);
    if (!fine)
      misses.push(
        `${expected(one).join('/')} ← ${verdict.kind} ${offered(verdict).join(' ')} (${verdict.confidence.toFixed(2)}): ${one.text}`,
      );
  }
  const head = `${name.padEnd(14)}    n   first   top-3    sure  wrongly  outside sure`;
  const table = [...styles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([style, tally]) => row(style, tally));
  return [head, ...table, row('all', all), ...(open ? ['', ...misses] : [])];
}

const understand = contentUnderstand();
const open = process.argv.includes('--misses');
process.stdout.write(
  `${[...measure('dev', understand, open), '', ...measure('honest', understand, false)].join('\n')}\n`,
);
