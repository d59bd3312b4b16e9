// Owns what stands around the tables: the title, the status and its decision, the years, the language and the footnotes.
// The tables themselves belong to header.ts and rows.ts.

import type { PlanDecision, PlanSpan, PlanStatus } from '../core/plan/plan.ts';
import { dayOf, yearsSpan } from './calendar-days.ts';
import { yearsNamed } from './funding.ts';
import { readPeriod } from './period.ts';
import { tokenise } from './period-words.ts';
import { fold, squeeze } from './text.ts';

export type Preamble = {
  title: string;
  status: PlanStatus;
  decision: PlanDecision | null;
  period: PlanSpan | null;
  /** The words that the period was read from: they stand for lines without a period of their own. */
  periodText: string | null;
  reportPeriod: PlanSpan | null;
  approvalUndated: boolean;
};

const titleStart =
  /^(проєкт |проект )?(план|медіа-?план|медиас?-?план|звіт|отчет|програма|программа|заходи|мероприятия|перелік заходів|календарний|комплексн|інформація про|дорожня карта|перечень)(?![а-яіїє]*ован)/;
const titleStop =
  /^(обсяг|дата і номер|дата та номер|відповідальн|термін реаліз|строк реаліз|затвердж|погодж|схвал|рішення|додаток|розділ|\d+\. |№)/;
const yearEnd =
  /20\d\d[^а-яіїєґ]*(роках|років|роки|року|році|рік|рр?|годов|годы|года|году|год|гг?)?[.,;*¹ )»"]*$/;

/** Joins the lines of a title: from its first word to the line that names the years or to what can't belong to it. */
function titleOf(lines: readonly string[]): string {
  const start = lines.findIndex((line) => titleStart.test(fold(line)));
  if (start < 0) return withoutMark(lines.find((line) => line.length > 10) ?? lines[0] ?? '');
  const taken: string[] = [];
  for (const line of lines.slice(start, start + 10)) {
    if (taken.length > 0 && titleStop.test(fold(line))) break;
    taken.push(line);
    if (yearEnd.test(fold(line))) break;
  }
  return withoutMark(taken.join(' '));
}

/** A title without the mark of its footnote. */
function withoutMark(title: string): string {
  return title.replace(/\s*[*¹²³]+$/, '');
}

const decisionWords = /рішенн|розпорядж|наказ|постанов|решени|распоряж|приказ|затвердж|утвержд/;
const day = '<(?<date>\\d{4}-\\d\\d-\\d\\d)>';
const decisionNumber = '№ ?(?<number>[\\da-zа-яіїєґ][\\da-zа-яіїєґ/-]*)';
const decisionPatterns = [
  new RegExp(`${day},? ?${decisionNumber}`),
  new RegExp(`${decisionNumber},? ?(?:від|от) ${day}`),
];

/** A folded number in the letters that the document uses: `879-12/VIII`. */
function asWritten(number: string, text: string): string {
  return new RegExp(number, 'i').exec(squeeze(text))?.[0] ?? number;
}

function decisionOf(text: string): PlanDecision | null {
  const tokens = tokenise(text);
  for (const pattern of decisionPatterns) {
    const { date, number } = pattern.exec(tokens)?.groups ?? {};
    const [year, month, dayNumber] = (date ?? '').split('-').map(Number);
    const found = dayOf(year ?? 0, month ?? 0, dayNumber ?? 0);
    if (found && number) return { number: asWritten(number.replace(/[-/]+$/, ''), text), date: found };
  }
  return null;
}

/** A date or a number left blank for the pen: «від ____ № ____». */
const blankDecision = /(від|от) ?[«"]?_+|№ ?_+|_{3,} ?№/;

type Standing = Pick<Preamble, 'status' | 'decision' | 'approvalUndated'>;

function standingOf(lines: readonly string[]): Standing {
  const text = lines.join(' ');
  const folded = fold(text);
  const near = lines.flatMap((line, index) =>
    decisionWords.test(fold(line)) ? [lines.slice(index, index + 4).join(' ')] : [],
  );
  const decision = near.map(decisionOf).find((found) => found !== null) ?? null;
  const marked = lines.some(
    (line) =>
      /^\(?(проєкт|проект)\)?[.,]?$/.test(fold(line)) ||
      /^проєкт (рішення|плану|програми|заходів)/.test(fold(line)),
  );
  const blank = decisionWords.test(folded) && blankDecision.test(folded);
  if (marked || blank) return { status: 'draft', decision: blank ? null : decision, approvalUndated: false };
  const sentOn = /схвал|одобрен|подати на (розгляд|затвердження)|винести на розгляд|внести на розгляд/.test(
    folded,
  );
  if (decision && sentOn) return { status: 'endorsed', decision, approvalUndated: false };
  if (decision) return { status: 'approved', decision, approvalUndated: false };
  if (sentOn) return { status: 'endorsed', decision: null, approvalUndated: false };
  const stamped = /(^| )(затверджую|затверджено|утверждаю|утвержден)/.test(folded);
  return { status: 'unknown', decision: null, approvalUndated: stamped };
}

type Years = Pick<Preamble, 'period' | 'periodText' | 'reportPeriod'>;

const termLine =
  /(?:термін|строк|срок|період)(?:и|ы)? (?:реалізації|виконання|дії|реализации|действия|выполнения)[^–:-]*[–:-]+ ?(.+)$/i;
const dated =
  /(?:за |на |у |в |з |до |протягом |[ІIVХ1-4]{1,3}[ -–,].{0,20}квартал)?[^.;]{0,40}20\d\d[^.;]{0,30}/;

/** A window that the grammar understands, from the whole text or from one of its endings before the last year. */
function windowIn(text: string): { span: PlanSpan; literal: string } | null {
  const cut =
    (/^(.*20\d\d(?: ?[-–] ?(?:20)?\d\d)?(?: ?(?:роках|років|роки|року|році|рік|рр?\.?|годы|года|году|год|гг?\.?))?)/.exec(
      squeeze(text),
    ) ?? [])[1];
  if (!cut) return null;
  const words = cut.split(' ');
  for (let from = Math.max(0, words.length - 8); from < words.length; from += 1) {
    const literal = words
      .slice(from)
      .join(' ')
      .replace(/^[^\p{L}\p{N}]+/u, '');
    const { period, incomplete } = readPeriod(literal, null);
    const windowed = ['yearRange', 'dateRange', 'quarter', 'quarterRange'].includes(period.kind);
    if (windowed && !incomplete && period.from && period.to)
      return { span: { from: period.from, to: period.to }, literal };
  }
  return null;
}

function yearsOf(title: string, lines: readonly string[]): Years {
  const term = lines.map((line) => termLine.exec(line)?.[1]).find((text) => text !== undefined);
  const termWindow = term ? windowIn(term) : null;
  const titleWindow = windowIn(title);
  const report = /^(звіт|отчет|інформація про викон)/.test(fold(title));
  if (report) {
    return {
      period: termWindow?.span ?? null,
      periodText: termWindow?.literal ?? null,
      reportPeriod: titleWindow?.span ?? null,
    };
  }
  const named = yearsNamed(title);
  const spread = named.length > 0 ? yearsSpan(named[0] ?? 0, named.at(-1) ?? 0) : null;
  const fromTitle =
    titleWindow ?? (spread ? { span: spread, literal: squeeze((dated.exec(title) ?? [''])[0]) } : null);
  const chosen = fromTitle ?? termWindow;
  return { period: chosen?.span ?? null, periodText: chosen?.literal ?? null, reportPeriod: null };
}

/** Reads the paragraphs above the tables. `fallbackTitle` stands in for a document that begins with its table. */
export function readPreamble(paragraphs: readonly string[], fallbackTitle: string): Preamble {
  const lines = paragraphs.map(squeeze).filter((line) => line !== '');
  const title = titleOf(lines) || fallbackTitle;
  return { title, ...standingOf(lines), ...yearsOf(title, lines) };
}

/** Russian only where its own letters outnumber the Ukrainian ones. */
export function languageOf(text: string): 'uk' | 'ru' {
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  return count(/[ыэъё]/gi) > count(/[іїєґ]/gi) ? 'ru' : 'uk';
}

/** Notes under the tables: what begins with a mark or calls itself a note. Signatures and phones are left out. */
export function footnotesOf(tail: readonly string[]): string[] {
  return tail.map(squeeze).filter((line) => /^(\*|[¹²³]|\d\) ?план|примітк|примечан)/i.test(line));
}
