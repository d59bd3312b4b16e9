// Owns the page on which staff change one row of a plan: its fields, whom it reaches, its words, its parts, and undo.
import { html } from 'hono/html';
import type { PlanRow, PlanView, Result } from '../../../app/desk.ts';
import type { TextSlot } from '../../../app/plan/plan-slots.ts';
import type { SettingsChange } from '../../../app/plan/plan-use.ts';
import { contestIds, roles, stageIds } from '../../../core/contest.ts';
import { comparedFields } from '../../../core/plan/plan-diff.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, choiceGroup, hidden, input, postForm, select, textArea } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, terms } from '../show.ts';
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
import { correctionFields, type Typed, typedCorrection } from './plan-edit-fields.ts';
import { fieldTable } from './plan-version.ts';
import { editPath, lineTitle } from './plan-words.ts';

export const planEditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/plans/:id/row/:key', who: everyone, answer: (visit) => editPage(visit) },
  { method: 'POST', path: '/plans/:id/row/:key', who: everyone, answer: act },
];

async function editPage(
  visit: Visit,
  flash: Flash | null = null,
  typed: Typed | null = null,
): Promise<Shown> {
  const { desk, say } = visit;
  const plan = await desk.plans.show(visit.param('id'));
  const row = plan?.rows.find((one) => one.line.key === visit.param('key'));
  if (!plan || !row) return missing(visit, html`<p>${link('/plans', say('plans.back'))}</p>`);
  const slots = await desk.plans.edit.slots(plan.id, row.line.key);
  const standing = !plan.dropped && row.dropped === null;
  const body = html`<p>${link(`/plans/${encodeURIComponent(plan.id)}`, say('edit.back'))}</p>
<p>${say('edit.means')}</p>
${row.dropped === null ? '' : html`<p>${say('row.dropped', { reason: row.dropped })}</p>`}
${row.reason === null ? '' : html`<p>${say('edit.reasonWas', { reason: row.reason })}</p>`}
${row.original ? fieldTable(say, { caption: say('edit.original'), before: row.original, after: row.line, fields: comparedFields }) : ''}
<details><summary>${say('row.literal')}</summary>${terms(row.line.source.map(({ column, text }) => [column, text] as const))}</details>
${standing ? html`${fieldForm(visit, { plan, row, typed })}${settingForm(visit, plan, { row, slots })}${partForms(visit, plan, row)}` : ''}
${plan.dropped ? '' : form(visit, { plan, row, act: 'undo', body: html`<p>${say('edit.undoMeans')}</p>` })}`;
  const title = lineTitle(row.line);
  return { title, body, ...(flash ? { flash, status: 409 as const } : {}) };
}

type Act = 'correct' | 'settle' | 'split' | 'merge' | 'add' | 'drop' | 'undo';

function form(visit: Visit, of: { plan: PlanView; row: PlanRow; act: Act; body: Html }): Html {
  const { csrf, say } = visit;
  const look = of.act === 'correct' ? 'main' : of.act === 'drop' ? 'grave' : 'quiet';
  const body = html`${hidden({ act: of.act })}${of.body}${button(say(`edit.${of.act}`), { look })}`;
  return html`<section class="sheet"><h2>${say(`edit.${of.act}.title`)}</h2>${postForm({ action: editPath(of.plan, of.row.line.key), csrf, body })}</section>`;
}

function reasonField({ say }: Visit, scope: string): Html {
  return input({
    name: 'reason',
    scope,
    label: say('edit.reason'),
    hint: say('edit.reasonHint'),
    required: true,
  });
}

const optional = (say: Visit['say'], family: 'contest' | 'role', ids: readonly string[]) => [
  { value: '', label: say(`edit.any.${family}`) },
  ...ids.map((id) => ({ value: id, label: say(`${family}.${id}`) })),
];

function fieldForm(visit: Visit, of: { plan: PlanView; row: PlanRow; typed: Typed | null }): Html {
  const { say } = visit;
  const { plan, row, typed } = of;
  const body = html`${correctionFields(say, row, typed)}
${reasonField(visit, 'correct')}`;
  return form(visit, { plan, row, act: 'correct', body });
}

function settingForm(visit: Visit, plan: PlanView, of: { row: PlanRow; slots: readonly TextSlot[] }): Html {
  const { say, desk } = visit;
  const { row, slots } = of;
  if (row.carriage === null) return html``;
  const { audience, stages } = row.settings;
  const texts = slots.map(({ slot, words, own }) => {
    const text = own ?? words;
    return html`<h3><code>${slot}</code></h3>
${input({ name: `subject.${slot}`, label: say('edit.subject'), value: text.subject ?? '' })}
${textArea({ name: `text.${slot}`, label: say('edit.text'), value: text.text, hint: own ? say('edit.ownText', { who: own.by }) : say('edit.cityText') })}`;
  });
  const body = html`${choiceGroup({
    name: 'stages',
    kind: 'checkbox',
    label: say('row.chooseStages'),
    hint: say('edit.stagesHint'),
    options: stageIds.map((id) => ({ value: id, label: say(`stage.${id}`) })),
    chosen: stages ?? [],
  })}
${select({ name: 'contest', label: say('edit.contest'), value: audience?.contest ?? '', options: optional(say, 'contest', contestIds) })}
${select({ name: 'role', label: say('edit.role'), value: audience?.role ?? '', options: optional(say, 'role', roles) })}
${choiceGroup({
  name: 'channels',
  kind: 'checkbox',
  label: say('edit.channels'),
  hint: say('edit.channelsHint'),
  options: desk.channels.map((id) => ({ value: id, label: say(`channel.${id}`) })),
  chosen: audience?.channels ?? [],
})}
<details><summary>${say('edit.texts')}</summary><p>${say('edit.textsMean')}</p>${texts}</details>`;
  return form(visit, { plan, row, act: 'settle', body });
}

function partForms(visit: Visit, plan: PlanView, row: PlanRow): Html {
  const { say } = visit;
  const others = plan.rows.filter((one) => one.dropped === null && one.line.key !== row.line.key);
  const field = (name: 'parts' | 'what', scope: string) =>
    textArea({ name, scope, label: say(`edit.${scope}.label`), hint: say(`edit.${scope}.hint`) });
  const merging = choiceGroup({
    name: 'keys',
    kind: 'checkbox',
    label: say('edit.merge.label'),
    options: others.map(({ line }) => ({ value: line.key, label: lineTitle(line) })),
    chosen: [],
    tall: true,
  });
  return html`${form(visit, { plan, row, act: 'split', body: html`${field('parts', 'split')}${reasonField(visit, 'split')}` })}
${others.length > 0 ? form(visit, { plan, row, act: 'merge', body: html`${merging}${reasonField(visit, 'merge')}` }) : ''}
${form(visit, { plan, row, act: 'add', body: html`${field('what', 'add')}${reasonField(visit, 'add')}` })}
${form(visit, { plan, row, act: 'drop', body: reasonField(visit, 'drop') })}`;
}

async function act(visit: Visit): Promise<Answer> {
  const { form: sent, say } = visit;
  const kind = oneOf<Act>(['correct', 'settle', 'split', 'merge', 'add', 'drop', 'undo'], sent.text('act'));
  const result = kind ? await carryOut(visit, kind) : null;
  const typed = kind === 'correct' ? typedCorrection(say, sent).typed : null;
  if (!result) return await editPage(visit, problem(say('form.check')), typed);
  if (!result.ok) return await editPage(visit, problem(result.message), typed);
  return done(`/plans/${encodeURIComponent(visit.param('id'))}`, 'rowEdited');
}

/** Null where a field of the form means nothing. */
async function carryOut(visit: Visit, kind: Act): Promise<Result<PlanRow[]> | null> {
  const { desk, form: sent, member, param } = visit;
  const { edit } = desk.plans;
  const of = { planId: param('id'), key: param('key'), by: member.email, reason: sent.text('reason') };
  switch (kind) {
    case 'correct': {
      const { reading } = typedCorrection(visit.say, sent);
      return 'field' in reading ? null : await edit.correct({ ...of, correction: reading.value });
    }
    case 'settle':
      return await edit.settle({ ...of, change: await settingsFrom(visit) });
    case 'split':
      return await edit.split({ ...of, parts: linesOf(sent.text('parts')).map((what) => ({ what })) });
    case 'merge':
      return await edit.merge({ ...of, keys: [of.key, ...sent.all('keys')], correction: {} });
    case 'add':
      return await edit.add({ ...of, after: of.key, line: { what: sent.text('what') } });
    case 'drop':
      return await edit.drop(of);
    case 'undo':
      return await edit.undo(of);
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((one) => one.trim() !== '');
}

/** A text that reads as the city's is not staff's own; an emptied one gives the city's back. */
async function settingsFrom({ desk, form: sent, param }: Visit): Promise<SettingsChange> {
  const slots = await desk.plans.edit.slots(param('id'), param('key'));
  const texts = slots.map(({ slot, words }) => {
    const [text, subject] = [sent.text(`text.${slot}`), sent.text(`subject.${slot}`) || null];
    const city = text === '' || (text === words.text.trim() && subject === (words.subject?.trim() ?? null));
    return [slot, city ? null : { text, subject, preheader: null }] as const;
  });
  const stages = stageIds.filter((id) => sent.all('stages').includes(id));
  const channels = desk.channels.filter((name) => sent.all('channels').includes(name));
  return {
    stages: stages.length > 0 ? stages : null,
    audience: {
      contest: oneOf(contestIds, sent.text('contest')),
      role: oneOf(roles, sent.text('role')),
      channels: channels.length > 0 ? channels : null,
    },
    texts: Object.fromEntries(texts),
  };
}
