// Owns periods that come again: «щоквартально», «ежемесячно до 5 числа», «двічі на рік». The window that a repetition
// runs in is read by the rest of the grammar.

import type { PlanSpan } from '../core/plan/plan.ts';
import { incomplete, type RuleAnswer, type TimingReading, understood } from './timing.ts';

const end = '(?![а-яіїєґ])';

const once =
  '(?:не (?:рідше|реже|менше|менее)(?: ніж| чем)? )?(?:(?:1|один|одного|одну) )?раз[уа]? (?:на|у|в)';

function words(pattern: string): RegExp {
  return new RegExp(`(?:${pattern})${end}`);
}

/** Words of repetition and the ISO duration between two occurrences; null where they give no even one. */
const repetitions: readonly (readonly [RegExp, string | null])[] = [
  [words(`щоденно|щодня|щоденна|кожного дня|кожен день|ежедневно|каждый день|${once} день`), 'P1D'],
  [words(`${once} (?:два|2) тижні|${once} (?:две|2) недели|кожні (?:два|2) тижні`), 'P2W'],
  [words(`щотижня|щотижнево|кожного тижня|${once} тиждень|еженедельно|${once} неделю|каждую неделю`), 'P1W'],
  [words("(?:що|кожного |кожної )(?:понеділка|вівторка|середи|четверга|п'ятниці|суботи|неділі)"), 'P1W'],
  [words(`${once} (?:два|2) місяці|${once} (?:два|2) месяца|кожні (?:два|2) місяці`), 'P2M'],
  [
    words(`щомісяця|щомісячно|помісячно|кожного місяця|${once} місяць|ежемесячно|${once} месяц|каждый месяц`),
    'P1M',
  ],
  [words('щоквартально|щокварталу|поквартально|кожного кварталу|ежеквартально|каждый квартал'), 'P3M'],
  [words(`${once} квартал`), 'P3M'],
  [words(`що ?півроку|щопіврічно|${once} півроку|${once} півріччя|кожні півроку|${once} полгода`), 'P6M'],
  [words(`${once} полугодие|(?:двічі|2 рази|два рази) на рік|(?:два|2) раза в год`), 'P6M'],
  [words(`щороку|щорічно|кожного року|${once} рік|ежегодно|${once} год|каждый год`), 'P1Y'],
  [words('(?:двічі|(?:2|3|два|три) рази|тричі|кілька разів) на (?:місяць|тиждень|рік|квартал)'), null],
  [words('(?:два|три|2|3) раза в (?:месяц|неделю|год|квартал)'), null],
];

const dueDay =
  /^(?:,? ?(?:не пізніше|не позднее|до|к))? ?(\d{1,2}) ?-?(?:го|е)? ?(?:числа|число)(?: (?:кожного|наступного|поточного|звітного|каждого|следующего|місяця,?|месяца,?|за звітним|що настає|следующего за отчетным|наступного за звітним))*$/;

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:але|та|но|и) | (?:але|та|но|и)$/g, '')
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
