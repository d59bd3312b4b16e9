// Owns the page of a year at a glance: stages, messages, tasks and events as a picture, as a table and as CSV.
import { html } from 'hono/html';
import { addDays, kyivInstant, localDate } from '../../../core/time.ts';
import { longDate, shortDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { nameOfKey } from '../broadcasts/broadcast-words.ts';
import { csvFile } from '../csv.ts';
import { link, table } from '../show.ts';
import { type ConsoleRoute, type Download, everyone, type Shown, type Visit } from '../visit.ts';
import { monthName } from './planned-cost.ts';
import { timelinePicture } from './timeline-picture.ts';

export const timelineRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/timeline', who: everyone, answer: timelinePage },
  { method: 'GET', path: '/timeline.csv', who: everyone, answer: asTable },
];

/** Something of the year; dates are local, `to` is its last day. `path` leads to it under /console. */
export type Moment = {
  kind: 'stage' | 'message' | 'task' | 'event';
  from: string;
  to: string;
  name: string;
  path: string | null;
};
/** Twelve months, from the first day of one up to before the first day of another. */
export type Span = { from: string; before: string };

async function timelinePage(visit: Visit): Promise<Shown> {
  const { say } = visit;
  const span = spanOf(visit);
  const moments = await momentsOf(visit, span);
  const months = (count: number) => Temporal.PlainDate.from(span.from).add({ months: count });
  const step = (count: number, key: string) =>
    html`<li><a href="/console/timeline?from=${months(count).toString().slice(0, 7)}">${say(key)}</a></li>`;
  const body = html`<p class="unprinted">${say('timeline.means')}</p>
<nav class="unprinted" aria-label="${say('timeline.steps')}"><ul>${step(-6, 'timeline.earlier')}${step(6, 'timeline.later')}<li>${link(`/timeline.csv?from=${span.from.slice(0, 7)}`, say('timeline.csv'))}</li></ul></nav>
<p><strong>${say('period.span', { from: longDate(span.from), to: longDate(addDays(span.before, -1)) })}</strong></p>
${moments.length > 0 ? html`${timelinePicture(say, { span, moments, today: localDate(visit.now) })}${momentTable(visit, moments)}` : html`<p>${say('timeline.empty')}</p>`}`;
  return { title: say('timeline.title'), body };
}

/** The twelve months that the address asks for; else from the month before this one. */
function spanOf({ now, query }: Visit): Span {
  const asked = /^20\d\d-(0[1-9]|1[0-2])$/.exec(query('from') ?? '')?.[0];
  const today = Temporal.PlainDate.from(localDate(now)).with({ day: 1 });
  const from = asked ? Temporal.PlainDate.from(`${asked}-01`) : today.subtract({ months: 1 });
  return { from: from.toString(), before: from.add({ months: 12 }).toString() };
}

/** Everything that touches the span, by its first day. */
async function momentsOf({ desk, say }: Visit, span: Span): Promise<Moment[]> {
  const [stages, messages, tasks, events] = await Promise.all([
    desk.calendar.show(),
    desk.outline(kyivInstant(span.from), kyivInstant(span.before)),
    desk.tasks.list(),
    desk.plans.events(),
  ]);
  const all: Moment[] = [
    ...stages.map(({ contest, stage, title, opens, closes }) => ({
      kind: 'stage' as const,
      from: localDate(opens),
      to: localDate(closes - 1),
      name: `${say(`contest.${contest}`)}: ${title}`,
      path: `/calendar/${contest}/${stage}`,
    })),
    ...messages.map(({ at, key }) => ({
      kind: 'message' as const,
      ...onDay(localDate(at)),
      name: nameOfKey(say, key),
      path: null,
    })),
    ...tasks.map(({ id, title, dueOn }) => ({
      kind: 'task' as const,
      ...onDay(dueOn),
      name: title,
      path: `/tasks/${id}`,
    })),
    ...events.map(({ title, startsAt, place }) => ({
      kind: 'event' as const,
      ...onDay(localDate(startsAt)),
      name: `${title}, ${place}`,
      path: null,
    })),
  ];
  return all
    .filter(({ from, to }) => to >= span.from && from < span.before)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

const onDay = (date: string) => ({ from: date, to: date });

const dates = ({ from, to }: Moment) =>
  from === to ? shortDate(from) : `${shortDate(from)} – ${shortDate(to)}`;

/** A table a month; messages of one name on one day are one row. */
function momentTable({ say }: Visit, moments: readonly Moment[]): Html {
  const months = Map.groupBy(moments, ({ from }) => from.slice(0, 7));
  const tables = [...months].map(([month, own]) => {
    const rows = [...Map.groupBy(own, (one) => `${one.from} ${one.kind} ${one.name} ${one.path}`).values()];
    return table({
      caption: monthName(month),
      about: say('timeline.title'),
      head: ['when', 'kind', 'what'].map((key) => say(`timeline.head.${key}`)),
      rows: rows.flatMap(([one, ...more]) => {
        if (!one) return [];
        const name = one.path ? link(one.path, one.name) : one.name;
        const times = more.length > 0 ? ` (×${more.length + 1})` : '';
        return [[dates(one), say(`timeline.kind.${one.kind}`), html`${name}${times}`]];
      }),
    });
  });
  return html`<h2>${say('timeline.table')}</h2>${tables}`;
}

async function asTable(visit: Visit): Promise<Download> {
  const { say } = visit;
  const span = spanOf(visit);
  const moments = await momentsOf(visit, span);
  const head = ['from', 'to', 'kind', 'what'].map((key) => say(`timeline.head.${key}`));
  const rows = moments.map(({ from, to, kind, name }) => [from, to, say(`timeline.kind.${kind}`), name]);
  return csvFile(`rik-${span.from.slice(0, 7)}.csv`, [head, ...rows]);
}
