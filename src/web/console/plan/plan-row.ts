// Owns how one row of a plan looks: the document's own words beside what was understood, and what staff can do about it.
import { html } from 'hono/html';
import type { PlanRow, PlanView } from '../../../app/desk.ts';
import { contestIds, stageIds } from '../../../core/contest.ts';
import { type CityEvent, letterStages } from '../../../core/occurrences/occurrence.ts';
import type { PlanWarning } from '../../../core/plan/plan.ts';
import type { Html } from '../../layout.ts';
import { button, choiceGroup, hidden, input, postForm, select } from '../fields.ts';
import type { Errors } from '../form.ts';
import { link, moment, tag, terms } from '../show.ts';
import type { Visit } from '../visit.ts';
import { evidencePath } from './evidence.ts';
import {
  confidenceWords,
  editPath,
  fundingWords,
  lineTitle,
  periodWords,
  responsibleWords,
} from './plan-words.ts';
import { wordOf } from './task-words.ts';

/** What was sent for a row and could not be accepted. */
export type RowTrouble = { key: string; values: Readonly<Record<string, string>>; errors: Errors };

export type RowView = {
  plan: PlanView;
  row: PlanRow;
  /** Its position, which names it on the page. */
  place: number;
  warnings: readonly PlanWarning[];
  events: readonly CityEvent[];
  trouble: RowTrouble | null;
};

export function planRow(visit: Visit, view: RowView): Html {
  const { say } = visit;
  const { row, place, warnings, plan } = view;
  const notes = warnings.map(({ message }) => html`<li>${message}</li>`);
  return html`<article class="sheet" id="row-${place}" aria-labelledby="row-${place}-name">
<h2 id="row-${place}-name">${lineTitle(row.line)}</h2>
${tags(visit, row)}
${notes.length > 0 ? html`<h3>${say('row.warnings')}</h3><ul>${notes}</ul>` : ''}
<div class="pair">
<section><h3>${say('row.literal')}</h3>${terms(row.line.source.map(({ column, text }) => [column, text] as const))}</section>
<section><h3>${say('row.understood')}</h3>${understood(visit, row)}</section>
</div>
${packLink(visit, view)}${events(visit, view)}
${plan.dropped || row.dropped ? '' : acts(visit, view)}
<p>${link(editPath(plan, row.line.key), say('row.edit'))} · ${link(evidencePath(plan.id, row.line.key), say('row.evidence'))}</p>
</article>`;
}

function tags({ say }: Visit, row: PlanRow): Html {
  const confidence = confidenceWords(say, row.line.confidence);
  const state =
    row.dropped !== null
      ? tag(say('row.dropped', { reason: row.dropped }), 'plain')
      : row.confirmedAt !== null
        ? tag(say('row.confirmed'), 'done')
        : row.needs.length > 0
          ? tag(say('row.needsAnswer'), 'note')
          : tag(say('row.notConfirmed'), 'plain');
  const who =
    row.confirmedAt === null
      ? ''
      : html`<p class="soft">${row.confirmedBy ? say('row.confirmedBy', { who: row.confirmedBy }) : ''} ${moment(row.confirmedAt)}</p>`;
  const needs = row.needs.map((need) => html`<li>${say(`need.${need}.means`)}</li>`);
  return html`<ul class="tags"><li>${state}</li><li>${tag(confidence.text, confidence.tone)}</li></ul>${who}${
    needs.length > 0 && row.confirmedAt === null ? html`<ul>${needs}</ul>` : ''
  }`;
}

function understood({ say }: Visit, { line, carriage, settings }: PlanRow): Html {
  const inherited = line.inherited.map((field) => say(`inherited.${field}`)).join(', ');
  return terms([
    [say('row.section'), line.section],
    [say('row.period'), periodWords(say, line.period)],
    [say('row.channel'), say(`channel.${line.channel}`)],
    [say('row.action'), say(`action.${line.action}`)],
    [say('row.carriage'), carriage && say(`carriage.${carriage}`)],
    [say('row.stages'), settings.stages?.map((stage) => say(`stage.${stage}`)).join(', ') ?? null],
    [say('row.responsible'), responsibleWords(say, line.responsible)],
    [say('row.funding'), fundingWords(say, line.funding)],
    [say('row.result'), line.result],
    [say('row.inherited'), inherited],
  ]);
}

/** Where somebody else publishes, staff hand them ready texts. */
function packLink(visit: Visit, { plan, row }: RowView): Html {
  if (row.line.action !== 'assist' || plan.dropped || row.dropped) return html``;
  const path = `/plans/${encodeURIComponent(plan.id)}/pack/${encodeURIComponent(row.line.key)}`;
  return html`<p>${link(path, wordOf(visit)('page.pack'))}</p>`;
}

function events({ say }: Visit, view: RowView): Html {
  if (view.events.length === 0) return html``;
  const items = view.events.map(
    ({ title, startsAt, place, link }) =>
      html`<li>${title}, ${moment(startsAt)}, ${place}${link ? html`, <a href="${link}" rel="noreferrer">${link}</a>` : ''}</li>`,
  );
  return html`<h3>${say('row.events')}</h3><ul>${items}</ul>`;
}

function acts(visit: Visit, view: RowView): Html {
  const { row } = view;
  if (row.confirmedAt !== null)
    return html`${undo(visit, view)}${row.carriage === 'invitations' ? eventForm(visit, view) : ''}`;
  const asksEvent = row.needs.includes('event') || row.carriage === 'invitations';
  return html`${asksEvent ? eventForm(visit, view) : ''}${confirmForm(visit, view)}`;
}

function base({ plan }: RowView): string {
  return `/plans/${encodeURIComponent(plan.id)}`;
}

function undo({ csrf, say }: Visit, view: RowView): Html {
  const { row, place } = view;
  const body = html`${hidden({ key: row.line.key, place: String(place) })}${button(say('row.undo'), { look: 'quiet', about: lineTitle(row.line) })}`;
  return postForm({ action: `${base(view)}/unconfirm`, csrf, body });
}

/** Whether staff choose stages for this row: the document leaves them open, a letter goes out once a stage, or they did before. */
export function asksStages(row: PlanRow): boolean {
  return row.needs.includes('stages') || row.carriage === 'letters' || row.settings.stages !== null;
}

function confirmForm({ csrf, say }: Visit, view: RowView): Html {
  const { row, place, trouble } = view;
  const stages = asksStages(row)
    ? choiceGroup({
        name: 'stages',
        scope: `row-${place}`,
        label: say('row.chooseStages'),
        hint: say('row.chooseStagesHint'),
        kind: 'checkbox',
        options: stageIds.map((stage) => ({ value: stage, label: say(`stage.${stage}`) })),
        chosen: row.settings.stages ?? (row.carriage === 'letters' ? letterStages : []),
        error: trouble?.errors.stages,
      })
    : '';
  const body = html`${hidden({ key: row.line.key, place: String(place) })}${stages}${button(say('row.confirm'), { about: lineTitle(row.line) })}`;
  return postForm({ action: `${base(view)}/confirm`, csrf, body });
}

function eventForm({ csrf, say }: Visit, view: RowView): Html {
  const { row, place, trouble } = view;
  const field = (name: string) => ({
    name,
    label: say(`event.field.${name}`),
    scope: `row-${place}`,
    value: trouble?.values[name],
    error: trouble?.errors[name],
    required: name !== 'link',
  });
  const options = (family: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: id, label: say(`${family}.${id}`) }));
  const body = html`${hidden({ key: row.line.key, place: String(place) })}
${input(field('title'))}
${input({ ...field('startsAt'), type: 'datetime-local', hint: say('form.kyivTime') })}
${input(field('place'))}
${input({ ...field('link'), type: 'url', hint: say('event.linkHint') })}
${select({ ...field('contest'), options: options('contest', contestIds) })}
${select({ ...field('stage'), options: options('stage', stageIds) })}
${button(say('event.add'), { look: 'quiet', about: lineTitle(row.line) })}`;
  const opened = trouble || (row.needs.includes('event') && row.confirmedAt === null);
  return html`<details${opened ? html` open` : ''}><summary>${say('event.summary')}</summary>${postForm({ action: `${base(view)}/event`, csrf, body })}</details>`;
}
