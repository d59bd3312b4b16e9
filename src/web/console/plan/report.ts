// Owns the page of the execution report: choosing a plan and a window of days, its rows at a glance, and its files.
// What a report says is the desk's; recording evidence for a row is evidence.ts's.
import { html } from 'hono/html';
import type { PlanSummary } from '../../../app/desk.ts';
import { type ReportForm, type ReportRequest, reportForms } from '../../../app/plan/report.ts';
import type { Report, ReportRow } from '../../../core/plan/report.ts';
import {
  partWords,
  type ReportSay,
  reportSay,
  shownShare,
  shownSum,
} from '../../../core/plan/report-words.ts';
import { localDate } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { button, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, table } from '../show.ts';
import { type ConsoleRoute, everyone, problem, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { dayInput, evidencePath } from './evidence.ts';

export const reportRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/report', who: everyone, answer: reportPage },
];

/** Where the files are served: a form of the report as an attachment. */
export const reportFilePath = '/report/file';

/** The report that an address asks for: this year up to today and the only plan, unless it says otherwise. */
function requestOf(query: Visit['query'], now: number): ReportRequest {
  const today = localDate(now);
  const plan = query('plan');
  return {
    plan: plan === '' ? null : plan,
    from: query('from') ?? `${today.slice(0, 4)}-01-01`,
    to: query('to') ?? today,
  };
}

async function reportPage(visit: Visit): Promise<Shown> {
  const { desk, now, query, say } = visit;
  const request = requestOf(query, now);
  const plans = (await desk.plans.list()).filter((plan) => !plan.dropped);
  const made = await desk.report.make(request);
  const form = html`<p>${say('report.means')}</p>${windowForm(say, plans, request)}`;
  if (!made.ok) {
    // Nobody has asked for anything yet: the form alone is the answer.
    const asked = query('from') !== null;
    const flash = asked || plans.length === 0 ? problem(made.message) : null;
    return { title: say('report.title'), body: form, ...(flash ? { flash, status: asked ? 422 : 200 } : {}) };
  }
  const body = html`${form}${files(say, request, made.value)}${rows(visit, made.value)}`;
  return { title: say('report.title'), body };
}

function windowForm(say: Say, plans: readonly PlanSummary[], request: ReportRequest): Html {
  const plan = select({
    name: 'plan',
    label: say('report.plan'),
    value: request.plan ?? plans.find(({ confirmed }) => confirmed > 0)?.id,
    options: plans.map(({ id, title }) => ({ value: id, label: title })),
  });
  return html`<form method="get" action="/console/report">
${plans.length > 1 ? plan : ''}
${dayInput({ name: 'from', label: say('report.from'), value: request.from })}
${dayInput({ name: 'to', label: say('report.to'), value: request.to })}
${button(say('report.make'), { look: 'quiet' })}
</form>`;
}

function files(say: Say, request: ReportRequest, report: Report): Html {
  const items = reportForms.map((form) => {
    const query = new URLSearchParams({ plan: report.plan.id, from: request.from, to: request.to, form });
    return html`<li>${link(`${reportFilePath}?${query}`, say(`report.${form}`))}</li>`;
  });
  return html`<h2>${say('report.files')}</h2><ul>${items}</ul>`;
}

function rows({ say, desk }: Visit, report: Report): Html {
  const words = reportSay(desk.phrase);
  const { planned, actual, share } = report.totals;
  const total = [words('total'), shownSum(planned), shownSum(actual), shownShare(share), '', ''];
  return html`<h2>${report.plan.title}</h2>${table({
    caption: say('report.caption'),
    head: ['line', 'planned', 'actual', 'share', 'account', 'evidence'].map((key) => say(`report.${key}`)),
    rows: [...report.rows.map((row) => rowCells({ say, words }, report, row)), total],
    numbers: [1, 2, 3],
  })}`;
}

function rowCells({ say, words }: { say: Say; words: ReportSay }, report: Report, row: ReportRow) {
  const name = `${row.number}. ${row.line.what}`;
  const account = row.account.map((part) => html`<p>${partWords(part, words)}</p>`);
  const path = evidencePath(report.plan.id, row.key);
  return [
    name,
    shownSum(row.planned),
    shownSum(row.actual),
    shownShare(row.share),
    html`${account}`,
    html`<a href="/console${path}" aria-label="${say('report.evidenceOf', { name })}">${say('report.evidence')}</a>`,
  ];
}

export type Download = { bytes: Uint8Array; mime: string; name: string };

/** The file that an address asks for; a page with the reason where there is none. */
export async function reportDownload({
  desk,
  query,
  now,
  say,
}: Pick<Visit, 'desk' | 'query' | 'now' | 'say'>): Promise<Download | Shown> {
  const form: ReportForm = oneOf(reportForms, query('form') ?? '') ?? 'docx';
  const made = await desk.report.file(requestOf(query, now), form);
  if (made.ok) return made.value.file;
  const body = html`<p>${link('/report', say('report.title'))}</p>`;
  return { title: say('report.title'), body, flash: problem(made.message), status: 422 };
}
