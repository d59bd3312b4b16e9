// How periods are understood: a table of expressions in Ukrainian and Russian, and what is never guessed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanSpan } from '../../src/core/plan/plan.ts';
import { readPeriod } from '../../src/plan/period.ts';

const year: PlanSpan = { from: '2023-01-01', to: '2023-12-31' };
const two: PlanSpan = { from: '2023-01-01', to: '2024-12-31' };

/** kind from to every anchor offsetDays [extras]; a dash is null. */
type Row = readonly [text: string, expected: string, span?: PlanSpan | null];

function shown(text: string, span: PlanSpan | null): string {
  const { period, incomplete, impossible, several } = readPeriod(text, span);
  const { kind, from, to, every, anchor, offsetDays, dayCount, edge, dueDay } = period;
  const fields = [kind, from, to, every, anchor, offsetDays].map((value) => value ?? '-').join(' ');
  const extras = [dayCount === 'working' ? 'working' : '', edge ?? '', dueDay ? `day${dueDay}` : ''];
  const flags = [incomplete ? 'incomplete' : '', impossible ? 'impossible' : '', several ? 'several' : ''];
  return [fields, ...extras, ...flags].filter((part) => part !== '').join(' ');
}

const table: readonly Row[] = [
  // years and the whole plan
  ['Протягом 2023-2024 років', 'yearRange 2023-01-01 2024-12-31 - - -', two],
  ['2018-2020', 'yearRange 2018-01-01 2020-12-31 - - -', null],
  ['2018–2020 рр.', 'yearRange 2018-01-01 2020-12-31 - - -', null],
  ['у 2023 та 2024 роках', 'yearRange 2023-01-01 2024-12-31 - - -', two],
  ['2023 рік', 'yearRange 2023-01-01 2023-12-31 - - -'],
  ['упродовж 2023 р.', 'yearRange 2023-01-01 2023-12-31 - - -'],
  ['2023-24', 'yearRange 2023-01-01 2024-12-31 - - -', two],
  ['в течение 2023 года', 'yearRange 2023-01-01 2023-12-31 - - -'],
  ['Протягом року', 'withinYear 2023-01-01 2024-12-31 - - -', two],
  ['впродовж усього року', 'withinYear 2023-01-01 2023-12-31 - - -'],
  ['в течение года', 'withinYear 2023-01-01 2023-12-31 - - -'],
  ['в течении периода', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['протягом усього періоду реалізації', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['постійно', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['На постійній основі', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['Постоянно', 'withinPlan - - - - -', null],
  // deadlines
  ['до 20.03.2023', 'deadline - 2023-03-20 - - -'],
  ['до 01 липня 2023 року', 'deadline - 2023-07-01 - - -'],
  ['до 1 липня', 'deadline - 2023-07-01 - - -'],
  ['до 1 липня', 'deadline - - - - - incomplete', two],
  ['не пізніше 15 вересня 2023 р.', 'deadline - 2023-09-15 - - -'],
  ['не позднее 1 июля 2023 г.', 'deadline - 2023-07-01 - - -'],
  ['до кінця 2023 року', 'deadline - 2023-12-31 - - -'],
  ['до кінця року', 'deadline - 2023-12-31 - - -'],
  ['до кінця року', 'deadline - - - - - incomplete', two],
  ['до кінця червня 2023', 'deadline - 2023-06-30 - - -'],
  ['до липня 2023 року', 'deadline - - - - - incomplete'],
  ['до 01.07.', 'deadline - 2023-07-01 - - -'],
  ['К 1 сентября 2023 года', 'deadline - 2023-09-01 - - -'],
  ['в термін до 10.10.2023', 'deadline - 2023-10-10 - - -'],
  ['до кінця І кварталу 2023 року', 'deadline - 2023-03-31 - - -'],
  // days and months
  ['01.04.2023-31.05.2023', 'dateRange 2023-04-01 2023-05-31 - - -'],
  ['16.10-26.11.2023', 'dateRange 2023-10-16 2023-11-26 - - -'],
  ['з 16 жовтня по 26 листопада 2023 року', 'dateRange 2023-10-16 2023-11-26 - - -'],
  ['з 01.02.2023 до 28.02.2023', 'dateRange 2023-02-01 2023-02-28 - - -'],
  ['1–15 вересня 2023 року', 'dateRange 2023-09-01 2023-09-15 - - -'],
  ['14-15.09', 'dateRange 2023-09-14 2023-09-15 - - -'],
  ['15 вересня 2023', 'dateRange 2023-09-15 2023-09-15 - - -'],
  ['2023-09-15', 'dateRange 2023-09-15 2023-09-15 - - -'],
  ['15/09/2023', 'dateRange 2023-09-15 2023-09-15 - - -'],
  ['з 1 вересня 2023', 'dateRange 2023-09-01 - - - - incomplete'],
  ['лютий 2023', 'dateRange 2023-02-01 2023-02-28 - - -'],
  ['у лютому 2024 року', 'dateRange 2024-02-01 2024-02-29 - - -', two],
  ['червень–серпень', 'dateRange 2023-06-01 2023-08-31 - - -'],
  ['червень - серпень 2023 р.', 'dateRange 2023-06-01 2023-08-31 - - -'],
  ['июнь-август 2023 г.', 'dateRange 2023-06-01 2023-08-31 - - -'],
  ['жовтень 2023 - січень 2024', 'dateRange 2023-10-01 2024-01-31 - - -', two],
  ['листопад-січень 2024', 'dateRange 2023-11-01 2024-01-31 - - - incomplete', two],
  ['червень, вересень 2023', 'dateRange 2023-06-01 2023-09-30 - - - incomplete'],
  ['травень', 'dateRange - - - - - incomplete', two],
  ['орієнтовно жовтень 2023', 'dateRange 2023-10-01 2023-10-31 - - - incomplete'],
  ['І півріччя', 'dateRange 2023-01-01 2023-06-30 - - -'],
  ['ІІ півріччя 2023 року', 'dateRange 2023-07-01 2023-12-31 - - -'],
  ['друге півріччя 2023', 'dateRange 2023-07-01 2023-12-31 - - -'],
  ['первое полугодие 2023 года', 'dateRange 2023-01-01 2023-06-30 - - -'],
  ['за 9 місяців 2018 року', 'dateRange 2018-01-01 2018-09-30 - - -', null],
  // quarters
  ['4 кв. 2023 г.', 'quarter 2023-10-01 2023-12-31 - - -'],
  ['IV квартал 2023 року', 'quarter 2023-10-01 2023-12-31 - - -'],
  ['ІІ квартал', 'quarter 2023-04-01 2023-06-30 - - -'],
  ['у третьому кварталі 2023 року', 'quarter 2023-07-01 2023-09-30 - - -'],
  ['1-й квартал 2023', 'quarter 2023-01-01 2023-03-31 - - -'],
  ['ІІ-IV квартали 2021 року', 'quarterRange 2021-04-01 2021-12-31 - - -', null],
  ['І, ІІ квартали 2023 р.', 'quarterRange 2023-01-01 2023-06-30 - - -'],
  ['1 - 3 кв. 2023', 'quarterRange 2023-01-01 2023-09-30 - - -'],
  ['IV квартал 2023 - І квартал 2024', 'quarterRange 2023-10-01 2024-03-31 - - -', two],
  ['4 квартал', 'dateRange - - - - - incomplete', two],
  // repetitions
  ['ежеквартально', 'recurring 2023-01-01 2023-12-31 P3M - -'],
  ['Щоквартально', 'recurring 2023-01-01 2023-12-31 P3M - -'],
  ['щомісяця', 'recurring 2023-01-01 2023-12-31 P1M - -'],
  ['щомісяця до 5 числа', 'recurring 2023-01-01 2023-12-31 P1M - - day5'],
  ['ежемесячно, до 10 числа', 'recurring 2023-01-01 2023-12-31 P1M - - day10'],
  ['щотижня', 'recurring 2023-01-01 2023-12-31 P1W - -'],
  ['щопонеділка', 'recurring 2023-01-01 2023-12-31 P1W - -'],
  ['не рідше одного разу на місяць', 'recurring 2023-01-01 2023-12-31 P1M - -'],
  ['не рідше ніж раз на квартал', 'recurring 2023-01-01 2023-12-31 P3M - -'],
  ['не реже одного раза в квартал', 'recurring 2023-01-01 2023-12-31 P3M - -'],
  ['раз на квартал', 'recurring 2023-01-01 2023-12-31 P3M - -'],
  ['щороку', 'recurring 2023-01-01 2024-12-31 P1Y - -', two],
  ['щороку до 1 липня', 'recurring 2023-01-01 2024-12-31 P1Y - - incomplete', two],
  ['двічі на рік', 'recurring 2023-01-01 2023-12-31 P6M - -'],
  ['двічі на місяць', 'recurring 2023-01-01 2023-12-31 - - - incomplete'],
  ['щоквартально протягом 2023 року', 'recurring 2023-01-01 2023-12-31 P3M - -', two],
  ['протягом року (щомісячно)', 'recurring 2023-01-01 2023-12-31 P1M - -'],
  ['щомісяця з 01.02.2023 по 30.06.2023', 'recurring 2023-02-01 2023-06-30 P1M - -'],
  ['щодня', 'recurring 2023-01-01 2023-12-31 P1D - -'],
  ['раз на два тижні', 'recurring 2023-01-01 2023-12-31 P2W - -'],
  // events and stages
  [
    'не позднее 30 календарных дней со дня завершения реализации проекта',
    'relative - - - project.finished 30',
  ],
  ['дней с даты заключения муниципального контракта', 'relative - - - contract.signed - incomplete'],
  ['протягом 10 робочих днів після визначення переможців', 'relative - - - winners.announced 10 working'],
  ['протягом 10 (десяти) днів з дня укладення договору', 'relative - - - contract.signed 10'],
  ['за 3 дні до початку голосування', 'relative - - - voting -3 opens'],
  ['за тиждень до завершення подання проєктів', 'relative - - - submission -7 closes'],
  ['не пізніше ніж за 5 робочих днів до голосування', 'relative - - - voting -5 working'],
  ['через 2 тижні після проведення заходу', 'relative - - - event.held 14'],
  ['у 5-денний строк з дня оголошення переможців', 'relative - - - winners.announced 5'],
  ['протягом місяця після завершення реалізації проєкту', 'relative - - - project.finished - incomplete'],
  ['протягом трьох днів після виготовлення відео', 'relative - - - video.made 3'],
  ['через 10 днів після сесії', 'relative - - - - 10 incomplete'],
  ['По мірі виготовлення відеоматеріалів', 'onOccurrence - - - video.made -'],
  ['по мере реализации проектов', 'onOccurrence - - - project.finished -'],
  ['після кожного заходу', 'onOccurrence - - - event.held -'],
  ['за потреби', 'onOccurrence - - - - - incomplete'],
  ['у разі необхідності', 'onOccurrence - - - - - incomplete'],
  ['Після визначення проєктів-переможців конкурсів', 'afterEvent - - - winners.announced -'],
  ['після завершення голосування', 'afterEvent - - - voting - closes'],
  ['по завершенні реалізації проєктів', 'afterEvent - - - project.finished -'],
  ['после подписания договора', 'afterEvent - - - contract.signed -'],
  ['В залежності від конкретного етапу циклу', 'stageBound - - - - -'],
  ['відповідно до етапів', 'stageBound - - - - -'],
  ['на кожному етапі', 'stageBound - - - - -'],
  ['під час голосування', 'stageBound - - - voting -'],
  ['на етапі подання проєктів', 'stageBound - - - submission -'],
  ['у період агітації', 'stageBound - - - campaigning -'],
  ['протягом усіх етапів', 'stageBound - - - - -'],
  ['під час подання та голосування', 'stageBound - - - - - incomplete'],
  ['до початку голосування', 'relative - - - voting 0 opens'],
  ['до завершення подання проєктів', 'relative - - - submission 0 closes'],
  ['у день голосування', 'relative - - - voting 0'],
  ['напередодні голосування', 'relative - - - voting -1'],
  ['на наступний день після закриття подання', 'relative - - - submission 1 closes'],
  ['протягом тижня після заходу', 'relative - - - event.held 7'],
  ['не позднее чем за 5 дней до начала голосования', 'relative - - - voting -5 opens'],
  ['в течение 10 рабочих дней со дня подписания контракта', 'relative - - - contract.signed 10 working'],
  [
    'протягом 10 робочих днів після оголошення результатів голосування',
    'relative - - - winners.announced 10 working',
  ],
  ['за підсумками голосування', 'afterEvent - - - winners.announced -'],
  ['по итогам конкурса', 'afterEvent - - - winners.announced -'],
  ['по мере необходимости', 'onOccurrence - - - - - incomplete'],
  // cousins
  ['не раніше 1 вересня 2023', 'dateRange 2023-09-01 - - - - incomplete'],
  ['після 1 вересня 2023 року', 'dateRange 2023-09-01 - - - - incomplete'],
  ['починаючи з вересня 2023 року', 'dateRange 2023-09-01 - - - - incomplete'],
  ['з вересня по листопад 2023 року', 'dateRange 2023-09-01 2023-11-30 - - -'],
  ['вересень, жовтень та листопад 2023', 'dateRange 2023-09-01 2023-11-30 - - - incomplete'],
  ['перша половина вересня 2023', 'dateRange 2023-09-01 2023-09-15 - - -'],
  ['у другій половині лютого 2024', 'dateRange 2024-02-16 2024-02-29 - - -', two],
  ['8.01-21.01.2024', 'dateRange 2024-01-08 2024-01-21 - - -', two],
  ['з 8 до 21 січня 2024 року', 'dateRange 2024-01-08 2024-01-21 - - -', two],
  ['з 01.09.2023р. по 15.09.2023р.', 'dateRange 2023-09-01 2023-09-15 - - -'],
  ['січень-грудень', 'dateRange 2023-01-01 2023-12-31 - - -'],
  ['2023 р. - 2024 р.', 'yearRange 2023-01-01 2024-12-31 - - -', two],
  ['І, ІІ, ІІІ, IV квартали', 'quarterRange 2023-01-01 2023-12-31 - - -'],
  ['ІV кв. 2023 р.', 'quarter 2023-10-01 2023-12-31 - - -'],
  ['до 25 числа щомісяця', 'recurring 2023-01-01 2023-12-31 P1M - - day25'],
  ['щокварталу до 15 числа місяця, наступного за звітним', 'recurring 2023-01-01 2023-12-31 P3M - - day15'],
  [
    'ежеквартально до 10 числа месяца, следующего за отчетным',
    'recurring 2023-01-01 2023-12-31 P3M - - day10',
  ],
  ['кожного понеділка', 'recurring 2023-01-01 2023-12-31 P1W - -'],
  ['раз в полгода', 'recurring 2023-01-01 2023-12-31 P6M - -'],
  ['протягом дії програми', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['протягом бюджетного циклу', 'withinPlan 2023-01-01 2023-12-31 - - -'],
  ['до конца 2023 года', 'deadline - 2023-12-31 - - -'],
  ['протягом двох тижнів', 'notAPeriod - - - - -'],
  ['систематично', 'notAPeriod - - - - -'],
  ['січень та травень щороку', 'recurring 2023-01-01 2023-12-31 P1Y - - incomplete'],
  // not understood, and said so
  ['', 'missing - - - - -'],
  ['—', 'missing - - - - -'],
  ['Актуальна інформація по усім етапам партиципаторного бюджетування', 'notAPeriod - - - - -'],
  ['регулярно', 'notAPeriod - - - - -'],
  ['за окремим рішенням', 'notAPeriod - - - - -'],
  ['31.02.2023', 'notAPeriod - - - - - impossible'],
  ['до 32 липня 2023', 'notAPeriod - - - - - impossible'],
  ['31.05.2023-01.04.2023', 'notAPeriod - - - - - impossible'],
  ['до 20.03.2023 01.04.2023-31.05.2023', 'notAPeriod - - - - - several'],
  ['в течении периода до 01.07.2023', 'notAPeriod - - - - - several'],
  ['до 1 червня; до 1 вересня', 'notAPeriod - - - - - several'],
];

describe('a period in words', () => {
  test.each(table.map(([text, expected, span = year]) => ({ text, expected, span })))(
    '«$text» is $expected',
    ({ text, expected, span }) => {
      expect(shown(text, span)).toBe(expected);
    },
  );

  const months = ['січня', 'лютого', 'березня', 'квітня', 'травня', 'червня', 'липня', 'серпня', 'вересня'];
  const forms: readonly ((day: Date) => string)[] = [
    (day) => `${day.getUTCDate()}.${String(day.getUTCMonth() + 1).padStart(2, '0')}.${day.getUTCFullYear()}`,
    (day) => `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${day.getUTCFullYear()} року`,
    (day) => day.toISOString().slice(0, 10),
    (day) => `«${day.getUTCDate()}» ${months[day.getUTCMonth()]} ${day.getUTCFullYear()} р.`,
  ];
  const days = fc
    .tuple(
      fc.integer({ min: 2015, max: 2040 }),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 28 }),
    )
    .map(([in_, month, day]) => new Date(Date.UTC(in_, month, day)));

  test('reads every real day back from every way of writing it', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...forms), (day, write) => {
        const iso = day.toISOString().slice(0, 10);
        expect(readPeriod(`до ${write(day)}`, null).period).toMatchObject({ kind: 'deadline', to: iso });
        expect(readPeriod(write(day), null).period).toMatchObject({ kind: 'dateRange', from: iso, to: iso });
      }),
    );
  });

  test('reads a window back, however its two days are written and joined', () => {
    const joints = fc.constantFrom(
      (from: string, to: string) => `${from} - ${to}`,
      (from: string, to: string) => `${from}–${to}`,
      (from: string, to: string) => `з ${from} по ${to}`,
      (from: string, to: string) => `з ${from} до ${to} включно`,
    );
    fc.assert(
      fc.property(days, days, fc.constantFrom(...forms), joints, (a, b, write, join) => {
        const [from, to] = a <= b ? [a, b] : [b, a];
        fc.pre(from.getTime() !== to.getTime());
        const expected = { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) };
        expect(readPeriod(join(write(from), write(to)), null).period).toMatchObject({
          kind: 'dateRange',
          ...expected,
        });
      }),
    );
  });

  test('is either understood, flagged or no period at all, in any order of its words, and never takes long', () => {
    const words = table.flatMap(([text]) => text.split(' ')).filter((word) => word !== '');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (chosen) => {
        const { period, incomplete, several } = readPeriod(chosen.join(' '), two);
        const { kind, from, to } = period;
        if (from !== null && to !== null) expect(from <= to).toBe(true);
        if (kind === 'dateRange' || kind === 'quarter' || kind === 'quarterRange' || kind === 'deadline') {
          expect(to !== null || incomplete).toBe(true);
        }
        if (kind === 'relative')
          expect((period.anchor !== null && period.offsetDays !== null) || incomplete).toBe(true);
        if (several) expect(kind).toBe('notAPeriod');
      }),
    );
  });

  test('keeps its literal text whatever it means', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { period } = readPeriod(text, year);
        expect(period.text).toBe(
          text
            .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g, '')
            .replace(/\s+/g, ' ')
            .trim(),
        );
      }),
    );
  });
});
