// Owns the rows of the letter that asks for consent, each with a link of its own and the opt-in behind it, and taking back
// what did not leave. Whom it asks is repermission.ts's.
import { randomBytes } from 'node:crypto';
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import { addOptIn } from '../../../db/desk.ts';
import { and, eq, inArray, isNotNull } from '../../../db/drizzle.ts';
import { addDeliveries, type DeliveryRow } from '../../../db/ledger.ts';
import { type At, addressesOf } from '../../../db/people.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import { dayMs } from '../../core/time.ts';
import { type App, reading, writing } from '../app.ts';
import { slices } from '../broadcasts/expand.ts';
import { hashOf } from '../talk/effects.ts';
import { type Addressee, addressees } from './repermission.ts';

/** Somebody who finds the letter months later may still say yes. */
const linkLivesMs = 180 * dayMs;
const rowsAWrite = 500;

/** Makes the rows of an approved letter, a slice of people at a time; doing it again makes nothing twice. */
export async function makeAskRows(app: App, row: BroadcastRow): Promise<number> {
  let made = 0;
  for await (const range of slices(reading(app))) {
    const found = await addressees(reading(app), app, { row, range, training: true });
    for (let from = 0; from < found.length; from += rowsAWrite) {
      const page = found.slice(from, from + rowsAWrite);
      await writing(app, async (at) => {
        for (const one of page) made += (await addOne(at, app, row, one)) ? 1 : 0;
      });
    }
  }
  return made;
}

/** One recipient's row and the opt-in behind its link; nothing where they have been erased meanwhile. */
async function addOne(at: At, app: App, broadcast: BroadcastRow, to: Addressee): Promise<boolean> {
  const now = app.clock.now();
  const address = (await addressesOf(at, to.personId)).find(({ id }) => id === to.addressId);
  if (!address) return false;
  const token = randomBytes(24).toString('base64url');
  const skipped = to.skip !== null;
  if (!skipped) {
    await addOptIn(at, {
      tokenHash: hashOf(token),
      address: address.address,
      personId: to.personId,
      contest: null,
      role: null,
      wording: wordingOf(app),
      createdAt: now,
      expiresAt: broadcast.at + linkLivesMs,
      confirmedAt: null,
    });
  }
  await addDeliveries(at, [deliveryOf(app, broadcast, { to, url: `${app.publicUrl}/confirm/${token}` })]);
  return !skipped;
}

function deliveryOf(app: App, broadcast: BroadcastRow, of: { to: Addressee; url: string }): DeliveryRow {
  const { to, url } = of;
  const { body, id, lastUsefulAt } = broadcast;
  const now = app.clock.now();
  const choices = body.choices.map(({ label }) => ({ label, url }));
  return {
    id: app.newId(),
    broadcastId: id,
    personId: to.personId,
    addressId: to.addressId,
    channel: to.channel,
    priority: broadcast.priority,
    state: to.skip === null ? 'pending' : 'skipped',
    dueAt: 0,
    expiresAt: lastUsefulAt,
    attempts: 0,
    body:
      to.skip === null
        ? {
            reply: { text: body.text, choices },
            letter: { subject: body.subject ?? '', preheader: body.preheader ?? '' },
          }
        : null,
    reason: to.skip,
    providerId: null,
    priceEur: 0,
    createdAt: now,
    settledAt: to.skip === null ? null : now,
    amends: null,
    also: null,
    decidedBy: null,
  };
}

/** What the person agrees to, as the letter and the page say it; kept in the ledger of consents. */
function wordingOf({ files }: Pick<App, 'files'>): string {
  return (files.phrases['mail.repermission.wording'] ?? '').replaceAll('{city.nameOf}', files.city.nameOf);
}

/** Takes back rows whose letter was not approved after all, with the opt-ins behind their links; nothing of it has left. */
export async function dropAskRows(app: App, row: BroadcastRow): Promise<void> {
  const states = ['pending', 'skipped'] as const;
  await forgetLinks(app, row, states);
  await writing(app, async ({ t, s }) => {
    await s
      .delete(t.delivery)
      .where(and(eq(t.delivery.broadcastId, row.id), inArray(t.delivery.state, [...states])));
  });
}

/** Takes back the opt-ins behind links that never left, once the letter was cancelled; who got it may still say yes. */
export async function dropUnsentLinks(app: App, row: BroadcastRow): Promise<void> {
  await forgetLinks(app, row, ['skipped']);
}

/** Deletes the opt-ins of rows in these states and the links from the rows themselves, some at a time. */
async function forgetLinks(app: App, row: BroadcastRow, states: readonly DeliveryState[]): Promise<void> {
  let left = true;
  while (left) {
    left = await writing(app, async ({ t, s }) => {
      const rows = await s
        .select({ id: t.delivery.id, body: t.delivery.body })
        .from(t.delivery)
        .where(
          and(
            eq(t.delivery.broadcastId, row.id),
            inArray(t.delivery.state, [...states]),
            isNotNull(t.delivery.body),
          ),
        )
        .limit(rowsAWrite);
      const ids = rows.map(({ id }) => id);
      await s.delete(t.optIn).where(inArray(t.optIn.tokenHash, rows.flatMap(linksOf)));
      await s.update(t.delivery).set({ body: null }).where(inArray(t.delivery.id, ids));
      return rows.length === rowsAWrite;
    });
  }
}

function linksOf({ body }: Pick<DeliveryRow, 'body'>): string[] {
  const urls = (body?.reply.choices ?? []).flatMap((one) => ('url' in one ? one.url : []));
  return urls.map((url) => hashOf(url.slice(url.lastIndexOf('/') + 1)));
}
