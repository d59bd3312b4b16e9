// Owns asking unconfirmed addresses of earlier cycles for consent: one letter a cycle with official information, whose
// link proves the address and the will at once. Who never answers is never sent agitation, by the ground alone.
import { randomBytes } from 'node:crypto';
import { addBroadcast, type BroadcastRow, listBroadcasts } from '../../db/broadcasts.ts';
import { addOptIn } from '../../db/desk.ts';
import { and, eq, gt, inArray, lte } from '../../db/drizzle.ts';
import { allMade, listAddressed, type Range } from '../../db/expansion.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import { type At, addressesOf } from '../../db/people.ts';
import { findStaff } from '../../db/staff.ts';
import { audienceOf, type BroadcastBody } from '../core/broadcast.ts';
import { priority } from '../core/delivery.ts';
import { factsFor, say } from '../core/facts.ts';
import { afterQuiet, dayMs } from '../core/time.ts';
import { type App, channelNames, currentContent, reading, writing } from './app.ts';
import { writeAudit } from './audit.ts';
import { approvalHash } from './broadcast-draft.ts';
import type { Result } from './desk.ts';
import { hashOf } from './effects.ts';
import { addressingOf, slices } from './expand.ts';
import { refuse } from './refusal.ts';

/** With a gentle pace of a new sender the letters of a large list take days. */
const lastsMs = 14 * dayMs;
/** Somebody who finds the letter months later may still say yes. */
const linkLivesMs = 180 * dayMs;
const rowsAWrite = 500;

const keyStart = 'own:ask:';

/** Whether a broadcast asks for consent: its rows are made when it is approved, each with a link of its own. */
export function asksConsent({ key }: Pick<BroadcastRow, 'key'>): boolean {
  return key.startsWith(keyStart);
}

/** Makes the letter, which waits for a second person. Refused while another one of this cycle is under way. */
export async function askConsent(
  app: App,
  of: { at: number | null; by: string },
): Promise<Result<{ id: string; people: number }>> {
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  const [channel] = channelNames(app).letters;
  if (!channel) return refuse(app, 'list.channel');
  const content = await currentContent(app);
  const open = (
    await listBroadcasts(reading(app), ['waiting', 'approved', 'expanding', 'sending', 'paused'])
  ).find(asksConsent);
  if (open) return refuse(app, 'ask.open', { id: open.id });
  const at = afterQuiet(Math.max(of.at ?? 0, app.clock.now()), content.city.quietHours);
  const row = await rowOf(app, { at, channel, by: staff.email });
  const people = await countAsked(app, row);
  if (people === 0) return refuse(app, 'ask.nobody');
  await writing(app, async (write) => {
    await addBroadcast(write, row);
    const detail = { after: row.contentHash };
    await writeAudit(write, app, { actor: staff.email, act: 'broadcast.create', object: row.id, detail });
  });
  return { ok: true, value: { id: row.id, people } };
}

async function rowOf(app: App, of: { at: number; channel: string; by: string }): Promise<BroadcastRow> {
  const id = app.newId();
  const content = await currentContent(app);
  const rule = {
    body: await bodyOf(app, of.at),
    audience: audienceOf({ purposes: ['official'], unlessReminded: true }),
    channels: [of.channel],
    at: of.at,
    lastUsefulAt: of.at + lastsMs,
    nature: 'official' as const,
    payment: null,
  };
  return {
    ...rule,
    id,
    key: `${keyStart}${content.contests.city.cycle.name}:${id}`,
    planId: null,
    line: null,
    kind: 'own',
    contest: null,
    stage: null,
    priority: priority.reminder,
    contentHash: approvalHash(rule),
    state: 'waiting',
    reason: null,
    createdAt: app.clock.now(),
    createdBy: of.by,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    // The sweep makes no rows for it: without a link of their own they would ask for nothing.
    cursor: allMade,
    doneAt: null,
    amends: null,
  };
}

/** The letter as approvers read it; its button opens our page, each recipient's opens a link of their own. */
async function bodyOf(app: App, at: number): Promise<BroadcastBody> {
  const content = await currentContent(app);
  const letter = content.letters.repermission;
  if (!letter) throw new Error('content/letters.yaml has no repermission');
  const facts = factsFor(content, { contest: 'city', now: at });
  const filled = (template: string) => say(content, template, facts).text;
  return {
    text: filled(letter.text),
    subject: filled(letter.subject ?? ''),
    preheader: filled(letter.preheader ?? ''),
    choices: [{ label: content.phrases['mail.repermission.button'] ?? '', url: `${app.publicUrl}/` }],
    letterText: null,
  };
}

/** How many people an approval at this moment would ask. */
export async function countAsked(app: App, row: BroadcastRow): Promise<number> {
  let people = 0;
  for await (const range of slices(reading(app))) {
    const found = await addressees(reading(app), app, { row, range, training: false });
    people += found.filter(({ skip }) => skip === null).length;
  }
  return people;
}

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

type Addressee = { personId: string; addressId: string; channel: string; skip: string | null };

/** People with a legal ground and no consent at all, whom no letter of this cycle has asked. */
async function addressees(
  at: At,
  app: App,
  of: { row: BroadcastRow; range: Range; training: boolean },
): Promise<Addressee[]> {
  const { row, range, training } = of;
  const rule = { ...addressingOf(app, row), ...(training ? {} : { only: null }) };
  const found = await listAddressed(at, rule, range);
  const left = new Set([...(await consented(at, range)), ...(await askedBefore(at, { row, range }))]);
  return found.filter(({ personId }) => !left.has(personId));
}

async function consented({ t, s }: At, range: Range): Promise<string[]> {
  const rows = await s
    .select({ id: t.standing.personId })
    .from(t.standing)
    .where(
      and(
        inArray(t.standing.purpose, ['letters', 'reminders']),
        eq(t.standing.granted, true),
        gt(t.standing.personId, range.after),
        ...(range.upTo === null ? [] : [lte(t.standing.personId, range.upTo)]),
      ),
    );
  return rows.map(({ id }) => id);
}

/** People to whom a letter of the same cycle went or may have gone; of this one, everybody who has a row. */
async function askedBefore(at: At, of: { row: BroadcastRow; range: Range }): Promise<string[]> {
  const { t, s } = at;
  const { row, range } = of;
  const cycle = row.key.slice(0, row.key.lastIndexOf(':') + 1);
  const letters = (await listBroadcasts(at)).filter(({ key }) => key.startsWith(cycle)).map(({ id }) => id);
  if (letters.length === 0) return [];
  const rows = await s
    .select({ person: t.delivery.personId, broadcast: t.delivery.broadcastId, state: t.delivery.state })
    .from(t.delivery)
    .where(
      and(
        inArray(t.delivery.broadcastId, letters),
        gt(t.delivery.personId, range.after),
        ...(range.upTo === null ? [] : [lte(t.delivery.personId, range.upTo)]),
      ),
    );
  const went = ['pending', 'claimed', 'calling', 'sent', 'delivered', 'unknown'];
  return rows
    .filter(({ broadcast, state }) => broadcast === row.id || went.includes(state))
    .map(({ person }) => person);
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

/** Takes back rows whose letter was not approved after all; nothing of it has left. */
export async function dropAskRows(app: App, row: BroadcastRow): Promise<void> {
  await writing(app, async ({ t, s }) => {
    await s
      .delete(t.delivery)
      .where(and(eq(t.delivery.broadcastId, row.id), inArray(t.delivery.state, ['pending', 'skipped'])));
  });
}
