// Owns counting verdicts on test questions: rates by kind of writing as a table, and the worst confusions.
import type { Understanding } from '../../src/core/understanding.ts';
import type { Case } from './sets.ts';

export type Judged = { one: Case; verdict: Understanding };

type Tally = {
  asked: number;
  first: number;
  among: number;
  sure: number;
  wronglySure: number;
  outside: number;
  outsideSure: number;
};

/** What the verdict puts first, second and third; small talk and unknown count as what they are. */
export function offered(verdict: Understanding): string[] {
  if (verdict.kind === 'unknown') return ['none'];
  return verdict.kind === 'smalltalk' && verdict.answer !== null ? [verdict.answer] : verdict.alternatives;
}

function isSure(verdict: Understanding): boolean {
  return verdict.kind === 'answer' || verdict.kind === 'command';
}

/** `none` expects an honest unknown: choices are no sin there, a sure answer is. */
export function isFine({ one, verdict }: Judged): boolean {
  return one.expect.includes('none') ? !isSure(verdict) : one.expect.includes(offered(verdict)[0] ?? '');
}

function tallied(judged: readonly Judged[]): Tally {
  const inside = judged.filter(({ one }) => !one.expect.includes('none'));
  const outside = judged.filter(({ one }) => one.expect.includes('none'));
  const sure = inside.filter(({ verdict }) => isSure(verdict));
  return {
    asked: inside.length,
    first: inside.filter(isFine).length,
    among: inside.filter(({ one, verdict }) => offered(verdict).some((id) => one.expect.includes(id))).length,
    sure: sure.length,
    wronglySure: sure.filter((each) => !isFine(each)).length,
    outside: outside.length,
    outsideSure: outside.filter(({ verdict }) => isSure(verdict)).length,
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '     –' : `${((100 * part) / whole).toFixed(1).padStart(5)}%`;
}

function row(name: string, judged: readonly Judged[]): string {
  const tally = tallied(judged);
  const cells = [
    String(tally.asked + tally.outside).padStart(5),
    percent(tally.first, tally.asked),
    percent(tally.among, tally.asked),
    percent(tally.sure, tally.asked),
    percent(tally.wronglySure, tally.asked),
    percent(tally.outsideSure, tally.outside),
  ];
  return `${name.padEnd(18)}${cells.join('  ')}`;
}

/** A table of rates, one row a kind of writing. */
export function tableOf(name: string, judged: readonly Judged[]): string[] {
  const styles = [...new Set(judged.map(({ one }) => one.style))].sort();
  const rows = styles.map((style) =>
    row(
      style,
      judged.filter(({ one }) => one.style === style),
    ),
  );
  const head = `${name.padEnd(18)}    n   first   top-3    sure  wrongly  outside sure`;
  return [head, ...rows, row('all', judged)];
}

/**
 * The most frequent confusions, expected → got with their number. With `open` each has an example; the honest sets are
 * shown without, so that nobody tunes on them.
 */
export function confusions(judged: readonly Judged[], most: number, open: boolean): string[] {
  const pairs = new Map<string, Judged[]>();
  for (const each of judged.filter((one) => !isFine(one))) {
    const pair = `${each.one.expect.join('/')} → ${offered(each.verdict)[0] ?? 'none'}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), each]);
  }
  const worst = [...pairs]
    .sort(([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1))
    .slice(0, most);
  return worst.map(([pair, all]) => {
    const [first] = all;
    const example = open && first ? `  ${first.verdict.kind}: ${first.one.text.slice(0, 90)}` : '';
    return `${String(all.length).padStart(4)}  ${pair.padEnd(22)}${example}`;
  });
}
