// Owns the judgement at the end: what the platforms received, person by person, beside what the ledger says.

import type { Got } from '../emulators/faults.ts';
import { each, run } from '../support/process.ts';
import { addressesOf, type City, type Offered, type Sizes } from './city.ts';

import type { Residents } from './residents.ts';

/** One person of one broadcast about whom there is something to say. */
export type Finding = {
  broadcast: number;
  channel: string;
  person: string;
  state: string;
  reason: string | null;
  got: number;
};

export type Verdict = {
  broadcasts: number;
  rows: number;
  states: Record<string, number>;
  /** The ledger says that it arrived and it did not, or it never left; or a person of the audience has no row. */
  lost: Finding[];
  /** Received more than once. */
  doubled: Finding[];
  /** Listed as unknown. */
  unknown: Finding[];
  /** Residents who wrote: how many, how many got no answer, how many an answer again after a crash. */
  residents: { wrote: number; unanswered: number; answeredAgain: number };
};

type Row = { person: string; channel: string; state: string; reason: string | null };
/** The emulators' records: their channel → recipient → messages. */
export type AllReceived = Record<'telegram' | 'viber' | 'smtp', Record<string, Got[]>>;

const emulated = (channel: string) => (channel === 'email' ? 'smtp' : channel) as keyof AllReceived;

export async function judge(
  city: City,
  of: { received: AllReceived; offered: readonly Offered[]; sizes: Sizes; residents: Residents },
): Promise<Verdict> {
  const verdict: Verdict = {
    broadcasts: of.offered.length,
    rows: 0,
    states: {},
    lost: [],
    doubled: [],
    unknown: [],
    residents: residentsVerdict(of.received, of.residents),
  };
  const arrived = countArrivals(of.received);
  await each(of.offered, 2, async (one) => {
    const rows = await recipientsOf(city, one.id);
    verdict.rows += rows.length;
    for (const row of rows)
      judgeRow(verdict, { broadcast: one.number, ...row, got: arrived(row, one.number) });
    for (const row of withoutRow(one, rows, of.sizes)) {
      verdict.lost.push({ broadcast: one.number, ...row, got: arrived(row, one.number) });
    }
  });
  return verdict;
}

function judgeRow(verdict: Verdict, finding: Finding): void {
  const { state, got } = finding;
  verdict.states[state] = (verdict.states[state] ?? 0) + 1;
  const arrives = state === 'sent' || state === 'delivered';
  if (got > 1) verdict.doubled.push(finding);
  if (state === 'unknown') verdict.unknown.push(finding);
  else if (!arrives || got === 0) verdict.lost.push(finding);
}

async function recipientsOf(city: City, id: string): Promise<Row[]> {
  const { code, out, error } = await run(city.earlier, 'broadcast', 'results', id, '--recipients');
  if (code !== 0) throw new Error(`results of ${id} → ${code}: ${error}`);
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { person, channel, state, reason } = JSON.parse(line) as Row;
    return { person, channel, state, reason };
  });
}

function withoutRow({ channels }: Offered, rows: readonly Row[], sizes: Sizes): Row[] {
  const there = new Set(rows.map((row) => `${row.channel} ${row.person}`));
  const meant = channels.flatMap((channel) => {
    const name = channel as 'telegram' | 'viber' | 'email';
    const size = name === 'email' ? sizes.letters : sizes[name];
    return addressesOf(name, size).map((person) => ({ person, channel, state: 'no row', reason: null }));
  });
  return meant.filter(({ channel, person }) => !there.has(`${channel} ${person}`));
}

/** The numbers of the broadcasts in a message's words. */
export function numberIn(text: string): number | null {
  const found = /№ (\d{5})\./.exec(text);
  return found ? Number(found[1]) : null;
}

function countArrivals(received: AllReceived): (row: Row, number: number) => number {
  const counts = new Map<string, number>();
  for (const [channel, people] of Object.entries(received)) {
    for (const [person, messages] of Object.entries(people)) {
      for (const { text } of messages) {
        const key = `${channel} ${person} ${numberIn(text)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return (row, number) => counts.get(`${emulated(row.channel)} ${row.person} ${number}`) ?? 0;
}

function residentsVerdict(received: AllReceived, { wrote }: Residents): Verdict['residents'] {
  const answers = (['telegram', 'viber'] as const).flatMap((channel) =>
    wrote[channel].map((person) => received[channel][person]?.map((one) => one.text) ?? []),
  );
  return {
    wrote: answers.length,
    unanswered: answers.filter((texts) => texts.length === 0).length,
    answeredAgain: answers.filter((texts) => new Set(texts).size < texts.length).length,
  };
}
