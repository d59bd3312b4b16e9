// Owns what staff do with events and polls in a scripted conversation.
import { z } from 'zod';
import { kyiv, type World } from '../support/harness.ts';

const by = 'staff@city.example';
const moment = z.string();

export const scriptedEvent = z.strictObject({
  title: z.string(),
  at: moment,
  ends: moment,
  place: z.string(),
  link: z.string().nullable(),
  about: z.string().nullable(),
  seats: z.number().nullable(),
});
export type ScriptedEvent = z.infer<typeof scriptedEvent>;

export const scriptedPoll = z.strictObject({
  question: z.string(),
  options: z.array(z.string()),
  opens: moment,
  closes: moment,
});
export type ScriptedPoll = z.infer<typeof scriptedPoll>;

/** full: somebody else takes the last seat · free: gives it back · a place, a recording's address. */
export const eventAct = z.union([
  z.enum(['full', 'free', 'cancel']),
  z.strictObject({ place: z.string() }),
  z.strictObject({ record: z.string() }),
]);
export type EventAct = z.infer<typeof eventAct>;

/** Keeps the event of a script; throws its refusal. */
export async function enterEvent(world: World, event: ScriptedEvent): Promise<void> {
  const { title, place, link, about, seats } = event;
  const when = { startsAt: kyiv(event.at), endsAt: kyiv(event.ends) };
  const where = { contest: 'city' as const, stage: 'submission' as const, planId: null, line: null };
  const what = { title, place, link, about, capacity: seats };
  const added = await world.desk.events.add({ ...what, ...when, ...where }, by);
  if (!added.ok) throw new Error(added.message);
}

export async function askPoll(world: World, poll: ScriptedPoll): Promise<void> {
  const { question, options, opens, closes } = poll;
  const when = { opensAt: kyiv(opens), closesAt: kyiv(closes) };
  const added = await world.desk.polls.add({ question, options, contest: null, ...when }, by);
  if (!added.ok) throw new Error(added.message);
}

/** Lets staff, or another resident, do something about the event; returns it in words. */
export async function actOnEvent(world: World, act: EventAct): Promise<string> {
  const [event] = await world.desk.events.list();
  if (!event) throw new Error('the script has no event');
  const other = (text: string) =>
    world.hear({ kind: 'text', channel: 'telegram-other', address: 'other', text });
  if (act === 'cancel') {
    await world.desk.events.cancel(event.id, by);
    return '(працівники скасували подію)';
  }
  if (act === 'full' || act === 'free') {
    await other(`/event ${event.id} ${act === 'full' ? 'join' : 'leave'}`);
    return act === 'full' ? '(хтось інший займає місце)' : '(хтось інший відмовляється від місця)';
  }
  if ('record' in act) {
    await world.desk.events.record(event.id, act.record, by);
    return '(працівники додали запис події)';
  }
  const { title, startsAt, endsAt, link, about, capacity } = event;
  await world.desk.events.edit(
    event.id,
    {
      title,
      startsAt,
      endsAt: endsAt ?? null,
      link,
      about: about ?? null,
      capacity: capacity ?? null,
      place: act.place,
    },
    { by, late: 'drop' },
  );
  return `(працівники змінили місце: ${act.place})`;
}
