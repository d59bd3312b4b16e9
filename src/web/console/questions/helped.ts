// Owns the page of how answers fare: how often each was shown and whether it helped, what helped least first, as a page and a table.
import { html } from 'hono/html';
import type { HelpedView } from '../../../app/questions/helped-desk.ts';
import { quotedCell } from '../csv.ts';
import { link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';

export const helpedRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/helped', who: everyone, answer: helpedPage },
  { method: 'GET', path: '/helped.csv', who: everyone, answer: asTable },
];

/** The spans that can be looked at, in days. */
const spans = [7, 30, 90] as const;
const usualSpan = 30;

function spanOf({ query }: Visit): number {
  return spans.find((days) => String(days) === query('days')) ?? usualSpan;
}

async function helpedPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const days = spanOf(visit);
  const rows = await desk.helped.list(days);
  const others = spans
    .filter((one) => one !== days)
    .map((one) => html`${link(`/helped?days=${one}`, say('helped.days', { n: one }))} `);
  const shown =
    rows.length > 0
      ? html`${table({
          caption: say('helped.caption', { n: days }),
          head: heads(visit),
          rows: rows.map((row) => [row.title, row.shown, row.yes, row.no, shareOf(row)]),
          numbers: [1, 2, 3, 4],
        })}<p>${link(`/helped.csv?days=${days}`, say('helped.csv'))}</p>`
      : html`<p>${say('helped.none')}</p>`;
  const body = html`<p>${say('helped.means')}</p><p>${others}</p>${shown}
<p>${link('/entries', say('helped.entries'))}</p><p><a href="/print">${say('helped.print')}</a></p>`;
  return { title: say('helped.title'), body };
}

function heads({ say }: Visit): string[] {
  return ['answer', 'shown', 'yes', 'no', 'share'].map((key) => say(`helped.head.${key}`));
}

/** How many of those who said anything were helped; empty where nobody said. */
function shareOf({ yes, no }: HelpedView): string {
  return yes + no === 0 ? '' : `${Math.round((100 * yes) / (yes + no))}\u00a0%`;
}

/** The same as a table for other programs, with the mark by which they know its encoding. */
async function asTable(visit: Visit): Promise<Answer> {
  const rows = await visit.desk.helped.list(spanOf(visit));
  const lines = rows.map((row) => [row.title, ...[row.shown, row.yes, row.no].map(String), shareOf(row)]);
  const text = [heads(visit), ...lines].map((cells) => cells.map(quotedCell).join(',')).join('\r\n');
  const bytes = new TextEncoder().encode(`\u{feff}${text}\r\n`);
  return { file: { name: 'helped.csv', type: 'text/csv; charset=utf-8', bytes } };
}
