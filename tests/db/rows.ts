// Owns the rows that tests of the database begin with: people, addresses, broadcasts, deliveries.

import { addBroadcast, type BroadcastRow } from '../../db/broadcasts.ts';
import { asc } from '../../db/drizzle.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import { type AddressRow, addAddress, addPerson, type PersonRow, recordConsent } from '../../db/people.ts';
import { writing } from '../../src/app/app.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import type { Purpose } from '../../src/core/consent.ts';
import type { ContestId } from '../../src/core/contest.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import type { World } from '../support/harness.ts';

/** A person with one address, by default active on telegram, and the consents named. */
export async function settle(
  world: World,
  id: string,
  of: {
    person?: Partial<PersonRow>;
    addresses?: Partial<AddressRow>[];
    granted?: [Purpose, ContestId | 'any'][];
  } = {},
): Promise<void> {
  const now = world.clock.now();
  const { addresses = [{}], granted = [] } = of;
  await writing(world.app, async (at) => {
    await addPerson(at, {
      id,
      createdAt: now,
      contest: null,
      role: null,
      source: null,
      prefers: null,
      pace: null,
      ...of.person,
    });
    for (const [index, address] of addresses.entries()) {
      const channel = address.channel ?? 'telegram';
      await addAddress(at, {
        id: `${id}-${index}`,
        personId: id,
        channel,
        address: channel === 'email' ? `${id}@example.com` : `${id}-${channel}`,
        state: 'active',
        createdAt: now,
        wroteAt: null,
        sessionAt: null,
        provenAt: null,
        listSource: null,
        listGround: null,
        ...address,
      });
    }
    for (const [purpose, contest] of granted) {
      const consent = {
        purpose,
        contest,
        granted: true,
        at: now,
        channel: 'telegram',
        wording: 'так',
        ground: 'consent',
      };
      await recordConsent(at, id, { id: `${id}-${purpose}-${contest}`, ...consent });
    }
  });
}

/** A delivery that waits on telegram, due now, a reply of nobody's broadcast unless said. */
export function deliveryRow(world: World, id: string, differs: Partial<DeliveryRow> = {}): DeliveryRow {
  const now = world.clock.now();
  return {
    id,
    broadcastId: null,
    personId: `p-${id}`,
    addressId: null,
    channel: 'telegram',
    priority: priority.reply,
    state: 'pending',
    dueAt: now,
    expiresAt: now + dayMs,
    attempts: 0,
    body: { reply: { text: `відповідь ${id}`, choices: [] }, to: `to-${id}` },
    reason: null,
    providerId: null,
    priceEur: 0,
    createdAt: now,
    settledAt: null,
    amends: null,
    also: null,
    decidedBy: null,
    ...differs,
  };
}

export async function keep(world: World, rows: readonly DeliveryRow[]): Promise<void> {
  await writing(world.app, (at) => addDeliveries(at, rows));
}

/** Every row of the ledger by id, in the order in which they were made; of one instant, those that a test named come first. */
export async function ledger(world: World): Promise<Record<string, DeliveryRow>> {
  const { db } = world.app;
  const { createdAt, id } = db.tables.delivery;
  const rows = await db.read.select().from(db.tables.delivery).orderBy(asc(createdAt), asc(id));
  const named = (row: DeliveryRow) => (row.id.length === 32 ? 1 : 0);
  rows.sort((a, b) => a.createdAt - b.createdAt || named(a) - named(b));
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}

/** The state of every row of the ledger by id. */
export async function states(world: World): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await ledger(world)).map(([id, row]) => [id, row.state]));
}

/** A broadcast of staff to who wants reminders of МІСТО, approved and due now unless said. */
export async function keepBroadcast(
  world: World,
  id: string,
  differs: Partial<BroadcastRow> = {},
): Promise<BroadcastRow> {
  const now = world.clock.now();
  const row: BroadcastRow = {
    id,
    key: `own:${id}`,
    planId: null,
    line: null,
    kind: 'own',
    nature: 'official',
    contest: 'city',
    stage: null,
    priority: priority.reminder,
    at: now,
    lastUsefulAt: now + dayMs,
    audience: audienceOf({ purposes: ['reminders'], contest: 'city' }),
    channels: ['telegram', 'viber', 'email'],
    body: {
      text: 'Голосування почалося.',
      choices: [],
      subject: 'Голосування',
      preheader: null,
      letterText: null,
    },
    contentHash: 'hash',
    state: 'approved',
    reason: null,
    createdAt: now,
    createdBy: null,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: 'hash',
    cursor: null,
    doneAt: null,
    payment: null,
    amends: null,
    ...differs,
  };
  await writing(world.app, (at) => addBroadcast(at, row));
  return row;
}
