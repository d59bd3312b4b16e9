// Owns the pages of unknown outcomes: messages that may or may not have arrived, by broadcast and one by one, and what
// staff decide on them. Whether something may still be sent again is the application's to say.
import { html } from 'hono/html';
import {
  type UnknownAct,
  type UnknownRow,
  type UnknownView,
  unknownActs,
} from '../../../app/broadcasts/unknown.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, hidden, postForm } from '../fields.ts';
import { oneOf } from '../form.ts';
import { type Cell, link, moment, table } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  type DoneKey,
  done,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import type { Say } from '../words.ts';
import { broadcastName } from './broadcast-words.ts';

export const unknownRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/unknown', who: everyone, answer: (visit) => listPage(visit) },
  { method: 'GET', path: '/unknown/:id', who: everyone, answer: (visit) => rowsPage(visit) },
  { method: 'POST', path: '/unknown/:id', who: everyone, answer: decide },
];

const rowsAPage = 100;
const broadcastsAPage = 25;
const pathOf = (id: string) => `/unknown/${encodeURIComponent(id)}`;

async function listPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const views = await desk.unknown.list();
  const all = [...views.filter((one) => one.waiting > 0), ...views.filter((one) => one.waiting === 0)];
  const last = Math.max(1, Math.ceil(all.length / broadcastsAPage));
  const asked = Number(/^\d{1,4}$/.exec(visit.query('page') ?? '')?.[0] ?? 1);
  const page = Math.min(last, Math.max(1, asked));
  const shown = all.slice((page - 1) * broadcastsAPage, page * broadcastsAPage);
  const open = shown.filter((one) => one.waiting > 0);
  const decided = shown.filter((one) => one.waiting === 0);
  const count = views.reduce((sum, one) => sum + one.waiting, 0);
  const body = html`<p>${say('unknown.means')}</p>
<p><strong>${count > 0 ? say('unknown.waiting', { n: count }) : say('unknown.none')}</strong></p>
${open.map((one) => group(visit, one))}
${decided.length > 0 ? decidedTable(say, decided) : ''}
${last > 1 ? pageLinks(say, page, last) : ''}`;
  const title = say('unknown.title');
  return flash ? { title, body, flash, status: 409 } : { title, body };
}

function pageLinks(say: Say, page: number, last: number): Html {
  const way = (to: number, key: string) =>
    to >= 1 && to <= last ? html`<li>${link(`/unknown?page=${to}`, say(key))}</li>` : '';
  return html`<nav aria-label="${say('pages.label')}"><ul>${way(page - 1, 'pages.newer')}${way(page + 1, 'pages.older')}</ul></nav>`;
}

function group(visit: Visit, view: UnknownView): Html {
  const { say } = visit;
  const id = `unknown-${view.broadcast}`;
  const name = broadcastName(say, view);
  return html`<article class="sheet" aria-labelledby="${id}">
<h2 id="${id}">${link(`/broadcasts/${encodeURIComponent(view.broadcast)}`, name)}</h2>
<p class="soft">${moment(view.at)}. ${say('unknown.until')} ${moment(view.lastUsefulAt)}</p>
${table({
  caption: say('unknown.caption'),
  about: `${name}, ${view.broadcast}`,
  head: ['channel', 'why', 'rows', 'first', 'last'].map((key) => say(`unknown.head.${key}`)),
  rows: view.parts.map((part): Cell[] => [
    say(`channel.${part.channel}`),
    why(say, part.reason),
    part.rows,
    moment(part.firstAt),
    moment(part.lastAt),
  ]),
  numbers: [2],
})}
${view.left > 0 ? html`<p class="soft">${say('unknown.leftBefore', { n: view.left })}</p>` : ''}
${decisions(visit, view, { row: null, about: name })}
<p>${link(pathOf(view.broadcast), say('unknown.oneByOne'))}</p>
</article>`;
}

/** What happened to a message, from its code. */
function why(say: Say, reason: string): string {
  if (reason === 'crash' || reason === 'restore') return say(`unknown.why.${reason}`);
  return say('unknown.why.lost', { code: reason });
}

/** The buttons of a decision on all rows of a broadcast, or on one. */
function decisions(
  { csrf, member, say }: Visit,
  view: Pick<UnknownView, 'broadcast' | 'resendable'>,
  of: { row: string | null; about: string },
): Html {
  const scope = of.row === null ? 'all' : 'one';
  const form = (act: UnknownAct) =>
    postForm({
      action: pathOf(view.broadcast),
      csrf,
      body: html`${hidden({ act, ...(of.row === null ? {} : { row: of.row }) })}${button(
        say(`unknown.${act}.${scope}`),
        { about: of.about, ...(act === 'leave' ? { look: 'quiet' as const } : {}) },
      )}`,
    });
  const note = (key: string) => html`<p class="soft">${say(key)}</p>`;
  const resend = member.role === 'editor' ? note('unknown.notEditor') : form('resend');
  return html`${view.resendable ? resend : note('unknown.over')}${form('leave')}`;
}

function decidedTable(say: Say, views: readonly UnknownView[]): Html {
  return html`<h2>${say('unknown.decided')}</h2>${table({
    caption: say('unknown.decidedCaption'),
    head: [say('broadcasts.head.broadcast'), say('broadcasts.head.at'), say('unknown.head.rows')],
    rows: views.map((one) => [
      link(`/broadcasts/${encodeURIComponent(one.broadcast)}`, broadcastName(say, one)),
      moment(one.at),
      one.left,
    ]),
    numbers: [2],
  })}`;
}

async function rowsPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const back = html`<p>${link('/unknown', say('unknown.back'))}</p>`;
  const view = (await desk.unknown.list()).find((one) => one.broadcast === id);
  if (!view) return missing(visit, back);
  const rows = await desk.unknown.rows(id, { after: visit.query('after'), most: rowsAPage });
  const last = rows.length === rowsAPage ? rows.at(-1) : undefined;
  const more = new URLSearchParams({ after: last?.row ?? '' });
  const body = html`${back}
<p>${link(`/broadcasts/${encodeURIComponent(id)}`, broadcastName(say, view))}</p>
${rows.length > 0 ? rowTable(visit, view, rows) : html`<p>${say('unknown.none')}</p>`}
${last ? html`<p>${link(`${pathOf(id)}?${more}`, say('recipients.more'))}</p>` : ''}`;
  const title = say('unknown.rowsTitle');
  return flash ? { title, body, flash, status: 409 } : { title, body };
}

function rowTable(visit: Visit, view: UnknownView, rows: readonly UnknownRow[]): Html {
  const { say } = visit;
  return table({
    caption: say('unknown.rowsCaption'),
    head: ['person', 'channel', 'why', 'at', 'act'].map((key) => say(`unknown.head.${key}`)),
    rows: rows.map((one): Cell[] => [
      html`<code>${one.person}</code>`,
      say(`channel.${one.channel}`),
      why(say, one.reason),
      one.at === null ? '' : moment(one.at),
      decisions(visit, view, { row: one.row, about: one.person }),
    ]),
  });
}

async function decide(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const broadcast = visit.param('id');
  const row = form.text('row') || null;
  const again = (text: string) =>
    row === null ? listPage(visit, problem(text)) : rowsPage(visit, problem(text));
  const act = oneOf(unknownActs, form.text('act'));
  if (!act) return again(say('form.check'));
  const result = await desk.unknown.decide(act, { broadcast, row, by: member.email });
  if (!result.ok) return again(result.message);
  const key: DoneKey = act === 'resend' ? 'unknownResent' : 'unknownLeft';
  return done(row === null ? '/unknown' : pathOf(broadcast), key, { count: result.value.rows });
}
