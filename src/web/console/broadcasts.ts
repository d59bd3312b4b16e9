// Owns the list of broadcasts and the list of one broadcast's recipients.
import { html } from 'hono/html';
import type { BroadcastResults, BroadcastSummary, Desk } from '../../app/desk.ts';
import { type DeliveryState, deliveryStates } from '../../core/delivery.ts';
import type { Html } from '../layout.ts';
import { broadcastName, broadcastTable } from './broadcast-words.ts';
import { button, select } from './fields.ts';
import { oneOf } from './form.ts';
import { link, moment, table } from './show.ts';
import { type ConsoleRoute, everyone, missing, type Shown, type Visit } from './visit.ts';

export const broadcastRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts', who: everyone, answer: broadcastsPage },
  { method: 'GET', path: '/broadcasts/:id/recipients', who: everyone, answer: recipientsPage },
];

/** Results are counted for each broadcast shown, so a page shows few. */
const broadcastsAPage = 25;
const recipientsAPage = 200;

async function broadcastsPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const all = [...(await desk.broadcasts.list())].sort((a, b) => b.at - a.at);
  const last = Math.max(1, Math.ceil(all.length / broadcastsAPage));
  const page = Math.min(last, Math.max(1, Number.parseInt(visit.query('page') ?? '1', 10) || 1));
  const rows = all.slice((page - 1) * broadcastsAPage, page * broadcastsAPage);
  const results = await resultsOf(desk, rows);
  const body = html`<p><a class="button" href="/console/broadcasts/new">${say('broadcasts.new')}</a></p>
${
  rows.length > 0
    ? broadcastTable(say, say('broadcasts.caption', { page, last }), rows, results)
    : html`<p>${say('broadcasts.none')}</p>`
}
${pages(visit, page, last)}`;
  return { title: say('broadcasts.title'), body };
}

async function resultsOf(
  desk: Desk,
  rows: readonly BroadcastSummary[],
): Promise<ReadonlyMap<string, BroadcastResults>> {
  const begun = rows.filter((row) => row.total > 0);
  const results = await Promise.all(begun.map((row) => desk.broadcasts.results(row.id)));
  return new Map(results.filter((one) => one !== null).map((one) => [one.id, one]));
}

function pages({ say }: Visit, page: number, last: number): Html {
  if (last === 1) return html``;
  const earlier = page > 1 ? html`<li>${link(`/broadcasts?page=${page - 1}`, say('pages.newer'))}</li>` : '';
  const later = page < last ? html`<li>${link(`/broadcasts?page=${page + 1}`, say('pages.older'))}</li>` : '';
  return html`<nav aria-label="${say('pages.label')}"><ul>${earlier}${later}</ul></nav>`;
}

async function recipientsPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const broadcast = await desk.broadcasts.show(id);
  if (!broadcast) return missing(visit, html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>`);
  const path = `/broadcasts/${encodeURIComponent(id)}`;
  const state = oneOf(deliveryStates, visit.query('state') ?? '');
  const page = { after: visit.query('after'), most: recipientsAPage, state };
  const read = await desk.broadcasts.recipients(id, page);
  const rows = read.filter((row) => state === null || row.state === state);
  const list = table({
    caption: say('recipients.caption'),
    head: ['person', 'channel', 'state', 'reason', 'at'].map((key) => say(`recipients.head.${key}`)),
    rows: rows.map((row) => [
      html`<code>${row.person}</code>`,
      say(`channel.${row.channel}`),
      say(`delivery.${row.state}`),
      row.reason ?? '',
      row.at === null ? '' : moment(row.at),
    ]),
  });
  const last = read.length === recipientsAPage ? read.at(-1) : undefined;
  const more = new URLSearchParams({ after: last?.row ?? '', ...(state ? { state } : {}) });
  const body = html`<p>${link(path, broadcastName(say, broadcast))}</p>
${filter(visit, path, state)}
${rows.length > 0 ? list : html`<p>${say('recipients.none')}</p>`}
${last ? html`<p>${link(`${path}/recipients?${more}`, say('recipients.more'))}</p>` : ''}`;
  return { title: say('recipients.title'), body };
}

function filter({ say }: Visit, path: string, state: DeliveryState | null): Html {
  const options = deliveryStates.map((value) => ({ value, label: say(`delivery.${value}`) }));
  const choice = select({
    name: 'state',
    label: say('recipients.state'),
    value: state ?? '',
    options: [{ value: '', label: say('recipients.anyState') }, ...options],
  });
  return html`<form method="get" action="/console${path}/recipients">${choice}${button(say('recipients.filter'), { look: 'quiet' })}</form>`;
}
