// Owns templates: putting values into texts, and letting a sentence with an unset value fall out without harm.
import { counted, grouped, hryvnias, longDate } from './ukrainian.ts';

export type FactKind = 'text' | 'number' | 'money' | 'list' | 'url' | 'date' | 'phone' | 'email';

/** A fact as the templates see it; a null value is unset. `label` names it to people. */
export type Fact = { label: string; kind: FactKind; value: string | number | readonly string[] | null };
export type Facts = Readonly<Record<string, Fact>>;

/** What to say in place of a sentence with an unset value; `contact` is whom to ask. */
export type UnsetWording = (labels: readonly string[], first: boolean) => string;

export type Rendered = { text: string; gaps: string[] };

const placeholder = /\{([A-Za-z][\w.]*)(?::([^{}]*))?\}/g;

/** The placeholders of a template, in order, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((match) => match[1] ?? ''))];
}

/**
 * Fills a template. A line, list item or sentence that holds an unset value is replaced by the wording for it;
 * the rest stays. Throws on a placeholder that no fact knows: the content check finds those before the start.
 */
export function render(template: string, facts: Facts, unset: UnsetWording): Rendered {
  const gaps: string[] = [];
  let first = true;
  const lines = linesOf(template).map(({ line, sentences }) => {
    const said = sentences.map(({ sentence, keys }) => {
      if (keys.length === 0) return sentence;
      const missing = keys.filter((key) => factOf(facts, key).value === null);
      if (missing.length === 0) return fill(sentence, facts);
      const fresh = missing.filter((key) => !gaps.includes(key));
      gaps.push(...fresh);
      if (fresh.length === 0) return '';
      const wording = unset(
        fresh.map((key) => factOf(facts, key).label),
        first,
      );
      first = false;
      return leadOf(sentence) + wording + (sentence.match(/\s+$/)?.[0] ?? '');
    });
    const whole = said.join('').trimEnd();
    return whole === '' && line.trim() !== '' ? null : whole;
  });
  return { text: lines.filter((line) => line !== null).join('\n'), gaps };
}

type Line = { line: string; sentences: { sentence: string; keys: string[] }[] };

/** Templates that were taken apart already: the same few make most answers. */
const taken = new Map<string, readonly Line[]>();
const mostTaken = 2000;

function linesOf(template: string): readonly Line[] {
  const known = taken.get(template);
  if (known) return known;
  const lines = template.split('\n').map((line) => ({
    line,
    sentences: sentencesOf(line).map((sentence) => ({ sentence, keys: placeholdersOf(sentence) })),
  }));
  if (taken.size >= mostTaken) taken.clear();
  taken.set(template, lines);
  return lines;
}

/** A fact in words: money with its currency, lists with commas, dates in the genitive. */
export function inWords(fact: Fact): string {
  const { value, kind } = fact;
  if (value === null) return '';
  if (typeof value === 'number') return kind === 'money' ? hryvnias(value) : grouped(value);
  if (typeof value !== 'string') return value.join('; ');
  return kind === 'date' ? longDate(value) : value;
}

function fill(sentence: string, facts: Facts): string {
  return sentence.replace(placeholder, (_whole, key: string, forms: string | undefined) => {
    const fact = factOf(facts, key);
    if (forms === undefined) return inWords(fact);
    const [one = '', few = one, many = few] = forms.split('|');
    return counted(Number(fact.value), [one, few, many]);
  });
}

function factOf(facts: Facts, key: string): Fact {
  const fact = facts[key];
  if (!fact) throw new Error(`unknown placeholder {${key}}`);
  return fact;
}

/** The number or bullet of a list item stays when its sentence is replaced. */
function leadOf(sentence: string): string {
  return sentence.match(/^\s*(?:\d+[.)]\s+|[—–•-]\s+)?/)?.[0] ?? '';
}

/**
 * Splits a line into sentences, each with the blanks that follow it. An end mark counts only before a blank and
 * a capital letter, a digit, a quote or a placeholder, so that «14 р. на день» and «грн. разом» stay whole; the
 * number of a list item is no sentence.
 */
export function sentencesOf(line: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  const ends = /[.!?…]["»)*]*\s+(?=[*«"(]*[A-ZА-ЯЄІЇҐ\d{])/gu;
  for (const match of line.matchAll(ends)) {
    const end = match.index + match[0].length;
    if (/^\s*\d+\.\s+$/.test(line.slice(start, end))) continue;
    sentences.push(line.slice(start, end));
    start = end;
  }
  if (start < line.length) sentences.push(line.slice(start));
  return sentences;
}
