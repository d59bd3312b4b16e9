// Owns the pages of figures: people who would rather look than read see charts, each with its numbers as a table and a file.
import { html } from 'hono/html';
import type { Html } from '../../layout.ts';
import { csvFile } from '../csv.ts';
import { oneOf } from '../form.ts';
import { link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, missing, type Shown, type Visit } from '../visit.ts';
import {
  nothingYet,
  type Sheet,
  type SheetName,
  sheetNames,
  sheets,
  spanOf,
  spans,
} from './figure-sheets.ts';

export const figureRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/figures', who: everyone, answer: figuresPage },
  { method: 'GET', path: '/figures.csv', who: everyone, answer: asFile },
];

const shown: readonly SheetName[] = [
  'subscribers',
  'broadcasts',
  'deliveries',
  'answers',
  'sources',
  'plans',
];

async function figuresPage(visit: Visit): Promise<Shown> {
  const { say } = visit;
  const body = html`<p>${say('figures.means')}</p>
${spanLinks(visit, '/figures')}
${await figureParts(visit, shown)}
<p>${link('/people', say('people.title'))} · ${link('/sources', say('sources.title'))} · ${link('/helped', say('helped.title'))} · ${link('/report', say('report.title'))}</p>`;
  return { title: say('figures.title'), body };
}

/** Links to the same page over other spans of time. */
export function spanLinks(visit: Visit, path: string): Html {
  const { say } = visit;
  const now = spanOf(visit);
  const links = spans.map((weeks) =>
    weeks === now
      ? html`<strong>${say('figures.weeks', { n: weeks })}</strong> `
      : html`${link(`${path}?weeks=${weeks}`, say('figures.weeks', { n: weeks }))} `,
  );
  return html`<p class="unprinted">${say('figures.span')} ${links}</p>`;
}

/** The parts of a page, one a figure. */
export async function figureParts(visit: Visit, names: readonly SheetName[]): Promise<Html[]> {
  const parts: Html[] = [];
  for (const name of names) parts.push(part(visit, name, await sheets[name](visit, spanOf(visit))));
  return parts;
}

function part(visit: Visit, name: SheetName, sheet: Sheet): Html {
  const { say } = visit;
  const { title, desc, chart, head, rows } = sheet;
  if (!chart) return html`<section id="${name}"><h2>${title}</h2>${nothingYet(visit)}</section>`;
  const numbers = head.map((_, index) => index).slice(1);
  const file = `/figures.csv?what=${name}&weeks=${spanOf(visit)}`;
  return html`<section id="${name}"><h2>${title}</h2><p>${desc}</p>
${chart}
<details><summary>${say('figures.numbers')}</summary>${table({ caption: title, about: say('figures.numbers'), head, rows, numbers })}
</details>
<p class="unprinted"><a href="/console${file}">${say('figures.csv', { title })}</a></p></section>`;
}

/** The numbers of one figure for table programs. */
async function asFile(visit: Visit): Promise<Answer> {
  const name = oneOf(sheetNames, visit.query('what') ?? 'subscribers');
  if (!name) return missing(visit, html`<p>${link('/figures', visit.say('figures.title'))}</p>`);
  const { head, rows } = await sheets[name](visit, spanOf(visit));
  return csvFile(`${name}.csv`, [head, ...rows.map((cells) => cells.map(String))]);
}
