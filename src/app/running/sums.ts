// Owns keeping the sums true: counting what changed in small writes, comparing them with the ledger, and building them anew.
import {
  countedBroadcasts,
  forgetPeopleSums,
  keptCounts,
  keptSums,
  ledgerCounts,
  markedIds,
  movingBroadcasts,
  peopleAfter,
  peopleToCount,
  recountBroadcast,
  recountPeople,
  type SumRow,
} from '../../../db/sums.ts';
import { cellsOf } from '../../core/figures.ts';
import { hourMs, localDate } from '../../core/time.ts';
import { type App, reading, writing } from '../app.ts';

/** People of one write: a few milliseconds, so that no answer to a resident waits. */
const peopleAWrite = 250;
/** Marked people of one sweep; a list of a hundred thousand that was just brought in takes several sweeps. */
const peopleASweep = 5_000;
const broadcastsASweep = 200;

type Kept = Pick<App, 'db'>;

const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** The local day of an instant; the days of an hour are the same, and an import asks for one hour very often. */
function dayTeller(): (instant: number) => string {
  const known = new Map<number, string>();
  return (instant) => {
    const hour = Math.floor(instant / hourMs);
    const day = known.get(hour) ?? localDate(hour * hourMs);
    known.set(hour, day);
    return day;
  };
}

/**
 * Counts people and broadcasts that changed. Each write takes its marks away with what it counts: a process that dies
 * between two loses nothing. Returns how many people and broadcasts were counted.
 */
export async function keepSums(app: Kept, most = peopleASweep): Promise<number> {
  let done = 0;
  const dayOf = dayTeller();
  while (done < most) {
    const ids = await markedIds(reading(app), 'person', peopleAWrite);
    if (ids.length === 0) break;
    await writing(app, (at) => recountPeople(at, ids, (one) => cellsOf(one, dayOf)));
    done += ids.length;
    await breathe();
  }
  const marked = await markedIds(reading(app), 'broadcast', broadcastsASweep);
  const ids = [...new Set([...marked, ...(await movingBroadcasts(reading(app)))])];
  for (const id of ids) {
    await writing(app, (at) => recountBroadcast(at, id));
    await breathe();
  }
  return done + ids.length;
}

/** Counts until no mark is left. */
async function catchUp(app: Kept): Promise<void> {
  const left = async (kind: 'person' | 'broadcast') => (await markedIds(reading(app), kind, 1)).length > 0;
  do await keepSums(app);
  while ((await left('person')) || (await left('broadcast')));
}

/** One sum that is not what people or the ledger say. `kept` is what stood there. */
export type SumDifference = { family: string; key: string; on: string; kept: number; counted: number };
export type SumsChecked = { sums: number; differences: SumDifference[]; rebuilt: boolean };

/**
 * Counts everybody and the whole ledger, and names every kept sum that differs. What changed since the last sweep is
 * counted first, as the sweep would: it is late, not wrong. `rebuild` puts what was counted in place.
 */
export async function checkSums(app: Kept, { rebuild }: { rebuild: boolean }): Promise<SumsChecked> {
  await catchUp(app);
  const people = await countPeople(app);
  const ledger = await countLedger(app);
  const kept = await keptSums(reading(app));
  const counts = await keptCounts(reading(app));
  const keptLedger = counts.map(({ broadcastId, channel, state, n }) =>
    ledgerRow(broadcastId, { channel, state, n }),
  );
  // What goes on changes while it is looked at, and is counted with every sweep.
  const moving = new Set(await movingBroadcasts(reading(app)));
  const still = (row: SumRow) => !moving.has(row.key.split(' ')[0] ?? '');
  const differences = [
    ...compared(kept, people),
    ...compared(keptLedger.filter(still), ledger.filter(still)),
  ];
  if (rebuild && differences.length > 0) {
    await writing(app, forgetPeopleSums);
    for (const id of await countedBroadcasts(reading(app)))
      await writing(app, (at) => recountBroadcast(at, id));
    await catchUp(app);
  }
  return { sums: kept.length + counts.length, differences, rebuilt: rebuild && differences.length > 0 };
}

const nameOf = ({ family, key, on }: SumRow) => `${family}\n${key}\n${on}`;

async function countPeople(app: Kept): Promise<SumRow[]> {
  const sums = new Map<string, SumRow>();
  const dayOf = dayTeller();
  for (let after: string | undefined = ''; after !== undefined; ) {
    const ids: string[] = await peopleAfter(reading(app), after, peopleAWrite);
    for (const person of await peopleToCount(reading(app), ids)) {
      for (const [family, key, on, n] of cellsOf(person, dayOf)) {
        const row = { family, key, on, n };
        const found = sums.get(nameOf(row));
        if (found) found.n += n;
        else sums.set(nameOf(row), row);
      }
    }
    after = ids.at(-1);
    await breathe();
  }
  return [...sums.values()].filter(({ n }) => n !== 0);
}

function ledgerRow(id: string, { channel, state, n }: { channel: string; state: string; n: number }): SumRow {
  return { family: 'broadcast', key: `${id} ${channel} ${state}`, on: '', n };
}

async function countLedger(app: Kept): Promise<SumRow[]> {
  const rows: SumRow[] = [];
  for (const id of await countedBroadcasts(reading(app))) {
    for (const row of await ledgerCounts(reading(app), id)) rows.push(ledgerRow(id, row));
    await breathe();
  }
  return rows;
}

function compared(kept: readonly SumRow[], counted: readonly SumRow[]): SumDifference[] {
  const before = new Map(kept.map((row) => [nameOf(row), row]));
  const now = new Map(counted.map((row) => [nameOf(row), row]));
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((name) => {
    const row = now.get(name) ?? before.get(name);
    const difference = { kept: before.get(name)?.n ?? 0, counted: now.get(name)?.n ?? 0 };
    if (!row || difference.kept === difference.counted) return [];
    return [{ family: row.family, key: row.key, on: row.on, ...difference }];
  });
}
