// What residents read keeps the laws for every answer, stage, contest, role and date; and whoever breaks one is caught.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/core/texts.ts';
import { hourMs } from '../../src/core/time.ts';
import { kyiv, realContent } from '../support/harness.ts';
import { cities, withCycles, withRules } from './cities.ts';
import { brokenLaws, type Reading } from './laws.ts';
import { said, sent, turningPoints, type Walked } from './walk.ts';

/** Each breach once, with the first way and instant that led to it. */
function breaches(readings: Iterable<Walked>): string[] {
  const found = new Map<string, string>();
  for (const one of readings) {
    for (const law of brokenLaws(one)) {
      const key = `${law} (${one.contest ?? 'both contests'}, ${one.way.split(' as ')[0]})`;
      if (!found.has(key)) found.set(key, `${key} on ${new Date(one.now).toISOString()}`);
    }
  }
  return [...found.values()];
}

function* saidAtAll(content: Content, instants: readonly number[]): Generator<Walked> {
  for (const now of instants) yield* said(content, now);
}

/** Every instant for the city as it is; every fifth for its other states, which differ in more than the hour. */
function instantsFor(name: string, content: Content): number[] {
  const points = turningPoints(content);
  return name === 'as it is' ? points : points.filter((_, index) => index % 5 === 0);
}

describe.each(cities())('the city %s', (name, content) => {
  test('answers without anything unset, any strange date or any call to act in a closed stage', () => {
    expect(breaches(saidAtAll(content, instantsFor(name, content)))).toEqual([]);
  }, 120_000);

  test('sends nothing that breaks a law, or that would come too late', () => {
    const messages = [...sent(content)];
    expect(messages.flatMap(({ problem }) => problem ?? [])).toEqual([]);
    expect(breaches(messages)).toEqual([]);
  });
});

/** A calendar that no person would write: each stage anywhere in a year and a half, for hours or months. */
const anyCalendar = fc.array(fc.record({ opens: fc.nat(13_000), hours: fc.integer({ min: 1, max: 3000 }) }), {
  minLength: 22,
  maxLength: 22,
});

test('any calendar and any set of rules keeps the laws at any of its turning points', () => {
  fc.assert(
    fc.property(
      anyCalendar,
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      fc.nat(10_000),
      (spans, set, which) => {
        const keys = Object.keys(realContent().rules);
        const some = withRules((key) => set[keys.indexOf(key) % set.length] ?? false);
        const content = withSpans(some, spans);
        const points = turningPoints(content);
        const now = points[which % points.length] ?? 0;
        expect(breaches(said(content, now))).toEqual([]);
        expect(breaches(sent(content))).toEqual([]);
      },
    ),
    { numRuns: 25, seed: 20_261_020 },
  );
}, 120_000);

/** The stages of both contests laid out by `spans`, in hours after the first September. */
function withSpans(content: Content, spans: readonly { opens: number; hours: number }[]): Content {
  const start = kyiv('2026-09-01 00:00');
  let next = 0;
  return withCycles(({ cycle }) => {
    const stages = cycle.stages.map((stage) => {
      const { opens = 0, hours = 1 } = spans[next % spans.length] ?? {};
      next += 1;
      return { ...stage, opens: start + opens * hourMs, closes: start + (opens + hours) * hourMs - 1 };
    });
    return { stages };
  }, content);
}

describe('whoever breaks a law is caught', () => {
  const now = kyiv('2026-10-20 12:00');
  const entryOf = (id: string, change: object): Content => {
    const content = withRules(() => true);
    const entry = content.faq[id];
    if (!entry) throw new Error(`no question ${id}`);
    return { ...content, faq: { ...content.faq, [id]: { ...entry, ...change } } };
  };
  const phrased = (key: string, text: string): Content => {
    const content = withRules(() => false);
    return { ...content, phrases: { ...content.phrases, [key]: text } };
  };
  test.each<[string, Content, RegExp]>([
    [
      'a value that is not filled',
      phrased('unset.first', '{labels} — спитайте {somebody}.'),
      /unset: \{somebody\}/,
    ],
    ['a value that is not there', phrased('unset.first', 'undefined — спитайте.'), /unset: undefined/],
    ['nothing where a value was', entryOf('pb.rules', { answer: 'Положення: . Бланки «».' }), /unset: «»/],
    [
      'a date of an earlier cycle, written out',
      entryOf('a.deadline', { answer: 'Подати можна до 26 листопада 2023 року.' }),
      /another cycle: 26 листопада 2023/,
    ],
    [
      'a date of the other contest',
      entryOf('a.deadline', { answer: 'До {kids.submission.end}.' }),
      /another cycle/,
    ],
    ['a date in digits', entryOf('a.deadline', { answer: 'До 26.11.2023.' }), /nowhere: 26\.11\.2023/],
    ['a year alone', entryOf('a.deadline', { answer: 'Як і 2023 року.' }), /nowhere: 2023/],
    [
      'a call to vote before voting',
      entryOf('v.how', { outside: 'Зайдіть на платформу й проголосуйте.' }),
      /closed stage \(voting\)/,
    ],
    [
      'a press of the button before voting',
      entryOf('v.how', { outside: 'Відкрийте проєкт і натисніть «{voteButton}».' }),
      /closed stage \(voting\)/,
    ],
    [
      'a call to sign in preparation',
      entryOf('pb.what', { answer: 'Підпишіться за сусіда.' }),
      /closed stage \(support\)/,
    ],
    ['silence on a closed stage', phrased('home.notYet', 'Ось відповідь.'), /not said first/],
  ])('%s', (label, content, expected) => {
    const when = label.includes('preparation') ? kyiv('2026-09-20 12:00') : now;
    const found = breaches(said(content, when));
    expect(found.join('\n')).toMatch(expected);
  });

  test('an instruction outside its stage, and an example that does not say so', () => {
    const content = realContent();
    const reading = (text: string): Reading => ({ text, content, now, contest: 'city', home: null });
    const title = content.instructions['city.voting.voter']?.title ?? '';
    expect(brokenLaws(reading(`**${title}**\nДеталі нижче.`))).toEqual([
      `instruction of a closed stage: ${title}`,
    ]);
    expect(brokenLaws(reading('Голосування — з 8 березня 2027 року.'))).toEqual([
      'example without its mark: 8 березня 2027 року',
    ]);
    expect(brokenLaws(reading('Голосування — з 8 березня 2027 року (приклад).'))).toEqual([]);
  });
});
