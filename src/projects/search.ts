// Owns finding projects by residents' words: number, title, place, category, description; stems, slips and Russian words.
import type { Project } from '../core/project.ts';
import { sameNumber } from '../core/project-view.ts';
import type { Content } from '../core/texts.ts';
import { fromLatinLayout, fromRomanised } from '../faq/keyboard.ts';
import { compileLexicon, type Lexicon } from '../faq/lexicon.ts';
import { clean, fold, wordsOf } from '../faq/normalise.ts';
import { slipsBetween } from '../faq/spelling.ts';
import { stem } from '../faq/stem.ts';

/** How much a word tells by where it stands. */
const weights = { number: 6, title: 4, place: 4, category: 3, description: 1 } as const;
/** From this weight on a word was found where people look, and not somewhere in a long description. */
const plainWeight = weights.category;

type Indexed = { uid: string; number: string | null; stems: ReadonlyMap<string, number> };

/** `text` as somebody asks; best first. `sure`: only projects that match in title, place, category or number. */
export type FindProjects = (text: string, how?: { sure: boolean }) => string[];

/** Prepares the search over some projects. The city's phrases say which words seek nothing and which mean the same. */
export function openSearch(
  projects: readonly Project[],
  content: Pick<Content, 'phrases' | 'words'>,
): FindProjects {
  const index = projects.map(indexed);
  const readings = readerOf(content);
  return (text, how = { sure: false }) => {
    const words = readings(text, (word) => index.some((one) => weightOf(one, word) > 0));
    const scored = index
      .map((one) => ({ uid: one.uid, ...score(one, words) }))
      .filter(({ hits, best }) => hits > 0 && (!how.sure || best >= plainWeight));
    const most = Math.max(0, ...scored.map(({ hits }) => hits));
    // Somebody who names two things means both; projects with one of them are of use only where none has both.
    return scored
      .filter(({ hits }) => hits === most)
      .sort((a, b) => b.sum - a.sum)
      .map(({ uid }) => uid);
  };
}

function indexed({ uid, number, title, place, category, description }: Project): Indexed {
  const stems = new Map<string, number>();
  const add = (text: string | null, weight: number) => {
    for (const word of wordsOf(clean(text ?? ''))) {
      const key = stem(word);
      stems.set(key, Math.max(weight, stems.get(key) ?? 0));
    }
  };
  add(description, weights.description);
  add(category, weights.category);
  add(place, weights.place);
  add(title, weights.title);
  return { uid, number, stems };
}

/** A word that was asked for: every way to read it, as folded stems, and as it was written where it may be a number. */
type Asked = { stems: readonly string[]; written: string };

function readerOf({ phrases, words }: Pick<Content, 'phrases' | 'words'>) {
  const lexicon = compileLexicon({
    ...words,
    fillers: [],
    synonyms: {},
    pairs: { ...words.pairs, ...pairsOf(phrases['projects.pairs'] ?? '') },
  });
  const empty = emptyWords(phrases['projects.empty'] ?? '');
  const askedIn = (text: string): Asked[] =>
    wordsOf(text).flatMap((word) => {
      const tells = /\d/.test(word) || word.length > 2;
      return tells && !empty(fold(word)) ? [askedOf(lexicon, word)] : [];
    });
  return (text: string, isKnown: (word: Asked) => boolean): Asked[] => {
    const plain = clean(text);
    const written = askedIn(plain);
    if (!/[a-z]/.test(plain) || written.some(isKnown)) return written;
    // Typed on the wrong layout or in Latin letters: the reading of which the projects know most.
    const layouts = (['uk', 'ru'] as const).map((layout) => fromLatinLayout(plain, layout));
    const others = [...layouts, ...fromRomanised(plain)].map(askedIn);
    const knownOf = (words: readonly Asked[]) => words.filter(isKnown).length;
    return others.reduce((best, one) => (knownOf(one) > knownOf(best) ? one : best), written);
  };
}

function askedOf(lexicon: Lexicon, word: string): Asked {
  const meanings = [word, ...(lexicon.translate(fold(word)) ?? [])];
  return { stems: [...new Set(meanings.map(stem))], written: word };
}

/** `a b=c|d=e` as pairs: each word on the left means what stands on the right. */
function pairsOf(text: string): Record<string, string> {
  const pairs = text.split('|').flatMap((pair) => {
    const [left = '', right = ''] = pair.split('=');
    return left.split(' ').flatMap((word) => (word && right ? [[word, right] as const] : []));
  });
  return Object.fromEntries(pairs);
}

function emptyWords(text: string): (folded: string) => boolean {
  const all = text
    .split('|')
    .map((word) => ({ open: word.endsWith('*'), key: fold(clean(word.replace('*', ''))) }));
  const whole = new Set(all.filter(({ open }) => !open).map(({ key }) => key));
  const beginnings = all.filter(({ open }) => open).map(({ key }) => key);
  return (folded) => whole.has(folded) || beginnings.some((key) => folded.startsWith(key));
}

function score(one: Indexed, words: readonly Asked[]) {
  const found = words.map((word) => weightOf(one, word));
  return {
    hits: found.filter((weight) => weight > 0).length,
    sum: found.reduce((sum, weight) => sum + weight, 0),
    best: Math.max(0, ...found),
  };
}

/** How well a project has a word: whole stems count fully, beginnings and slips of the finger a little less. */
function weightOf({ number, stems }: Indexed, { stems: asked, written }: Asked): number {
  if (sameNumber(number, written)) return weights.number;
  let best = 0;
  for (const one of asked) {
    best = Math.max(best, stems.get(one) ?? 0);
    if (best >= weights.title || one.length < 4) continue;
    for (const [known, weight] of stems) {
      if (weight > best && isNear(one, known)) best = weight - 0.5;
    }
  }
  return best;
}

function isNear(one: string, known: string): boolean {
  if (known.startsWith(one) || (known.length >= 4 && one.startsWith(known))) return true;
  const most = one.length >= 8 ? 2 : 1;
  return one.length >= 5 && one[0] === known[0] && slipsBetween(one, known, most) <= most;
}
