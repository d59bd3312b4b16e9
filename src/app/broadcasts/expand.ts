// Owns making the rows of a broadcast, slice by slice, and counting who would get it. Who that is, is db/expansion.ts's.
import { type BroadcastRow, changeBroadcast, findBroadcast } from '../../../db/broadcasts.ts';
import {
  type Addressing,
  allMade,
  countAddressed,
  listAddressed,
  pageEnd,
  type Range,
  type Skip,
  skips,
  slicer,
} from '../../../db/expansion.ts';
import { addDeliveries, type DeliveryRow } from '../../../db/ledger.ts';
import { noteMerged } from '../../../db/merging.ts';
import type { At } from '../../../db/people.ts';
import type { Audience } from '../../core/broadcast.ts';
import { type App, channelNames, writing } from '../app.ts';

/** Unsolicited official letters to one unconfirmed address in a cycle: one below the five that the law calls spam. */
export const legacyLettersACycle = 4;

/** A slice takes about this long, so that no answer to a resident waits for the writer or the loop. */
const sliceMs = 10;
const firstSlice = 1000;
const mostInASlice = 4000;

type Addressee = Pick<BroadcastRow, 'audience' | 'channels' | 'at'> & { id?: string | null };
type AddressingApp = Pick<App, 'clock' | 'sendTo' | 'channels' | 'files'>;

/** What the addressing query needs to know of a broadcast, from the city's limits and the channels' capabilities. */
export function addressingOf(app: AddressingApp, broadcast: Addressee): Addressing {
  const { audience, at } = broadcast;
  const now = app.clock.now();
  const named = app.channels.filter(({ name }) => broadcast.channels.includes(name));
  const costly = named.filter(({ capabilities }) => capabilities.priceEur > 0);
  const free = (ms: number | undefined) => (ms === undefined ? now : Math.max(now, at) - ms);
  const { sendTo } = app;
  return {
    broadcastId: broadcast.id ?? null,
    audience,
    channels: named.filter(({ outlet }) => outlet === undefined).map(({ name }) => name),
    letters: channelNames(app).letters,
    at: Math.max(at, now),
    // What people signed up for is no message that we thought of.
    weeklyLimit: isAskedFor(audience) ? null : app.files.city.maxMessagesPerWeek,
    legacyLimit: legacyLettersACycle,
    only: sendTo.kind === 'everyone' ? null : sendTo.kind === 'list' ? [...sendTo.addresses] : [],
    paid: Object.fromEntries(
      costly.map(({ name, capabilities }) => [name, free(capabilities.sessionMs)] as const),
    ),
    merge: null,
  };
}

function isAskedFor({ purposes }: Audience): boolean {
  return purposes.every((purpose) => purpose === 'events');
}

/** Broadcasts of the same hour whose rows carry this one's text along, on the channels where both fit one message. */
export type Merge = NonNullable<Addressing['merge']>;

/**
 * Makes all rows of a broadcast that is expanding. A slice of people and the cursor are one transaction; whatever
 * breaks, the next sweep goes on from the cursor. Returns whether all rows are made now.
 */
export async function expand(
  app: App,
  broadcast: BroadcastRow,
  merge: Merge | null = null,
): Promise<boolean> {
  let after = broadcast.cursor ?? '';
  let most = firstSlice;
  if (after === '') await addOutlets(app, broadcast);
  const make = slicer({ rule: { ...addressingOf(app, broadcast), merge }, broadcast });
  while (after !== allMade) {
    const begun = performance.now();
    const slice = { after, most, idStart: app.newId().slice(0, 24), now: app.clock.now() };
    const range = await writing(app, async (at) => {
      // Paused or cancelled meanwhile: the cursor stays, and a resumed broadcast goes on from it.
      const made = await make(at, slice);
      if (made && merge) await noteMerged(at, { into: merge.into, merged: broadcast.id, range: made });
      return made;
    });
    if (!range) return false;
    after = range.upTo;
    const took = Math.max(0.5, performance.now() - begun);
    most = Math.round(Math.min(mostInASlice, Math.max(200, most * Math.min(1.5, sliceMs / took))));
    await breath();
  }
  return true;
}

/** Lets a broadcast be sent whose rows are all made. Several of one hour are let go together, so that none runs ahead. */
export async function release(app: App, broadcasts: readonly BroadcastRow[]): Promise<void> {
  await writing(app, async (at) => {
    for (const { id } of broadcasts) {
      if ((await findBroadcast(at, id))?.state !== 'expanding') continue;
      await changeBroadcast(at, id, { state: 'sending', cursor: null });
    }
  });
  for (const channel of new Set(broadcasts.flatMap((one) => one.channels))) app.nudge(channel);
}

/** A public place of the city gets one row, which carries its address itself. */
async function addOutlets(app: App, broadcast: BroadcastRow): Promise<void> {
  const outlets = app.channels.filter(({ name }) => broadcast.channels.includes(name));
  const now = app.clock.now();
  const rows = outlets.flatMap(({ name, outlet }): DeliveryRow[] =>
    outlet === undefined ? [] : [outletRow(app, broadcast, { name, outlet, now })],
  );
  if (rows.length > 0) await writing(app, (at) => addDeliveries(at, rows));
}

function outletRow(
  app: App,
  broadcast: BroadcastRow,
  { name, outlet, now }: { name: string; outlet: string; now: number },
): DeliveryRow {
  const training = app.sendTo.kind === 'nobody';
  const listed = app.sendTo.kind !== 'list' || app.sendTo.addresses.has(outlet);
  const skipped = training || !listed;
  const { text, choices, picture } = broadcast.body;
  return {
    id: app.newId(),
    broadcastId: broadcast.id,
    personId: `outlet:${name}`,
    addressId: null,
    channel: name,
    priority: broadcast.priority,
    state: skipped ? 'skipped' : 'pending',
    dueAt: 0,
    expiresAt: broadcast.lastUsefulAt,
    attempts: 0,
    // In a public place nobody has a conversation with us: only buttons that open a page are of use.
    body: {
      reply: { text, choices: choices.filter((one) => 'url' in one), ...(picture ? { picture } : {}) },
      to: outlet,
    },
    reason: skipped ? 'training' : null,
    providerId: null,
    priceEur: 0,
    createdAt: now,
    settledAt: skipped ? now : null,
    amends: null,
    also: null,
    decidedBy: null,
  };
}

/** Lets everything else that waits for the loop have its turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Who would get it now: people by channel, how many of them cost money, and how many get nothing and why. */
export type HeadCount = {
  recipients: Record<string, number>;
  paid: Record<string, number>;
  skipped: Partial<Record<Skip, number>>;
};

/** Counts before anything is made. In training mode the people are counted as they would be without it. */
export async function countHeads(at: At, app: AddressingApp, broadcast: Addressee): Promise<HeadCount> {
  const rule = { ...addressingOf(app, broadcast), only: null };
  const none = () => Object.fromEntries(broadcast.channels.map((channel) => [channel, 0]));
  const counted: HeadCount = { recipients: none(), paid: none(), skipped: {} };
  for (const { name, outlet } of app.channels) {
    if (outlet !== undefined && broadcast.channels.includes(name)) counted.recipients[name] = 1;
  }
  for await (const range of slices(at)) {
    for (const { channel, skip, paid, people } of await countAddressed(at, rule, range)) {
      const reason = skips.find((one) => one === skip);
      if (reason) counted.skipped[reason] = (counted.skipped[reason] ?? 0) + people;
      else counted.recipients[channel] = (counted.recipients[channel] ?? 0) + people;
      if (!reason && Number(paid) === 1) counted.paid[channel] = (counted.paid[channel] ?? 0) + people;
    }
  }
  return counted;
}

/** Head count by channel at this moment, for people to see before anything is made. */
export async function headCount(
  at: At,
  app: AddressingApp,
  broadcast: Addressee,
): Promise<Record<string, number>> {
  return (await countHeads(at, app, broadcast)).recipients;
}

/** All people in slices, with a breath after each: a long count blocks nobody. */
export async function* slices(at: At): AsyncGenerator<Range> {
  let after = '';
  for (;;) {
    const upTo = await pageEnd(at, after, slicePeople);
    yield { after, upTo };
    if (upTo === null) return;
    after = upTo;
    await breath();
  }
}

const slicePeople = 5000;

/** The address on which a person would get it now, whatever their limits: for a message whose first channel failed. */
export async function nextAddress(at: At, app: AddressingApp, broadcast: BroadcastRow, personId: string) {
  const rule = { ...addressingOf(app, broadcast), weeklyLimit: null };
  // A range that holds exactly one id: everything after the longest text below it.
  const range = { after: justBefore(personId), upTo: personId };
  const found = (await listAddressed(at, rule, range)).find((one) => one.personId === personId);
  return found && found.skip === null ? { addressId: found.addressId, channel: found.channel } : null;
}

function justBefore(id: string): string {
  return id.slice(0, -1) + String.fromCharCode(id.charCodeAt(id.length - 1) - 1);
}

/** Price in euros and seconds at the platforms' rate of a head count; `paid` are those whom no session makes free. */
export function priceAndDuration(
  app: Pick<App, 'channels'>,
  recipients: Readonly<Record<string, number>>,
  paid: Readonly<Record<string, number>> = recipients,
) {
  let priceEur = 0;
  let durationSeconds = 0;
  for (const { name, capabilities } of app.channels) {
    priceEur += (paid[name] ?? 0) * capabilities.priceEur;
    durationSeconds = Math.max(durationSeconds, Math.ceil((recipients[name] ?? 0) / capabilities.perSecond));
  }
  return { priceEur: Math.round(priceEur * 10_000) / 10_000, durationSeconds };
}

/** The channels to people that a broadcast of staff goes to unless they name some. */
export function allChannels(app: Pick<App, 'channels'>): string[] {
  const { chats, letters } = channelNames(app);
  const people = (name: string) => app.channels.some((one) => one.name === name && one.outlet === undefined);
  return [...chats, ...letters].filter(people);
}
