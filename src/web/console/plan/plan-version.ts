// Owns the page that compares a plan with a newer version of its document, and following it once somebody has looked.
import { html } from 'hono/html';
import type { PlanLine } from '../../../core/plan/plan.ts';
import { type ComparedField, comparedFields, fieldText, type RowDiff } from '../../../core/plan/plan-diff.ts';
import type { Flash, Html } from '../../layout.ts';
import { largestUpload } from '../../limits-body.ts';
import { button, hidden, input, postForm } from '../fields.ts';
import { link, table } from '../show.ts';
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
import { fundingWords, lineTitle, periodWords, responsibleWords } from './plan-words.ts';

export const planVersionRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/plans/:id/version', who: everyone, answer: (visit) => versionPage(visit) },
  { method: 'POST', path: '/plans/:id/version', who: everyone, answer: propose },
  { method: 'POST', path: '/plans/:id/version/apply', who: everyone, answer: apply },
];

const pathOf = (visit: Visit) => `/plans/${encodeURIComponent(visit.param('id'))}`;

/** Fields of two wordings of a row that read differently, side by side. */
export function fieldTable(
  say: Say,
  of: { caption: string; before: PlanLine; after: PlanLine; fields: readonly ComparedField[] },
): Html {
  const rows = of.fields.flatMap((field) => {
    const [old, fresh] = [fieldWords(say, of.before, field), fieldWords(say, of.after, field)];
    return old === fresh ? [] : [[say(`edit.field.${field}`), old, fresh]];
  });
  if (rows.length === 0) return html``;
  return table({
    caption: of.caption,
    about: lineTitle(of.after),
    head: ['field', 'before', 'after'].map((key) => say(`version.head.${key}`)),
    rows,
  });
}

function fieldWords(say: Say, line: PlanLine, field: ComparedField): string {
  switch (field) {
    case 'period':
      return [line.period.text, periodWords(say, line.period)].filter(Boolean).join(' — ');
    case 'responsible':
      return responsibleWords(say, line.responsible);
    case 'funding':
      return fundingWords(say, line.funding);
    case 'channel':
      return say(`channel.${line.channel}`);
    case 'action':
      return say(`action.${line.action}`);
    default:
      return fieldText(line, field) ?? '—';
  }
}

async function versionPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const plan = await desk.plans.show(visit.param('id'));
  if (!plan) return missing(visit, html`<p>${link('/plans', say('plans.back'))}</p>`);
  const version = await desk.plans.versions.proposed(plan.id);
  const upload = postForm({
    action: `${pathOf(visit)}/version`,
    csrf,
    upload: true,
    body: html`${input({ name: 'file', label: say('version.file'), hint: say('plans.fileHint'), type: 'file', accept: '.docx,.xlsx,.csv,.txt', required: true })}${button(say('version.compare'), version ? { look: 'quiet' } : {})}`,
  });
  const apply = version?.changes
    ? postForm({
        action: `${pathOf(visit)}/version/apply`,
        csrf,
        body: html`<p>${say('version.applyMeans')}</p>${hidden({ seen: version.seen })}${button(say('version.apply'))}`,
      })
    : '';
  const body = html`<p>${link(pathOf(visit), say('edit.back'))}</p><p>${say('version.means')}</p>
${version ? html`<h2>${version.fileName}</h2>${version.changes ? version.rows.map((row) => rowDiff(say, row)) : html`<p>${say('version.nothing')}</p>`}${apply}` : ''}
${upload}`;
  return { title: say('version.title'), body, ...(flash ? { flash, status: 409 as const } : {}) };
}

function rowDiff(say: Say, row: RowDiff): Html {
  const title = html`<h3>${say(`version.${row.kind}`)}: ${lineTitle(row.after ?? row.before)}</h3>`;
  if (row.kind === 'same') return html`<p class="soft">${say('version.same')}: ${lineTitle(row.after)}</p>`;
  if (row.kind !== 'changed') return title;
  const { before, after } = row;
  return html`${title}${fieldTable(say, { caption: say('version.changed'), before, after, fields: comparedFields })}`;
}

async function propose(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const file = form.file('file');
  if (!file || file.size === 0) return await versionPage(visit, problem(say('plans.noFile')));
  if (file.size > largestUpload) return await versionPage(visit, problem(say('plans.tooLarge')));
  const upload = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  const of = { planId: visit.param('id'), by: member.email };
  const result = await desk.plans.versions.propose(upload, of);
  if (!result.ok) return await versionPage(visit, problem(result.message));
  return done(`${pathOf(visit)}/version`, 'compared');
}

async function apply(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const of = { planId: visit.param('id'), by: member.email, seen: form.text('seen') };
  const result = await desk.plans.versions.apply(of);
  if (!result.ok) return await versionPage(visit, problem(result.message));
  return done(pathOf(visit), 'versionApplied');
}
