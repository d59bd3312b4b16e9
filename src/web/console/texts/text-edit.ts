// Owns the page of one text: how people hear it, its fields, what waits for approval, and sending, approving or taking back
// a change. Its revisions are text-history.ts's.
import { html } from 'hono/html';
import type { DraftLook } from '../../../app/texts/text-draft.ts';
import type { FieldProblem, TextField } from '../../../app/texts/text-fields.ts';
import type { TextSheet } from '../../../app/texts/text-library.ts';
import type { TextView } from '../../../app/texts/text-look.ts';
import type { TextName } from '../../../app/texts/text-words.ts';
import { stageIds } from '../../../core/contest.ts';
import { textKinds } from '../../../core/revision.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, input, postForm, select, textArea } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, moment } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  done,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import type { Say } from '../words.ts';
import { placeTable, tokenTable } from './text-tokens.ts';
import { viewFields, viewFrom } from './text-view.ts';
import { waitingSheet } from './text-waiting.ts';
import {
  changedTable,
  changeList,
  fieldName,
  findingList,
  lookShown,
  stateTags,
  textPath,
  textTitle,
} from './text-words.ts';

export const textEditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts/:kind/:key', who: everyone, answer: (visit) => textPage(visit) },
  { method: 'POST', path: '/texts/:kind/:key', who: everyone, answer: sendText },
];

/** The text that the address names; null: of no kind. */
export function namedText({ param }: Pick<Visit, 'param'>): TextName | null {
  const kind = oneOf(textKinds, param('kind'));
  return kind ? { kind, key: param('key') } : null;
}

export function noText(visit: Visit): Shown {
  return missing(visit, html`<p>${link('/texts', visit.say('text.back'))}</p>`);
}

type Tried = { look: DraftLook; view: TextView; flash?: Flash; status?: 409 | 422 };

/** The page; `tried`: what was typed, and how it would look. */
export async function textPage(visit: Visit, tried: Tried | null = null, flash?: Flash): Promise<Shown> {
  const { desk, query, say } = visit;
  const name = namedText(visit);
  const view = tried?.view ?? viewFrom(visit, (field) => query(field) ?? '');
  const sheet = name && (await desk.library.show(name, { view, from: tried ? null : query('from') }));
  if (!name || !sheet) return noText(visit);
  const body = html`<p>${link(`/texts/${name.kind}`, say(`text.list.${name.kind}`))} · ${link(`${textPath(name)}/history`, say('text.history'))}</p>
${standsWords(say, sheet)}
${sheet.waiting ? waitingSheet(visit, sheet, sheet.waiting) : ''}
${tried ? triedShown(say, name, tried.look) : nowShown(visit, sheet, view)}
<h2>${say('text.edit')}</h2>
${query('from') && !tried ? html`<p>${say('text.fromRevision')}</p>` : ''}
${editForm(visit, { name, view, fields: tried?.look.fields ?? sheet.fields, tried: tried?.look ?? null })}
${placeTable(say, name)}${tokenTable(say, sheet.tokens)}`;
  const title = textTitle(say, sheet.head);
  const said = tried?.flash ?? flash;
  return {
    title,
    body,
    ...(said ? { flash: said } : {}),
    ...(tried?.status ? { status: tried.status } : {}),
  };
}

function standsWords(say: Say, { findings, head, own }: TextSheet): Html {
  const who = own ? html`${say('text.ownBy', { who: own.by })} ${moment(own.at)}` : say('text.ofCity');
  return html`<p>${stateTags(say, head)} ${who}</p>${head.leftOut ? html`<p><strong>${say('entries.leftOut')}</strong></p>` : ''}${findingList(say, findings)}`;
}

/** How people hear the text that stands, at any day: asked for by a plain form. */
function nowShown(visit: Visit, { head, look }: TextSheet, view: TextView): Html {
  const { say } = visit;
  const path = `/console${textPath(head)}`;
  return html`<h2>${say('text.now')}</h2>
${look.parts.length > 0 ? lookShown(say, look, head) : html`<p>${say('text.notStanding')}</p>`}
<details><summary>${say('text.otherView')}</summary><form method="get" action="${path}">${viewFields(visit, view, 'now')}${button(say('text.show'), { look: 'quiet' })}</form></details>`;
}

function triedShown(say: Say, name: TextName, draft: DraftLook): Html {
  const { changes, findings, look, messages, problems } = draft;
  // What a field lacks is said beside it: there is nothing to look at yet.
  if (Object.keys(problems).length > 0) return html``;
  const found = findings.length > 0 ? html`<h3>${say('text.found')}</h3>${findingList(say, findings)}` : '';
  return html`<h2>${say('text.tried')}</h2>${found}
${look ? lookShown(say, look, name) : ''}
<h3>${say('text.changes')}</h3>${changeList(say, changes)}
${look ? html`<h3>${say('text.messages.title')}</h3>${changedTable(say, messages)}` : ''}`;
}

type Editing = { name: TextName; view: TextView; fields: readonly TextField[]; tried: DraftLook | null };

/** Sending it is offered only to who has seen how it will be said. */
function editForm(visit: Visit, { fields, name, tried, view }: Editing): Html {
  const { csrf, say } = visit;
  const body = html`${fields.map((field) => fieldShown(say, field, tried?.problems[field.name]))}
<details><summary>${say('text.otherView')}</summary>${viewFields(visit, view, 'draft')}</details>
${button(say('text.look'), tried?.ready ? { look: 'quiet', name: 'act', value: 'look' } : { name: 'act', value: 'look' })}
${tried?.ready ? button(say('text.propose'), { name: 'act', value: 'propose' }) : ''}`;
  return postForm({ action: textPath(name), csrf, body });
}

const hinted = new Set([
  'deadline',
  'steps',
  'documents',
  'links',
  'short',
  'warning',
  'outside',
  'phrasings',
  'preheader',
  'digest',
  'note',
  'part',
]);

function fieldShown(say: Say, field: TextField, wrong: FieldProblem | undefined): Html {
  const { label, look, name, of, required, value } = field;
  const hint =
    look === 'value'
      ? say(`text.valueHint.${of}`)
      : hinted.has(label)
        ? say(`text.hint.${label}`)
        : undefined;
  const shown = {
    name: `field.${name}`,
    label: fieldName(say, field),
    value,
    hint,
    required,
    error: wrong && say(`text.problem.${wrong}`),
  };
  switch (look) {
    case 'line':
      return input(shown);
    case 'text':
    case 'lines':
    case 'links':
      return textArea(shown);
    case 'stage': {
      const any = { value: 'any', label: say('entry.anyStage') };
      return select({
        ...shown,
        options: [any, ...stageIds.map((id) => ({ value: id, label: say(`stage.${id}`) }))],
      });
    }
    case 'value':
      return of === 'list' ? textArea(shown) : input(shown);
  }
}

/** Shows how it would be, or sends it for approval. */
async function sendText(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const name = namedText(visit);
  const sheet = name && (await desk.library.show(name, { view: viewFrom(visit, form.text), from: null }));
  if (!name || !sheet) return noText(visit);
  const values = Object.fromEntries(
    sheet.fields.map((field) => [field.name, form.text(`field.${field.name}`)]),
  );
  const draft = { ...name, values };
  const view = viewFrom(visit, form.text);
  const look = await desk.library.look(draft, view);
  if (!look) return noText(visit);
  const wrong = Object.keys(look.problems).length > 0 || look.findings.some(({ level }) => level === 'error');
  if (wrong) {
    const marked = Object.keys(look.problems).length > 0;
    const flash = problem(say(marked ? 'form.check' : 'text.fixFound'));
    return textPage(visit, { look, view, flash, status: 422 });
  }
  if (form.text('act') !== 'propose') {
    const same: Flash = { kind: 'note', text: say('text.noChange') };
    return textPage(visit, { look, view, ...(look.ready ? {} : { flash: same }) });
  }
  const sent = await desk.library.propose(draft, member.email);
  if (sent.ok) return done(textPath(name), 'entryProposed');
  return textPage(visit, { look, view, flash: problem(sent.message), status: 409 });
}
