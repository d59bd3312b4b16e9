// Owns what is wrong, missing or doubtful in texts, as codes with values that a page says in words: what the content check
// finds, and what only a reader of the texts would notice. Nothing is decided here.
import { checkContent } from '../../content.ts';
import { contestIds } from '../../core/contest.ts';
import { factsFor } from '../../core/facts.ts';
import { sameWords } from '../../core/question.ts';
import { textOf, withText } from '../../core/revision.ts';
import { placeholdersOf } from '../../core/template.ts';
import type { Content, ContentProblem } from '../../core/texts.ts';
import { lastDay, localDate } from '../../core/time.ts';
import { datesIn, oldSpellingsIn, shortDate } from '../../core/ukrainian.ts';
import { everyText, recordAt, type TextName, wordsOf } from './text-words.ts';

/** error: it cannot stand · gap: residents hear that it is not known · note: worth a look. */
export const findingLevels = ['error', 'gap', 'note'] as const;
export const findingCodes = [
  'shape',
  'placeholder',
  'long',
  'noAnswer',
  'related',
  'missing',
  'lacks',
  'crowded',
  'dates',
  'other',
  'gap',
  'unset',
  'noDate',
  'unused',
  'spelling',
  'dateOther',
  'dateTyped',
  'linkYear',
  'taken',
] as const;
export type FindingCode = (typeof findingCodes)[number];
export type Finding = {
  level: (typeof findingLevels)[number];
  code: FindingCode;
  /** What the sentence of the code is filled with. */
  values: Readonly<Record<string, string | number>>;
  /** The text that it is about; null: none that staff change. */
  text: TextName | null;
};

/** Everything worth knowing about all texts, the gravest first. */
export function findingsIn(content: Content): Finding[] {
  const found = [
    ...checkContent(content).map((problem) => ofCheck(content, problem)),
    ...everyText(content).flatMap((text) => hintsOf(content, text)),
    ...unusedRules(content),
  ];
  const rank = ({ level }: Finding) => findingLevels.indexOf(level);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** What a text would bring with it in place of the one that stands: what breaks, and what its reader should know. */
export function findingsOf(content: Content, text: TextName & { body: unknown }): Finding[] {
  const next = withText(content, text);
  if (!next) return [{ level: 'error', code: 'shape', values: {}, text }];
  const nameOf = ({ level, file, field, message }: ContentProblem) => `${level} ${file} ${field} ${message}`;
  const before = new Set(checkContent(content).map(nameOf));
  const fresh = checkContent(next)
    .filter((problem) => problem.level !== 'gap' && !before.has(nameOf(problem)))
    .map((problem) => ofCheck(next, problem));
  const broken = fresh.some(({ level }) => level === 'error');
  // The hints ask for facts of the new texts: with unknown places there are none.
  if (broken) return fresh;
  const hints = hintsOf(next, { ...text, body: textOf(next, text) });
  return [...fresh, ...hints, ...takenIn(content, next, text)];
}

/** New ways of asking that another answer has already: understanding could not tell which is meant. */
function takenIn(content: Content, next: Content, text: TextName): Finding[] {
  if (text.kind !== 'faq') return [];
  const before = new Set(content.faq[text.key]?.phrasings);
  const fresh = (next.faq[text.key]?.phrasings ?? []).filter((words) => !before.has(words));
  const others = Object.entries(next.faq).filter(([key]) => key !== text.key);
  return fresh.flatMap((words): Finding[] => {
    const other = others.find(([, one]) =>
      [one.question, ...one.phrasings].some((own) => sameWords(own, words)),
    );
    const values = { words, question: other?.[1].question ?? '' };
    return other ? [{ level: 'note', code: 'taken', values, text }] : [];
  });
}

/** A problem of the content check by its code: its own words are for programmers. */
function ofCheck(content: Content, problem: ContentProblem): Finding {
  const { level, message, field } = problem;
  const text = recordAt(content, problem);
  const found = (code: FindingCode, values: Finding['values'] = {}) => ({ level, code, values, text });
  if (level === 'gap') return found('gap', { label: message });
  const [, name] = /^unknown placeholder (\{.+\})$/.exec(message) ?? [];
  if (name) return found('placeholder', { name });
  const [, long, most] = /^(\d+) characters, at most (\d+)$/.exec(message) ?? [];
  if (long && most) return found('long', { n: Number(long), most: Number(most), field });
  const [, other] = /^related question (.+) does not exist$/.exec(message) ?? [];
  if (other) return found('related', { other });
  const [, limit, week] = /^more than (\d+) reminders in the week from (.+)$/.exec(message) ?? [];
  if (limit && week) return found('crowded', { limit: Number(limit), day: shortDate(week) });
  if (message === 'there is no answer') return found('noAnswer');
  const [, place] = /^the letter lacks (\{.+\})$/.exec(message) ?? [];
  if (place) return found('lacks', { name: place });
  if (/ is missing$/.test(message)) return found('missing', { field });
  if (problem.file === 'calendar.yaml') return found('dates', { field });
  return found('other', { field, detail: message });
}

/** What a careful reader would say about one text. */
function hintsOf(content: Content, { kind, key, body }: TextName & { body: unknown }): Finding[] {
  const words = wordsOf(kind, body).join('\n');
  const hint = (code: FindingCode, values: Finding['values'], level: Finding['level'] = 'note'): Finding => ({
    level,
    code,
    values,
    text: { kind, key },
  });
  return [
    ...(kind === 'rule' ? [] : unsetIn(content, words).map(({ code, ...values }) => hint(code, values))),
    ...oldSpellingsIn(words).map((word) => hint('spelling', { word })),
    ...typedDates(content, words).map(({ date, known }) => hint(known ? 'dateTyped' : 'dateOther', { date })),
    ...linksElsewhere(content, words).map((link) => hint('linkYear', { link })),
  ];
}

type Unset = { code: 'unset' | 'noDate'; name: string; label: string };

/** Rules and dates that a text asks for and nobody has set: residents hear that it is being found out. */
function unsetIn(content: Content, words: string): Unset[] {
  const facts = factsFor(content, { contest: 'city', now: 0 });
  return placeholdersOf(words).flatMap((name): Unset[] => {
    const rule = content.rules[name];
    if (rule) return rule.value === null ? [{ code: 'unset', name, label: rule.label }] : [];
    // Dates of a stage that no contest has: the sentence falls out every time.
    const dated = /^(?:(?:city|kids)\.)?(?!stage|next)[a-z]+\.(start|end|endTime|date)$/.test(name);
    const fact = facts[name];
    return dated && fact?.value === null ? [{ code: 'noDate', name, label: fact.label }] : [];
  });
}

/** Dates that are typed into a text: known ones are of the calendar as it stands, and would stay when it moves. */
function typedDates(content: Content, words: string): { date: string; known: boolean }[] {
  const days = contestIds.flatMap((id) =>
    content.contests[id].cycle.stages.flatMap(({ opens, closes }) => [localDate(opens), lastDay(closes)]),
  );
  const two = (value: number) => String(value).padStart(2, '0');
  const found = datesIn(words).map(({ said, day, month, year }) => {
    const end = `-${two(month)}-${two(day)}`;
    const known = days.some((one) => one.endsWith(end) && (year === null || one.startsWith(String(year))));
    return { date: said, known };
  });
  return [...new Map(found.map((one) => [one.date, one])).values()];
}

/** Addresses that name a year in which no cycle of ours is: most often those of an earlier cycle. */
function linksElsewhere(content: Content, words: string): string[] {
  const years = new Set(
    contestIds.flatMap((id) => {
      const { name, stages } = content.contests[id].cycle;
      const dates = stages.flatMap(({ opens, closes }) => [localDate(opens), localDate(closes - 1)]);
      return [...(name.match(/20\d\d/g) ?? []), ...dates.map((date) => date.slice(0, 4))];
    }),
  );
  const links = words.match(/https?:\/\/[^\s)»"]+/g) ?? [];
  return [...new Set(links)].filter((link) => {
    const named = link.match(/(?<!\d)20[12]\d(?!\d)/g) ?? [];
    return named.length > 0 && !named.some((year) => years.has(year));
  });
}

/** Rules that the program itself asks for, beside those that texts name. */
const askedByProgram = new Set(['teamPhone', 'teamEmail', 'deskAnswerDays', 'categories']);

function unusedRules(content: Content): Finding[] {
  const { packs, privacy, rules } = content;
  const all = [
    ...everyText(content).flatMap(({ kind, body }) => (kind === 'rule' ? [] : wordsOf(kind, body))),
    ...Object.values(content.phrases),
    ...Object.values(content.letters).map(({ text }) => text),
    ...Object.values(packs.parts),
    ...Object.values(packs.about),
    ...Object.values(packs.stories).flatMap((story) => Object.values(story).flat()),
    privacy,
  ];
  const used = new Set(placeholdersOf(all.join('\n')));
  const idle = Object.keys(rules).filter((key) => !used.has(key) && !askedByProgram.has(key));
  return idle.map((key) => ({
    level: 'note',
    code: 'unused',
    values: { label: rules[key]?.label ?? key },
    text: { kind: 'rule', key },
  }));
}
