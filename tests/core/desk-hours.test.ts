// Owns the proof that working time is counted as people count it: over nights, weekends, days off and moved working days.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterDeskHours,
  type DeskCalendar,
  isDeskOpen,
  nextOpening,
  promisedUntil,
  usualHours,
} from '../../src/core/desk-hours.ts';
import { firstWords, sameWords } from '../../src/core/question.ts';
import { isoInKyiv } from '../../src/core/time.ts';
import { kyiv } from '../support/harness.ts';

const calendar: DeskCalendar = {
  hours: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
  special: [
    { date: '2026-12-25', title: 'Різдво', working: false },
    { date: '2026-12-26', title: 'перенесений день', working: true },
  ],
};
const said = (instant: number) => isoInKyiv(instant).slice(0, 16).replace('T', ' ');

describe('the desk opens next', () => {
  test.each([
    ['at once, within its hours', '2026-11-18 10:00', '2026-11-18 10:00'],
    ['in the morning, before its hours', '2026-11-18 07:30', '2026-11-18 09:00'],
    ['the next morning, at its closing', '2026-11-18 17:00', '2026-11-19 09:00'],
    ['on Monday, on a Friday evening', '2026-11-20 18:00', '2026-11-23 09:00'],
    ['on the moved working Saturday, on a day off', '2026-12-25 10:00', '2026-12-26 09:00'],
  ])('%s', (_label, at, opens) => {
    expect(said(nextOpening(kyiv(at), calendar))).toBe(opens);
  });
});

describe('an answer is promised until the closing', () => {
  test.each([
    ['of the next working day', '2026-11-18 10:00', 1, '2026-11-19 17:00'],
    ['of the day after the one on which somebody sees it', '2026-11-20 18:00', 1, '2026-11-24 17:00'],
    ['past a weekend', '2026-11-19 10:00', 3, '2026-11-24 17:00'],
    ['past a day off, on the moved working day', '2026-12-24 10:00', 1, '2026-12-26 17:00'],
  ])('%s', (_label, at, days, until) => {
    expect(said(promisedUntil(kyiv(at), days, calendar))).toBe(until);
  });
});

describe('working hours pass', () => {
  test.each([
    ['within a day', '2026-11-18 10:00', 4, '2026-11-18 14:00'],
    ['over a night', '2026-11-18 15:00', 4, '2026-11-19 11:00'],
    ['over a weekend', '2026-11-20 16:00', 2, '2026-11-23 10:00'],
    ['over several days', '2026-11-18 09:00', 20, '2026-11-20 13:00'],
    ['from the opening, where nobody was there', '2026-11-21 12:00', 1, '2026-11-23 10:00'],
  ])('%s', (_label, at, hours, after) => {
    expect(said(afterDeskHours(kyiv(at), hours, calendar))).toBe(after);
  });

  test('never backwards, and always to an instant of work', () => {
    const from = kyiv('2026-01-01 00:00');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 1, max: 40 }),
        (minutes, hours) => {
          const at = from + minutes * 60_000;
          const after = afterDeskHours(at, hours, calendar);
          expect(after).toBeGreaterThan(at);
          expect(isDeskOpen(after - 1, calendar)).toBe(true);
        },
      ),
    );
  });

  test('end where a calendar has nothing but days off', () => {
    const never = { hours: { ...usualHours, days: [] }, special: [] };
    expect(nextOpening(kyiv('2026-11-18 10:00'), never)).toBe(kyiv('2026-11-18 10:00'));
  });
});

describe('a question is quoted', () => {
  test.each([
    ['whole, where it is short', 'Чи можна?', 'Чи можна?'],
    ['in one line', 'Чи\nможна?', 'Чи можна?'],
    ['cut between words', 'Чи можна подати проєкт разом', 'Чи можна подати…'],
  ])('%s', (_label, text, quoted) => {
    expect(firstWords(text, 20)).toBe(quoted);
  });

  test('and known again whatever its marks', () => {
    expect(sameWords('А якщо це ОСББ?', 'а якщо, це осбб')).toBe(true);
    expect(sameWords('А якщо це ОСББ?', 'а якщо це школа')).toBe(false);
  });
});
