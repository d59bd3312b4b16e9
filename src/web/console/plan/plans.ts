// Owns the list of campaign plans, the upload of a document and the page of one plan; its rows are drawn in plan-row.ts.
import { html } from 'hono/html';
import type { PlanSummary, PlanView } from '../../../app/desk.ts';
import type { CityEvent } from '../../../core/occurrences/occurrence.ts';
import { longDate } from '../../../core/ukrainian.ts';
import type { Flash, Html } from '../../layout.ts';
import { largestUpload } from '../../limits-body.ts';
import { button, input, postForm } from '../fields.ts';
import { link, table, tag, terms } from '../show.ts';
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
import { planRow, type RowTrouble } from './plan-row.ts';

export const planRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/plans', who: everyone, answer: (visit) => plansPage(visit) },
  { method: 'POST', path: '/plans', who: everyone, answer: importPlan },
  { method: 'GET', path: '/plans/:id', who: everyone, answer: showPlan },
];

async function plansPage(visit: Visit, error?: string): Promise<Shown> {
  const { desk, say } = visit;
  const plans = await desk.plans.list();
  const body = html`${plans.length > 0 ? planTable(say, plans) : html`<p>${say('plans.none')}</p>`}
<h2>${say('plans.upload')}</h2>
<p>${say('plans.uploadMeans')}</p>
${uploadForm(visit, error)}`;
  return { title: say('plans.title'), body };
}

function planTable(say: Say, plans: readonly PlanSummary[]): Html {
  return table({
    caption: say('plans.caption'),
    head: ['title', 'status', 'confirmed'].map((key) => say(`plans.head.${key}`)),
    rows: plans.map((plan) => [
      link(`/plans/${encodeURIComponent(plan.id)}`, plan.title),
      html`${say(`planStatus.${plan.status}`)}${plan.dropped ? html` ${tag(say('plans.dropped'), 'plain')}` : ''}`,
      say('plans.confirmedOf', { confirmed: plan.confirmed, lines: plan.lines }),
    ]),
  });
}

function uploadForm({ csrf, say }: Visit, error: string | undefined): Html {
  const file = input({
    name: 'file',
    label: say('plans.file'),
    hint: say('plans.fileHint'),
    type: 'file',
    accept: '.docx,.xlsx,.csv,.txt',
    required: true,
    error,
  });
  return postForm({ action: '/plans', csrf, upload: true, body: html`${file}${button(say('plans.read'))}` });
}

async function importPlan(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const file = form.file('file');
  if (!file || file.size === 0) return refused(visit, 422, say('plans.noFile'));
  if (file.size > largestUpload) return refused(visit, 413, say('plans.tooLarge'));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = await desk.plans.import({ name: file.name, bytes }, true, member.email);
  if (!read.ok) return refused(visit, 422, read.message);
  return done(read.value.id ? `/plans/${encodeURIComponent(read.value.id)}` : '/plans', 'imported');
}

async function refused(visit: Visit, status: 413 | 422, message: string): Promise<Shown> {
  return { ...(await plansPage(visit, message)), status, flash: problem(visit.say('form.check')) };
}

async function showPlan(visit: Visit): Promise<Shown> {
  return planPage(visit);
}

/** The page of one plan, with what went wrong with one of its rows where something did. */
export async function planPage(
  visit: Visit,
  trouble: RowTrouble | null = null,
  flash: Flash | null = null,
): Promise<Shown> {
  const { desk, say } = visit;
  const [plan, events] = await Promise.all([desk.plans.show(visit.param('id')), desk.plans.events()]);
  if (!plan) return missing(visit, html`<p>${link('/plans', say('plans.back'))}</p>`);
  const mine = events.filter((event) => event.planId === plan.id);
  const page = shownPage(visit, plan, trouble);
  const body = html`<p>${link('/plans', say('plans.back'))}</p>
${head(visit, plan)}
${acts(visit, plan)}
${open(say, plan)}
${rows(visit, { plan, events: mine, trouble, page })}
${pageLinks(say, plan, page)}`;
  return { title: plan.title, body, ...(flash ? { flash, status: 409 as const } : {}) };
}

/** Rows on one page: each brings its forms along. */
const rowsShown = 16;

/** The page, from 1, on which the row of this position (from 0) stands. */
export function pageOfRow(place: number): number {
  return Math.floor(place / rowsShown) + 1;
}

/** Where the row is that something was done to; else the page that the address names. */
function shownPage({ form, query }: Visit, plan: PlanView, trouble: RowTrouble | null): number {
  const last = Math.max(1, pageOfRow(plan.rows.length - 1));
  const key = trouble?.key ?? form.text('key');
  const place = plan.rows.findIndex(({ line }) => line.key === key);
  const asked = place >= 0 ? pageOfRow(place) : Number(/^\d{1,4}$/.exec(query('page') ?? '')?.[0] ?? 1);
  return Math.min(last, Math.max(1, asked));
}

function pageLinks(say: Say, plan: PlanView, page: number): Html {
  const pages = pageOfRow(plan.rows.length - 1);
  if (pages < 2) return html``;
  const items = Array.from({ length: pages }, (_, index) => {
    const [from, to] = [index * rowsShown + 1, Math.min(plan.rows.length, (index + 1) * rowsShown)];
    const current = index + 1 === page ? html` aria-current="page"` : '';
    return html`<li><a href="/console/plans/${encodeURIComponent(plan.id)}?page=${index + 1}"${current}>${say('plan.rows', { from, to })}</a></li>`;
  });
  return html`<nav aria-label="${say('pages.label')}"><ul>${items}</ul></nav>`;
}

function head({ say }: Visit, plan: PlanView): Html {
  const { decision, period, footnotes, warnings } = plan.head;
  const general = warnings.filter((warning) => warning.line === null);
  return html`<div class="sheet">${terms([
    [say('plan.status'), say(`planStatus.${plan.status}`)],
    [
      say('plan.decision'),
      decision && say('plan.decisionOf', { number: decision.number, date: longDate(decision.date) }),
    ],
    [
      say('plan.period'),
      period && say('period.span', { from: longDate(period.from), to: longDate(period.to) }),
    ],
    [say('plan.confirmed'), say('plans.confirmedOf', { confirmed: plan.confirmed, lines: plan.lines })],
    [say('plan.footnotes'), footnotes.join('\n')],
  ])}
${plan.status === 'draft' ? html`<p class="error">${say('plan.draftMeans')}</p>` : ''}
${plan.dropped ? html`<p class="error">${say('plan.droppedMeans')}</p>` : ''}
${general.length > 0 ? html`<h2>${say('plan.warnings')}</h2><ul>${general.map(({ message }) => html`<li>${message}</li>`)}</ul>` : ''}</div>`;
}

function acts({ csrf, say }: Visit, plan: PlanView): Html {
  if (plan.dropped) return html``;
  const action = `/plans/${encodeURIComponent(plan.id)}`;
  const confirm = postForm({
    action: `${action}/confirm-all`,
    csrf,
    body: html`<p>${say('plan.confirmAllMeans')}</p>${button(say('plan.confirmAll'))}`,
  });
  const drop = postForm({
    action: `${action}/drop`,
    csrf,
    body: html`<p>${say('plan.dropMeans')}</p>${button(say('plan.drop'), { look: 'grave' })}`,
  });
  const newer = link(`${action}/version`, say('version.title'));
  const also = [
    newer,
    link('/planned?days=cycle', say('plan.rehearsal')),
    link('/timeline', say('nav.timeline')),
    link('/tasks', say('plan.tasks')),
    link(`/report?plan=${encodeURIComponent(plan.id)}`, say('plan.report')),
  ];
  return html`${confirm}<nav aria-label="${say('plan.also')}"><ul>${also.map((one) => html`<li>${one}</li>`)}</ul></nav><details><summary>${say('plan.dropSummary')}</summary>${drop}</details>`;
}

/** What still needs an answer, as links to the rows. */
function open(say: Say, plan: PlanView): Html {
  const items = plan.rows.flatMap((row, place) =>
    row.needs.length > 0 && row.confirmedAt === null
      ? [
          html`<li><a href="/console/plans/${encodeURIComponent(plan.id)}?page=${pageOfRow(place)}#row-${place}">${row.line.number ?? row.line.what}</a>: ${row.needs.map((need) => say(`need.${need}`)).join(', ')}</li>`,
        ]
      : [],
  );
  return items.length > 0 ? html`<h2>${say('plan.open')}</h2><ul>${items}</ul>` : html``;
}

function rows(
  visit: Visit,
  of: { plan: PlanView; events: readonly CityEvent[]; trouble: RowTrouble | null; page: number },
): Html {
  const articles = of.plan.rows.map((row, place) => {
    if (pageOfRow(place) !== of.page) return '';
    const warnings = of.plan.head.warnings.filter((warning) => warning.line === row.line.key);
    const events = of.events.filter((event) => event.line === row.line.key);
    const trouble = of.trouble?.key === row.line.key ? of.trouble : null;
    return planRow(visit, { plan: of.plan, row, place, warnings, events, trouble });
  });
  return html`${articles}`;
}
