// Owns living through the messages that will be sent, person by person: who is addressed, what their limits leave of it,
// and which messages of one hour come as one. Writes nothing; who is addressed is db/expansion.ts's.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import { type Addressing, listAddressed, weekMs } from '../../../db/expansion.ts';
import type { At } from '../../../db/people.ts';
import { begunSince, type Choices, choices } from '../../../db/rehearsal.ts';
import type { Audience } from '../../core/broadcast.ts';
import { dayMs } from '../../core/time.ts';
import { type App, reading } from '../app.ts';
import { addressingOf, slices } from '../broadcasts/expand.ts';

/** Unsolicited letters are counted over this long; nothing that was begun earlier has an effect on what is sent. */
export const cycleMs = 365 * dayMs;

/** A message that will be sent, as far as the rehearsal looks at it. */
export type Rehearsed = Pick<BroadcastRow, 'key' | 'at' | 'audience' | 'channels'>;

/** People who get the same on a channel: one message, or several of one hour in one. `paid` of them cost money. */
export type Share<One> = { carried: readonly One[]; channel: string; people: number; paid: number };

/** Whether the text of `one` comes along in the message of `carriers` (in their order) on a channel. */
export type Joins<One> = (carriers: readonly One[], one: One, channel: string) => boolean;

type Reached = { personId: string; addressId: string; channel: string; paid: boolean; legacy: boolean };

/**
 * Lives through `all` (in the order in which they go out) and says how many people get each message on each channel,
 * with the limits of a week and of unsolicited letters as they will stand at each hour.
 */
export async function rehearse<One extends Rehearsed>(
  app: App,
  all: readonly One[],
  joins: Joins<One>,
): Promise<Share<One>[]> {
  const at = reading(app);
  const chosen = await choices(at);
  const reached = await addressees(app, at, all);
  const past = await history(at, all, reached);
  const shares: Share<One>[] = [];
  for (const hour of Map.groupBy(all, (one) => one.at).values()) {
    const bundles = bundlesOf<One>();
    for (const one of hour) {
      const { weeklyLimit, legacyLimit } = addressingOf(app, one);
      const wants = meant(one.audience, chosen);
      for (const person of reached(one)) {
        if (!wants(person) || bundles.joined(person, one, joins)) continue;
        const times = past.get(person.personId) ?? [];
        if (person.legacy && begunWithin(times, one.at, cycleMs) >= legacyLimit) continue;
        if (weeklyLimit !== null && begunWithin(times, one.at, weekMs) >= weeklyLimit) continue;
        times.push(one.at);
        past.set(person.personId, times);
        bundles.add(person, one);
      }
    }
    shares.push(...bundles.shares());
  }
  return shares;
}

function begunWithin(times: readonly number[], at: number, ms: number): number {
  let count = 0;
  for (const time of times) if (at - ms < time && time <= at) count += 1;
  return count;
}

/** Messages of one hour that come as one: on each channel how many people get just these, and which more may join. */
type Bundle<One> = {
  carried: readonly One[];
  counts: Map<string, { people: number; paid: number }>;
  more: Bundles<One>;
};
type Bundles<One> = Map<One, Bundle<One>>;

/** Who gets what at one hour. A message that joins others moves the person on to the bundle that holds it, too. */
function bundlesOf<One>() {
  const first: Bundles<One> = new Map();
  const made: Bundle<One>[] = [];
  const got = new Map<string, { addressId: string; bundle: Bundle<One> }[]>();
  const put = (within: Bundles<One>, carried: readonly One[], one: One) => {
    const bundle: Bundle<One> = within.get(one) ?? {
      carried: [...carried, one],
      counts: new Map(),
      more: new Map(),
    };
    if (!within.has(one)) made.push(bundle);
    within.set(one, bundle);
    return bundle;
  };
  const count = ({ counts }: Bundle<One>, { channel, paid }: Reached, by: 1 | -1) => {
    const known = counts.get(channel) ?? { people: 0, paid: 0 };
    known.people += by;
    known.paid += paid ? by : 0;
    counts.set(channel, known);
  };
  return {
    add: (person: Reached, one: One): void => {
      const bundle = put(first, [], one);
      const mine = { addressId: person.addressId, bundle };
      const before = got.get(person.personId);
      if (before) before.push(mine);
      else got.set(person.personId, [mine]);
      count(bundle, person, 1);
    },
    joined: (person: Reached, one: One, joins: Joins<One>): boolean => {
      const mine = got
        .get(person.personId)
        ?.find(
          (other) => other.addressId === person.addressId && joins(other.bundle.carried, one, person.channel),
        );
      if (!mine) return false;
      count(mine.bundle, person, -1);
      mine.bundle = put(mine.bundle.more, mine.bundle.carried, one);
      count(mine.bundle, person, 1);
      return true;
    },
    shares: (): Share<One>[] =>
      made.flatMap(({ carried, counts }) =>
        [...counts].flatMap(([channel, of]) => (of.people === 0 ? [] : [{ carried, channel, ...of }])),
      ),
  };
}

/** What people chose about messages narrows the audience, as the addressing query narrows it. */
function meant({ contest, topic, unlessVoted, pace }: Audience, chosen: Choices) {
  const muted = topic === null ? null : chosen.muted(topic);
  const voted = unlessVoted === null ? null : chosen.voted(contest, unlessVoted);
  return ({ personId }: Reached): boolean =>
    (pace === null || chosen.weekly.has(personId) === (pace === 'weekly')) &&
    !muted?.has(personId) &&
    !voted?.has(personId);
}

/**
 * Everybody whom each message could reach, whatever their choices and limits: a year has dozens of messages, but only a
 * few audiences apart from those. Whether a person costs money changes only while the sessions of today last.
 */
async function addressees(app: App, at: At, all: readonly Rehearsed[]) {
  const known = new Map<string, Reached[]>();
  const ruleOf = (one: Rehearsed): Addressing => ({
    ...addressingOf(app, {
      ...one,
      audience: { ...one.audience, topic: null, unlessVoted: null, pace: null },
    }),
    weeklyLimit: null,
    legacyLimit: Number.MAX_SAFE_INTEGER,
    only: null,
  });
  const nameOf = (one: Rehearsed) => {
    const { audience, channels, paid } = ruleOf(one);
    const over = Object.values(paid).every((since) => since >= app.clock.now());
    return JSON.stringify([audience, channels, over ? null : paid]);
  };
  const names = new Map(all.map((one) => [one, nameOf(one)]));
  for (const [one, name] of names) {
    if (!known.has(name)) known.set(name, await everybody(at, ruleOf(one)));
  }
  return (one: Rehearsed): Reached[] => known.get(names.get(one) ?? '') ?? [];
}

async function everybody(at: At, rule: Addressing): Promise<Reached[]> {
  const all: Reached[] = [];
  for await (const range of slices(at)) {
    for (const { personId, addressId, channel, paid, legacy } of await listAddressed(at, rule, range))
      all.push({ personId, addressId, channel, paid: Number(paid) === 1, legacy: Boolean(Number(legacy)) });
  }
  return all;
}

/** When each person was sent what we began; what is lived through again is left out. */
async function history(
  at: At,
  all: readonly Rehearsed[],
  reached: (one: Rehearsed) => readonly Reached[],
): Promise<Map<string, number[]>> {
  const [first] = all;
  if (!first) return new Map();
  const legacy = new Set(
    all
      .filter(({ audience }) => audience.purposes.includes('official'))
      .flatMap(reached)
      .flatMap((person) => (person.legacy ? [person.personId] : [])),
  );
  const again = new Set(all.map(({ key }) => key));
  const lately = await begunSince(at, first.at - weekMs, null);
  const before = await begunSince(at, first.at - cycleMs, [...legacy]);
  const begun = [...lately.filter(({ personId }) => !legacy.has(personId)), ...before];
  const times = Map.groupBy(
    begun.filter(({ key }) => !again.has(key)),
    ({ personId }) => personId,
  );
  return new Map([...times].map(([person, rows]) => [person, rows.map((row) => row.at)]));
}
