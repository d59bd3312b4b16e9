// Owns what people decide by the links of a letter: leaving, undoing, confirming an address.

import { confirmOptIn, findOptIn, suppress, unsuppress } from '../../db/desk.ts';
import { and, eq, inArray } from '../../db/drizzle.ts';
import { mergePerson } from '../../db/link.ts';
import { type At, changeAddress, findAddress, grantedScopes, recordConsent } from '../../db/people.ts';
import type { Purpose } from '../core/consent.ts';
import { suppressionHash } from '../mail/suppression.ts';
import { readUnsubscribeToken, type UnsubscribeKind } from '../mail/token.ts';
import { type App, channelNames, reading, writing } from './app.ts';
import { hashOf } from './effects.ts';

/** What the pages behind a letter's links ask of us. */
export type Mailing = { kind: UnsubscribeKind; subscribed: boolean };

/** The purposes that a kind of unsubscription ends: leaving the letters also ends the official ones by list. */
function purposesOf(kind: UnsubscribeKind): Purpose[] {
  if (kind === 'all') return ['reminders', 'letters', 'official'];
  return kind === 'reminders' ? ['reminders'] : ['letters', 'official'];
}

/** The pages behind a letter's links; see `LetterDesk` in src/web/letters.ts for what each promises. */
export function mailingDesk(app: App) {
  const person = (token: string) => readUnsubscribeToken(app.secret, token);
  return {
    look: async (token: string): Promise<Mailing | null> => {
      const named = person(token);
      if (!named || !(await exists(reading(app), named.person))) return null;
      return {
        kind: named.kind,
        subscribed: await isSubscribed(reading(app), named.person, purposesOf(named.kind)),
      };
    },
    unsubscribe: async (token: string, all: boolean) => {
      const named = person(token);
      if (!named) return null;
      const kind = all ? ('all' as const) : named.kind;
      const found = await writing(app, (at) => leave(at, app, { personId: named.person, kind }));
      return found ? { kind } : null;
    },
    undo: async (token: string) => {
      const named = person(token);
      return named ? await writing(app, (at) => comeBack(at, app, named.person)) : false;
    },
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

async function leave(at: At, app: App, of: { personId: string; kind: UnsubscribeKind }): Promise<boolean> {
  const { t, s } = at;
  if (!(await exists(at, of.personId))) return false;
  const standings = await s
    .select()
    .from(t.standing)
    .where(
      and(
        eq(t.standing.personId, of.personId),
        eq(t.standing.granted, true),
        inArray(t.standing.purpose, purposesOf(of.kind)),
      ),
    );
  for (const { purpose, contest } of standings)
    await turn(at, app, { personId: of.personId, purpose, contest, granted: false });
  if (of.kind !== 'reminders')
    await setSuppressed(at, app, { personId: of.personId, reason: 'unsubscribed' });
  return true;
}

/** Takes back the last unsubscription by a letter's link: what it withdrew is granted again. */
async function comeBack(at: At, app: App, personId: string): Promise<boolean> {
  const { t, s } = at;
  const mine = await s
    .select()
    .from(t.consent)
    .where(and(eq(t.consent.personId, personId), eq(t.consent.wording, 'link')));
  const left = mine.filter((row) => !row.granted);
  const last = Math.max(...left.map((row) => row.at));
  const undone = left.filter((row) => row.at === last);
  if (undone.length === 0) return false;
  for (const { purpose, contest } of undone)
    await turn(at, app, { personId, purpose, contest, granted: true });
  await setSuppressed(at, app, { personId, reason: null });
  return true;
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
    wording: 'link',
    ground,
  });
}

/** Puts the person's letter addresses on the stop list, by hash, or takes them off it. */
async function setSuppressed(
  at: At,
  app: App,
  of: { personId: string; reason: string | null },
): Promise<void> {
  const { t, s } = at;
  const rows = await s
    .select()
    .from(t.address)
    .where(and(eq(t.address.personId, of.personId), inArray(t.address.channel, channelNames(app).letters)));
  for (const { address } of rows) {
    const hash = suppressionHash(app.secret, address);
    if (of.reason === null) await unsuppress(at, hash);
    else await suppress(at, { hash, at: app.clock.now(), reason: of.reason });
  }
}

async function confirm(at: At, app: App, token: string): Promise<'confirmed' | 'expired' | 'unknown'> {
  const now = app.clock.now();
  const row = await findOptIn(at, hashOf(token));
  const [channel] = channelNames(app).letters;
  if (!row || !channel) return 'unknown';
  if (row.confirmedAt !== null) return 'confirmed';
  if (row.expiresAt <= now) return 'expired';
  const found = await findAddress(at, channel, row.address);
  if (!found || !row.personId) return 'unknown';
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
