// Owns how projects are named, ordered and grouped wherever residents see them; what is said about them is others'.
import { createHash } from 'node:crypto';
import { type Contest, findStage, isOpen } from './contest.ts';
import type { Project } from './project.ts';
import { currency, grouped } from './ukrainian.ts';

const inOrder = new Intl.Collator('uk', { numeric: true });

/** A number of a project without what makes no difference to people: case, blanks, the sign before it. */
export function bareNumber(number: string): string {
  return number.toLowerCase().replace(/[\s№#.]+/g, '');
}

export function sameNumber(one: string | null, other: string): boolean {
  return one !== null && bareNumber(one) === bareNumber(other);
}

/** A short word for a project that a command can carry: its number where only it has this number, else a hash. */
export function refOf(projects: readonly Project[], project: Project): string {
  const { number, uid } = project;
  const alone = projects.filter((one) => number !== null && sameNumber(one.number, number)).length === 1;
  const plain = number !== null && /^[\p{L}\d/-]{1,16}$/u.test(number);
  return alone && plain ? number : hashRef(uid);
}

function hashRef(uid: string): string {
  return `~${hashOf(uid).slice(0, 10)}`;
}

/** The projects that a number or a short word means: one, none, or several of the same number. */
export function projectsMeant(projects: readonly Project[], ref: string): Project[] {
  if (ref.startsWith('~')) return projects.filter(({ uid }) => hashRef(uid) === ref);
  return projects.filter(({ number }) => sameNumber(number, ref));
}

/** A short word for a category that a command can carry. */
export function categoryRef(category: string): string {
  return hashOf(category).slice(0, 6);
}

/** The categories in alphabetical order, each with how many projects it has. */
export function categoriesOf(projects: readonly Project[]): { category: string; count: number }[] {
  const named = projects.flatMap(({ category }) => (category === null ? [] : [category]));
  return [...Map.groupBy(named, (category) => category)]
    .map(([category, all]) => ({ category, count: all.length }))
    .sort((a, b) => inOrder.compare(a.category, b.category));
}

/** Whether the order is drawn by lot: while people campaign and vote, no project may always stand first. */
export function isDrawn(contest: Contest, now: number): boolean {
  return (['campaigning', 'voting'] as const).some((id) => {
    const stage = findStage(contest, id);
    return contest.cycle.state === 'running' && stage !== null && isOpen(stage, now);
  });
}

/**
 * Projects in an order that favours none: by number, or by lot where a `seed` is given. The same seed gives the same
 * order, so that pages of a list fit together.
 */
export function inFairOrder(projects: readonly Project[], seed: string | null): Project[] {
  if (seed === null) {
    return [...projects].sort(
      (a, b) =>
        Number(a.number === null) - Number(b.number === null) ||
        inOrder.compare(a.number ?? '', b.number ?? '') ||
        inOrder.compare(a.title, b.title),
    );
  }
  const lots = new Map(projects.map(({ uid }) => [uid, hashOf(`${seed} ${uid}`)]));
  const lot = ({ uid }: Project) => lots.get(uid) ?? '';
  return [...projects].sort((a, b) => (lot(a) < lot(b) ? -1 : 1));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Kopecks as people read sums: whole hryvnias without kopecks, else with both digits. */
export function sumInWords(kopecks: number): string {
  const rest = Math.abs(kopecks) % 100;
  const whole = grouped(Math.trunc(kopecks / 100));
  return `${whole}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`}\u00a0${currency}`;
}

/** The beginning of a text that ends at a word, with a mark that more follows. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const at = cut.lastIndexOf(' ');
  return `${cut.slice(0, at > most / 2 ? at : most - 1).trimEnd()}…`;
}

/** A title as it stands between quotation marks: marks of its own become inner ones. */
export function quotable(title: string): string {
  return shortened(title, 140).replace(/«/g, '„').replace(/»/g, '“');
}
