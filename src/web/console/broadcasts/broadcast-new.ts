// Owns writing a broadcast, new or in place of one that has not begun: the form, its preview with the head count, and
// keeping it, which leaves it to a second person. The fields are in broadcast-fields.ts.
import { html } from 'hono/html';
import type { BroadcastPreview, NewBroadcast } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { scriptTag } from '../assets.ts';
import { button, hidden, postForm } from '../fields.ts';
import type { Errors } from '../form.ts';
import { link, moment, terms } from '../show.ts';
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
import { warnings } from './broadcast.ts';
import { composed, messageLooks } from './broadcast-compose.ts';
import {
  type DraftFields,
  fieldsFrom,
  fieldsOf,
  narrowingsIn,
  noFields,
  readDraft,
} from './broadcast-draft.ts';
import { draftFields } from './broadcast-fields.ts';
import { reach } from './broadcast-reach.ts';
import { channelNames } from './broadcast-words.ts';

export const newBroadcastRoutes: readonly ConsoleRoute[] = [
  {
    method: 'GET',
    path: '/broadcasts/new',
    who: everyone,
    answer: (visit) => writingForm(visit, null, { fields: noFields }),
  },
  { method: 'POST', path: '/broadcasts/new', who: everyone, answer: (visit) => takeStep(visit, null) },
  { method: 'GET', path: '/broadcasts/:id/edit', who: everyone, answer: editForm },
  {
    method: 'POST',
    path: '/broadcasts/:id/edit',
    who: everyone,
    answer: (visit) => takeStep(visit, visit.param('id')),
  },
];

const pathOf = (id: string) => `/broadcasts/${encodeURIComponent(id)}`;

async function editForm(visit: Visit): Promise<Answer> {
  const view = await visit.desk.broadcasts.show(visit.param('id'));
  if (!view) return missing(visit, html`<p>${link('/broadcasts', visit.say('broadcasts.back'))}</p>`);
  return writingForm(visit, view.id, { fields: fieldsFrom(view) });
}

/** The form is sent to be previewed, corrected or kept; every step reads and checks all of it again. */
async function takeStep(visit: Visit, id: string | null): Promise<Answer> {
  const { desk, form, say } = visit;
  const step = form.text('step');
  const pictured = await withPicture(visit, fieldsOf(form));
  const attached = await withAttachment(visit, pictured.fields);
  const { fields } = attached;
  const errors = { ...pictured.errors, ...attached.errors };
  if (step === 'edit' || step === 'look') return writingForm(visit, id, { fields });
  const read = readDraft(visit, fields, await narrowingsIn(desk));
  const wrong = { ...('errors' in read ? read.errors : {}), ...errors };
  if ('errors' in read || errors.pictureFile || errors.attachFile) {
    const again = await writingForm(visit, id, { fields, errors: wrong });
    return { ...again, status: 422, flash: problem(say('form.check')) };
  }
  return step === 'create'
    ? keep(visit, id, { fields, draft: read.draft })
    : showPreview(visit, id, { fields, draft: read.draft });
}

/** A picture that was uploaded is kept at once, and from then on is an address like any other. */
async function withPicture(
  { desk, form, member }: Visit,
  fields: DraftFields,
): Promise<{ fields: DraftFields; errors: Errors }> {
  const file = form.file('pictureFile');
  if (!file || file.size === 0) return { fields, errors: {} };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kept = await desk.broadcasts.keepPicture({ name: file.name, bytes }, member.email);
  if (!kept.ok) return { fields, errors: { pictureFile: kept.message } };
  return { fields: { ...fields, picture: kept.value.url }, errors: {} };
}

/** A file that was uploaded is kept at once; the text gets a line that links to it. */
async function withAttachment(
  { desk, form, member }: Visit,
  fields: DraftFields,
): Promise<{ fields: DraftFields; errors: Errors }> {
  const file = form.file('attachFile');
  if (!file || file.size === 0) return { fields, errors: {} };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kept = await desk.letters.keepFile({ name: file.name, bytes }, member.email);
  if (!kept.ok) return { fields, errors: { attachFile: kept.message } };
  return { fields: { ...fields, text: `${fields.text}\n\n${kept.value.line}`.trim() }, errors: {} };
}

type Drafted = { fields: DraftFields; draft: NewBroadcast };

async function keep(visit: Visit, id: string | null, { fields, draft }: Drafted): Promise<Answer> {
  const { broadcasts } = visit.desk;
  const kept = await (id === null ? broadcasts.create(draft) : broadcasts.edit(id, draft));
  if (!kept.ok) return refused(visit, id, { fields, message: kept.message });
  return done(pathOf(kept.value.id), id === null ? 'created' : 'edited');
}

async function refused(
  visit: Visit,
  id: string | null,
  of: { fields: DraftFields; message: string },
): Promise<Shown> {
  const again = await writingForm(visit, id, { fields: of.fields });
  return { ...again, status: 409, flash: problem(of.message) };
}

async function showPreview(visit: Visit, id: string | null, { fields, draft }: Drafted): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const read = await (id === null ? desk.broadcasts.preview(draft) : desk.broadcasts.preview(draft, id));
  if (!read.ok) return refused(visit, id, { fields, message: read.message });
  const view = read.value;
  const keepIt = button(say(id === null ? 'new.create' : 'new.save'), { name: 'step', value: 'create' });
  const goBack = button(say('new.edit'), { name: 'step', value: 'edit', look: 'quiet' });
  const forward = postForm({
    action: id === null ? '/broadcasts/new' : `${pathOf(id)}/edit`,
    csrf,
    body: html`${hidden(fields)}<div class="acts">${keepIt}${goBack}</div>`,
  });
  const body = html`<p>${say(id === null ? 'new.previewMeans' : 'new.editPreviewMeans')}</p>
${warnings(say, view.warnings)}
${await messageLooks(visit, draft, view)}
<h2>${say('broadcast.toWhom')}</h2>
<div class="sheet">${draftFacts(say, draft, view)}</div>
${reach(say, view)}
<p>${say(id === null ? 'new.secondPerson' : 'new.voids')}</p>
${forward}`;
  return { title: say('new.previewTitle'), body };
}

function draftFacts(say: Say, draft: NewBroadcast, view: BroadcastPreview): Html {
  const { contest, role, source, follows, attends, topic, unlessVoted } = draft.audience;
  return terms([
    [say('broadcast.at'), moment(view.at)],
    [
      say('broadcast.lastUseful'),
      draft.lastUsefulAt === null ? say('new.noLastUseful') : moment(draft.lastUsefulAt),
    ],
    [say('new.field.contest'), contest ? say(`contest.${contest}`) : say('new.any')],
    [say('new.field.role'), role ? say(`role.${role}`) : say('new.any')],
    [say('new.field.source'), source ?? say('new.any')],
    [say('new.field.follows'), follows ?? null],
    [say('new.field.attends'), attends ?? null],
    [say('new.field.topic'), topic ? say(`topic.${topic}`) : null],
    [say('new.field.unlessVoted'), unlessVoted ? say('new.unlessVoted') : null],
    [say('broadcast.channels'), draft.channels ? channelNames(say, draft.channels) : say('new.allChannels')],
    [say('broadcast.nature'), say(`nature.${draft.nature}`)],
    [say('broadcast.payment'), say(`payment.${draft.payment ?? 'pay'}`)],
  ]);
}

/** The form with what was typed; `id` is the broadcast whose place the draft takes, null: a new one. */
async function writingForm(
  visit: Visit,
  id: string | null,
  of: { fields: DraftFields; errors?: Errors },
): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const known = await narrowingsIn(desk);
  const form = postForm({
    action: id === null ? '/broadcasts/new' : `${pathOf(id)}/edit`,
    csrf,
    upload: true,
    body: html`${draftFields(visit, { fields: of.fields, errors: of.errors ?? {}, known })}<div class="acts">${button(say('compose.show'), { name: 'step', value: 'look', look: 'quiet' })}${button(say('new.preview'), { name: 'step', value: 'preview' })}</div>`,
  });
  const back =
    id === null ? link('/broadcasts', say('broadcasts.back')) : link(pathOf(id), say('new.backToOne'));
  const means = say(id === null ? 'new.means' : 'new.editMeans');
  return {
    title: say(id === null ? 'new.title' : 'new.editTitle'),
    body: html`<p>${back}</p><p>${means}</p><div class="compose">${form}${await composed(visit, { fields: of.fields, known, id })}</div>${scriptTag('compose.js')}`,
  };
}
