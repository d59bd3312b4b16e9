// Owns the judgement of the record of many processes: each person of the audience, beside what the platforms received.
import { addressesOf, type Emulation, type Offered } from './city.ts';
import { type AllReceived, numberIn } from './judge.ts';
import type { ManySizes, watchTables } from './many-city.ts';

export type ManyVerdict = {
  rows: number;
  states: Record<string, number>;
  lost: number;
  doubled: number;
  unknown: number;
  unknownArrived: number;
  unknownByReason: Record<string, number>;
  /** Some of those of whom there is something to say. */
  named: { channel: string; person: string; state: string; got: number }[];
};

export type Judging = {
  emulation: Emulation;
  tables: ReturnType<typeof watchTables>;
  offered: readonly Offered[];
  sizes: ManySizes;
};

export async function judgeMany({ emulation, tables, offered, sizes }: Judging): Promise<ManyVerdict> {
  const received = await emulation.control<AllReceived>('GET', '/received');
  const got = arrivals(received);
  const numbers = new Map(offered.map(({ id, number }) => [id, number]));
  const verdict: ManyVerdict = {
    rows: 0,
    states: {},
    lost: 0,
    doubled: 0,
    unknown: 0,
    unknownArrived: 0,
    unknownByReason: {},
    named: [],
  };
  const seen = new Set<string>();
  for (const { broadcast, person, channel, state, reason } of await tables.deliveries()) {
    // What plan and calendar ask for is judged in many-due.ts.
    if (!numbers.has(broadcast)) continue;
    const times = got.get(`${channel} ${person} ${numbers.get(broadcast)}`) ?? 0;
    seen.add(`${channel} ${person} ${broadcast}`);
    verdict.rows += 1;
    verdict.states[state] = (verdict.states[state] ?? 0) + 1;
    const arrives = state === 'sent' || state === 'delivered';
    if (times > 1) verdict.doubled += 1;
    if (state === 'unknown') {
      verdict.unknown += 1;
      if (times > 0) verdict.unknownArrived += 1;
      const why = `${channel} ${reason}`;
      verdict.unknownByReason[why] = (verdict.unknownByReason[why] ?? 0) + 1;
    } else if (!arrives || times === 0) verdict.lost += 1;
    if (times > 1 || (state !== 'unknown' && (!arrives || times === 0)))
      verdict.named.push({ channel, person, state, got: times });
  }
  verdict.named.splice(20);
  for (const { id, channels } of offered) {
    for (const channel of channels as ('telegram' | 'viber')[]) {
      const without = addressesOf(channel, sizes[channel]).filter(
        (one) => !seen.has(`${channel} ${one} ${id}`),
      );
      verdict.lost += without.length;
    }
  }
  return verdict;
}

function arrivals(received: AllReceived): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [channel, people] of Object.entries(received)) {
    for (const [person, messages] of Object.entries(people)) {
      for (const { text } of messages) {
        const key = `${channel} ${person} ${numberIn(text)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return counts;
}
