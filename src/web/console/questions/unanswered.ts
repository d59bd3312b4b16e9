// Owns the list of what nobody could answer, for whoever writes the bot's answers: the most asked first, as a page and a table.
import { html } from 'hono/html';
import type { UnansweredView } from '../../../app/questions/unanswered-desk.ts';
import { isoInKyiv } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, postForm } from '../fields.ts';
import { type Cell, link, moment, table } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';

export const unansweredRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/unanswered', who: everyone, answer: (visit) => unansweredPage(visit) },
  { method: 'GET', path: '/unanswered.csv', who: everyone, answer: asTable },
  { method: 'POST', path: '/unanswered/close', who: everyone, answer: close },
];

async function unansweredPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const rows = await desk.unanswered.list();
  const shown =
    rows.length > 0
      ? html`${table({
          caption: say('unanswered.caption'),
          head: ['text', 'times', 'last', 'contest', 'stage', 'act'].map((key) =>
            say(`unanswered.head.${key}`),
          ),
          rows: rows.map((row) => cells(visit, row)),
          numbers: [1],
        })}<p>${link('/unanswered.csv', say('unanswered.csv'))}</p>`
      : html`<p>${say('unanswered.none')}</p>`;
  return { title: say('unanswered.title'), body: html`<p>${say('unanswered.means')}</p>${shown}` };
}

function cells(visit: Visit, row: UnansweredView): Cell[] {
  return [
    row.text,
    row.times,
    moment(row.lastAt),
    contestWord(visit, row),
    stageWord(visit, row),
    acts(visit, row),
  ];
}

function contestWord({ say }: Visit, { contest }: UnansweredView): string {
  return contest === null ? '' : say(`contest.${contest}`);
}

function stageWord({ say }: Visit, { stage }: UnansweredView): string {
  return stage === null ? '' : say(`stage.${stage}`);
}

function acts({ csrf, say }: Visit, { key, text }: UnansweredView): Html {
  const query = new URLSearchParams({ unanswered: key });
  const aside = postForm({
    action: '/unanswered/close',
    csrf,
    body: html`${hidden({ key })}${button(say('unanswered.close'), { look: 'quiet', about: text })}`,
  });
  return html`<p>${link(`/entries/new?${query}`, say('unanswered.entry'))}</p>${aside}`;
}

async function close(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const result = await desk.unanswered.close(form.text('key'), member.email);
  if (result.ok) return done('/unanswered', 'unansweredClosed');
  return { ...(await unansweredPage(visit)), status: 409, flash: problem(result.message) };
}

/** The same as a table for other programs: with a mark at its beginning by which they know the encoding. */
async function asTable(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const head = ['text', 'times', 'last', 'contest', 'stage'].map((key) => say(`unanswered.head.${key}`));
  const rows = (await desk.unanswered.list()).map((row) => [
    row.text,
    String(row.times),
    isoInKyiv(row.lastAt),
    contestWord(visit, row),
    stageWord(visit, row),
  ]);
  const text = [head, ...rows].map((cells) => cells.map(quoted).join(',')).join('\r\n');
  const bytes = new TextEncoder().encode(`\u{feff}${text}\r\n`);
  return { file: { name: 'unanswered.csv', type: 'text/csv; charset=utf-8', bytes } };
}

/** Words that begin like a formula are no formula: a spreadsheet would carry it out. */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
