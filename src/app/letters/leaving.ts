// Owns leaving a mailing: what a kind of it withdraws, and that nothing of it is sent after it. By which link, answer or
// complaint it was asked for, and what is counted of it, is its callers'.
import { skipWaiting } from '../../../db/begun.ts';
import { type At, consentsOf, recordConsent, standingsOf } from '../../../db/people.ts';
import { type Purpose, purposes } from '../../core/consent.ts';
import type { UnsubscribeKind } from '../../mail/token.ts';
import { type App, channelNames } from '../app.ts';

/** Who leaves what; `channel` and `wording` are kept with each withdrawal. */
export type Leaving = { personId: string; kind: UnsubscribeKind; channel: string; wording: string };

/** The wording of a leaving by a letter's link, and by an answer to a letter: the person can take both back by a link. */
export const byLinkWording = 'link';
export const byReplyWording = 'reply';

const byList: readonly Purpose[] = ['letters', 'official'];

/** The purposes that a kind of leaving ends: leaving the letters also ends the official ones by list. */
export function purposesOf(kind: UnsubscribeKind): readonly Purpose[] {
  if (kind === 'all') return purposes;
  return byList.includes(kind) ? byList : [kind];
}

/** What leaving by a link of this kind means for one person: who never was on the list got the letter as a reminder. */
export async function kindFor(
  at: At,
  { personId, kind }: Pick<Leaving, 'personId' | 'kind'>,
): Promise<UnsubscribeKind> {
  if (kind !== 'letters' && kind !== 'official') return kind;
  const listed = (await consentsOf(at, personId)).some(({ purpose }) => byList.includes(purpose));
  const reminded = (await standingsOf(at, personId)).some(({ purpose }) => purpose === 'reminders');
  return !listed && reminded ? 'reminders' : kind;
}

/** Withdraws what the kind ends, and skips what waits for its hour; how many consents ended. */
export async function leaveMailing(at: At, app: App, of: Leaving): Promise<number> {
  const { personId, channel, wording } = of;
  const ended = purposesOf(of.kind);
  const standings = await standingsOf(at, personId);
  const left = standings.filter(({ purpose }) => ended.includes(purpose));
  const now = app.clock.now();
  for (const { purpose, contest } of left) {
    const consent = { purpose, contest, granted: false, at: now, channel, wording, ground: 'withdrawal' };
    await recordConsent(at, personId, { id: app.newId(), ...consent });
  }
  const kept = standings.filter((one) => !left.includes(one)).map(({ purpose }) => purpose);
  const boxes = channelNames(app).letters;
  await skipWaiting(at, {
    personId,
    reason: 'withdrawn',
    now,
    left: (audience, to) =>
      !audience.purposes.some((purpose) => kept.includes(purpose)) ||
      // A reminder's consent does not carry on by letter what was left there.
      (boxes.includes(to) &&
        audience.purposes.some((purpose) => byList.includes(purpose) && ended.includes(purpose))),
  });
  return left.length;
}
