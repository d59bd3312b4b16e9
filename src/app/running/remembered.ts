// Owns remembering for a minute what takes long to count in a large city; in a small one everything is counted anew each time.
import { subscribersByChannel } from '../../../db/people.ts';
import { type App, reading } from '../app.ts';

/** What a page shows of so many people was counted at most this long ago. */
const lifeMs = 60_000;
/** Counting fewer people than this takes no time that anybody notices. */
const many = 5_000;
/** So much is remembered of one database. */
const most = 200;

type Known = { until: number; value: Promise<unknown> };
const remembered = new WeakMap<App['db'], Map<string, Known>>();

/**
 * What `count` gives. Where it is about more than some thousand people (`people` says how many, of what was counted) it
 * is kept for a minute under `name`, which must hold everything but the people that the answer depends on: what staff
 * just did shows at once, and only who came or went in that minute may be missing.
 */
export async function countedLately<T>(
  app: Pick<App, 'db'>,
  name: string,
  of: { count: () => Promise<T>; people: (value: T) => number },
): Promise<T> {
  const all = remembered.get(app.db) ?? new Map<string, Known>();
  remembered.set(app.db, all);
  const known = all.get(name);
  if (known && performance.now() < known.until) return (await known.value) as T;
  const counting = of.count();
  const value = await counting;
  all.delete(name);
  if (of.people(value) < many) return value;
  if (all.size >= most) all.clear();
  all.set(name, { until: performance.now() + lifeMs, value: counting });
  return value;
}

/** People who can be reached, by channel. */
export function subscribersLately(app: App): Promise<Record<string, number>> {
  return countedLately(app, 'subscribers', {
    count: () => subscribersByChannel(reading(app)),
    people: sumOf,
  });
}

/** The sum of counts by channel, or by anything else. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
