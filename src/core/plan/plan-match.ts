// Owns finding which line of a newer document is which line of the older one: by content, key, and likeness. Pure.
import type { PlanLine } from './plan.ts';

/** A line counts as the same measure from this likeness on, 0..1; with the same key less is enough. */
const alike = 0.6;
const alikeWithKey = 0.4;

type Lines = readonly PlanLine[];

/**
 * For each newer line the index of its older one, or null. The surest pairs are made first: the very same row, the same
 * key and a like name, a like section and name, and at last the same key alone, so that a row put in between, which
 * renumbers all that follow, makes one new row and not a plan of changed ones.
 */
export function matchLines(older: Lines, newer: Lines): (number | null)[] {
  const found: (number | null)[] = newer.map(() => null);
  const free = new Set(older.keys());
  const pair = (fits: (old: PlanLine, fresh: PlanLine) => boolean) => {
    for (const [index, fresh] of newer.entries()) {
      if (found[index] !== null) continue;
      const match = [...free].find((one) => older[one] && fits(older[one], fresh));
      if (match === undefined) continue;
      found[index] = match;
      free.delete(match);
    }
  };
  const likeness = likenessOf();
  pair((old, fresh) => old.key === fresh.key && contentOf(old) === contentOf(fresh));
  pair((old, fresh) => contentOf(old) === contentOf(fresh));
  pair((old, fresh) => nameOf(old) === nameOf(fresh) && old.key === fresh.key);
  pair((old, fresh) => nameOf(old) === nameOf(fresh));
  pairByLikeness(older, newer, { found, free, likeness });
  pair((old, fresh) => old.key === fresh.key && old.number !== null && likeness(old, fresh) > 0.15);
  return found;
}

function contentOf(line: PlanLine): string {
  return JSON.stringify([
    line.number,
    line.section,
    line.what,
    line.details,
    line.period.text,
    line.responsible,
  ]);
}

function nameOf(line: PlanLine): string {
  return `${folded(line.section ?? '')}|${folded(line.what)}`;
}

/** Best pairs first; the order of the documents decides between equal ones. */
function pairByLikeness(
  older: Lines,
  newer: Lines,
  of: { found: (number | null)[]; free: Set<number>; likeness: (a: PlanLine, b: PlanLine) => number },
): void {
  const { found, free, likeness } = of;
  const pairs = newer.flatMap((fresh, index) => {
    if (found[index] !== null) return [];
    return [...free].flatMap((one) => {
      const old = older[one];
      const score = old ? likeness(old, fresh) : 0;
      const keyed = old?.key === fresh.key;
      return score >= (keyed ? alikeWithKey : alike)
        ? [{ index, one, score: score + (keyed ? 0.2 : 0) }]
        : [];
    });
  });
  pairs.sort((a, b) => b.score - a.score || a.index - b.index || a.one - b.one);
  for (const { index, one } of pairs) {
    if (found[index] !== null || !free.has(one)) continue;
    found[index] = one;
    free.delete(one);
  }
}

function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’'`ʼ]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** How alike two lines are: the share of common letter triples, names four times as heavy as sections. */
function likenessOf(): (a: PlanLine, b: PlanLine) => number {
  const known = new Map<string, Set<string>>();
  const triples = (text: string) => {
    const set = known.get(text) ?? triplesOf(folded(text));
    known.set(text, set);
    return set;
  };
  return (a, b) => {
    const section = a.section === b.section ? 1 : share(triples(a.section ?? ''), triples(b.section ?? ''));
    return 0.8 * share(triples(a.what), triples(b.what)) + 0.2 * section;
  };
}

function triplesOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: Math.max(0, padded.length - 2) }, (_, i) => padded.slice(i, i + 3)));
}

function share(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  return (2 * a.intersection(b).size) / (a.size + b.size);
}
