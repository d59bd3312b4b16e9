// Owns the report as JSON: the same rows and sums as its documents, for programs. Pages are report-docx.ts's, sheets report-xlsx.ts's.

import type { Report } from '../core/plan/report.ts';
import type { WordedReport } from '../core/plan/report-words.ts';

/** Money in integer kopecks, null where nothing is funded; `percent` with one decimal, null where nothing is planned. */
export type ReportJsonSums = { planned: number | null; actual: number | null; percent: number | null };

export type ReportJson = {
  title: string;
  plan: { id: string; title: string; status: string; decision: { number: string; date: string } | null };
  period: { from: string; to: string };
  rows: (ReportJsonSums & {
    key: string;
    number: string;
    section: string | null;
    what: string;
    details: string | null;
    period: string;
    responsible: { name: string; role: string }[];
    account: string[];
  })[];
  totals: ReportJsonSums;
};

const percentOf = (tenths: number | null): number | null => (tenths === null ? null : tenths / 10);

export function reportJson(report: Report, worded: WordedReport): ReportJson {
  const { id, title, status, decision } = report.plan;
  const { planned, actual, share } = report.totals;
  return {
    title: worded.title.join(' '),
    plan: { id, title, status, decision },
    period: report.window,
    rows: report.rows.map((row, place) => ({
      key: row.key,
      number: row.number,
      section: row.line.section,
      what: row.line.what,
      details: row.line.details,
      period: worded.rows[place]?.period ?? '',
      responsible: row.line.responsible,
      planned: row.planned,
      actual: row.actual,
      percent: percentOf(row.share),
      account: worded.rows[place]?.account ?? [],
    })),
    totals: { planned, actual, percent: percentOf(share) },
  };
}
