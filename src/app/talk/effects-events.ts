// Owns carrying out what a turn of the dialog changes about events and polls.
import { findEvent, findPoll } from '../../../db/events.ts';
import { type At, grantedScopes, recordConsent } from '../../../db/people.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import { endOf, isAsked, isCancelled, ratings } from '../../core/event.ts';
import type { App } from '../app.ts';
import { countOnce } from '../events/event-answers.ts';
import { leaveSeat, takeSeat } from '../events/event-seats.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'takeSeat' | 'leaveSeat' | 'rate' | 'answerPoll' }>;
type Carrying<Kind extends Mine['kind']> = Whose & { effect: Extract<Mine, { kind: Kind }> };

/** Carries out one effect about events and polls. What the dialog could not know any better is checked again. */
export async function carryEvents(at: At, app: App, of: Whose & { effect: Mine }): Promise<void> {
  const { effect, person } = of;
  switch (effect.kind) {
    case 'takeSeat':
      return await signUp(at, app, { ...of, effect });
    case 'leaveSeat':
      return await leaveSeat(at, app, { event: effect.event, personId: person.id });
    case 'rate':
      return await rate(at, app, { ...of, effect });
    case 'answerPoll':
      return await answerPoll(at, app, { ...of, effect });
  }
}

/** A seat and, where it is not given yet, the consent to hear of it. */
async function signUp(at: At, app: App, of: Carrying<'takeSeat'>): Promise<void> {
  const { effect, person, address } = of;
  const event = await findEvent(at, effect.event);
  if (!event || !(await takeSeat(at, app, { event: event.id, personId: person.id }))) return;
  if ((await grantedScopes(at, person.id, 'events')).includes(event.contest)) return;
  await recordConsent(at, person.id, {
    id: app.newId(),
    purpose: 'events',
    contest: event.contest,
    granted: true,
    at: app.clock.now(),
    channel: address.channel,
    wording: effect.wording,
    ground: 'consent',
  });
}

async function rate(at: At, app: App, { effect, person }: Carrying<'rate'>): Promise<void> {
  const { question, value } = effect;
  const event = await findEvent(at, effect.event);
  const valid = event && !isCancelled(event) && endOf(event) <= app.clock.now() && value <= ratings[question];
  if (!valid) return;
  await countOnce(at, app, { subject: `event:${event.id}:${question}`, personId: person.id, option: value });
}

async function answerPoll(at: At, app: App, { effect, person }: Carrying<'answerPoll'>): Promise<void> {
  const poll = await findPoll(at, effect.poll);
  if (!poll || !isAsked(poll, app.clock.now()) || effect.option > poll.options.length) return;
  await countOnce(at, app, { subject: `poll:${poll.id}`, personId: person.id, option: effect.option });
}
