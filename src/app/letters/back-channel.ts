// Owns what a letter that came back changes: once per message, and only for the address that its signature names. What
// a message means is src/mail/bounce.ts's.
import { createHash } from 'node:crypto';
import { findBroadcast } from '../../../db/broadcasts.ts';
import { suppress } from '../../../db/desk.ts';
import {
  addMailReturn,
  policyReturns,
  rememberReturn,
  returnedDelivery,
  settleReturned,
  skipAddress,
  softStreak,
} from '../../../db/mail-returns.ts';
import { type At, changeAddress } from '../../../db/people.ts';
import { dayMs } from '../../core/time.ts';
import { type Return, readReturn, returnIdentity } from '../../mail/bounce.ts';
import { suppressionHash } from '../../mail/suppression.ts';
import { readReturnPathToken, readUnsubscribeToken, type UnsubscribeKind } from '../../mail/token.ts';
import { type App, reading, writing } from '../app.ts';
import { takeMailedAnswer } from '../questions/answer-mail.ts';
import { alarmText, broadcastTitle, raise } from '../running/alarm.ts';
import { byReplyWording, kindFor, leaveMailing } from './leaving.ts';
import { kindOf } from './letters.ts';

/**
 * taken: it changed something · repeat: it was taken before · nothing: it changes nothing, for good · later: its letter
 * is still being handed over, so it must come again.
 */
export type TakenReturn = {
  kind: 'taken' | 'repeat' | 'nothing' | 'later';
  /** `answer`: staff answered a resident's question. */
  meaning: Return['kind'] | 'answer';
};

type Told = Exclude<Return, { kind: 'automatic' | 'other' }>;
type Returned = NonNullable<Awaited<ReturnType<typeof returnedDelivery>>>;
type Case = { told: Told; returned: Returned; now: number };

/** So many letters in a row that came back softly, in so many days, are as good as no mailbox. */
const softMost = 5;
const softWithinMs = 30 * dayMs;
/** From so many refusals for our sake within a day staff hear of it. */
const policyMany = 10;

/**
 * Takes one message that came back. `recipients`: the envelope's, where they are known. Throws only where the database
 * does: whoever hands in messages keeps this one then, and hands it in again.
 */
export async function takeReturn(
  app: App,
  raw: Uint8Array,
  { recipients = [] }: { recipients?: readonly string[] } = {},
): Promise<TakenReturn> {
  const answered = await takeMailedAnswer(app, raw, recipients);
  if (answered !== 'none') return { kind: answered, meaning: 'answer' };
  const told = await readReturn(raw, {
    readToken: (local) => readReturnPathToken(app.secret, local),
    readUnsubscribe: (token) => readUnsubscribeToken(app.secret, token)?.person ?? null,
    recipients,
  });
  if (told.kind === 'automatic' || told.kind === 'other') return { kind: 'nothing', meaning: told.kind };
  const kind = await writing(app, async (at) => {
    const returned = await returnedDelivery(at, told.deliveryId);
    if (!returned || (told.person !== null && returned.delivery.personId !== told.person)) return 'nothing';
    // A refusal can be quicker than the answer to our own call.
    if (returned.delivery.state === 'calling') return 'later';
    const now = app.clock.now();
    const identity = `mail-return\n${told.deliveryId}\n${returnIdentity(raw)}`;
    const eventId = createHash('sha256').update(identity).digest('base64url');
    if (!(await rememberReturn(at, eventId, now))) return 'repeat';
    await carryOut(at, app, { told, returned, now });
    return 'taken';
  });
  app.log.info({ return: told.kind, delivery: told.deliveryId, outcome: kind }, 'a letter came back');
  return { kind, meaning: told.kind };
}

async function carryOut(at: At, app: App, of: Case): Promise<void> {
  const { told, returned, now } = of;
  const { id, broadcastId } = returned.delivery;
  const code = told.kind === 'leave' ? null : told.code;
  await addMailReturn(at, { id: app.newId(), deliveryId: id, broadcastId, kind: told.kind, code, at: now });
  const reason = code === null ? 'bounce' : `bounce ${code}`;
  switch (told.kind) {
    case 'hard':
      return await endAddress(at, app, { ...of, reason });
    case 'soft':
      return await countSoft(at, app, { ...of, reason, ended: told.ended });
    case 'policy':
      await settleReturned(at, id, { state: 'failed', reason, now });
      return await alarmIfMany(at, app, { broadcastId, now });
    case 'complaint':
      await leaveByLetter(at, app, { ...of, kind: 'letters', wording: 'complaint' });
      return await closeAddress(at, app, { ...of, reason: 'complaint' });
    case 'leave': {
      const kind = await kindLeft(at, of.returned);
      await leaveByLetter(at, app, { ...of, kind, wording: byReplyWording });
      if (kind !== 'reminders') await suppressAddress(at, app, { ...of, reason: 'unsubscribed' });
      return;
    }
  }
}

/** There is no such mailbox: the letter did not arrive, and nothing is written to this address again. */
async function endAddress(at: At, app: App, of: Case & { reason: string }): Promise<void> {
  const { returned, reason, now } = of;
  await settleReturned(at, returned.delivery.id, { state: 'gone', reason, now });
  await closeAddress(at, app, { ...of, reason: 'bounce' });
}

/** A warning changes nothing, a letter that was given up is lost; several in a row are as good as no mailbox. */
async function countSoft(at: At, app: App, of: Case & { reason: string; ended: boolean }): Promise<void> {
  const { returned, reason, ended, now } = of;
  const { delivery, address } = returned;
  if (!ended) return;
  await settleReturned(at, delivery.id, { state: 'failed', reason, now });
  if (!address) return;
  const { personId } = delivery;
  const streak = await softStreak(at, { personId, addressId: address.id, since: now - softWithinMs });
  if (streak >= softMost) await closeAddress(at, app, { ...of, reason: 'bounce' });
}

/** Marks exactly this address as gone, keeps its hash, and lets nothing that waits go there. */
async function closeAddress(at: At, app: App, of: Case & { reason: string }): Promise<void> {
  const { address, delivery } = of.returned;
  if (!address) return;
  await changeAddress(at, address.id, { state: 'gone' });
  const { personId } = delivery;
  await skipAddress(at, { personId, addressId: address.id, reason: of.reason, now: of.now });
  await suppressAddress(at, app, of);
}

async function suppressAddress(at: At, app: App, of: Case & { reason: string }): Promise<void> {
  const { address } = of.returned;
  if (!address) return;
  const hash = suppressionHash(app.secret, address.address);
  await suppress(at, { hash, at: of.now, reason: of.reason });
}

/** What an answer leaves: just what the link in the same letter does. */
async function kindLeft(at: At, { delivery, audience }: Returned): Promise<UnsubscribeKind> {
  const kind = audience ? kindOf(audience.purposes) : 'letters';
  return await kindFor(at, { personId: delivery.personId, kind });
}

async function leaveByLetter(
  at: At,
  app: App,
  of: Case & { kind: UnsubscribeKind; wording: string },
): Promise<void> {
  const { personId, channel } = of.returned.delivery;
  await leaveMailing(at, app, { personId, channel, kind: of.kind, wording: of.wording });
}

const returnedKind = 'returned.';
/** Stands in an alarm's key for letters of no broadcast. */
const noBroadcast = 'letters';

/** Whether so many letters of what an alarm `returned.…` is about still came back for our sake within the last day. */
export async function isStillRefused(app: Pick<App, 'db' | 'clock'>, key: string): Promise<boolean> {
  const about = key.slice(returnedKind.length);
  const broadcastId = about === noBroadcast ? null : about;
  return (await policyReturns(reading(app), broadcastId, app.clock.now() - dayMs)) >= policyMany;
}

async function alarmIfMany(
  at: At,
  app: App,
  { broadcastId, now }: { broadcastId: string | null; now: number },
): Promise<void> {
  const n = await policyReturns(at, broadcastId, now - dayMs);
  if (n < policyMany) return;
  const broadcast = broadcastId === null ? null : await findBroadcast(at, broadcastId);
  const { phrases } = app.files;
  const name = broadcast
    ? (phrases['console.alarm.returned.broadcast'] ?? '').replace(
        '{name}',
        broadcastTitle(app.files, broadcast),
      )
    : (phrases['console.alarm.returned.letters'] ?? '');
  const key = `${returnedKind}${broadcastId ?? noBroadcast}`;
  await raise(at, app, { key, text: alarmText(app.files, 'returned', { name, n }) });
}
