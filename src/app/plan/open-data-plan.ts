// Owns the execution of the city's plans as open data: which rows are told, and what each field of a row says.
import { listEvidence } from '../../../db/evidence.ts';
import { sentForLines } from '../../../db/open-data.ts';
import type { At } from '../../../db/people.ts';
import { listEvents, listPlans } from '../../../db/plans.ts';
import { maskNames } from '../../core/names.ts';
import { maskPersonal } from '../../core/personal.ts';
import type { PlanLine } from '../../core/plan/plan.ts';
import { type ReportRow, reportOf } from '../../core/plan/report.ts';
import type { LineRecord } from '../../core/plan/report-account.ts';
import { localDate } from '../../core/time.ts';
import { type App, reading } from '../app.ts';
import { inHryvnias, manyOnly, type OpenRecord, recommendedFields } from './open-data-table.ts';

/** The fields of the recommended schema in its order, and behind them what it lacks and a plan has. */
export const planFields = [
  ...recommendedFields,
  'number',
  'plan',
  'planStatus',
  'decisionNumber',
  'period',
  'dateFrom',
  'dateTo',
  'result',
  'broadcasts',
  'messages',
  'delivered',
  'events',
] as const;
export type PlanField = (typeof planFields)[number];

/** How far a row has come; its words are `web.open.status.<state>`. */
export const executionStates = ['ahead', 'waiting', 'told', 'going', 'done', 'unrecorded'] as const;
export type ExecutionState = (typeof executionStates)[number];

/** Records with the instants of their first and last change; null: there are none. */
export type OpenRecords<Field extends string> = {
  records: OpenRecord<Field>[];
  issued: number | null;
  modified: number | null;
};

/** Everything that was ever paid or sent for a plan: its years and what was printed of them lie within. */
const always = { from: '2000-01-01', to: '2099-12-31' };

type Plan = Awaited<ReturnType<typeof listPlans>>[number];
type Sent = Awaited<ReturnType<typeof sentForLines>>[number];

/** Rows that staff confirmed, of plans that are in use and no drafts; words of staff's own are never among them. */
export async function planRecords(app: App): Promise<OpenRecords<PlanField>> {
  const at = reading(app);
  const now = app.clock.now();
  const plans = (await listPlans(at))
    .filter(({ plan }) => plan.droppedAt === null && plan.status !== 'draft')
    .map(({ plan, lines }) => ({ plan, lines: lines.filter(isConfirmed) }))
    .filter(({ lines }) => lines.length > 0);
  const sent = Map.groupBy(await sentForLines(at), ({ planId }) => planId);
  const parts = [];
  for (const one of plans) parts.push(await partOf(app, at, { one, sent: sent.get(one.plan.id) ?? [] }));
  const confirmed = plans.flatMap(({ lines }) => lines.map(({ confirmedAt }) => confirmedAt ?? now));
  return {
    records: parts.flatMap(({ records }) => records),
    issued: confirmed.length === 0 ? null : Math.min(...confirmed),
    modified: confirmed.length === 0 ? null : Math.max(...confirmed, ...parts.map(({ changed }) => changed)),
  };
}

const isConfirmed = (line: Plan['lines'][number]) => line.confirmedAt !== null && line.dropped === null;

async function partOf(
  app: App,
  at: At,
  { one, sent }: { one: Plan; sent: readonly Sent[] },
): Promise<{ records: OpenRecord<PlanField>[]; changed: number }> {
  const { plan, lines } = one;
  const today = localDate(app.clock.now());
  const evidence = (await listEvidence(at, plan.id)).filter(({ line }) =>
    lines.some(({ key }) => key === line),
  );
  const events = (await listEvents(at)).filter(
    ({ planId, cancelledAt, startsAt }) =>
      planId === plan.id && cancelledAt === null && startsAt <= app.clock.now(),
  );
  const records = lines.map(
    ({ body, key }): LineRecord => ({
      line: body,
      dropped: null,
      broadcasts: 0,
      channels: [],
      events: [],
      questions: 0,
      evidence: evidence.filter(({ line }) => line === key),
    }),
  );
  const { id, title, status, head } = plan;
  const { decision, period, reportPeriod } = head;
  const reported = { id, title, status, decision, period, reportPeriod };
  const { rows } = reportOf({ plan: reported, window: always, today, records });
  const counted = rows.map((row, place) => ({
    row,
    record: records[place],
    sent: sent.filter(({ line }) => line === row.key),
    events: events.filter(({ line }) => line === row.key).length,
  }));
  return {
    records: counted.map((of) => recordOf(app, plan, { ...of, today })),
    changed: Math.max(0, ...evidence.map((row) => row.at), ...sent.map((row) => row.at)),
  };
}

type Counted = {
  row: ReportRow;
  record: LineRecord | undefined;
  sent: readonly Sent[];
  events: number;
  today: string;
};

function recordOf(app: App, plan: Plan['plan'], of: Counted): OpenRecord<PlanField> {
  const { row, record, sent, events, today } = of;
  const { line, planned, actual } = row;
  const word = (key: string) => app.files.phrases[key] ?? key;
  const sum = (...states: string[]) =>
    sent.reduce((all, { state, n }) => (states.includes(state) ? all + n : all), 0);
  const messages = manyOnly(sum('sent', 'delivered'));
  const evidence = record?.evidence ?? [];
  const recorded = evidence.some(({ kind }) => kind !== 'reason');
  const isDone = recorded || events > 0 || sent.length > 0 || (actual ?? 0) > 0;
  const { decision } = plan.head;
  return {
    uid: `${plan.id}:${line.key}`,
    kind: masked(line.section),
    type: word(`console.channel.${line.channel}`),
    title: plain(line.what),
    description: masked(line.details),
    url: pageOf(evidence),
    authorityName: app.files.city.controller.name,
    authorityId: null,
    authorityCattutc: null,
    // A row of a plan is not voted on, and nobody's name stands for it.
    count: null,
    creator: null,
    status: word(`web.open.status.${stateOf(line, today, isDone)}`),
    decisionDate: decision?.date ?? null,
    decisionUrl: null,
    budgetPlan: inHryvnias(planned),
    budgetFact: inHryvnias(actual),
    responsible: responsibleOf(line),
    number: line.number,
    plan: plain(plan.title),
    planStatus: word(`console.planStatus.${plan.status}`),
    decisionNumber: decision?.number ?? null,
    period: line.period.text === '' ? null : line.period.text,
    dateFrom: line.period.from,
    dateTo: line.period.to,
    result: masked(line.result),
    broadcasts: new Set(sent.map(({ id }) => id)).size,
    messages,
    delivered: messages === null ? null : sum('delivered'),
    events,
  };
}

const masked = (text: string | null) => (text === null || text === '' ? null : plain(text));

/** Texts of plans as they were masked: they hardly change, and looking for names is most of the work of a file. */
const known = new Map<string, string>();
const mostKnown = 5_000;

function plain(text: string): string {
  const found = known.get(text) ?? maskNames(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, found);
  return found;
}

/** Who answers for a row, as the document says; a unit whose name was a person's is left out. */
function responsibleOf({ responsible }: PlanLine): string | null {
  const names = responsible.map(({ name }) => name).filter((name) => plain(name) === name);
  return names.length === 0 ? null : names.join('; ');
}

/** Where the latest result can be seen: of what staff wrote only the address, and none that holds anything personal. */
function pageOf(evidence: LineRecord['evidence']): string | null {
  const links = evidence.filter(({ kind }) => kind === 'link').toReversed();
  for (const { text } of links) {
    const [url = ''] = /https?:\/\/[^\s<>"«»]+/i.exec(text) ?? [];
    const plain = url.replace(/[.,;:!?)]+$/, '');
    if (plain === '' || !URL.canParse(plain)) continue;
    const { username, password } = new URL(plain);
    if (username === '' && password === '' && maskPersonal(decoded(plain)).found.length === 0) return plain;
  }
  return null;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/**
 * Only what records say: a row whose time is over and of which nothing is recorded is not called done. What a document
 * says of a row may as well be why nothing was done: that is for readers to judge.
 */
function stateOf({ period, result }: PlanLine, today: string, isDone: boolean): ExecutionState {
  if (result !== null && !isDone) return 'told';
  if (period.from !== null && period.from > today && !isDone) return 'ahead';
  const isOver = period.to !== null && period.to < today;
  if (isOver) return isDone ? 'done' : 'unrecorded';
  return isDone ? 'going' : 'waiting';
}
