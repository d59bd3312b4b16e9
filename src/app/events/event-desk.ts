// Owns what staff do with events: enter, look, move with a look at what moves along, cancel, add the recording.
import { addBroadcast, listBroadcasts } from '../../../db/broadcasts.ts';
import { changeEvent, findEvent, holdEvent, seatsTaken, type Taken, takenAt } from '../../../db/events.ts';
import { addEvent, listEvents } from '../../../db/plans.ts';
import { fewestAnswers } from '../../core/dialog/dialog-polls.ts';
import { endOf, isCancelled, linkMoment, ratings } from '../../core/event.ts';
import { type CityEvent, occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { type App, reading, writing } from '../app.ts';
import { countedAudiences } from '../broadcasts/audience-counts.ts';
import { comparison, lateRow } from '../plan/calendar-desk.ts';
import type { DiffRow, LateChoice } from '../plan/plan-view.ts';
import { occurrenceSources } from '../plan/reconcile.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { countsOf } from './event-answers.ts';
import { fillSeats } from './event-seats.ts';

export type EventView = CityEvent & Taken;
/** Answers to one question afterwards; `counts` null: too few to be told apart from those who gave them. */
export type EventAnswers = { total: number; counts: number[] | null };
export type EventPage = EventView & { answers: { 1: EventAnswers; 2: EventAnswers } };

/** What staff enter. Instants in milliseconds. */
export type NewEvent = Omit<
  CityEvent,
  'id' | 'createdAt' | 'recordingUrl' | 'cancelledAt' | 'changedAt' | 'recordedAt'
>;
/** What staff may change later; the plan's line stays. */
export type EventChange = Pick<
  NewEvent,
  'title' | 'startsAt' | 'endsAt' | 'place' | 'link' | 'about' | 'capacity'
>;

export type EventDesk = {
  /** Every event, in order of time. */
  list: () => Promise<EventView[]>;
  show: (id: string) => Promise<EventPage | null>;
  add: (event: NewEvent, by: string) => Promise<Result<CityEvent>>;
  /** What the change would do to planned messages; changes nothing. */
  diff: (id: string, change: EventChange) => Promise<Result<DiffRow[]>>;
  /** `late` is needed where messages become late that would still be of use; else it is refused (`calendar.late`). */
  edit: (
    id: string,
    change: EventChange,
    of: { by: string; late?: LateChoice },
  ) => Promise<Result<DiffRow[]>>;
  /** Those who signed up are told; invitations and reminders do not go out any more. */
  cancel: (id: string, by: string) => Promise<Result<EventPage>>;
  record: (id: string, url: string, by: string) => Promise<Result<EventPage>>;
};

const longestTitle = 200;
/** With everything else that is said of an event it still is one message. */
const longestAbout = 1500;

/** The events' part of the desk. */
export function eventDesk(app: App): EventDesk {
  return {
    list: async () => {
      const taken = await seatsTaken(reading(app));
      const none: Taken = { going: 0, waiting: 0 };
      return (await listEvents(reading(app))).map((event) => ({
        ...event,
        ...(taken.get(event.id) ?? none),
      }));
    },
    show: (id) => show(app, id),
    add: (event, by) => addCityEvent(app, event, by),
    diff: async (id, change) => {
      const made = await compared(app, id, change);
      return made.ok ? { ok: true, value: made.value.rows } : made;
    },
    edit: (id, change, of) => edit(app, { id, change, by: of.by, late: of.late ?? null }),
    cancel: (id, by) => cancel(app, id, by),
    record: (id, url, by) => record(app, { id, url: url.trim(), by }),
  };
}

async function show(app: App, id: string): Promise<EventPage | null> {
  const at = reading(app);
  const event = await findEvent(at, id);
  if (!event) return null;
  const answers = async (question: 1 | 2): Promise<EventAnswers> => {
    const counts = await countsOf(at, `event:${id}:${question}`, ratings[question]);
    const total = counts.reduce((sum, n) => sum + n, 0);
    return { total, counts: total < fewestAnswers ? null : counts };
  };
  return { ...event, ...(await takenAt(at, id)), answers: { 1: await answers(1), 2: await answers(2) } };
}

/** Keeps a new event; refused where a field could not be shown to people. */
export async function addCityEvent(app: App, given: NewEvent, by: string): Promise<Result<CityEvent>> {
  const wrong = unfit(app, given);
  if (wrong) return wrong;
  const event: CityEvent = { ...given, id: app.newId(), createdAt: app.clock.now() };
  await writing(app, async (at) => {
    await addEvent(at, { ...event, createdBy: by });
    await writeAudit(at, app, { actor: by, act: 'event.add', object: event.id });
  });
  return { ok: true, value: event };
}

function unfit(app: App, event: EventChange): Result<never> | null {
  const { title, place, startsAt, endsAt, link, about, capacity } = event;
  if (title.trim() === '' || title.length > longestTitle) return refuse(app, 'event.title');
  if (place.trim() === '') return refuse(app, 'event.place');
  if (startsAt <= app.clock.now()) return refuse(app, 'event.past');
  if (endsAt && endsAt <= startsAt) return refuse(app, 'event.order');
  if (link !== null && !isWebAddress(link)) return refuse(app, 'event.link', { link });
  if ((about ?? '').length > longestAbout) return refuse(app, 'event.about', { most: String(longestAbout) });
  const seats = capacity ?? null;
  return seats !== null && !(Number.isInteger(seats) && seats > 0) ? refuse(app, 'event.seats') : null;
}

/** Only addresses that a browser opens as a page; anything else in a link could act in the reader's name. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && !/\s/.test(text);
}

/** The event with the change made, and when people must be told of it. */
function changedEvent(app: App, event: CityEvent, change: EventChange): CityEvent {
  const now = app.clock.now();
  const moved =
    change.startsAt !== event.startsAt ||
    (change.endsAt ?? null) !== (event.endsAt ?? null) ||
    change.place !== event.place;
  const out = linkMoment(event, app.files.city.quietHours) <= now && change.link !== event.link;
  return { ...event, ...change, changedAt: moved || out ? now : (event.changedAt ?? null) };
}

type Compared = { event: CityEvent; rows: DiffRow[]; late: ReturnType<typeof occurrencesOf> };

async function compared(app: App, id: string, change: EventChange): Promise<Result<Compared>> {
  const old = await findEvent(reading(app), id);
  if (!old) return refuse(app, 'event.unknown', { id });
  if (isCancelled(old)) return refuse(app, 'event.off');
  if (old.startsAt <= app.clock.now()) return refuse(app, 'event.begun');
  const wrong = unfit(app, change);
  if (wrong) return wrong;
  const { going } = await takenAt(reading(app), id);
  if ((change.capacity ?? null) !== null && (change.capacity ?? 0) < going)
    return refuse(app, 'event.taken', { going: String(going) });
  const event = changedEvent(app, old, change);
  return { ok: true, value: { event, ...(await consequences(app, event)) } };
}

/** What becomes of planned messages; the one that tells of the change appears and is late for nobody. */
async function consequences(app: App, event: CityEvent) {
  const sources = await occurrenceSources(app, reading(app));
  const events = sources.events.map((one) => (one.id === event.id ? event : one));
  const ofEvent = (given: typeof sources) =>
    occurrencesOf({ ...given, lines: sources.lines }, 0, Number.MAX_SAFE_INTEGER).filter(({ key }) =>
      key.includes(`:${event.id}`),
    );
  const [before, after] = [ofEvent(sources), ofEvent({ ...sources, events })];
  const tells = (key: string) => key.includes(':changed@');
  const now = app.clock.now();
  const made = new Map((await listBroadcasts(reading(app))).map((row) => [row.key, row]));
  const rows = comparison(
    before.filter(({ key }) => !tells(key)),
    after.filter(({ key }) => !tells(key)),
    { now, made },
  );
  const news = after.filter(({ key }) => tells(key) && !made.has(key));
  const count = await countedAudiences(app);
  const counted: DiffRow[] = [];
  for (const { message, ...row } of rows) counted.push({ ...row, recipients: await count(message) });
  for (const one of news) {
    const { key, line, at, channels } = one;
    const row = { key, newKey: key, line, from: null, to: at, channels: [...channels], voided: null };
    counted.push({ ...row, change: 'appears', recipients: await count(one) });
  }
  const lateKeys = new Set(rows.filter((row) => row.change === 'late').map((row) => row.newKey));
  return { rows: counted, late: after.filter((one) => lateKeys.has(one.key) && one.lastUsefulAt > now) };
}

type Edit = { id: string; change: EventChange; by: string; late: LateChoice | null };

async function edit(app: App, { id, change, by, late }: Edit): Promise<Result<DiffRow[]>> {
  const made = await compared(app, id, change);
  if (!made.ok) return made;
  const { event, rows, late: open } = made.value;
  if (open.length > 0 && late === null) return refuse(app, 'calendar.late', { count: String(open.length) });
  await writing(app, async (at) => {
    await holdEvent(at, id);
    const { id: _, createdAt: __, ...fields } = event;
    await changeEvent(at, id, fields);
    if (late !== null) for (const one of open) await addBroadcast(at, lateRow(app, one, late));
    await writeAudit(at, app, { actor: by, act: 'event.edit', object: id, detail: { ...change } });
    await fillSeats(at, app, id);
  });
  return { ok: true, value: rows };
}

async function cancel(app: App, id: string, by: string): Promise<Result<EventPage>> {
  const event = await findEvent(reading(app), id);
  if (!event) return refuse(app, 'event.unknown', { id });
  if (isCancelled(event)) return refuse(app, 'event.off');
  if (endOf(event) <= app.clock.now()) return refuse(app, 'event.over');
  return await changed(app, { id, by, act: 'event.cancel', change: { cancelledAt: app.clock.now() } });
}

async function record(app: App, of: { id: string; url: string; by: string }): Promise<Result<EventPage>> {
  const { id, url, by } = of;
  const event = await findEvent(reading(app), id);
  if (!event) return refuse(app, 'event.unknown', { id });
  if (isCancelled(event)) return refuse(app, 'event.off');
  if (event.startsAt > app.clock.now()) return refuse(app, 'event.early');
  if (!isWebAddress(url)) return refuse(app, 'event.link', { link: url });
  // People are told of a recording once: a corrected address keeps the hour of the first.
  const recordedAt = event.recordedAt ?? app.clock.now();
  return await changed(app, { id, by, act: 'event.record', change: { recordingUrl: url, recordedAt } });
}

async function changed(
  app: App,
  of: { id: string; by: string; act: string; change: Parameters<typeof changeEvent>[2] },
): Promise<Result<EventPage>> {
  const { id, by, act, change } = of;
  await writing(app, async (at) => {
    await changeEvent(at, id, change);
    await writeAudit(at, app, { actor: by, act, object: id });
  });
  const page = await show(app, id);
  return page ? { ok: true, value: page } : refuse(app, 'event.unknown', { id });
}
