// Owns the revisions of one text: who changed what and when, word by word, taking a version up again, and undoing.
import { html } from 'hono/html';
import type { Revision } from '../../../app/texts/text-compare.ts';
import type { TextName } from '../../../app/texts/text-words.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, postForm } from '../fields.ts';
import { link, moment } from '../show.ts';
import {
  type Answer,
  approvers,
  type ConsoleRoute,
  done,
  everyone,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { namedText, noText } from './text-edit.ts';
import { changeList, textPath, textTitle } from './text-words.ts';

export const textHistoryRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts/:kind/:key/history', who: everyone, answer: historyPage },
  { method: 'GET', path: '/texts/:kind/:key/undo', who: approvers, answer: (visit) => undoPage(visit) },
  { method: 'POST', path: '/texts/:kind/:key/undo', who: approvers, answer: undo },
];

async function titleOf(
  visit: Visit,
  name: TextName,
): Promise<{ title: string; inFile: boolean; own: boolean } | null> {
  const text = await visit.desk.library.title(name);
  return text && { ...text, title: textTitle(visit.say, text.head) };
}

async function historyPage(visit: Visit): Promise<Shown> {
  const { desk, member, query, say } = visit;
  const name = namedText(visit);
  const text = name && (await titleOf(visit, name));
  if (!name || !text) return noText(visit);
  const before = /^[0-9a-f]{1,64}$/.exec(query('before') ?? '')?.[0] ?? null;
  const { older, revisions } = await desk.library.history(name, before);
  const path = textPath(name);
  const undoing =
    member.role === 'editor' || !text.own
      ? ''
      : html`<ul><li>${link(`${path}/undo`, say('entries.undo'))}</li>${text.inFile ? html`<li>${link(`${path}/undo?all=yes`, say('entries.drop'))}</li>` : ''}</ul>`;
  const trail =
    member.role === 'admin'
      ? html`<p>${link(`/audit?object=${encodeURIComponent(`${name.kind}:${name.key}`)}`, say('text.trail'))}</p>`
      : '';
  const body = html`<p>${link(path, say('text.toText'))}</p>${undoing}
${revisions.length > 0 ? revisions.map((one) => revisionSheet(visit, name, one)) : html`<p>${say('text.noRevisions')}</p>`}
${text.inFile && text.own ? html`<p>${link(`${path}?from=file`, say('text.takeFile'))}</p>` : ''}
${older ? html`<p>${link(`${path}/history?before=${older}`, say('pages.older'))}</p>` : ''}${trail}`;
  return { title: say('text.historyOf', { title: text.title }), body };
}

function revisionSheet({ say }: Visit, name: TextName, { at, by, changes, id, toFile }: Revision): Html {
  const take = toFile ? '' : html`<p>${link(`${textPath(name)}?from=${id}`, say('text.take'))}</p>`;
  return html`<article class="sheet"><h2>${moment(at)}</h2><p>${say('text.by', { who: by })}${toFile ? html` ${say('text.toFile')}` : ''}</p>${changeList(say, changes)}${take}</article>`;
}

/** Asks once, and shows what will stand. */
async function undoPage(visit: Visit, refusal: string | null = null): Promise<Shown> {
  const { csrf, desk, form, query, say } = visit;
  const name = namedText(visit);
  const text = name && (await titleOf(visit, name));
  if (!name || !text) return noText(visit);
  const all = (form.text('all') || query('all')) === 'yes';
  const look = await desk.library.undoLook(name, all);
  const path = textPath(name);
  const title = say(all ? 'text.dropOf' : 'text.undoOf', { title: text.title });
  const back = html`<p>${link(path, say('text.toText'))}</p>`;
  const flash = refusal === null ? {} : { flash: problem(refusal), status: 409 as const };
  if (!look) return { title, body: html`<p>${say('text.nothingToUndo')}</p>${back}`, ...flash };
  const ask = html`${hidden({ all: all ? 'yes' : 'no' })}${button(say(all ? 'entries.drop' : 'entries.undo'), { look: 'grave' })}`;
  const body = html`<p>${say(!look.toFile ? 'text.undoMeans' : text.inFile ? 'text.dropMeans' : 'text.goneMeans')}</p>
${changeList(say, look.changes)}${postForm({ action: `${path}/undo`, csrf, body: ask })}${back}`;
  return { title, body, ...flash };
}

async function undo(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const name = namedText(visit);
  if (!name) return noText(visit);
  const result = await desk.texts.undo(name, member.email, form.text('all') === 'yes');
  if (!result.ok) return undoPage(visit, result.message);
  // An answer that staff added is gone with its only version.
  const stands = await titleOf(visit, name);
  return done(stands ? textPath(name) : '/texts', 'entryUndone');
}
