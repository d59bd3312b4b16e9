// Owns the list of broadcasts; who got one of them is in broadcast-recipients.ts.
import { html } from 'hono/html';
import type { BroadcastResults, BroadcastSummary, Desk } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { link } from '../show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import { broadcastTable } from './broadcast-words.ts';

export const broadcastRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts', who: everyone, answer: broadcastsPage },
];

/** Results are counted for each broadcast shown, so a page shows few. */
const broadcastsAPage = 25;

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
