// Owns what one person adds to the sums about people: pure arithmetic over their consents; keeping the sums is the database's.
import type { Purpose } from './consent.ts';
import type { ContestId, Role } from './contest.ts';

/**
 * What is counted about people, by which values:
 * subscribers: everybody («all») · channel: where they agreed first · contest, role, source: `none` where there is none ·
 * given, withdrawn: consents by purpose · reach: people by whether they can be reached · address: addresses, `channel state`.
 */
export const families = [
  'subscribers',
  'channel',
  'contest',
  'role',
  'source',
  'given',
  'withdrawn',
  'reach',
  'address',
] as const;
export type Family = (typeof families)[number];

/** One share of a sum: what, by which value, on which local day (empty where the sum has no days), how many. */
export type Cell = readonly [family: Family, key: string, on: string, n: number];

export type Reach = 'active' | 'unproven' | 'gone';

/** A person as far as the sums go. Consents in any order; `at` in milliseconds. */
export type CountedPerson = {
  contest: ContestId | null;
  role: Role | null;
  source: string | null;
  addresses: readonly { channel: string; state: Reach }[];
  consents: readonly {
    id: string;
    purpose: Purpose;
    contest: string;
    granted: boolean;
    at: number;
    channel: string;
  }[];
};

/** What stands for a value that a person has not. */
export const none = 'none';

/** Everything that a person adds to the sums, each sum once. `dayOf` gives the local day of an instant. */
export function cellsOf(person: CountedPerson, dayOf: (instant: number) => string): Cell[] {
  const sums = new Map<string, { cell: readonly [Family, string, string]; n: number }>();
  const add = (n: number, ...cell: readonly [Family, string, string]) => {
    const name = cell.join('\n');
    sums.set(name, { cell, n: (sums.get(name)?.n ?? 0) + n });
  };
  const contest = person.contest ?? none;
  for (const { on, channel, n } of comings(person, dayOf)) {
    add(n, 'subscribers', 'all', on);
    add(n, 'channel', channel, on);
    add(n, 'contest', contest, on);
    add(n, 'role', person.role ?? none, on);
    add(n, 'source', person.source ?? none, on);
  }
  for (const { purpose, granted, at } of person.consents)
    add(1, granted ? 'given' : 'withdrawn', purpose, dayOf(at));
  const reach = reachOf(person);
  if (reach) add(1, 'reach', reach, '');
  for (const { channel, state } of person.addresses) add(1, 'address', `${channel} ${state}`, '');
  return [...sums.values()].filter(({ n }) => n !== 0).map(({ cell, n }): Cell => [...cell, n]);
}

/** The best that any address of the person is; null: there is none. */
function reachOf({ addresses }: CountedPerson): Reach | null {
  const order: readonly Reach[] = ['active', 'unproven', 'gone'];
  return order.find((state) => addresses.some((one) => one.state === state)) ?? null;
}

/**
 * When the person began to want messages (+1) and when they left them all (−1), each under the channel of the beginning:
 * somebody who leaves by letter what they joined by chat leaves the chat's curve. A legal ground is no wish.
 */
function comings(
  { consents }: CountedPerson,
  dayOf: (instant: number) => string,
): { on: string; channel: string; n: 1 | -1 }[] {
  const wanted = consents.filter(({ purpose }) => purpose !== 'official');
  const inOrder = [...wanted].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const standing = new Set<string>();
  const found: { on: string; channel: string; n: 1 | -1 }[] = [];
  let began: string | null = null;
  for (const { purpose, contest, granted, at, channel } of inOrder) {
    if (granted) standing.add(`${purpose} ${contest}`);
    else standing.delete(`${purpose} ${contest}`);
    if (began === null && standing.size > 0) {
      began = channel;
      found.push({ on: dayOf(at), channel, n: 1 });
    } else if (began !== null && standing.size === 0) {
      found.push({ on: dayOf(at), channel: began, n: -1 });
      began = null;
    }
  }
  return found;
}
