// Owns the periods that speak of years and of the plan as a whole: «2018-2020», «протягом року», «постійно». Days, months
// and quarters belong to period-days.ts.

import type { PlanSpan } from '../core/plan/plan.ts';
import { yearsSpan } from './calendar-days.ts';
import { type RuleAnswer, understood } from './timing.ts';

const within = '(?:протягом|упродовж|впродовж|на протязі|в течени[еи]|у|в|во|за|на|по|з|із) ';
const whole =
  '(?:усього|всього|цілого|весь|увесь|цілий|всего|целого|кожного|поточного|текущего|звітного|календарного|бюджетного|планового|навчального)';

const yearList = new RegExp(
  `^(?:${within})?(20\\d\\d)((?:(?: ?- ?|, ?| та | і | и | по | до |/)(?:20)?\\d\\d)*)$`,
);
const anyYear = new RegExp(`^(?:${within})?(?:${whole} )*(?:року|рік|рр?|году|года|год)$`);
const anyPlan = new RegExp(
  `^(?:${within})?(?:${whole} )*(?:дії (?=пл|пр)|реалізації (?=пл|пр)|виконання (?=пл|пр))?(?:період[уі]?|период[ае]?|терміну|термін|строку|срока|циклу|цикла|кампанії|кампании|часу|времени|плану|програми)` +
    `(?: (?:дії|реалізації|виконання|проведення|здійснення|действия|реализации|выполнения|проведения|плану|программы|програми|кампанії|кампании|проєктів|бюджету|участі|бюджетного|циклу|медіаплану))*$`,
);
const always =
  /^(?:постійно|постоянно|на постійній основі|на постоянной основе|безперервно|завжди|весь час|весь період|весь период|увесь період|безстроково)$/;

/** Years with two digits are of the same century: `2023-24`. */
function yearNumbers(first: string, rest: string): number[] {
  const numbers = rest.match(/\d+/g) ?? [];
  return [first, ...numbers].map((text) => (text.length === 2 ? Number(`20${text}`) : Number(text)));
}

/** Years, any year, the whole plan; null for everything else. */
export function readYearPeriod(tokens: string, span: PlanSpan | null): RuleAnswer {
  const window = { from: span?.from ?? null, to: span?.to ?? null };
  const years = yearList.exec(tokens);
  if (years?.[1]) {
    const numbers = yearNumbers(years[1], years[2] ?? '');
    const first = Math.min(...numbers);
    const last = Math.max(...numbers);
    const ordered = numbers.every((year, index) => index === 0 || year > (numbers[index - 1] ?? 0));
    return ordered ? understood('yearRange', yearsSpan(first, last)) : 'impossible';
  }
  if (anyYear.test(tokens)) return understood('withinYear', window);
  if (anyPlan.test(tokens) || always.test(tokens)) return understood('withinPlan', window);
  return null;
}
