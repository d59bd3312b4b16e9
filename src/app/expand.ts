// Owns making the rows of a broadcast: one a person, page by page, by consent, reachability, caps and training mode.
import {
  audiencePage,
  type BroadcastRow,
  type Candidate,
  changeBroadcast,
  findBroadcast,
  lettersSince,
} from '../../db/broadcasts.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import type { AddressRow, At } from '../../db/people.ts';
import { dayMs } from '../core/time.ts';
import { type App, channelNames, writing } from './app.ts';
import { mayReceive } from './training.ts';

const pageSize = 500;

/** Unsolicited official letters to one unconfirmed address in a cycle: one below the five that the law calls spam. */
export const legacyLettersACycle = 4;
const cycleMs = 365 * dayMs;

/** Who would get a broadcast, person by person: the address chosen, and why nothing goes to those who get nothing. */
export type Addressed = {
  personId: string;
  address: AddressRow;
  skip: 'training' | 'legacyCap' | null;
  /** Reached on official ground only: the letter counts against the cap. */
  legacy: boolean;
};

type Addressing = Pick<BroadcastRow, 'audience' | 'channels' | 'at'>;

/** Makes all rows of a broadcast that is expanding, then lets it be sent. A page and its cursor are one transaction. */
export async function expand(app: App, broadcast: BroadcastRow): Promise<void> {
  let after = broadcast.cursor ?? '';
  for (;;) {
    const next = await writing(app, async (at) => {
      // Paused or cancelled meanwhile: the cursor stays, and a resumed broadcast goes on from it.
      if ((await findBroadcast(at, broadcast.id))?.state !== 'expanding') return null;
      const page = await addressedPage(at, app, { broadcast, after });
      await addDeliveries(
        at,
        page.addressed.map((one) => rowFor(app, broadcast, one)),
      );
      const change = page.next === null ? { state: 'sending' as const, cursor: null } : { cursor: page.next };
      await changeBroadcast(at, broadcast.id, change);
      return page.next;
    });
    if (next === null) break;
    after = next;
  }
  for (const channel of broadcast.channels) app.nudge(channel);
}

/** One page of the people whom a broadcast reaches, with the address of each; people without any are left out. */
export async function addressedPage(
  at: At,
  app: Pick<App, 'clock' | 'sendTo' | 'channels'>,
  of: { broadcast: Addressing; after: string; rehearsed?: ReadonlyMap<string, number> },
): Promise<{ addressed: Addressed[]; next: string | null }> {
  const { audience, channels } = of.broadcast;
  const { candidates, next } = await audiencePage(at, audience, {
    after: of.after,
    most: pageSize,
    channels,
  });
  const meant = candidates.filter(({ purposes }) => !(audience.unlessReminded && purposes.has('reminders')));
  const legacy = legacyAmong(meant);
  const capped = await cappedAmong(at, legacy, {
    now: of.broadcast.at,
    rehearsed: of.rehearsed ?? new Map(),
  });
  const letters = channelNames(app).letters;
  const addressed = meant.flatMap((candidate): Addressed[] => {
    const { person } = candidate;
    const address = chooseAddress(lawfulAddresses(candidate, audience, letters), person.prefers);
    if (!address) return [];
    const skip = capped.has(person.id) ? 'legacyCap' : mayReceive(app, address) ? null : 'training';
    return [{ personId: person.id, address, skip, legacy: legacy.has(person.id) }];
  });
  return { addressed, next };
}

/** The consent to reminders opens every channel of the person; that to letters, or official ground, only their letter box. */
function lawfulAddresses(
  { addresses, purposes }: Candidate,
  audience: BroadcastRow['audience'],
  letters: readonly string[],
): AddressRow[] {
  if (audience.purposes.includes('reminders') && purposes.has('reminders')) return addresses;
  return addresses.filter((row) => letters.includes(row.channel));
}

/** The channel that the person chose, else the one that last proved to work, else where they last wrote. */
function chooseAddress(addresses: readonly AddressRow[], prefers: string | null): AddressRow | null {
  const rank = (row: AddressRow) =>
    [row.channel === prefers ? 1 : 0, row.provenAt ?? 0, row.wroteAt ?? 0] as const;
  const best = [...addresses].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return y[0] - x[0] || y[1] - x[1] || y[2] - x[2] || (a.id < b.id ? -1 : 1);
  });
  return best[0] ?? null;
}

/** People who are only there on official ground: their letters are counted. */
function legacyAmong(candidates: readonly Candidate[]): Set<string> {
  const only = candidates.filter(({ purposes }) => !purposes.has('letters') && !purposes.has('reminders'));
  return new Set(only.map(({ person }) => person.id));
}

/** Those of them who have had all their letters of this cycle; `rehearsed` adds letters of a rehearsal. */
async function cappedAmong(
  at: At,
  legacy: ReadonlySet<string>,
  of: { now: number; rehearsed: ReadonlyMap<string, number> },
): Promise<Set<string>> {
  if (legacy.size === 0) return new Set();
  const letters = await lettersSince(at, [...legacy], of.now - cycleMs);
  const had = (id: string) => (letters.get(id) ?? 0) + (of.rehearsed.get(id) ?? 0);
  return new Set([...legacy].filter((id) => had(id) >= legacyLettersACycle));
}

function rowFor(app: App, broadcast: BroadcastRow, { personId, address, skip }: Addressed): DeliveryRow {
  const now = app.clock.now();
  return {
    id: app.newId(),
    broadcastId: broadcast.id,
    personId,
    addressId: address.id,
    channel: address.channel,
    priority: broadcast.priority,
    state: skip === null ? 'pending' : 'skipped',
    dueAt: now,
    expiresAt: broadcast.lastUsefulAt,
    attempts: 0,
    body: null,
    reason: skip,
    providerId: null,
    priceEur: 0,
    createdAt: now,
    settledAt: skip === null ? null : now,
    amends: null,
    also: null,
    decidedBy: null,
  };
}

/**
 * Head count by channel at this moment, for people to see before anything is made. A rehearsal hands in the letters
 * that it has already counted for people with a cap, and this adds its own.
 */
export async function headCount(
  at: At,
  app: Pick<App, 'clock' | 'sendTo' | 'channels'>,
  broadcast: Addressing,
  rehearsed: Map<string, number> = new Map(),
): Promise<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(
    broadcast.channels.map((channel) => [channel, 0]),
  );
  let after: string | null = '';
  while (after !== null) {
    const page: Awaited<ReturnType<typeof addressedPage>> = await addressedPage(at, app, {
      broadcast,
      after,
      rehearsed,
    });
    for (const { address, skip, legacy, personId } of page.addressed) {
      if (skip === 'legacyCap') continue;
      counts[address.channel] = (counts[address.channel] ?? 0) + 1;
      if (legacy) rehearsed.set(personId, (rehearsed.get(personId) ?? 0) + 1);
    }
    after = page.next;
  }
  return counts;
}

/** Price in euros and seconds at the platforms' rate of a head count. */
export function priceAndDuration(app: Pick<App, 'channels'>, recipients: Readonly<Record<string, number>>) {
  let priceEur = 0;
  let durationSeconds = 0;
  for (const { name, capabilities } of app.channels) {
    const count = recipients[name] ?? 0;
    priceEur += count * capabilities.priceEur;
    durationSeconds = Math.max(durationSeconds, Math.ceil(count / capabilities.perSecond));
  }
  return { priceEur: Math.round(priceEur * 10_000) / 10_000, durationSeconds };
}

/** The channels that a broadcast of staff goes to unless they name some. */
export function allChannels(app: Pick<App, 'channels'>): string[] {
  const { chats, letters } = channelNames(app);
  return [...chats, ...letters];
}
