// Owns what bringing a list of projects in means: which project a row is, what it changes, and what of that is news. Pure.
import type { ContestId } from '../../core/contest.ts';
import { newsOfChange, type Project, type ProjectNewsKind } from '../../core/project.ts';
import { bareNumber } from '../../core/project-view.ts';
import type { ListedProject, RowRemark } from '../../projects/rows.ts';

/** Fields in which a project can change by a list; `removed` only where the list is said to be complete. */
export type ChangedField = Exclude<keyof Project, 'uid' | 'contest'>;
export type ProjectChange = {
  kind: 'added' | 'updated' | 'removed';
  before: Project | null;
  after: Project;
  fields: ChangedField[];
  news: ProjectNewsKind | null;
};

export type ListOutcome = {
  added: number;
  updated: number;
  unchanged: number;
  removed: number;
  /** Projects of the same contest and cycle that the list lacks and that stay. */
  missing: number;
  changes: ProjectChange[];
  rejected: RowRemark[];
};

/** Which contest and cycle a row belongs to that names none, and whether what the list lacks is taken off. */
export type ListRule = { contest: ContestId; cycleOf: (contest: ContestId) => string; complete: boolean };

const compared: readonly ChangedField[] = [
  'cycle',
  'number',
  'title',
  'description',
  'category',
  'size',
  'place',
  'url',
  'state',
  'votes',
  'decisionOn',
  'decisionUrl',
  'budgetPlan',
  'budgetFact',
  'responsible',
  'removed',
];

/** Compares a list with the projects that are known. The same list twice changes nothing. */
export function compareList(
  known: readonly Project[],
  listed: readonly ListedProject[],
  rule: ListRule,
): ListOutcome {
  const finder = finderOf(known);
  const seen = new Map<string, Project>();
  const out: ListOutcome = {
    added: 0,
    updated: 0,
    unchanged: 0,
    removed: 0,
    missing: 0,
    changes: [],
    rejected: [],
  };
  for (const row of listed) {
    const place = placeOf(row, rule);
    const before = finder(row, place);
    const after = projectAfter(row, before, place);
    if (seen.has(after.uid)) {
      out.rejected.push(twice(row));
      continue;
    }
    seen.set(after.uid, after);
    const fields = before ? compared.filter((field) => before[field] !== after[field]) : [];
    if (before && fields.length === 0) out.unchanged += 1;
    else out[before ? 'updated' : 'added'] += 1;
    if (before && fields.length === 0) continue;
    const news = before && !before.removed ? newsOfChange(before.state, after.state) : null;
    out.changes.push({ kind: before ? 'updated' : 'added', before, after, fields, news });
  }
  leaveOut(known, { seen, rule, out });
  return out;
}

type Place = { contest: ContestId; cycle: string };

function placeOf(row: ListedProject, { contest, cycleOf }: ListRule): Place {
  const named = row.contest ?? contest;
  return { contest: named, cycle: row.cycle ?? cycleOf(named) };
}

/** Finds the project that a row is: by its uid, else by its number in this contest and cycle. */
function finderOf(known: readonly Project[]) {
  const byUid = new Map(known.map((one) => [one.uid, one]));
  const byNumber = new Map(
    known.flatMap((one) => (one.number === null ? [] : [[placed(one, one.number), one] as const])),
  );
  return ({ uid, number }: ListedProject, place: Place): Project | null => {
    const same = uid === null ? undefined : byUid.get(uid);
    if (same || number === null) return same ?? null;
    const numbered = byNumber.get(placed(place, number));
    // A project that had a uid of its own does not become another one by its number.
    return numbered && (uid === null || numbered.uid === madeUid(place, numbered.number)) ? numbered : null;
  };
}

function placed({ contest, cycle }: Place, number: string): string {
  return `${contest} ${cycle} ${bareNumber(number)}`;
}

/** The uid of a project of which the list gives only a number. */
function madeUid({ contest, cycle }: Place, number: string | null): string {
  return `${contest}:${cycle}:${number ?? ''}`;
}

function projectAfter(row: ListedProject, before: Project | null, place: Place): Project {
  const { uid, number, title, fields } = row;
  const fresh: Project = {
    uid: before?.uid ?? uid ?? madeUid(place, number),
    ...place,
    number,
    title,
    description: '',
    category: null,
    size: null,
    place: null,
    url: null,
    state: 'submitted',
    votes: null,
    decisionOn: null,
    decisionUrl: null,
    budgetPlan: null,
    budgetFact: null,
    responsible: null,
    removed: false,
  };
  if (!before) return { ...fresh, ...fields };
  return { ...before, number: number ?? before.number, title, cycle: place.cycle, ...fields, removed: false };
}

function twice({ row, uid, number }: ListedProject): RowRemark {
  return { row, field: '', code: 'twice', value: number ?? uid ?? '' };
}

/** What the list lacks of the contests and cycles that it speaks of. */
function leaveOut(
  known: readonly Project[],
  of: { seen: ReadonlyMap<string, Project>; rule: ListRule; out: ListOutcome },
): void {
  const { seen, rule, out } = of;
  const places = new Set([...seen.values()].map(({ contest, cycle }) => `${contest} ${cycle}`));
  for (const before of known) {
    const { uid, contest, cycle, removed } = before;
    if (removed || seen.has(uid) || !places.has(`${contest} ${cycle}`)) continue;
    if (!rule.complete) {
      out.missing += 1;
      continue;
    }
    out.removed += 1;
    out.changes.push({
      kind: 'removed',
      before,
      after: { ...before, removed: true },
      fields: ['removed'],
      news: null,
    });
  }
}
