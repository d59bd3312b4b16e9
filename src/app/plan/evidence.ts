// Owns what staff record of a line's execution: a note, a link, a payment, a reason why not; each with its day and who wrote it.
// What a report makes of it belongs to src/core; the console and the command line only pass it on.
import {
  addEvidence,
  type EvidenceRow,
  findEvidence,
  listEvidence,
  removeEvidence,
} from '../../../db/evidence.ts';
import { findPlan } from '../../../db/plans.ts';
import type { EvidenceKind } from '../../../db/tables.ts';
import { reportSay } from '../../core/plan/report-words.ts';
import { localDate } from '../../core/time.ts';
import { readMoney } from '../../plan/money.ts';
import { type App, reading, writing } from '../app.ts';
import type { Refusal } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

export const evidenceKinds: readonly EvidenceKind[] = ['note', 'link', 'paid', 'reason'];

/** What staff give; `sum` as people write it («12 500,50»), empty where there is none. `on` null: today. */
export type NewEvidence = {
  planId: string;
  line: string;
  kind: EvidenceKind;
  text: string;
  sum: string;
  on: string | null;
};

export type EvidenceView = Pick<EvidenceRow, 'id' | 'line' | 'kind' | 'text' | 'kopecks' | 'on' | 'by'>;

export type EvidenceDesk = {
  /** What was recorded for a plan, or for one line of it, in order of its day. */
  list: (planId: string, line?: string) => Promise<EvidenceView[]>;
  add: (given: NewEvidence, by: string) => Promise<Result<EvidenceView>>;
  remove: (id: string, by: string) => Promise<Result<null>>;
};

const longestText = 2000;
/** Within what a sum in kopecks adds up to exactly over any plan: a hundred billion hryvnias. */
const largestSum = 10_000_000_000_000;

/** The evidence part of the desk. */
export function evidenceDesk(app: App): EvidenceDesk {
  return {
    list: async (planId, line) => {
      const rows = await listEvidence(reading(app), planId);
      return rows.filter((row) => line === undefined || row.line === line).map(viewOf);
    },
    add: (given, by) => add(app, given, by),
    remove: (id, by) => remove(app, id, by),
  };
}

/** A refusal in the words of `report.refuse.CODE`. */
export function refuseReport(
  app: Pick<App, 'files'>,
  code: string,
  values: Readonly<Record<string, string>> = {},
): Refusal {
  const say = reportSay((key) => app.files.phrases[key]);
  return { ok: false, code: `report.${code}`, message: say(`refuse.${code}`, values) };
}

function viewOf({ id, line, kind, text, kopecks, on, by }: EvidenceRow): EvidenceView {
  return { id, line, kind, text, kopecks, on, by };
}

type Checked = { text: string; kopecks: number | null; on: string };

/** The checked record, or the code of what is wrong with it. */
function check(given: NewEvidence, today: string): Checked | string {
  const text = given.text.trim();
  const on = (given.on ?? '').trim() || today;
  if (text === '' || text.length > longestText) return 'text';
  if (given.kind === 'link' && !/https?:\/\/[^\s/]/.test(text)) return 'link';
  if (!isDate(on)) return 'date';
  if (on > today) return 'future';
  if (given.kind !== 'paid') return given.sum.trim() === '' ? { text, kopecks: null, on } : 'noSum';
  const sum = readMoney(given.sum);
  const good = sum.kind === 'sum' && sum.kopecks > 0 && sum.kopecks <= largestSum;
  return good ? { text, kopecks: sum.kopecks, on } : 'sum';
}

/** Whether the text is a local date that exists, `2027-03-31`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

async function add(app: App, given: NewEvidence, by: string): Promise<Result<EvidenceView>> {
  const checked = check(given, localDate(app.clock.now()));
  if (typeof checked === 'string') return refuseReport(app, checked);
  const { planId, line, kind } = given;
  return await writing(app, async (at) => {
    const stored = await findPlan(at, planId);
    if (!stored || stored.plan.droppedAt !== null) return refuseReport(app, 'plan', { id: planId });
    if (!stored.lines.some(({ key }) => key === line)) return refuseReport(app, 'line', { key: line });
    const row: EvidenceRow = {
      id: app.newId(),
      planId,
      line,
      taskId: null,
      kind,
      ...checked,
      at: app.clock.now(),
      by,
    };
    await addEvidence(at, row);
    await writeAudit(at, app, { actor: by, act: 'evidence.add', object: `${planId}/${line}` });
    return { ok: true as const, value: viewOf(row) };
  });
}

async function remove(app: App, id: string, by: string): Promise<Result<null>> {
  return await writing(app, async (at) => {
    const row = await findEvidence(at, id);
    if (!row) return refuseReport(app, 'gone');
    await removeEvidence(at, id);
    const { kind, text, kopecks, on } = row;
    // The trail keeps what was taken out: a report that once went to the council must stay explainable.
    const detail = { kind, text, kopecks, on, by: row.by };
    await writeAudit(at, app, {
      actor: by,
      act: 'evidence.remove',
      object: `${row.planId}/${row.line}`,
      detail,
    });
    return { ok: true as const, value: null };
  });
}
