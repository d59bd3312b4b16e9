// Owns what is said about events: the list, one event, signing up, leaving, the two questions afterwards. The look of the
// turn holds what it knows; polls are dialog-polls.ts's.

import { type EventLook, endOf, isAsked, isCancelled, linkMoment, ratings } from '../event.ts';
import { eventFacts, ratingChoices } from '../occurrences/occurrence-events.ts';
import type { CityEvent } from '../occurrences/occurrence-parts.ts';
import type { Choice } from '../reply.ts';
import type { EventCommand } from './command-events.ts';
import type { Effect } from './conversation.ts';
import { polls } from './dialog-polls.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** More than people read in one message. */
const mostListed = 8;
const mostRecordings = 3;
/** What every channel shows on a button whole. */
const longestTitle = 60;

/** Answers a command about events or polls. */
export function events(turn: Turn, command: EventCommand): DialogOutput {
  switch (command.kind) {
    case 'events':
      return listed(turn, null);
    case 'event':
      return withEvent(turn, command.id, (look) => {
        if (command.act === 'join') return join(turn, look);
        return command.act === 'leave' ? leave(turn, look) : shown(turn, look, null);
      });
    case 'rate':
      return withEvent(turn, command.id, (look) => rate(turn, look, command));
    case 'poll':
      return polls(turn, command);
  }
}

/** The event on which a link lands, under the greeting; null where there is none (any more). */
export function landedOn(turn: Turn, id: string, greeting: string): DialogOutput | null {
  const look = turn.look.events?.events.find(({ event }) => event.id === id);
  return look ? shown(turn, look, greeting) : null;
}

function withEvent(turn: Turn, id: string, answer: (look: EventLook) => DialogOutput): DialogOutput {
  const all = turn.look.events?.events ?? [];
  const numbered = /^\d{1,2}$/.test(id) ? coming(turn)[Number(id) - 1] : undefined;
  const look = numbered ?? all.find(({ event }) => event.id === id);
  return look ? answer(look) : listed(turn, say(turn, 'events.unknown'));
}

/** Events to come, in order of time: those of the chosen contest, and those at which the person has a seat. */
function coming(turn: Turn): EventLook[] {
  const all = turn.look.events?.events ?? [];
  return all
    .filter(({ event, mine }) => turn.contest === null || event.contest === turn.contest || isMine(mine))
    .filter(({ event }) => endOf(event) > turn.now && !isCancelled(event))
    .slice(0, mostListed);
}

function isMine(state: EventLook['mine']): boolean {
  return state === 'going' || state === 'waiting';
}

/** What is said of one event; its own facts come first. */
function tell(turn: Turn, key: string, event: CityEvent, extra: Record<string, string> = {}): string {
  const own = { ...turn, facts: { ...turn.facts, ...eventFacts({ event }) } };
  return say(own, key, extra);
}

function listed(turn: Turn, lead: string | null): DialogOutput {
  const found = coming(turn);
  const lines = found.map((look, index) =>
    [tell(turn, 'events.line', look.event, { value: String(index + 1) }), seatsLine(turn, look)]
      .filter((line) => line !== null)
      .join('\n'),
  );
  const open = openPoll(turn);
  const text = [
    lead,
    found.length > 0 ? say(turn, 'events.head') : say(turn, 'events.none'),
    ...lines,
    found.length > 0 ? say(turn, 'events.open') : null,
    recordings(turn),
    open && say(turn, 'events.poll', { value: open.question }),
  ].filter((part) => part !== null);
  const choices: Choice[] = [
    ...found.map(({ event }) => ({ label: shortened(event.title), value: `/event ${event.id}` })),
    ...(open ? [command(turn, 'button.poll', `/poll ${open.id}`)] : []),
    ...menu(turn),
  ];
  return said({ text: text.join('\n\n'), choices, gaps: [] });
}

function shortened(title: string): string {
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1).trimEnd()}…`;
}

function openPoll(turn: Turn) {
  const all = turn.look.events?.polls ?? [];
  const mine = all.find(
    ({ poll, answered }) =>
      !answered &&
      isAsked(poll, turn.now) &&
      (poll.contest === null || turn.contest === null || poll.contest === turn.contest),
  );
  return mine?.poll ?? null;
}

function recordings(turn: Turn): string | null {
  const all = turn.look.events?.events ?? [];
  const recorded = all.filter(({ event }) => event.recordingUrl && endOf(event) <= turn.now);
  if (recorded.length === 0) return null;
  const lines = recorded.slice(-mostRecordings).map(({ event }) => tell(turn, 'events.recording', event));
  return [say(turn, 'events.recordings'), ...lines].join('\n');
}

/** Where the person stands with an event to come, or how many seats are left; null: there is nothing to say. */
function seatsLine(turn: Turn, { event, mine, seatsLeft }: EventLook): string | null {
  if (mine === 'going' || mine === 'waiting') return say(turn, `event.mine.${mine}`);
  if (seatsLeft === null || event.startsAt <= turn.now) return null;
  return seatsLeft > 0 ? say(turn, 'event.seats', { value: String(seatsLeft) }) : say(turn, 'event.full');
}

function shown(turn: Turn, look: EventLook, lead: string | null): DialogOutput {
  const { event } = look;
  const text = [
    lead,
    [tell(turn, 'event.about', event), event.about ?? null].filter((part) => part !== null).join('\n\n'),
    stateLines(turn, look),
  ].filter((part) => part !== null && part !== '');
  return said({ text: text.join('\n\n'), choices: ways(turn, look), gaps: [] });
}

function stateLines(turn: Turn, look: EventLook): string {
  const { event, mine } = look;
  if (isCancelled(event)) return say(turn, 'event.off');
  if (endOf(event) <= turn.now)
    return tell(turn, event.recordingUrl ? 'event.over.recording' : 'event.over', event);
  const begun = event.startsAt <= turn.now;
  const lines = [
    begun && mine !== 'going' ? say(turn, 'event.begun') : seatsLine(turn, look),
    onlineLine(turn, look),
    isMine(mine) && !hears(turn, event) ? say(turn, 'event.mine.silent') : null,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

/** The link is for those who have a seat, from half an hour before the start. */
function onlineLine(turn: Turn, { event, mine }: EventLook): string | null {
  if (event.link === null) return null;
  if (mine === 'going' && linkMoment(event, turn.content.city.quietHours) <= turn.now)
    return tell(turn, 'event.join.link', event);
  return event.startsAt > turn.now ? say(turn, 'event.online') : null;
}

function hears(turn: Turn, event: CityEvent): boolean {
  const heard = turn.look.events?.hears ?? [];
  return heard.includes(event.contest) || heard.includes('any');
}

/** What can be done with an event now. */
function ways(turn: Turn, look: EventLook): Choice[] {
  const { event, mine, rated, seatsLeft } = look;
  const act = (key: string, what: string) => command(turn, key, `/event ${event.id} ${what}`);
  const all = command(turn, 'button.events', '/events');
  if (isCancelled(event)) return [all, ...menu(turn)];
  if (endOf(event) <= turn.now) {
    const rate = mine === 'going' && rated.length < 2;
    return [...(rate ? [command(turn, 'button.event.rate', `/rate ${event.id}`)] : []), all, ...menu(turn)];
  }
  if (event.startsAt <= turn.now) return [all, ...menu(turn)];
  const free = seatsLeft === null || seatsLeft > 0;
  const seat = isMine(mine)
    ? [
        ...(hears(turn, event) ? [] : [act('button.event.remind', 'join')]),
        act('button.event.leave', 'leave'),
      ]
    : [act(free ? 'button.event.join' : 'button.event.queue', 'join')];
  return [...seat, ...calendarWay(turn, event), all];
}

function calendarWay(turn: Turn, event: CityEvent): Choice[] {
  const url = turn.look.events?.publicUrl;
  const label = turn.content.phrases['button.event.ics'] ?? '';
  return url ? [{ label, url: `${url}/event/${event.id}.ics` }] : [];
}

function join(turn: Turn, look: EventLook): DialogOutput {
  const { event, mine, seatsLeft } = look;
  if (isCancelled(event) || event.startsAt <= turn.now) return shown(turn, look, null);
  const heard = hears(turn, event);
  if (isMine(mine) && heard)
    return shown(turn, look, say(turn, mine === 'going' ? 'event.joined.again' : 'event.queued.again'));
  const state = isMine(mine) ? mine : seatsLeft === null || seatsLeft > 0 ? 'going' : 'waiting';
  const after: EventLook = { ...look, mine: state };
  const wording = say(turn, 'consent.events', { scope: say(turn, `scope.${event.contest}`) });
  const text = [
    tell(turn, state === 'going' ? 'event.joined' : 'event.queued', event),
    state === 'going' ? onlineLine(turn, after) : null,
    say(turn, 'event.consent', { wording }),
  ].filter((part) => part !== null);
  const listening = { ...turn, look: { ...turn.look, events: heardToo(turn, event) } };
  const effect: Effect = { kind: 'takeSeat', event: event.id, wording };
  return withEffects(said({ text: text.join('\n\n'), choices: ways(listening, after), gaps: [] }), [effect]);
}

/** What the person has agreed to by signing up. */
function heardToo(turn: Turn, event: CityEvent) {
  const { events: look } = turn.look;
  return look && { ...look, hears: [...look.hears, event.contest] };
}

function leave(turn: Turn, look: EventLook): DialogOutput {
  const { event, mine } = look;
  const choices = [command(turn, 'button.events', '/events'), ...menu(turn)];
  if (endOf(event) <= turn.now || isCancelled(event)) return shown(turn, look, null);
  if (!isMine(mine)) return said({ text: tell(turn, 'event.left.none', event), choices, gaps: [] });
  const key = mine === 'waiting' ? 'event.left.queue' : 'event.left';
  const effect: Effect = { kind: 'leaveSeat', event: event.id };
  return withEffects(said({ text: tell(turn, key, event), choices, gaps: [] }), [effect]);
}

/** What «стоп» means for seats at events to come, and the ways on; null: the person has none. */
export function seatsKept(turn: Turn): { text: string; choices: Choice[] } | null {
  const kept = (turn.look.events?.events ?? []).filter(
    ({ event, mine }) => isMine(mine) && !isCancelled(event) && event.startsAt > turn.now,
  );
  const [only, ...others] = kept;
  if (!only) return null;
  const lines = kept.map(({ event, mine }) =>
    tell(turn, mine === 'waiting' ? 'stopped.queue' : 'stopped.seat', event),
  );
  const text = [...lines, say(turn, others.length > 0 ? 'stopped.seats.ways' : 'stopped.seat.ways')].join(
    '\n',
  );
  const opened = kept.map(({ event }) => ({ label: shortened(event.title), value: `/event ${event.id}` }));
  const silent = {
    ...turn,
    look: { ...turn.look, events: turn.look.events && { ...turn.look.events, hears: [] } },
  };
  return { text, choices: others.length > 0 ? opened : ways(silent, only) };
}

/** The two questions after an event, one after the other; each is counted once. */
function rate(turn: Turn, look: EventLook, given: { question: 1 | 2; value: number | null }): DialogOutput {
  const { event, mine, rated } = look;
  if (isCancelled(event) || endOf(event) > turn.now) return told(turn, 'rate.early', menu(turn));
  if (mine !== 'going') return told(turn, 'rate.guest', menu(turn));
  const { question, value } = given;
  if (value === null || value > ratings[question]) {
    const open = rated.includes(question) ? ([1, 2] as const).find((one) => !rated.includes(one)) : question;
    return open === undefined ? told(turn, 'rate.again', menu(turn)) : asked(turn, event, { question: open });
  }
  if (rated.includes(question)) return told(turn, 'rate.again', menu(turn));
  const effect: Effect = { kind: 'rate', event: event.id, question, value };
  const other = question === 1 ? 2 : 1;
  const next = rated.includes(other)
    ? told(turn, 'rate.thanks', menu(turn))
    : asked(turn, event, { question: other, lead: say(turn, 'rate.next') });
  return withEffects(next, [effect]);
}

function asked(turn: Turn, event: CityEvent, of: { question: 1 | 2; lead?: string }): DialogOutput {
  const { question, lead } = of;
  const text = [...(lead ? [lead] : []), tell(turn, `rate.${question}`, event)].join('\n');
  return said({ text, choices: ratingChoices(turn.content, event.id, question), gaps: [] });
}
