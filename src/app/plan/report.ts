// Owns gathering the execution report: plan, ledger, events, answered questions and evidence of a window become one report.
// Its sums and account are core's, its files src/plan's.
import {
  broadcastsByLine,
  type Instants,
  listEvidence,
  questionsAnswered,
  sentByLine,
} from '../../../db/evidence.ts';
import type { At } from '../../../db/people.ts';
import { findPlan, listEvents, listPlans, type PlanRowStored } from '../../../db/plans.ts';
import { carriageOf } from '../../core/occurrences/occurrence.ts';
import type { PlanSpan } from '../../core/plan/plan.ts';
import { type Report, reportOf } from '../../core/plan/report.ts';
import type { LineRecord } from '../../core/plan/report-account.ts';
import type { ReportedPlan } from '../../core/plan/report-window.ts';
import { reportSay, wordedReport } from '../../core/plan/report-words.ts';
import { addDays, kyivInstant, localDate } from '../../core/time.ts';
import { reportJson } from '../../plan/report.ts';
import { reportDocx } from '../../plan/report-docx.ts';
import { reportXlsx } from '../../plan/report-xlsx.ts';
import { type App, channelNames, channelTitle, reading } from '../app.ts';
import type { Result } from '../result.ts';
import { isDate, refuseReport } from './evidence.ts';

export const reportForms = ['docx', 'xlsx', 'json'] as const;
export type ReportForm = (typeof reportForms)[number];

/** Which report: local dates, both included; `plan` null where there is only one to choose. */
export type ReportRequest = { plan: string | null; from: string; to: string };

export type ReportFile = { name: string; mime: string; bytes: Uint8Array };

export type ReportDesk = {
  make: (request: ReportRequest) => Promise<Result<Report>>;
  /** The report as a file of one of its forms; all forms hold the same rows and sums. */
  file: (request: ReportRequest, form: ReportForm) => Promise<Result<{ report: Report; file: ReportFile }>>;
};

type Stored = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

const mimes: Readonly<Record<ReportForm, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
};

/** The report part of the desk. */
export function reportDesk(app: App): ReportDesk {
  return {
    make: (request) => make(app, request),
    file: async (request, form) => {
      const made = await make(app, request);
      if (!made.ok) return made;
      const report = made.value;
      const { from, to } = report.window;
      const file = {
        name: `zvit-${from}-${to}.${form}`,
        mime: mimes[form],
        bytes: await written(app, report, form),
      };
      return { ok: true, value: { report, file } };
    },
  };
}

async function written(app: App, report: Report, form: ReportForm): Promise<Uint8Array> {
  const say = reportSay((key) => app.files.phrases[key]);
  const worded = wordedReport(report, app.files.city.controller.name, say);
  switch (form) {
    case 'docx':
      return await reportDocx(worded);
    case 'xlsx':
      return await reportXlsx(worded);
    case 'json':
      return new TextEncoder().encode(`${JSON.stringify(reportJson(report, worded), null, 2)}\n`);
  }
}

async function make(app: App, { plan, from, to }: ReportRequest): Promise<Result<Report>> {
  if (!isDate(from) || !isDate(to) || from > to) return refuseReport(app, 'window');
  const at = reading(app);
  const chosen = plan === null ? await onlyPlan(app, at) : await findPlan(at, plan);
  if (chosen === null) return refuseReport(app, 'plan', { id: plan ?? '' });
  if ('ok' in chosen) return chosen;
  const window = { from, to };
  const records = await recordsOf(app, chosen, window);
  const today = localDate(app.clock.now());
  return { ok: true, value: reportOf({ plan: reportedPlan(chosen), window, today, records }) };
}

/** The plan that is meant where none is named: the only one, or the only one with confirmed rows; never a guess. */
async function onlyPlan(app: App, at: At) {
  const plans = (await listPlans(at)).filter(({ plan }) => plan.droppedAt === null);
  if (plans.length === 0) return refuseReport(app, 'noPlan');
  const confirmed = plans.filter(({ lines }) => lines.some((line) => line.confirmedAt !== null));
  const [first, ...others] = confirmed.length > 0 ? confirmed : plans;
  return first && others.length === 0 ? await findPlan(at, first.plan.id) : refuseReport(app, 'whichPlan');
}

function reportedPlan({ plan }: Stored): ReportedPlan {
  const { id, title, status, head } = plan;
  const { decision, period, reportPeriod } = head;
  return { id, title, status, decision, period, reportPeriod };
}

/** Everything that is known of each line in the window; days are Kyiv's. */
async function recordsOf(app: App, { plan, lines }: Stored, window: PlanSpan): Promise<LineRecord[]> {
  const at = reading(app);
  const instants: Instants = { from: kyivInstant(window.from), to: kyivInstant(addDays(window.to, 1)) };
  const [sent, broadcasts, questions, evidence, events] = await Promise.all([
    sentByLine(at, plan.id, instants),
    broadcastsByLine(at, plan.id, instants),
    questionsAnswered(at, instants),
    listEvidence(at, plan.id),
    listEvents(at),
  ]);
  const bot = botLine(lines);
  const letters = new Set(channelNames(app).letters);
  return lines.map(({ key, body, dropped }) => ({
    line: body,
    dropped,
    broadcasts: broadcasts.find((row) => row.line === key)?.broadcasts ?? 0,
    channels: sent
      .filter((row) => row.line === key)
      .map(({ channel, messages, people, delivered }) => ({
        channel: channelTitle(app.files, channel),
        letters: letters.has(channel),
        messages,
        people,
        delivered,
      })),
    events: events
      .filter((event) => event.planId === plan.id && event.line === key)
      .map(({ title, startsAt, place }) => ({ title, on: localDate(startsAt), place })),
    questions: key === bot ? questions : 0,
    evidence: evidence.filter((row) => row.line === key),
  }));
}

/** The line that answers residents: the first that stands and that the bot carries. Questions are counted once, there. */
function botLine(lines: readonly PlanRowStored[]): string | null {
  const carrier = lines.find(({ body, dropped }) => dropped === null && carriageOf(body) === 'notices');
  return carrier?.key ?? null;
}
