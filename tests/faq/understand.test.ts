// Owns the tests of understanding free questions over the city's real content: context, commands, small talk, honesty.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contestIds, roles, type StageId, stageIds } from '../../src/core/contest.ts';
import type { Understanding, UnderstandingContext } from '../../src/core/understanding.ts';
import { cityTexts, contentUnderstand } from './content.ts';

const texts = cityTexts();
const { entries } = texts;
const understand = contentUnderstand(texts);
const nowhere: UnderstandingContext = { stage: null, contest: null, role: null };
const at = (stage: StageId, more: Partial<UnderstandingContext> = {}) => ({ ...nowhere, stage, ...more });

describe('the FAQ of the city', () => {
  it('has the 68 questions', () => {
    expect(entries).toHaveLength(68);
  });

  it.each(entries.map((entry) => [entry.id, entry] as const))(
    '%s is found by each of its phrasings',
    (id, entry) => {
      const lost = [entry.question, ...entry.phrasings].filter((text) => {
        const stage = entry.stage === 'any' ? null : entry.stage;
        return !understand(text, { ...nowhere, stage }).alternatives.includes(id);
      });
      expect(lost).toEqual([]);
    },
  );
});

describe('«підтримати» means what the stage says', () => {
  const asked = [
    'як підтримати проєкт',
    'как поддержать проект',
    'де натиснути підтримати',
    'хочу підтримати проєкт',
  ];

  it.each(['submission', 'support'] as const)('a signature in %s', (stage) => {
    for (const text of asked) expect([text, understand(text, at(stage)).answer]).toEqual([text, 's.how']);
  });

  it('a vote while the voting is open', () => {
    for (const text of asked) expect([text, understand(text, at('voting')).answer]).toEqual([text, 'v.how']);
  });

  it.each(stageIds.filter((stage) => !['submission', 'support', 'voting'].includes(stage)))(
    'offers both in %s',
    (stage) => {
      const verdict = understand('як підтримати проєкт', at(stage));
      expect(verdict.kind).toBe('choices');
      expect([...verdict.alternatives].slice(0, 2).sort()).toEqual(['s.how', 'v.how']);
    },
  );

  it('is a vote or a signature at any stage where the words say so', () => {
    expect(understand('як підписатися за проєкт', at('voting')).answer).toBe('s.how');
    expect(understand('як проголосувати за проєкт', at('submission')).answer).toBe('v.how');
  });
});

describe('context decides what the words leave open', () => {
  it.each([
    ['до коли', at('submission'), 'a.deadline'],
    ['до коли', at('voting'), 'v.dates'],
    ['мені 15 можна?', at('submission'), 'a.age'],
    ['мені 15 можна?', at('voting'), 'v.who'],
    ['як подати проєкт', at('submission', { contest: 'city' }), 'a.how'],
    ['як подати проєкт', at('submission', { contest: 'kids' }), 'k.how'],
    ['як проголосувати', at('voting', { contest: 'city' }), 'v.how'],
    ['як проголосувати', at('voting', { contest: 'kids' }), 'k.vote'],
  ] as const)('«%s» %o is %s', (text, context, id) => {
    expect(understand(text, context).alternatives[0]).toBe(id);
  });
});

describe('any way of writing', () => {
  it.each([
    ['скока нада підписів шоб подать', 'a.signs'],
    ['как обжаловать отказ', 'r.appeal'],
    ['ДЕ ПОДИВИТИСЯ ПРОЄКТИ', 'pb.projects'],
    ['zr gjlfnb ghj’rn', 'a.how'],
    ['yak podaty proekt', 'a.how'],
    ['як скалсти кошторс', 'a.cost'],
    ['Добрий день! Підкажіть, будь ласка, як подати проєкт? Дякую', 'a.how'],
  ])('%s → %s', (text, id) => {
    expect(understand(text, at('submission')).alternatives[0]).toBe(id);
  });
});

describe('wishes about the bot are commands', () => {
  it.each([
    ['нагадайте мені, будь ласка, про голосування', 'u.on'],
    ['більше не пишіть мені', 'u.off'],
    ['задовбали спамити', 'u.off'],
    ['видаліть мої дані', 'u.data'],
    ['откуда у вас мой email', 'u.data'],
    ['покличте людину', 'u.human'],
    ['соедините с оператором', 'u.human'],
  ])('%s → %s', (text, id) => {
    const verdict = understand(text, at('voting'));
    expect([verdict.kind, verdict.answer, verdict.alternatives[0]]).toEqual(['command', id, id]);
  });
});

describe('small talk', () => {
  it.each([
    ['Добрий день!', 'greeting'],
    ['привіт', 'greeting'],
    ['дякую вам 🙏', 'thanks'],
    ['спасибо большое', 'thanks'],
    ['ідіоти', 'insult'],
  ])('«%s» is %s', (text, kind) => {
    const verdict = understand(text, nowhere);
    expect([verdict.kind, verdict.answer, verdict.alternatives]).toEqual(['smalltalk', kind, []]);
  });
});

describe('honesty', () => {
  it.each([
    'яка завтра погода',
    'как оформить субсидию',
    'коли дадуть світло на нашій вулиці',
    'за кого голосувати на виборах президента',
    'розкажи анекдот',
    'ололо трололо',
    '',
    '???',
    '😀',
  ])('«%s» gets no sure answer', (text) => {
    expect(['unknown', 'choices']).toContain(understand(text, at('voting')).kind);
  });

  it('knows nothing at all about an empty message', () => {
    const nothing: Understanding = { kind: 'unknown', answer: null, alternatives: [], confidence: 0 };
    expect(understand('  \n', nowhere)).toEqual(nothing);
  });
});

describe('whatever people send', () => {
  const context = fc.record({
    stage: fc.option(fc.constantFrom(...stageIds)),
    contest: fc.option(fc.constantFrom(...contestIds)),
    role: fc.option(fc.constantFrom(...roles)),
  });
  const piece = fc.constantFrom(
    'як ',
    'подати ',
    'голос',
    'ghj',
    'підпис',
    ' 12 ',
    '’',
    '!!!',
    'kak ',
    '\u0301',
    '😀',
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((parts) => parts.join('')),
  );

  it('the verdict is well formed', () => {
    const ids = new Set(entries.map((entry) => entry.id));
    fc.assert(
      fc.property(anything, context, (text, about) => {
        const verdict = understand(text, about);
        expect(verdict.confidence).toBeGreaterThanOrEqual(0);
        expect(verdict.confidence).toBeLessThanOrEqual(1);
        expect(verdict.alternatives.length).toBeLessThanOrEqual(3);
        expect(new Set(verdict.alternatives).size).toBe(verdict.alternatives.length);
        expect(verdict.alternatives.every((id) => ids.has(id))).toBe(true);
        const named = verdict.kind === 'answer' || verdict.kind === 'command';
        expect(verdict.answer === verdict.alternatives[0] || verdict.kind === 'smalltalk' || !named).toBe(
          true,
        );
        if (verdict.kind === 'choices') expect(verdict.alternatives.length).toBeGreaterThan(0);
        if (verdict.kind === 'unknown') expect(verdict.alternatives).toEqual([]);
      }),
    );
  });

  it('the same message always gets the same verdict, also from another instance', () => {
    const other = contentUnderstand(texts);
    fc.assert(
      fc.property(anything, context, (text, about) => {
        const verdict = understand(text, about);
        expect(understand(text, about)).toEqual(verdict);
        expect(other(text, about)).toEqual(verdict);
      }),
      { numRuns: 50 },
    );
  });
});
