// The weekly digest: which weeks have one, what it announces, who gets it, and that nothing is told too late.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withStageDates } from '../../src/content.ts';
import type { Occurrence } from '../../src/core/broadcast.ts';
import type { ContestId, StageId } from '../../src/core/contest.ts';
import { type OccurrenceSources, occurrencesOf } from '../../src/core/occurrences/occurrence.ts';
import { addDays, dayMs, isoInKyiv, isQuiet, kyivInstant, localDate } from '../../src/core/time.ts';
import { dayInWords } from '../../src/core/ukrainian.ts';
import { kyiv } from '../support/harness.ts';
import { confirmed, content, forever, line, sources, whole } from './occurrence-sources.ts';

type Dates = { stage: StageId; opens: string; closes: string; contest?: ContestId };

/** What goes out with these dates and without the other stages' notices, whose days would be listed, too. */
function ofKind(
  kind: Occurrence['kind'],
  from: OccurrenceSources,
  contest: ContestId = 'city',
): Occurrence[] {
  return occurrencesOf(from, 0, forever).filter((one) => one.kind === kind && one.contest === contest);
}

function dated({ stage, opens, closes, contest = 'city' }: Dates): OccurrenceSources {
  const only = { ...content, notices: content.notices.filter((notice) => notice.stage === stage) };
  const change = [{ contest, stage, opens: kyiv(opens), closes: kyiv(closes) + 59_999 }];
  return sources({ content: withStageDates(only, change) });
}

/** Monday of each digest with the days that it lists. */
function weeks(from: OccurrenceSources): [string, string[]][] {
  return ofKind('digest', from).map((one) => [
    one.key.replace(/^.*@/, ''),
    [...one.body.text.matchAll(/^• (.+?) \(приклад\)/gm)].map(([, day]) => day ?? ''),
  ]);
}

describe('a digest', () => {
  test('goes out on Monday at ten, once a week, contest and cycle, wherever single notices go', () => {
    const digests = ofKind('digest', sources());
    expect(digests.map((one) => one.key)).toContain('digest:city:2026–2027@2027-03-22');
    for (const one of digests) {
      expect(one.key.endsWith(`@${localDate(one.at)}`)).toBe(true);
      expect(isoInKyiv(one.at)).toMatch(/T10:00:00/);
      expect(Temporal.PlainDate.from(localDate(one.at)).dayOfWeek).toBe(1);
      expect(one.channels).toEqual(['telegram', 'viber', 'email']);
    }
  });

  test('keeps its local hour when the clocks change', () => {
    const hours = ofKind('digest', sources()).map((one) => isoInKyiv(one.at));
    expect(hours).toContain('2027-03-22T10:00:00+02:00');
    expect(hours).toContain('2027-03-29T10:00:00+03:00');
  });

  test('exists in just the weeks in which a single notice of the contest goes out', () => {
    const monday = (at: number) => {
      const date = localDate(at);
      return addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek);
    };
    for (const contest of ['city', 'kids'] as const) {
      const told = ofKind('notice', sources(), contest).map((one) => monday(one.at));
      const listed = ofKind('digest', sources(), contest).map((one) => localDate(one.at));
      expect(listed).toEqual([...new Set(told)]);
    }
  });

  test('says what happens on which day, what is open and until when', () => {
    const [one] = ofKind('digest', sources()).filter(({ key }) => key.endsWith('@2027-03-08'));
    expect(one?.body).toMatchObject({
      subject: 'Бюджет участі цього тижня: МІСТО',
      text: [
        'Найближчі дні конкурсу «Бюджет участі. МІСТО»:',
        '• понеділок, 8 березня (приклад) — починається голосування, воно триває до 28 березня 2027 року (приклад)',
        'Зараз триває етап «Голосування»: до 28 березня 2027 року (приклад), 23:59.',
      ].join('\n'),
    });
  });

  test('says what comes next where no stage is open', () => {
    const from = dated({ stage: 'submission', opens: '2026-10-21 00:00', closes: '2026-11-29 23:59' });
    const only = from.content.contests.city;
    const stages = only.cycle.stages.filter((stage) => stage.id === 'submission');
    const city = { ...only, cycle: { ...only.cycle, stages } };
    const bare = { ...from, content: { ...from.content, contests: { ...from.content.contests, city } } };
    expect(ofKind('digest', bare)[0]?.body.text).toContain(
      'Зараз жоден етап не триває. Наступний — «Подання проєктів», з 21 жовтня 2026 року (приклад).',
    );
  });

  test('does not say «приклад» once the city has announced its dates', () => {
    const { city } = content.contests;
    const announced = { ...city, cycle: { ...city.cycle, example: false } };
    const real = { ...content, contests: { ...content.contests, city: announced } };
    for (const one of ofKind('digest', sources({ content: real })))
      expect(one.body.text).not.toContain('приклад');
  });

  test('names the row of the plan that carries the notices, and keeps to its channels and role', () => {
    const carrier = confirmed(line('1.1', 'telegram'));
    const audience = { contest: null, role: 'author' as const, channels: ['telegram'] };
    const lines = [{ ...carrier, settings: { ...carrier.settings, audience } }];
    for (const one of ofKind('digest', sources({ lines })))
      expect([one.line, one.channels, one.audience.role]).toEqual(['1.1', ['telegram'], 'author']);
  });

  test('exists only of contests of which somebody wants it', () => {
    expect(ofKind('digest', sources({ digests: ['kids'] }))).toEqual([]);
    expect(ofKind('digest', sources({ digests: ['kids'] }), 'kids').length).toBeGreaterThan(5);
  });

  test('does not exist in a contest that is suspended, or where no notice goes out', () => {
    const { city } = content.contests;
    const suspended = { ...city, cycle: { ...city.cycle, state: 'suspended' as const } };
    const halted = { ...content, contests: { ...content.contests, city: suspended } };
    expect(ofKind('digest', sources({ content: halted }))).toEqual([]);
    const lines = [confirmed(line('1.1', 'telegram'), ['voting'])];
    expect(ofKind('digest', sources({ lines })).map((one) => localDate(one.at))).toEqual([
      '2027-03-08',
      '2027-03-15',
      '2027-03-22',
    ]);
    expect(ofKind('digest', sources({ channels: { chats: [], letters: [] } }))).toEqual([]);
  });
});

describe('the days that a digest lists', () => {
  test.each<[string, Dates, [string, string[]][]]>([
    [
      'a stage that closes on a Monday is announced the week before',
      { stage: 'voting', opens: '2027-03-02 00:00', closes: '2027-03-15 23:59' },
      [
        ['2027-03-01', ['вівторок, 2 березня']],
        ['2027-03-08', ['понеділок, 15 березня']],
      ],
    ],
    [
      'an opening late on a Sunday, too',
      { stage: 'review', opens: '2027-03-07 22:30', closes: '2027-04-30 23:59' },
      [['2027-03-01', ['неділя, 7 березня']]],
    ],
    [
      'an opening in the first hours of Monday is news of that Monday',
      { stage: 'review', opens: '2027-03-08 00:00', closes: '2027-04-30 23:59' },
      [['2027-03-08', ['понеділок, 8 березня']]],
    ],
    [
      'both days of a short stage',
      { stage: 'voting', opens: '2027-03-09 00:00', closes: '2027-03-12 23:59' },
      [['2027-03-08', ['вівторок, 9 березня', 'п’ятниця, 12 березня']]],
    ],
  ])('%s', (_, dates, expected) => {
    expect(weeks(dated(dates))).toEqual(expected);
  });

  test('that is over on Monday at ten is not listed', () => {
    const from = dated({ stage: 'voting', opens: '2027-03-02 00:00', closes: '2027-03-15 09:30' });
    expect(weeks(from).map(([monday]) => monday)).toEqual(['2027-03-01', '2027-03-08']);
  });
});

describe('who gets a digest', () => {
  test.each([
    ['of one stage can be refused with it', '2027-03-08', { topic: 'stage.voting', unlessVoted: null }],
    [
      'of the last day of voting alone leaves out who has voted',
      '2027-03-22',
      { topic: 'stage.voting', unlessVoted: '2026–2027' },
    ],
  ])('one that speaks %s', (_, monday, rule) => {
    const [one] = ofKind('digest', sources()).filter(({ key }) => key.endsWith(`@${monday}`));
    expect(one?.audience).toMatchObject({
      ...rule,
      purposes: ['reminders'],
      contest: 'city',
      pace: 'weekly',
    });
  });

  test('one that speaks of several stages goes to everyone who wants digests', () => {
    const moved = [
      { contest: 'city' as const, stage: 'results', opens: kyiv('2027-03-27'), closes: kyiv('2027-04-10') },
    ];
    const from = sources({ content: withStageDates(content, moved) });
    const [one] = ofKind('digest', from).filter(({ key }) => key.endsWith('@2027-03-22'));
    expect(one?.audience).toMatchObject({ topic: null, unlessVoted: null });
  });

  test('single notices go to the others, by stage; invitations are a kind of their own; letters have none', () => {
    for (const one of occurrencesOf(whole, 0, forever)) {
      const { topic, pace, unlessVoted } = one.audience;
      if (one.kind === 'notice') {
        expect([topic, pace]).toEqual([`stage.${one.stage}`, 'each']);
        const ends = one.stage === 'voting' && one.key.includes('.closes-');
        expect(unlessVoted).toBe(ends ? '2026–2027' : null);
      }
      if (one.kind === 'invitation') expect([topic, pace]).toEqual(['events', null]);
      if (one.kind === 'letter') expect([topic, pace]).toEqual([null, null]);
    }
  });

  test('who votes can say so from every message that comes while voting is open', () => {
    const asks = (one: Occurrence) =>
      one.body.choices.some((choice) => 'value' in choice && choice.value === '/voted');
    for (const one of occurrencesOf(sources(), 0, forever)) {
      const votes = one.kind === 'digest' ? one.audience.topic === 'stage.voting' : one.stage === 'voting';
      expect(asks(one), one.key).toBe(votes);
    }
  });
});

describe('a digest of any dates', () => {
  const moved = (contest: ContestId) =>
    fc
      .record({
        stage: fc.constantFrom('submission' as const, 'voting' as const, 'results' as const),
        opens: fc.integer({ min: kyiv('2026-10-20'), max: kyiv('2027-04-05') }),
        length: fc.integer({ min: 60_000, max: 30 * dayMs }),
      })
      .map(({ stage, opens, length }) => ({ contest, stage, opens, closes: opens + length }));

  test('is one a week, is told by day, lists a day that lies ahead, and expires in its week', () => {
    fc.assert(
      fc.property(fc.array(moved('city'), { minLength: 1, maxLength: 3 }), (dates) => {
        const digests = ofKind('digest', sources({ content: withStageDates(content, dates) }));
        expect(new Set(digests.map((one) => one.key)).size).toBe(digests.length);
        for (const one of digests) {
          const monday = localDate(one.at);
          expect(isQuiet(one.at, content.city.quietHours)).toBe(false);
          expect(one.lastUsefulAt).toBeGreaterThan(one.at);
          expect(one.lastUsefulAt).toBeLessThanOrEqual(kyivInstant(addDays(monday, 6), '20:00'));
          expect(one.body.text).not.toMatch(/[{}]/);
          const fortnight = Array.from({ length: 14 }, (_, n) => dayInWords(addDays(monday, n)));
          const listed = [...one.body.text.matchAll(/^• (.+?) \(приклад\)/gm)].map(([, day]) => day ?? '');
          expect(listed.length).toBeGreaterThan(0);
          for (const day of listed) expect(fortnight).toContain(day);
        }
      }),
      { numRuns: 60 },
    );
  });
});
