// Owns the pages of the audit trail: searched by who, what, about what and when, a page at a time, and as CSV.
import { html } from 'hono/html';
import type { AuditLine, AuditSearch } from '../../../app/staff/audit-desk.ts';
import { addDays, isoInKyiv, kyivInstant } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { csvStream } from '../csv.ts';
import { button, input, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, moment, table } from '../show.ts';
import { type Answer, admins, type ConsoleRoute, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { actGroups, groupNames, knownActs } from './audit-acts.ts';

export const auditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/audit', who: admins, answer: auditPage },
  { method: 'GET', path: '/audit.csv', who: admins, answer: asTable },
];

const linesShown = 50;
/** So many lines of a file are read at once. */
const linesAPart = 2_000;

const asked = ['actor', 'what', 'text', 'from', 'to', 'object'] as const;
type Asked = Record<(typeof asked)[number], string>;

function askedOf({ query }: Visit): Asked {
  const one = (name: string) => (query(name) ?? '').trim().slice(0, 200);
  return {
    actor: one('actor'),
    what: one('what'),
    text: one('text'),
    from: dayOf(one('from')),
    to: dayOf(one('to')),
    object: one('object'),
  };
}

/** A real day, or nothing. */
function dayOf(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return '';
  try {
    return addDays(text, 0);
  } catch {
    return '';
  }
}

function searchOf({ query }: Visit, of: Asked): AuditSearch {
  const group = oneOf(groupNames, of.what);
  const act = oneOf(knownActs, of.what);
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,80})$/.exec(query('after') ?? '') ?? [];
  return {
    ...(of.actor ? { actor: of.actor } : {}),
    ...(group ? { acts: actGroups[group] } : act ? { acts: [act] } : {}),
    ...(of.object ? { object: of.object } : {}),
    ...(of.text ? { text: of.text } : {}),
    ...(of.from ? { from: kyivInstant(of.from) } : {}),
    ...(of.to ? { to: kyivInstant(addDays(of.to, 1)) } : {}),
    ...(at && id ? { after: { at: Number(at), id } } : {}),
  };
}

/** The address of the same search, with something changed. */
function address(path: string, of: Asked, more: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ ...of, ...more }).filter(([, value]) => value !== '');
  const query = new URLSearchParams(pairs).toString();
  return query ? `${path}?${query}` : path;
}

async function auditPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const of = askedOf(visit);
  const { lines, more } = await desk.trail.find(searchOf(visit, of), linesShown);
  const last = lines.at(-1);
  const older = more && last ? { after: `${last.at}.${last.id}` } : null;
  const pages = html`${visit.query('after') ? html`<li>${link(address('/audit', of), say('audit.newest'))}</li>` : ''}${
    older ? html`<li>${link(address('/audit', of, older), say('pages.older'))}</li>` : ''
  }`;
  const body = html`${searchForm(say, of, await desk.trail.actors())}
${of.object ? html`<p>${say('audit.oneObject')} ${link(address('/audit', { ...of, object: '' }), say('audit.allObjects'))}</p>` : ''}
${lines.length > 0 ? linesTable(say, of, lines) : html`<p>${say('audit.none')}</p>`}
<nav aria-label="${say('pages.label')}"><ul>${pages}<li>${link(address('/audit.csv', of), say('audit.csv'))}</li></ul></nav>`;
  return { title: say('audit.title'), body };
}

function searchForm(say: Say, of: Asked, actors: readonly string[]): Html {
  const everybody = { value: '', label: say('audit.everybody') };
  const who = actors.map((value) => ({ value, label: actorWords(say, value) }));
  const acts = groupNames.map((value) => ({ value: String(value), label: say(`audit.group.${value}`) }));
  const single = knownActs.map((value) => ({ value, label: say(`audit.act.${value}`) }));
  return html`<form method="get" action="/console/audit">
${select({ name: 'actor', label: say('audit.head.actor'), value: of.actor, options: [everybody, ...who] })}
${select({ name: 'what', label: say('audit.head.act'), value: of.what, options: [{ value: '', label: say('audit.everything') }, ...acts, ...single] })}
${input({ name: 'text', label: say('audit.text'), value: of.text, hint: say('audit.textHint') })}
${input({ name: 'from', type: 'date', label: say('audit.from'), value: of.from })}
${input({ name: 'to', type: 'date', label: say('audit.to'), value: of.to })}
${button(say('audit.find'))}
</form>`;
}

function linesTable(say: Say, of: Asked, lines: readonly AuditLine[]): Html {
  return table({
    caption: say('audit.caption', { n: lines.length }),
    head: ['at', 'actor', 'act', 'object'].map((key) => say(`audit.head.${key}`)),
    rows: lines.map((line) => [
      moment(line.at),
      actorWords(say, line.actor),
      actWords(say, line.act),
      html`${objectShown(line)}${said(line)}${
        line.object === '' || of.object !== ''
          ? ''
          : html` <a href="/console${address('/audit', { ...of, object: line.object })}" aria-label="${say('audit.allOfIt')}: ${line.about.name}">${say('audit.allOfIt')}</a>`
      }`,
    ]),
  });
}

function objectShown({ about }: AuditLine): Html {
  return about.path === null ? html`${about.name}` : link(about.path, about.name);
}

/** What staff wrote along with the act. */
const ownWords = ['reason', 'text', 'name'] as const;

function said({ detail }: AuditLine): Html {
  const words = ownWords
    .map((key) => detail?.[key])
    .find((value) => typeof value === 'string' && value !== '');
  return typeof words === 'string' ? html`<br><q>${words.slice(0, 300)}</q>` : html``;
}

/** People by their address; the server's own hand and the program by words. */
export function actorWords(say: Say, actor: string): string {
  return actor === 'cli' || actor === 'system' ? say(`audit.actor.${actor}`) : actor;
}

/** An act without words is shown by its code; a test keeps that from happening. */
function actWords(say: Say, act: string): string {
  return knownActs.includes(act) ? say(`audit.act.${act}`) : act;
}

/** The whole of what is looked for, however long: a page of lines after another, the newest first. */
function asTable(visit: Visit): Promise<Answer> {
  return Promise.resolve(csvStream('audit.csv', tablePages(visit)));
}

async function* tablePages(visit: Visit): AsyncGenerator<string[][]> {
  const { desk, say } = visit;
  yield [['at', 'actor', 'act', 'object', 'words'].map((key) => say(`audit.head.${key}`))];
  const search = searchOf(visit, askedOf(visit));
  for (let after = search.after; ; ) {
    const { lines, more } = await desk.trail.find({ ...search, ...(after && { after }) }, linesAPart);
    yield lines.map((line) => rowOf(say, line));
    const last = lines.at(-1);
    if (!more || !last) return;
    after = { at: last.at, id: last.id };
  }
}

function rowOf(say: Say, line: AuditLine): string[] {
  const words = ownWords.map((key) => line.detail?.[key]).find((value) => typeof value === 'string');
  return [
    isoInKyiv(line.at),
    actorWords(say, line.actor),
    actWords(say, line.act),
    line.about.name,
    String(words ?? ''),
  ];
}
