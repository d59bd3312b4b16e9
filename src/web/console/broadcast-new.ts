// Owns writing a new broadcast: the form, its preview with the head count, and creating it, which leaves it to a second person.
import { html } from 'hono/html';
import type { BroadcastPreview, NewBroadcast, SourceRow } from '../../app/desk.ts';
import { contestIds } from '../../core/contest.ts';
import type { Flash, Html } from '../layout.ts';
import { preview, warnings } from './broadcast.ts';
import { type DraftFields, fieldsOf, natures, noFields, readDraft } from './broadcast-draft.ts';
import { channelNames, recipientTable } from './broadcast-words.ts';
import { button, choiceGroup, hidden, input, postForm, select, textArea } from './fields.ts';
import type { Errors } from './form.ts';
import { duration, euros, link, moment, terms } from './show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from './visit.ts';
import type { Say } from './words.ts';

export const newBroadcastRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/new', who: everyone, answer: (visit) => newForm(visit, noFields) },
  { method: 'POST', path: '/broadcasts/new', who: everyone, answer: takeStep },
];

/** The form is sent to be previewed, corrected or created; every step reads and checks all of it again. */
async function takeStep(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const fields = fieldsOf(form);
  const step = form.text('step');
  if (step === 'edit') return newForm(visit, fields);
  const read = readDraft(visit, fields, await desk.sources.list());
  if ('errors' in read) {
    const again = await newForm(visit, fields, read.errors);
    return { ...again, status: 422, flash: problem(say('form.check')) };
  }
  return step === 'create' ? create(visit, fields, read.draft) : showPreview(visit, fields, read.draft);
}

async function create(visit: Visit, fields: DraftFields, draft: NewBroadcast): Promise<Answer> {
  const created = await visit.desk.broadcasts.create(draft);
  if (!created.ok) return refused(visit, fields, problem(created.message));
  return done(`/broadcasts/${encodeURIComponent(created.value.id)}`, 'created');
}

async function refused(visit: Visit, fields: DraftFields, flash: Flash): Promise<Shown> {
  return { ...(await newForm(visit, fields)), status: 409, flash };
}

async function showPreview(visit: Visit, fields: DraftFields, draft: NewBroadcast): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const read = await desk.broadcasts.preview(draft);
  if (!read.ok) return refused(visit, fields, problem(read.message));
  const view = read.value;
  const forward = postForm({
    action: '/broadcasts/new',
    csrf,
    body: html`${hidden(fields)}<div class="acts">${button(say('new.create'), { name: 'step', value: 'create' })}${button(say('new.edit'), { name: 'step', value: 'edit', look: 'quiet' })}</div>`,
  });
  const body = html`<p>${say('new.previewMeans')}</p>
${warnings(say, view.warnings)}
${preview(say, view)}
<div class="sheet">${draftFacts(say, draft, view)}</div>
${recipientTable(say, view.recipients)}
<p>${say('new.secondPerson')}</p>
${forward}`;
  return { title: say('new.previewTitle'), body };
}

function draftFacts(say: Say, draft: NewBroadcast, view: BroadcastPreview): Html {
  const { contest, role, source } = draft.audience;
  return terms([
    [say('broadcast.at'), moment(draft.at)],
    [
      say('broadcast.lastUseful'),
      draft.lastUsefulAt === null ? say('new.noLastUseful') : moment(draft.lastUsefulAt),
    ],
    [say('new.field.contest'), contest ? say(`contest.${contest}`) : say('new.any')],
    [say('new.field.role'), role ? say(`role.${role}`) : say('new.any')],
    [say('new.field.source'), source ?? say('new.any')],
    [say('broadcast.channels'), draft.channels ? channelNames(say, draft.channels) : say('new.allChannels')],
    [say('broadcast.nature'), say(`nature.${draft.nature}`)],
    [say('broadcast.price'), euros(view.priceEur)],
    [say('broadcast.duration'), duration(say, view.durationSeconds)],
  ]);
}

async function newForm(visit: Visit, fields: DraftFields, errors: Errors = {}): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const sources = await desk.sources.list();
  const form = postForm({
    action: '/broadcasts/new',
    csrf,
    body: html`${textFields(say, fields, errors)}${audienceFields(visit, { fields, errors, sources })}${button(say('new.preview'), { name: 'step', value: 'preview' })}`,
  });
  return {
    title: say('new.title'),
    body: html`<p>${link('/broadcasts', say('broadcasts.back'))}</p><p>${say('new.means')}</p>${form}`,
  };
}

/** Label, hint where the phrases have one, value and error of one field of this form. */
function fieldOf(
  say: Say,
  name: Exclude<keyof DraftFields, 'channels'>,
  of: { fields: DraftFields; errors: Errors },
) {
  return { name, label: say(`new.field.${name}`), value: of.fields[name], error: of.errors[name] };
}

function textFields(say: Say, fields: DraftFields, errors: Errors): Html {
  const field = (name: Exclude<keyof DraftFields, 'channels'>) => fieldOf(say, name, { fields, errors });
  return html`${textArea({ ...field('text'), hint: say('new.hint.text'), required: true })}
${input({ ...field('subject'), hint: say('new.hint.subject') })}
${input({ ...field('at'), type: 'datetime-local', hint: say('form.kyivTime'), required: true })}
${input({ ...field('lastUsefulAt'), type: 'datetime-local', hint: say('new.hint.lastUsefulAt') })}`;
}

function audienceFields(
  { desk, say }: Visit,
  of: { fields: DraftFields; errors: Errors; sources: readonly SourceRow[] },
): Html {
  const { fields, errors, sources } = of;
  const any = { value: '', label: say('new.any') };
  const named = (family: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: id, label: say(`${family}.${id}`) }));
  const group = {
    error: errors.channels,
    kind: 'checkbox' as const,
    options: named('channel', desk.channels),
  };
  return html`${select({ ...fieldOf(say, 'contest', of), options: [any, ...named('contest', contestIds)] })}
${select({ ...fieldOf(say, 'role', of), options: [any, ...named('role', desk.roles)] })}
${select({ ...fieldOf(say, 'source', of), hint: say('new.hint.source'), options: [any, ...sources.map(({ name }) => ({ value: name, label: name }))] })}
${choiceGroup({ ...group, name: 'channels', label: say('new.field.channels'), hint: say('new.hint.channels'), chosen: fields.channels })}
${choiceGroup({
  name: 'nature',
  kind: 'radio',
  label: say('new.field.nature'),
  hint: say('new.hint.nature'),
  options: named('nature', natures),
  chosen: [fields.nature],
  error: errors.nature,
  tall: true,
})}`;
}
