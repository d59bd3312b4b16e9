// Owns carrying out what a turn of the dialog changes, inside the same write as its replies.
import { createHash, randomBytes } from 'node:crypto';
import { skipWaiting } from '../../../db/begun.ts';
import { addOptIn, countGap, optInsSince } from '../../../db/desk.ts';
import {
  type AddressRow,
  type At,
  addAddress,
  addMute,
  addVisit,
  addVote,
  changePerson,
  findAddress,
  type PersonRow,
  recordConsent,
  removeMute,
  removeVote,
  standingsOf,
} from '../../../db/people.ts';
import { forgetFollows } from '../../../db/projects.ts';
import type { Audience } from '../../core/broadcast.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import { factsFor, say } from '../../core/facts.ts';
import { dayMs } from '../../core/time.ts';
import { type App, channelNames, currentContent } from '../app.ts';
import { eraseInside } from '../people/erasing.ts';
import { carryAnswered } from './effects-answered.ts';
import { carryDraft } from './effects-draft.ts';
import { carryEvents } from './effects-events.ts';
import { carryProjects } from './effects-projects.ts';
import { carryQuestions } from './effects-questions.ts';
import { linkChats, makeLinkCode, missLinkCode } from './linking.ts';
import { replyRow } from './reply-row.ts';

export type Whose = { person: PersonRow; address: AddressRow };

/** Carries out the effects of one turn, in order. */
export async function carryOut(at: At, app: App, of: Whose & { effects: readonly Effect[] }): Promise<void> {
  for (const effect of of.effects) {
    if (effect.kind === 'erase')
      await eraseInside(at, app, { personId: of.person.id, named: null, way: 'chat' });
    else await carryOutOne(at, app, { ...of, effect });
  }
}

async function carryOutOne(
  at: At,
  app: App,
  { effect, person, address }: Whose & { effect: Exclude<Effect, { kind: 'erase' }> },
): Promise<void> {
  const now = app.clock.now();
  switch (effect.kind) {
    case 'setContest':
      return await changePerson(at, person.id, { contest: effect.contest });
    case 'setRole':
      return await changePerson(at, person.id, { role: effect.role });
    case 'visit':
      await addVisit(at, { id: app.newId(), source: effect.source, channel: address.channel, at: now });
      return person.source === null
        ? await changePerson(at, person.id, { source: effect.source })
        : undefined;
    case 'subscribe':
      return await recordConsent(at, person.id, {
        id: app.newId(),
        purpose: 'reminders',
        contest: effect.contest,
        granted: true,
        at: now,
        channel: address.channel,
        wording: effect.wording,
        ground: 'consent',
      });
    case 'unsubscribe':
      return await withdrawAll(at, app, { personId: person.id, channel: address.channel, wording: 'stop' });
    case 'requestEmail':
      return await requestOptIn(at, app, { person, address: effect.address, wording: effect.wording });
    case 'handOver':
    case 'cancelQuestion':
      return await carryQuestions(at, app, { person, address, effect });
    case 'helped':
    case 'unanswered':
      return await carryAnswered(at, app, { person, address, effect });
    case 'follow':
    case 'unfollow':
      return await carryProjects(at, app, { person, address, effect });
    case 'takeSeat':
    case 'leaveSeat':
    case 'rate':
    case 'answerPoll':
      return await carryEvents(at, app, { person, address, effect });
    case 'saveDraft':
    case 'shareDraft':
    case 'eraseDraft':
      return await carryDraft(at, app, { person, address, effect });
    case 'gap':
      for (const rule of effect.rules) await countGap(at, rule, now);
      return;
    case 'makeLinkCode':
      return await makeLinkCode(at, app, { person, address, code: effect.code });
    case 'linkChats':
      return await linkChats(at, app, { person, address, code: effect.code });
    case 'missLinkCode':
      return await missLinkCode(at, app, { person, address });
    case 'setPrefers':
    case 'setPace':
    case 'mute':
    case 'unmute':
    case 'vote':
    case 'unvote':
      return await choose(at, app, { personId: person.id, effect });
  }
}

type Choice = Extract<Effect, { kind: 'setPrefers' | 'setPace' | 'mute' | 'unmute' | 'vote' | 'unvote' }>;

/** Keeps a choice about what we begin; what waits already and was refused by it does not go out any more. */
async function choose(at: At, app: App, of: { personId: string; effect: Choice }): Promise<void> {
  const { personId, effect } = of;
  const now = app.clock.now();
  switch (effect.kind) {
    case 'setPrefers':
      return await changePerson(at, personId, { prefers: effect.channel });
    case 'setPace':
      return await changePerson(at, personId, { pace: effect.pace });
    case 'mute': {
      const { topic } = effect;
      await addMute(at, { personId, topic, at: now });
      const left = (audience: Audience) => audience.topic === topic;
      return await skipWaiting(at, { personId, reason: 'muted', now, left });
    }
    case 'unmute':
      return await removeMute(at, { personId, topic: effect.topic });
    case 'vote': {
      const { contest, cycle } = effect;
      await addVote(at, { personId, contest, cycle });
      const left = (audience: Audience) => audience.unlessVoted === cycle && audience.contest === contest;
      return await skipWaiting(at, { personId, reason: 'voted', now, left });
    }
    case 'unvote':
      return await removeVote(at, { personId, contest: effect.contest, cycle: effect.cycle });
  }
}

/**
 * Withdraws everything that is granted: after «стоп» nothing unasked goes to this person on any channel, not even what
 * waits already.
 */
export async function withdrawAll(
  at: At,
  app: Pick<App, 'newId' | 'clock'>,
  of: { personId: string; channel: string; wording: string },
): Promise<void> {
  for (const standing of await standingsOf(at, of.personId)) {
    await recordConsent(at, of.personId, {
      id: app.newId(),
      purpose: standing.purpose,
      contest: standing.contest,
      granted: false,
      at: app.clock.now(),
      channel: of.channel,
      wording: of.wording,
      ground: 'withdrawal',
    });
  }
  await forgetFollows(at, of.personId);
  const now = app.clock.now();
  await skipWaiting(at, { personId: of.personId, reason: 'withdrawn', now, left: () => true });
}

const optInLifeMs = 3 * dayMs;
/** Confirmation letters to one address in a day. */
const optInsADay = 3;

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Starts a double opt-in: a letter with a link to the address, and nothing granted until its button is pressed. */
export async function requestOptIn(
  at: At,
  app: App,
  of: { person: PersonRow; address: string; wording: string },
): Promise<void> {
  const now = app.clock.now();
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  const email = of.address.toLowerCase();
  // Nobody's letter box can be filled in another's name; the answer in the chat stays the same.
  if ((await optInsSince(at, email, now - dayMs)) >= optInsADay) return;
  const token = randomBytes(24).toString('base64url');
  const target =
    (await findAddress(at, channel, email))?.address ??
    (await addUnproven(at, app, { ...of, email, channel }));
  await addOptIn(at, {
    tokenHash: hashOf(token),
    address: email,
    personId: of.person.id,
    contest: of.person.contest,
    role: of.person.role,
    wording: of.wording,
    createdAt: now,
    expiresAt: now + optInLifeMs,
  });
  const content = await currentContent(app, at);
  const letter = content.letters.optin;
  if (!letter) throw new Error('content/letters.yaml has no optin');
  const facts = {
    ...factsFor(content, { contest: of.person.contest ?? 'city', now }),
    confirmUrl: { label: 'confirmUrl', kind: 'url' as const, value: `${app.publicUrl}/confirm/${token}` },
  };
  const text = say(content, letter.text, facts).text;
  const row = replyRow(app, { reply: { text, choices: [] }, person: of.person, address: target, now });
  const subject = say(content, letter.subject ?? '', facts).text;
  const preheader = say(content, letter.preheader ?? '', facts).text;
  await at.s
    .insert(at.t.delivery)
    .values({ ...row, body: { reply: { text, choices: [] }, letter: { subject, preheader } } });
  app.nudge(channel);
}

async function addUnproven(at: At, app: App, of: { person: PersonRow; email: string; channel: string }) {
  const row: AddressRow = {
    id: app.newId(),
    personId: of.person.id,
    channel: of.channel,
    address: of.email,
    state: 'unproven',
    createdAt: app.clock.now(),
    wroteAt: null,
    sessionAt: null,
    provenAt: null,
    listSource: null,
    listGround: null,
  };
  await addAddress(at, row);
  return row;
}
