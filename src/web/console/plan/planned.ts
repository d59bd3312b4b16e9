// Owns the rehearsal: what the plan and the calendar will send between two days, a page at a time; sums are planned-cost.ts's.
import { html } from 'hono/html';
import type { PlannedMessage } from '../../../app/desk.ts';
import { addDays, dayMs, kyivInstant, localDate, readInstant } from '../../../core/time.ts';
import { longMoment } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { audiencePairsInWords, nameOfKey } from '../broadcasts/broadcast-words.ts';
import { csvFile } from '../csv.ts';
import { button, input } from '../fields.ts';
import { duration, euros, link, message, moment, table } from '../show.ts';
import { type ConsoleRoute, type Download, everyone, problem, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { costSheet, plannedRows } from './planned-cost.ts';

export const plannedRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/planned', who: everyone, answer: plannedPage },
  { method: 'GET', path: '/planned.csv', who: everyone, answer: asTable },
];

const spans = ['7', '30', '90', 'cycle'] as const;

/** Messages on one page: each brings its texts along. */
const perPage = 15;

async function plannedPage(visit: Visit): Promise<Shown> {
  const { desk, query, say } = visit;
  const asked = await windowOf(visit);
  const messages = await desk.planned(asked.from, asked.to);
  const groups = groupsOf(messages);
  const pages = Math.max(1, Math.ceil(groups.length / perPage));
  const page = Math.min(pages, Math.max(1, Number(/^\d{1,4}$/.exec(query('page') ?? '')?.[0] ?? 1)));
  const shown = groups.slice((page - 1) * perPage, page * perPage);
  const cost = messages.reduce((sum, one) => sum + one.priceEur, 0);
  const body = html`<p>${say('planned.means')}</p>
${spanLinks(say, asked.span)}
${windowForm(visit, asked)}
<p><strong>${say('planned.total', { n: groups.length, cost: euros(cost) })}</strong></p>
${messages.length > 0 ? html`${costSheet(say, messages)}<p class="unprinted">${link(`/planned.csv?${addressOf(asked)}`, say('planned.csv'))}</p><h2>${say('planned.calendar')}</h2>` : ''}
${shown.map((group, place) => planned(say, group, place))}
${pages > 1 ? pageLinks(say, { asked, page, pages }) : ''}`;
  const flash = asked.wrong ? { flash: problem(say('planned.windowWrong')), status: 422 as const } : {};
  return { title: say('planned.title'), body, ...flash };
}

/** When the last stage of any contest closes; a day past it, so that its last message is seen. */
async function endOfCycle({ desk, now }: Visit): Promise<number> {
  const dates = await desk.calendar.show();
  return Math.max(now, ...dates.map((date) => date.closes)) + dayMs;
}

/** What is asked for: instants, `to` excluded. `span` is null where two days were given; `wrong`: they could not be read. */
type Window = { from: number; to: number; span: (typeof spans)[number] | null; wrong: boolean };

/** Longer rehearsals would be guesses: nobody plans further. */
const longestMs = 2 * 366 * dayMs;

async function windowOf(visit: Visit): Promise<Window> {
  const { now, query } = visit;
  const [first, last] = [query('from'), query('to')];
  const span = spans.find((known) => known === query('days')) ?? '30';
  const to = span === 'cycle' ? await endOfCycle(visit) : now + Number(span) * dayMs;
  const usual = { from: now, to, span, wrong: false };
  if (first === null || last === null) return usual;
  const [from, before] = [dayOf(first), dayOf(last)];
  if (from === null || before === null || before < from || before - from > longestMs)
    return { ...usual, wrong: true };
  return { from, to: kyivInstant(addDays(last, 1)), span: null, wrong: false };
}

/** When a local date begins; null where the text is none. */
function dayOf(text: string): number | null {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? readInstant(`${text}T00:00`) : null;
}

function addressOf({ from, to, span }: Window): string {
  return span ? `days=${span}` : `from=${localDate(from)}&to=${localDate(to - 1)}`;
}

function spanLinks(say: Say, current: string | null): Html {
  const items = spans.map(
    (span) =>
      html`<li><a href="/console/planned?days=${span}"${span === current ? html` aria-current="true"` : ''}>${say(`planned.span.${span}`)}</a></li>`,
  );
  return html`<nav aria-label="${say('planned.spans')}"><ul>${items}</ul></nav>`;
}

/** Any two days; what was typed stays where it could not be read. */
function windowForm({ query, say }: Visit, { from, to, wrong }: Window): Html {
  const day = (name: 'from' | 'to', instant: number) =>
    input({
      name,
      type: 'date',
      label: say(`planned.field.${name}`),
      value: wrong ? (query(name) ?? '') : localDate(instant),
      error: wrong ? say('planned.windowWrong') : undefined,
    });
  return html`<form method="get" action="/console/planned" class="pair" novalidate>${day('from', from)}${day('to', to - 1)}<p>${button(say('planned.rehearse'), { look: 'quiet' })}</p></form>`;
}

function pageLinks(say: Say, of: { asked: Window; page: number; pages: number }): Html {
  const { asked, page, pages } = of;
  const to = (target: number, key: string) =>
    target >= 1 && target <= pages
      ? html`<li>${link(`/planned?${addressOf(asked)}&page=${target}`, say(key))}</li>`
      : '';
  return html`<nav aria-label="${say('pages.label')}"><ul>${to(page - 1, 'planned.before')}<li>${say('planned.page', { page, pages })}</li>${to(page + 1, 'planned.after')}</ul></nav>`;
}

async function asTable(visit: Visit): Promise<Download> {
  const asked = await windowOf(visit);
  const messages = await visit.desk.planned(asked.from, asked.to);
  return csvFile('zaplanovane.csv', plannedRows(visit.say, messages));
}

/** Messages of one broadcast, or of the same few joined, which differ only by channel. */
function groupsOf(messages: readonly PlannedMessage[]): PlannedMessage[][] {
  return [...Map.groupBy(messages, (one) => keysOf(one).join('\n')).values()];
}

function keysOf({ broadcast, mergedWith }: PlannedMessage): string[] {
  return [broadcast, ...(mergedWith ?? [])];
}

function planned(say: Say, group: readonly PlannedMessage[], place: number): Html {
  const [first] = group;
  if (!first) return html``;
  const id = `planned-${place}`;
  const names = keysOf(first).map((key) => nameOfKey(say, key));
  const subject = first.mergedWith ? null : group.find((one) => one.subject !== null)?.subject;
  const name = subject ?? names.join(' + ');
  return html`<article class="sheet" aria-labelledby="${id}">
<h2 id="${id}">${moment(first.at)}</h2>
<p><strong>${name}</strong></p>
${first.line ? html`<p class="soft">${say('broadcasts.line', { line: first.line })}</p>` : ''}
<p>${audiencePairsInWords(say, first.audience)}</p>
<p class="soft">${say('planned.lastUseful')} ${moment(first.lastUsefulAt)}</p>
${table({
  caption: say('planned.caption'),
  about: `${longMoment(first.at)}, ${name}`,
  head: ['channel', 'people', 'price', 'duration'].map((key) => say(`head.${key}`)),
  rows: group.map((one) => [
    say(`channel.${one.channel}`),
    one.recipients,
    euros(one.priceEur),
    duration(say, one.durationSeconds),
  ]),
  numbers: [1, 2],
})}
<details><summary>${say('planned.text')}</summary>${texts(say, group)}</details>
</article>`;
}

/** The text once where every channel has the same one, else once a channel. */
function texts(say: Say, group: readonly PlannedMessage[]): Html {
  const distinct = new Set(group.map((one) => one.text));
  if (distinct.size === 1) return html`${[...distinct].map(message)}`;
  return html`${group.map((one) => html`<h3>${say(`channel.${one.channel}`)}</h3>${message(one.text)}`)}`;
}
