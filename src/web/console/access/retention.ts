// Owns the page of the terms of data: which data are kept how long and why, what went last, and what would go next.
import { html } from 'hono/html';
import type { RetentionLook, RetentionRow } from '../../../app/people/retention-desk.ts';
import { csvFile } from '../csv.ts';
import { button, postForm } from '../fields.ts';
import { type Cell, moment, table, terms } from '../show.ts';
import { type Answer, admins, type ConsoleRoute, done, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';

export const retentionRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/retention', who: everyone, answer: retentionPage },
  { method: 'GET', path: '/retention.csv', who: everyone, answer: asTable },
  { method: 'POST', path: '/retention/count', who: admins, answer: count },
];

async function retentionPage({ csrf, desk, member, say }: Visit): Promise<Shown> {
  const look = await desk.retention.look();
  const counting = postForm({ action: '/retention/count', csrf, body: button(say('retention.count')) });
  const body = html`<p>${say('retention.means')}</p>
${facts(say, look)}
${admins.includes(member.role) ? html`<p>${say('retention.countMeans')}</p>${counting}` : ''}
${classTable(say, look)}
<p><a href="/console/retention.csv">${say('retention.csv')}</a></p>
<h2>${say('retention.change')}</h2>
<p>${say('retention.changeMeans')} <a href="/privacy">${say('retention.privacy')}</a></p>`;
  return { title: say('retention.title'), body };
}

function facts(say: Say, { counted, ranAt }: RetentionLook) {
  return terms([
    [say('retention.ranAt'), ranAt === null ? say('retention.never') : moment(ranAt)],
    [
      say('retention.counted'),
      counted === null ? say('retention.notCounted') : html`${moment(counted.at)}, ${counted.by}`,
    ],
  ]);
}

function classTable(say: Say, { rows }: RetentionLook) {
  return table({
    caption: say('retention.caption'),
    head: headOf(say),
    rows: rows.map((row): Cell[] => [
      html`${row.title}<br><code class="soft">${row.name}</code>`,
      daysOf(say, row),
      row.purpose,
      row.ground,
      row.over ?? '—',
      row.went === null ? '—' : html`${row.went.rows}, ${moment(row.went.at)}`,
    ]),
    numbers: [4],
  });
}

const headOf = (say: Say) =>
  ['class', 'days', 'purpose', 'ground', 'over', 'went'].map((key) => say(`retention.head.${key}`));

/** A term with who set it: a proposal is nobody's decision yet. */
function daysOf(say: Say, { days, isOwn }: RetentionRow): string {
  return `${say('retention.days', { n: days })}${isOwn ? '' : say('retention.proposal')}`;
}

async function asTable({ desk, say }: Visit): Promise<Answer> {
  const { rows } = await desk.retention.look();
  const lines = rows.map((row) => [
    row.title,
    daysOf(say, row),
    row.purpose,
    row.ground,
    row.over === null ? '' : String(row.over),
    row.went === null ? '' : String(row.went.rows),
  ]);
  return csvFile('retention.csv', [headOf(say), ...lines]);
}

async function count({ desk, member }: Visit): Promise<Answer> {
  await desk.retention.count(member.email);
  return done('/retention', 'retentionCounted');
}
