// Owns what people decide by the links of a letter: leaving, undoing, confirming an address.

import { randomBytes } from 'node:crypto';
import { addLeaving, dropLeaving, giveReason } from '../../../db/clicks.ts';
import { confirmOptIn, findOptIn, suppress, unsuppress } from '../../../db/desk.ts';
import { and, eq, inArray } from '../../../db/drizzle.ts';
import { mergePerson } from '../../../db/link.ts';
import {
  type At,
  changeAddress,
  consentsOf,
  findAddress,
  grantedScopes,
  recordConsent,
} from '../../../db/people.ts';
import type { Purpose } from '../../core/consent.ts';
import { hourMs } from '../../core/time.ts';
import { readClickToken } from '../../mail/click-token.ts';
import type { LeavingReason } from '../../mail/leaving.ts';
import { suppressionHash } from '../../mail/suppression.ts';
import { readUnsubscribeToken, type UnsubscribeKind } from '../../mail/token.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { mergeTurnout } from '../events/event-answers.ts';
import { hashOf } from '../talk/effects.ts';
import { followLink, type LinkVisit } from './clicks.ts';
import { byLinkWording, byReplyWording, kindFor, leaveMailing, purposesOf } from './leaving.ts';

/** What the pages behind a letter's links ask of us. */
export type Mailing = { kind: UnsubscribeKind; subscribed: boolean; canUndo: boolean };

/** The pages behind a letter's links; see `LetterDesk` in src/web/letters.ts for what each promises. */
export function mailingDesk(app: App) {
  const person = (token: string) => readUnsubscribeToken(app.secret, token);
  return {
    look: async (token: string): Promise<Mailing | null> => {
      const named = person(token);
      const at = reading(app);
      if (!named || !(await exists(at, named.person))) return null;
      const kind = await kindFor(at, { personId: named.person, kind: named.kind });
      return {
        kind,
        subscribed: await isSubscribed(at, named.person, purposesOf(kind)),
        canUndo: (await lastLeft(at, named.person)).length > 0,
      };
    },
    unsubscribe: async (token: string, all: boolean, from: string | null) => {
      const named = person(token);
      if (!named) return null;
      const personId = named.person;
      return await writing(app, async (at) => {
        const kind = all ? ('all' as const) : await kindFor(at, { personId, kind: named.kind });
        const left = await leave(at, app, { personId, kind });
        if (left === null) return null;
        // Who had left before leaves nothing: nobody is counted twice.
        const leaving = left > 0 ? await noteLeaving(at, app, { kind, from }) : null;
        return { kind, leaving };
      });
    },
    undo: async (token: string, leaving: string | null) => {
      const named = person(token);
      if (!named) return false;
      return await writing(app, async (at) => {
        const back = await comeBack(at, app, named.person);
        if (back && leaving !== null) await dropLeaving(at, leaving);
        return back || (await isSubscribed(at, named.person, purposesOf(named.kind)));
      });
    },
    giveReason: async (token: string, leaving: string, reason: LeavingReason) =>
      person(token) !== null && (await writing(app, (at) => giveReason(at, leaving, reason))),
    follow: (link: string, visit: LinkVisit) => followLink(app, link, visit),
    lookAtConfirmation: async (token: string) => {
      const row = await findOptIn(reading(app), hashOf(token));
      if (!row) return 'unknown' as const;
      if (row.confirmedAt !== null) return 'confirmed' as const;
      return row.expiresAt <= app.clock.now() ? ('expired' as const) : ('waiting' as const);
    },
    confirm: (token: string) => writing(app, (at) => confirm(at, app, token)),
  };
}

async function exists({ t, s }: At, personId: string): Promise<boolean> {
  return (await s.select().from(t.person).where(eq(t.person.id, personId))).length > 0;
}

async function isSubscribed(at: At, personId: string, purposes: readonly Purpose[]): Promise<boolean> {
  for (const purpose of purposes) {
    if ((await grantedScopes(at, personId, purpose)).length > 0) return true;
  }
  return false;
}

/** Withdraws what a kind means; how many consents ended, or null where there is no such person. */
async function leave(
  at: At,
  app: App,
  of: { personId: string; kind: UnsubscribeKind },
): Promise<number | null> {
  if (!(await exists(at, of.personId))) return null;
  const [channel = ''] = channelNames(app).letters;
  const left = await leaveMailing(at, app, { ...of, channel, wording: byLinkWording });
  if (of.kind !== 'reminders') await setSuppressed(at, app, { personId: of.personId, suppressed: true });
  return left;
}

/** Counts that somebody left, not who: under an id of chance that only the page which answers them knows. */
async function noteLeaving(
  at: At,
  app: App,
  { kind, from }: { kind: UnsubscribeKind; from: string | null },
): Promise<string> {
  const owner = from === null ? null : readClickToken(app.secret, from);
  const id = randomBytes(16).toString('hex');
  // The hour is enough for staff; an exact instant would lead to the withdrawal in the ledger, and so to the person.
  const hour = Math.floor(app.clock.now() / hourMs) * hourMs;
  const broadcastId = owner?.kind === 'broadcast' ? owner.id : null;
  await addLeaving(at, { id, broadcastId, kind, reason: null, at: hour });
  return id;
}

/**
 * Takes back the last unsubscription by a letter's link or an answer to a letter: what it withdrew is granted again,
 * unless the person has decided otherwise since. Returns whether anything was.
 */
async function comeBack(at: At, app: App, personId: string): Promise<boolean> {
  const undone = await lastLeft(at, personId);
  if (undone.length === 0) return false;
  for (const { purpose, contest } of undone)
    await turn(at, app, { personId, purpose, contest, granted: true });
  await setSuppressed(at, app, { personId, suppressed: false });
  return true;
}

/** What the last leaving by a letter withdrew, as far as it still stands so. */
async function lastLeft(at: At, personId: string) {
  const { t, s } = at;
  const left = (await consentsOf(at, personId)).filter(
    ({ granted, wording }) => !granted && (wording === byLinkWording || wording === byReplyWording),
  );
  const last = Math.max(...left.map((row) => row.at));
  const standings = await s.select().from(t.standing).where(eq(t.standing.personId, personId));
  const stands = ({ purpose, contest }: (typeof left)[number]) =>
    standings.some(
      (one) => one.purpose === purpose && one.contest === contest && one.at === last && !one.granted,
    );
  return left.filter((row) => row.at === last && stands(row));
}

async function turn(
  at: At,
  app: App,
  of: { personId: string; purpose: Purpose; contest: 'city' | 'kids' | 'any'; granted: boolean },
): Promise<void> {
  const [channel = ''] = channelNames(app).letters;
  const { personId, ...what } = of;
  const ground = of.granted ? 'consent' : 'withdrawal';
  await recordConsent(at, personId, {
    ...what,
    id: app.newId(),
    at: app.clock.now(),
    channel,
    wording: byLinkWording,
    ground,
  });
}

/**
 * Puts the person's letter addresses on the stop list, by hash, or takes them off it. Who bounced or complained stays on
 * it: that was not this link's doing.
 */
async function setSuppressed(at: At, app: App, of: { personId: string; suppressed: boolean }): Promise<void> {
  const { t, s } = at;
  const rows = await s
    .select()
    .from(t.address)
    .where(and(eq(t.address.personId, of.personId), inArray(t.address.channel, channelNames(app).letters)));
  for (const { address } of rows) {
    const hash = suppressionHash(app.secret, address);
    const own = and(eq(t.suppression.hash, hash), eq(t.suppression.reason, byLink));
    if (of.suppressed) await suppress(at, { hash, at: app.clock.now(), reason: byLink });
    else await s.delete(t.suppression).where(own);
  }
}

const byLink = 'unsubscribed';

async function confirm(at: At, app: App, token: string): Promise<'confirmed' | 'expired' | 'unknown'> {
  const now = app.clock.now();
  const row = await findOptIn(at, hashOf(token));
  const [channel] = channelNames(app).letters;
  if (!row || !channel) return 'unknown';
  if (row.confirmedAt !== null) return 'confirmed';
  if (row.expiresAt <= now) return 'expired';
  const found = await findAddress(at, channel, row.address);
  if (!found || !row.personId) return 'unknown';
  await mergeTurnout(at, app, { from: found.person.id, to: row.personId });
  await mergePerson(at, found.person.id, row.personId);
  await changeAddress(at, found.address.id, { personId: row.personId, state: 'active', provenAt: now });
  await unsuppress(at, suppressionHash(app.secret, row.address));
  const contest = row.contest ?? ('any' as const);
  for (const purpose of ['reminders', 'letters'] as const) {
    const id = app.newId();
    const consent = {
      id,
      purpose,
      contest,
      granted: true,
      at: now,
      channel,
      wording: row.wording,
      ground: 'double opt-in',
    };
    await recordConsent(at, row.personId, consent);
  }
  await confirmOptIn(at, row.tokenHash, now);
  return 'confirmed';
}
