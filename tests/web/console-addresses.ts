// Owns an address for every page that staff can open, over the canned desk, and that desk with nothing in it yet.
import type { Desk } from '../../src/app/desk.ts';
import { pagesOfStaff } from '../../src/web/console/routes.ts';
import { literalDesk } from './console-desk.ts';
import { today } from './console-values.ts';

/** What exists on the canned desk, by the first part of its address; any other page is asked for as `x-1`. */
const ids: Readonly<Record<string, string>> = {
  broadcasts: 'b-1',
  events: 'e-1',
  plans: 'plan-1',
  projects: 'p-1',
  questions: 'q-1',
  staff: 's',
  tasks: 't-1',
  unknown: 'b-1',
};

/** An address under /console of what a route answers. */
function addressOf(route: string): string {
  const first = route.split('/')[1] ?? '';
  const named: Readonly<Record<string, string>> = {
    ':id': ids[first] ?? 'x-1',
    ':uid': ids[first] ?? 'x-1',
    ':key': 'sure',
    ':contest': 'city',
    ':stage': 'voting',
  };
  return route.replaceAll(/:[a-z]+(\{[^}]*\})?/gi, (part) => named[part] ?? 'x-1');
}

/** Every address that shows something, and the ways of asking that make another page of it. */
export const addresses: readonly string[] = [
  ...pagesOfStaff.filter(({ method }) => method === 'GET').map(({ path }) => addressOf(path)),
  '/plans/plan-1/row/letters',
  '/planned?from=2027-03-01&to=2027-03-31',
  '/planned?from=31.03.2027&to=x',
  '/questions/q-2',
  '/questions/q-3',
  '/nowhere',
];

/** The same desk before anybody has done anything: every list is empty, and so is everything in what it shows. */
export function emptyDesk(): Desk {
  const { desk } = literalDesk();
  const nothing = { ...today, ...emptied({ ...today }), subscribers: {}, questions: 0, unknown: 0 };
  return {
    ...emptied(desk),
    phrase: desk.phrase,
    roles: desk.roles,
    channels: desk.channels,
    staff: desk.staff,
    // A curve has its weeks from the first day on, whether or not anybody came.
    figures: desk.figures,
    today: async () => ({ ...nothing, questionsLate: 0, backupAt: null }),
  };
}

/** Lists become empty, functions answer emptied values; everything else stays as it is. */
function emptied<T>(value: T): T {
  if (Array.isArray(value)) return [] as T;
  if (typeof value === 'function') {
    const asked = (...given: unknown[]): unknown => {
      const answer: unknown = value(...given);
      return answer instanceof Promise ? answer.then(emptied) : emptied(answer);
    };
    return asked as T;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Map)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, emptied(one)])) as T;
}
