// Owns how many people came by each source: a chart by source and channel, a table of days, and the same as a file.
import { html } from 'hono/html';
import type { SourceCounts } from '../../../app/people/source-desk.ts';
import { grouped, longDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { quotedCell } from '../csv.ts';
import { type Cell, link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, type Visit } from '../visit.ts';

export const sourceCountRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/sources.csv', who: everyone, answer: asFile },
];

/** The spans that can be looked at, in days. */
const spans = [7, 30, 90, 365] as const;
const usualSpan = 30;
/** The channel under which the page behind a QR code is counted: nobody has begun a chat there yet. */
const landing = 'page';

function spanOf({ query }: Pick<Visit, 'query'>): number {
  return spans.find((days) => String(days) === query('days')) ?? usualSpan;
}

/** The part of the sources' page with the counts. */
export async function countsPart(visit: Visit): Promise<Html> {
  const { desk, say } = visit;
  const span = spanOf(visit);
  const counts = await desk.sources.counts(span);
  const others = spans
    .filter((one) => one !== span)
    .map((one) => html`${link(`/sources?days=${one}`, say('sources.counts.days', { n: one }))} `);
  const shown =
    counts.days.length === 0
      ? html`<p>${say('sources.counts.none')}</p>`
      : html`${chart(visit, counts)}
<p>${link(`/sources.csv?days=${span}`, say('sources.counts.csv'))}</p>
<details><summary>${say('sources.counts.byDay')}</summary>${dayTable(visit, counts)}</details>`;
  return html`<h2>${say('sources.counts.title')}</h2><p>${others}</p>${shown}`;
}

/** One row a source, one column a channel; the bar repeats what the number of chats says. */
function chart({ say }: Visit, { days, from, to, people }: SourceCounts): Html {
  const titles = new Map(days.map(({ channel, title }) => [channel, title]));
  const channels = [...titles.keys()].sort(
    (a, b) => Number(b === landing) - Number(a === landing) || (a < b ? -1 : 1),
  );
  const sum = (source: string | null, wanted: (channel: string) => boolean) =>
    days
      .filter((day) => (source === null || day.source === source) && wanted(day.channel))
      .reduce((all, { visits }) => all + visits, 0);
  const isChat = (channel: string) => channel !== landing;
  const whole = sum(null, isChat);
  const sources = [...new Set(days.map(({ source }) => source))].sort(
    (a, b) => sum(b, isChat) - sum(a, isChat) || (a < b ? -1 : 1),
  );
  const rows = sources.map((source): Cell[] => [
    source,
    ...channels.map((channel) => sum(source, (one) => one === channel)),
    sum(source, isChat),
    share(sum(source, isChat), whole),
    people[source] ?? 0,
  ]);
  const columns = channels.length + 1;
  return html`<p>${say('sources.counts.means')}</p>${table({
    caption: say('sources.counts.caption', { from: longDate(from), to: longDate(to) }),
    head: [
      say('sources.counts.source'),
      ...channels.map((channel) => titles.get(channel) ?? channel),
      say('sources.counts.chats'),
      say('sources.counts.share'),
      say('sources.counts.people'),
    ],
    rows,
    numbers: [...Array(columns).keys()].map((index) => index + 1).concat(columns + 2),
  })}`;
}

/** A bar with its number beside it; nothing where nobody came. */
function share(part: number, whole: number): Html {
  if (whole === 0) return html`—`;
  const percent = `${grouped(Math.round((100 * part) / whole))}\u00a0%`;
  return html`<meter min="0" max="${whole}" value="${part}">${percent}</meter> ${percent}`;
}

function dayTable({ say }: Visit, { days, from, to }: SourceCounts): Html {
  return table({
    caption: say('sources.counts.caption', { from: longDate(from), to: longDate(to) }),
    about: say('sources.counts.byDay'),
    head: ['day', 'source', 'channel', 'visits'].map((key) => say(`sources.counts.${key}`)),
    rows: [...days].reverse().map(({ on, source, title, visits }) => [longDate(on), source, title, visits]),
    numbers: [3],
  });
}

/** The days as a table for other programs, with the mark by which they know its encoding. */
async function asFile(visit: Visit): Promise<Answer> {
  const { say, desk } = visit;
  const { days } = await desk.sources.counts(spanOf(visit));
  const head = ['day', 'source', 'channel', 'visits'].map((key) => say(`sources.counts.${key}`));
  const lines = days.map(({ on, source, title, visits }) => [on, source, title, String(visits)]);
  const text = [head, ...lines].map((cells) => cells.map(quotedCell).join(',')).join('\r\n');
  const bytes = new TextEncoder().encode(`\u{feff}${text}\r\n`);
  return { file: { name: 'sources.csv', type: 'text/csv; charset=utf-8', bytes } };
}
