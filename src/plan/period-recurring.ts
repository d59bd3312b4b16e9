// Owns periods that come again: «щоквартально», «ежемесячно до 5 числа», «двічі на рік». The window that a repetition
// runs in is read by the rest of the grammar.

import type { PlanSpan } from '../core/plan.ts';
import { incomplete, type RuleAnswer, type TimingReading, understood } from './timing.ts';

const end = '(?![а-яіїєґ])';

/** Words of repetition and the ISO duration between two occurrences; null where they give no even one. */
const repetitions: readonly (readonly [RegExp, string | null])[] = [
  [new RegExp(`(?:щоденно|щодня|щоденна|кожного дня|кожен день|ежедневно|каждый день)${end}`), 'P1D'],
  [
    new RegExp(`(?:раз (?:на|у|в) (?:два|2) тижні|раз в (?:две|2) недели|кожні (?:два|2) тижні)${end}`),
    'P2W',
  ],
  [
    new RegExp(
      `(?:щотижня|щотижнево|кожного тижня|раз на тиждень|еженедельно|раз в неделю|каждую неделю|що(?:понеділка|вівторка|середи|четверга|п'ятниці|суботи|неділі))${end}`,
    ),
    'P1W',
  ],
  [new RegExp(`(?:раз на (?:два|2) місяці|раз в (?:два|2) месяца|кожні (?:два|2) місяці)${end}`), 'P2M'],
  [
    new RegExp(
      `(?:щомісяця|щомісячно|помісячно|кожного місяця|раз на місяць|ежемесячно|раз в месяц|каждый месяц)${end}`,
    ),
    'P1M',
  ],
  [
    new RegExp(
      `(?:щоквартально|щокварталу|поквартально|кожного кварталу|раз на квартал|раз у квартал|ежеквартально|раз в квартал|каждый квартал)${end}`,
    ),
    'P3M',
  ],
  [
    new RegExp(
      `(?:що ?півроку|щопіврічно|раз на півроку|раз у півріччя|раз на півріччя|кожні півроку|раз в полгода|раз в полугодие|(?:двічі|2 рази|два рази) на рік|два раза в год)${end}`,
    ),
    'P6M',
  ],
  [new RegExp(`(?:щороку|щорічно|кожного року|раз на рік|ежегодно|раз в год|каждый год)${end}`), 'P1Y'],
  [
    new RegExp(
      `(?:(?:двічі|2 рази|два рази|тричі|3 рази|кілька разів) на (?:місяць|тиждень|рік|квартал)|(?:два|три) раза в (?:месяц|неделю|год|квартал))${end}`,
    ),
    null,
  ],
];

const dueDay =
  /^(?:,? ?(?:не пізніше|не позднее|до|к))? ?(\d{1,2}) ?-?(?:го|е)? ?(?:числа|число)(?: (?:кожного|наступного|поточного|звітного|каждого|следующего|місяця|месяца|за звітним|що настає))*$/;

function tidy(text: string): string {
  return text
    .replace(/(?:^| )(?:не рідше|не реже|не менше|не менее|один|1|одного|але|та)(?= |$)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,-]+|[\s,-]+$/g, '');
}

/** Reads the window of a repetition with the whole grammar. */
type WindowReader = (tokens: string) => RuleAnswer;

type Repetition = { every: string | null; rest: string; span: PlanSpan | null };

function withWindow({ every, rest, span }: Repetition, readWindow: WindowReader): RuleAnswer {
  const window = { from: span?.from ?? null, to: span?.to ?? null };
  const reading = (values: Partial<TimingReading['timing']>): RuleAnswer =>
    every === null ? incomplete('recurring', values) : understood('recurring', { ...values, every });
  if (rest === '') return reading(window);
  const day = Number(dueDay.exec(rest)?.[1] ?? 0);
  if (day >= 1 && day <= 31) return reading({ ...window, dueDay: day });
  const inner = readWindow(rest);
  if (inner === null || inner === 'impossible') return inner;
  const { kind, from, to } = inner.timing;
  const windowed = kind === 'yearRange' || kind === 'withinYear' || kind === 'withinPlan';
  const ranged = kind === 'dateRange' || kind === 'quarter' || kind === 'quarterRange';
  if (windowed || (ranged && every !== 'P1Y')) {
    return inner.incomplete || every === null
      ? incomplete('recurring', { from, to, every })
      : reading({ from, to });
  }
  // «щороку до 1 липня», «щороку у вересні»: which day of each year is left to staff, the text says it.
  return kind === 'deadline' || ranged ? incomplete('recurring', { ...window, every }) : null;
}

/** A repetition, alone or with its window or day of the month; null where no word repeats. */
export function readRecurring(tokens: string, span: PlanSpan | null, readWindow: WindowReader): RuleAnswer {
  for (const [pattern, every] of repetitions) {
    const match = pattern.exec(tokens);
    if (!match) continue;
    const rest = tidy(`${tokens.slice(0, match.index)} ${tokens.slice(match.index + match[0].length)}`);
    return withWindow({ every, rest, span }, readWindow);
  }
  return null;
}
