// Owns what can be wrong with a letter before it goes out, as far as the letter itself shows it; whether its links are
// alive is src/app/letters/preflight-links.ts's, and the words for staff are content/mail.yaml's.
import { isIP } from 'node:net';
import type { Stage } from '../core/contest.ts';
import { inKyiv } from '../core/time.ts';
import { type ComposedLetter, type LetterParts, mostHtmlBytes } from './compose.ts';
import { blocksOf, type Piece } from './markup.ts';
import { type DateWords, wrongDates } from './preflight-dates.ts';

/** One thing to look at: a code of `mail.preflight.<code>` with what its words are filled with. */
export type Finding = { code: FindingCode; values: Readonly<Record<string, string>> };

const problemCodes = [
  'linkForm',
  'linkHttp',
  'linkPrivate',
  'linkDead',
  'placeholder',
  'noText',
  'tooLarge',
  'subjectLong',
  'capitals',
  'date',
  'language',
  'alt',
  'unsubscribe',
] as const;
const warningCodes = ['noSubject', 'subjectWide', 'linkYear', 'linkUnknown', 'unset'] as const;

/** A problem blocks approval; a warning is only shown. */
export type FindingCode = (typeof problemCodes)[number] | (typeof warningCodes)[number];

export function isProblem(code: FindingCode): boolean {
  return problemCodes.some((one) => one === code);
}

/** Characters of a subject: what fits one header line and most screens, and what no program shows. */
export const subjectLengths = { good: 78, most: 150 } as const;

export type Inspected = {
  parts: LetterParts;
  composed: ComposedLetter;
  /** Letters of a list carry a way to leave it. */
  list: boolean;
  /** Stages of the contests that it is about, for its dates and the years of its links. */
  stages: readonly Stage[];
  words: DateWords;
  /** Our own address: its links may be plain http, as on a machine for trying out. */
  publicUrl: string;
  /** How a text begins that stands for a value the city has not confirmed. */
  unsetMark: string | null;
};

/** Everything that the letter itself shows, problems first. */
export function inspectLetter(of: Inspected): Finding[] {
  const findings = [
    ...linksOf(of.parts).flatMap((url) => linkFindings(url, of)),
    ...wordFindings(of),
    ...subjectFindings(of.parts.subject),
    ...formFindings(of),
    ...dateFindings(of),
  ];
  return [
    ...findings.filter(({ code }) => isProblem(code)),
    ...findings.filter(({ code }) => !isProblem(code)),
  ];
}

/** Every address that the letter opens or loads, each once: of its text, buttons and picture, not of its foot. */
export function linksOf({ text, choices, picture }: LetterParts): string[] {
  const written = blocksOf(text).flatMap((block) => {
    const lines: readonly Piece[][] =
      'items' in block ? block.items : 'lines' in block ? block.lines : [block.line];
    return lines.flat().flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []));
  });
  const pressed = choices.flatMap((choice) => ('url' in choice ? [choice.url] : []));
  return [...new Set([...written, ...pressed, ...(picture ? [picture.url] : [])])];
}

function finding(code: FindingCode, values: Readonly<Record<string, string>> = {}): Finding {
  return { code, values };
}

function linkFindings(url: string, { publicUrl, stages }: Inspected): Finding[] {
  if (/^(?:mailto|tel):/i.test(url)) return [];
  const address = URL.parse(url);
  if (!address || !/^https?:$/.test(address.protocol) || /[\s<>"]/.test(url))
    return [finding('linkForm', { url })];
  if (isOurs(url, publicUrl)) return [];
  if (isPrivateHost(address.hostname)) return [finding('linkPrivate', { url })];
  if (address.protocol !== 'https:') return [finding('linkHttp', { url })];
  const year = yearOf(address);
  const known = yearsOf(stages);
  return year !== null && known.size > 0 && !known.has(year)
    ? [finding('linkYear', { url, year: String(year) })]
    : [];
}

function isOurs(url: string, publicUrl: string): boolean {
  return url === publicUrl || url.startsWith(`${publicUrl}/`);
}

/** A name or number that means nothing outside this machine or building; numbers are never a city's address. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) !== 0) return true;
  return !name.includes('.') || /(?:^|\.)(?:localhost|local|internal|lan|home|test|invalid)$/.test(name);
}

/** The year that a path or query names by itself, as in `/2024/results`. */
function yearOf({ pathname, search }: URL): number | null {
  const years = [...`${pathname}${search}`.matchAll(/(?<![\d.])(20\d\d)(?![\d.])/g)];
  const [last] = years.slice(-1);
  return last ? Number(last[1]) : null;
}

function yearsOf(stages: readonly Stage[]): ReadonlySet<number> {
  return new Set(stages.flatMap(({ opens, closes }) => [inKyiv(opens).year, inKyiv(closes - 1).year]));
}

function wordFindings({ parts, composed, unsetMark }: Inspected): Finding[] {
  const labels = parts.choices.map(({ label }) => label);
  const all = [parts.subject, parts.preheader, parts.text, ...labels, ...linksOf(parts)].join('\n');
  const left = [...new Set(all.match(/\{[A-Za-z][\w.]*(?::[^{}]*)?\}/g) ?? [])];
  return [
    ...left.map((name) => finding('placeholder', { name })),
    ...(parts.text.trim() === '' || composed.text.trim() === '' ? [finding('noText')] : []),
    ...(unsetMark !== null && unsetMark !== '' && parts.text.includes(unsetMark) ? [finding('unset')] : []),
  ];
}

function subjectFindings(subject: string): Finding[] {
  const length = [...subject.trim()].length;
  const letters = subject.match(/\p{L}/gu) ?? [];
  const shouted = letters.length >= 8 && subject === subject.toUpperCase();
  const count = { count: String(length), most: String(subjectLengths.good) };
  if (length === 0) return [finding('noSubject')];
  return [
    ...(length > subjectLengths.most
      ? [finding('subjectLong', { ...count, most: String(subjectLengths.most) })]
      : []),
    ...(length > subjectLengths.good && length <= subjectLengths.most ? [finding('subjectWide', count)] : []),
    ...(shouted ? [finding('capitals')] : []),
  ];
}

function formFindings({ parts, composed, list }: Inspected): Finding[] {
  const { html, text } = composed;
  const bytes = Buffer.byteLength(html);
  const pictures = html.match(/<img\b[^>]*>/gi) ?? [];
  const { unsubscribeUrl } = parts.footer;
  const leaves = unsubscribeUrl !== null && text.includes(unsubscribeUrl) && html.includes('href=');
  return [
    ...(bytes >= mostHtmlBytes ? [finding('tooLarge', { size: String(Math.ceil(bytes / 1000)) })] : []),
    ...(/<html\b[^>]*\blang="uk"/i.test(html) ? [] : [finding('language')]),
    ...(pictures.some((tag) => !/\balt="[^"]*[^"\s][^"]*"/i.test(tag)) ? [finding('alt')] : []),
    ...(list && !leaves ? [finding('unsubscribe')] : []),
  ];
}

function dateFindings({ parts, stages, words }: Inspected): Finding[] {
  return wrongDates(`${parts.subject}\n${parts.text}`, stages, words).map((wrong) => finding('date', wrong));
}
