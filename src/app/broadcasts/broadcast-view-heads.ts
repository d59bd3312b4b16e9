// Owns counting whom a broadcast would reach and who stays apart and why, once for as long as nobody's choices change.
import { audienceStamp, type BroadcastRow } from '../../../db/broadcasts.ts';
import { type ApartReason, countApart } from '../../../db/left-out.ts';
import { type App, reading } from '../app.ts';
import { countedLately } from '../running/remembered.ts';
import type { LeftOut } from './broadcast-types.ts';
import { addressingOf, countHeads, type HeadCount, slices } from './expand.ts';

/** Who would get it, and how many of the audience would not, by why. */
export type Heads = HeadCount & { leftOut: LeftOut };

type Addressee = Pick<BroadcastRow, 'id' | 'audience' | 'channels' | 'at'>;

/** So many rules are remembered of one database: a composer asks for the same one with every few letters typed. */
const mostRules = 200;
const remembered = new WeakMap<object, Map<string, { stamp: string; heads: Promise<Heads> }>>();

/**
 * Counts the people of a message that has not begun, each rule once until somebody joins, leaves, chooses or is written
 * to. `begun`: its rows say who got it, so that one count of its audience is enough.
 */
export async function headsOf(
  app: App,
  row: Addressee,
  { begun }: { begun: boolean } = { begun: false },
): Promise<Heads> {
  const stamp = begun ? 'begun' : await stampOf(app);
  const rules = remembered.get(app.db) ?? new Map();
  remembered.set(app.db, rules);
  const hour = Math.floor(Math.max(row.at, app.clock.now()) / hourMs);
  const rule = JSON.stringify([row.audience, row.channels, begun ? row.id : hour, app.sendTo.kind]);
  const known = rules.get(rule);
  if (known?.stamp === stamp) return await known.heads;
  if (rules.size >= mostRules) rules.clear();
  const heads = count(app, row);
  rules.set(rule, { stamp, heads });
  heads.catch(() => rules.delete(rule));
  return await heads;
}

const hourMs = 3_600_000;

/** Tells whether anybody's choices changed; looking at everybody takes longer than a page may. */
function stampOf(app: App): Promise<string> {
  return countedLately(app, 'audience', {
    count: () => audienceStamp(reading(app)),
    people: (stamp) => rowsIn(stamp),
  });
}

/** How many consents the stamp was made of: its first figure. */
function rowsIn(stamp: string): number {
  return Number(/"rows":(\d+)/.exec(stamp)?.[1] ?? 0);
}

async function count(app: App, row: Addressee): Promise<Heads> {
  const heads = await countHeads(reading(app), app, row);
  const rule = { ...addressingOf(app, row), only: null };
  const apart: Partial<Record<ApartReason, number>> = {};
  for await (const range of slices(reading(app))) {
    for (const [reason, people] of await countApart(reading(app), rule, range))
      apart[reason] = (apart[reason] ?? 0) + people;
  }
  const { weeklyLimit = 0, legacyCap = 0 } = heads.skipped;
  return { ...heads, leftOut: { ...noneLeftOut, ...apart, weeklyLimit, legacyCap } };
}

/** Nobody stays apart: of a message to people who are known one by one. */
export const noneLeftOut: LeftOut = { muted: 0, voted: 0, unreachable: 0, weeklyLimit: 0, legacyCap: 0 };
