// Owns `event`: entering, listing, moving and cancelling events of the city, and their recordings.

import { lateChoices } from '../app/desk.ts';
import type { EventChange, EventPage, EventView } from '../app/events/event-desk.ts';
import { contestIds, stageIds } from '../core/contest.ts';
import { isCancelled } from '../core/event.ts';
import { isoInKyiv, readInstant } from '../core/time.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';

const acts: Readonly<Record<string, Command>> = { add, list, show, edit, cancel, record };

export const event: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = acts[act];
  return command ? command(setting, { ...given, words }) : Promise.resolve(wrong(setting, 'event.usage'));
};

const by = (given: Given) => option(given, 'by') ?? 'cli';

/** Seats as a number; null: as many as come (`none`); NaN where the word is neither. */
function seatsIn(given: Given): number | null | undefined {
  const text = option(given, 'seats');
  return text === null ? undefined : text === 'none' ? null : Number(text);
}

/** The instant of an option: null where it was not given, undefined where it is none. */
function instantIn(given: Given, name: string): number | null | undefined {
  const text = option(given, name);
  return text === null ? null : (readInstant(text) ?? undefined);
}

async function add(setting: Setting, given: Given): Promise<Exit> {
  const field = (name: string) => option(given, name);
  const contest = contestIds.find((id) => id === field('contest'));
  const stage = stageIds.find((id) => id === field('stage'));
  const [startsAt, endsAt] = [instantIn(given, 'at'), instantIn(given, 'ends')];
  const [title, place] = [field('title'), field('place')];
  if (!title || !place) return wrong(setting, 'event.usage');
  if (!contest || !stage) return wrong(setting, 'ask.field', { field: contest ? '--stage' : '--contest' });
  if (!startsAt) return wrong(setting, 'ask.field', { field: '--at' });
  if (endsAt === undefined) return wrong(setting, 'ask.field', { field: '--ends' });
  const { desk } = await setting.open();
  const where = { contest, stage, planId: field('plan'), line: field('line') };
  const what = { title, place, startsAt, endsAt, link: field('link'), about: field('about') };
  const result = await desk.events.add({ ...what, ...where, capacity: seatsIn(given) ?? null }, by(given));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.event.added', { title: result.value.title }));
  return done;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const events = await desk.events.list();
  if (wants(given, 'json')) setting.console.json(events);
  for (const one of events) setting.console.tell(rowOf(setting, one));
  return done;
}

function rowOf({ console }: Setting, one: EventView): string {
  const { id, title, going, waiting } = one;
  const state = isCancelled(one) ? console.word('cli.event.off') : '';
  return console.word('cli.event.row', { id, at: isoInKyiv(one.startsAt), title, going, waiting, state });
}

async function show(setting: Setting, given: Given): Promise<Exit> {
  const [id = ''] = given.words;
  const { desk } = await setting.open();
  const page = await desk.events.show(id);
  if (!page) return wrong(setting, 'refuse.event.unknown', { id });
  tell(setting, given, page);
  for (const question of [1, 2] as const) {
    const { total, counts } = page.answers[question];
    const shown = counts === null ? '' : ` (${counts.join(', ')})`;
    setting.console.tell(setting.console.word('cli.event.rated', { question, total, counts: shown }));
  }
  return done;
}

function tell(setting: Setting, given: Given, page: EventPage): void {
  if (wants(given, 'json')) setting.console.json(page);
  setting.console.tell(rowOf(setting, page));
  setting.console.tell(setting.console.word('cli.event.place', { place: page.place }));
}

/** Without `--yes` only what becomes of planned messages; late ones wait for a person unless `--late` says otherwise. */
async function edit(setting: Setting, given: Given): Promise<Exit> {
  const [id = ''] = given.words;
  const { desk } = await setting.open();
  const { console } = setting;
  const old = await desk.events.show(id);
  if (!old) return wrong(setting, 'refuse.event.unknown', { id });
  const [startsAt, endsAt] = [instantIn(given, 'at'), instantIn(given, 'ends')];
  if (startsAt === undefined) return wrong(setting, 'ask.field', { field: '--at' });
  if (endsAt === undefined) return wrong(setting, 'ask.field', { field: '--ends' });
  const seats = seatsIn(given);
  const change: EventChange = {
    title: option(given, 'title') ?? old.title,
    place: option(given, 'place') ?? old.place,
    link: option(given, 'link') ?? old.link,
    about: option(given, 'about') ?? old.about ?? null,
    startsAt: startsAt ?? old.startsAt,
    endsAt: endsAt ?? old.endsAt ?? null,
    capacity: seats === undefined ? (old.capacity ?? null) : seats,
  };
  const late = lateChoices.find((choice) => choice === option(given, 'late'));
  if (option(given, 'late') !== null && !late) return wrong(setting, 'ask.field', { field: '--late' });
  const saved = wants(given, 'yes');
  const result = saved
    ? await desk.events.edit(id, change, { by: by(given), late: late ?? 'ask' })
    : await desk.events.diff(id, change);
  if (!result.ok) return refused(result);
  const iso = (at: number | null) => (at === null ? null : isoInKyiv(at));
  const rows = result.value.map((row) => ({ ...row, from: iso(row.from), to: iso(row.to) }));
  if (wants(given, 'json')) console.json({ saved, changes: rows });
  for (const { change: what, key, from, to, recipients } of rows) {
    const people = Object.entries(recipients).map(([channel, count]) => `${channel} ${count}`);
    const values = { key, from: from ?? '–', to: to ?? '–', people: people.join(', ') };
    console.tell(console.word(`cli.calendar.${what}`, values));
  }
  console.tell(console.word(saved ? 'cli.calendar.saved' : 'cli.calendar.unsaved'));
  return done;
}

async function cancel(setting: Setting, given: Given): Promise<Exit> {
  const [id = ''] = given.words;
  const { desk } = await setting.open();
  const result = await desk.events.cancel(id, by(given));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.event.cancelled', { title: result.value.title }));
  return done;
}

async function record(setting: Setting, given: Given): Promise<Exit> {
  const [id = '', url] = given.words;
  if (!url) return wrong(setting, 'event.usage');
  const { desk } = await setting.open();
  const result = await desk.events.record(id, url, by(given));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.event.recorded', { title: result.value.title }));
  return done;
}
