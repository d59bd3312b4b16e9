// Owns the tests of reading residents' letters: spelling habits, look-alikes, layouts, romanisation, slips of the finger.
import { describe, expect, it } from 'vitest';
import { fromCyrillicLayout, fromLatinLayout, fromRomanised } from '../../src/faq/keyboard.ts';
import { clean, fold, phraseKey, wordsOf } from '../../src/faq/normalise.ts';
import { chooseReading, vocabularyOf } from '../../src/faq/readings.ts';
import { createCorrect, slipsBetween } from '../../src/faq/spelling.ts';
import { stem } from '../../src/faq/stem.ts';

describe('words that people write differently become one', () => {
  it.each([
    ['проєкт', 'проект'],
    ['проэкт', 'проект'],
    ['ПРОЄКТ', 'проект'],
    ['Кам’янське', 'Камянське'],
    ["Кам'янське", 'Кам`янське'],
    ['Камʼянське', 'Кам′янське'],
    ['её', 'ее'],
    ['мы', 'ми'],
    ['голосування', 'голосуваня'],
    ['дяяякую', 'дякую'],
    ['ґанок', 'ганок'],
    ['объединить', 'обединит'],
    ['подъезд', 'подезд'],
    ['і́', 'и'],
  ])('%s = %s', (one, other) => {
    expect(phraseKey(one)).toBe(phraseKey(other));
  });

  it('puts Latin look-alikes inside Cyrillic words right', () => {
    expect(clean('cкiльки пiдпиciв')).toBe('скільки підписів');
  });

  it('leaves Latin words alone', () => {
    expect(clean('BankID не працює')).toBe('bankid не працює');
  });

  it('drops punctuation, emoji and invisible marks', () => {
    expect(wordsOf(clean('Де… мій\u200b проєкт?!! 😡'))).toEqual(['де', 'мій', 'проєкт']);
  });

  it('keeps digits as they are', () => {
    expect(wordsOf(clean('голосую за 100, а не за 10'))).toContain('100');
    expect(fold('11')).toBe('11');
  });
});

describe('stems', () => {
  it.each([
    ['проєкти', 'проєктів'],
    ['голоси', 'голосу'],
    ['документи', 'документів'],
    ['кошторис', 'кошторису'],
  ])('%s and %s share one', (one, other) => {
    expect(stem(one)).toBe(stem(other));
  });

  it('never cuts a question word down to another one', () => {
    expect(stem('який')).not.toBe(stem('як'));
    expect(stem('якого')).not.toBe(stem('як'));
  });
});

describe('keyboards', () => {
  it.each([
    ['ujkjcedfyyz', 'uk', 'голосування'],
    ['crskmrb', 'uk', 'скільки'],
    ["ghj'rn", 'uk', 'проєкт'],
    ['crjkmrj', 'ru', 'сколько'],
  ] as const)('%s typed on the Latin layout (%s) is %s', (typed, layout, meant) => {
    expect(fromLatinLayout(typed, layout)).toBe(meant);
  });

  it('reads a Latin name typed on the Cyrillic layout', () => {
    expect(fromCyrillicLayout('мшиук')).toBe('viber');
  });

  it.each([
    ['yak', 'як'],
    ['shcho', 'що'],
    ['hto', 'хто'],
    ['hochu', 'хочу'],
    ['pidpysy', 'підписи'],
  ])('romanised %s may be read as %s', (typed, meant) => {
    expect(fromRomanised(typed).map(fold)).toContain(fold(meant));
  });
});

describe('choosing a reading', () => {
  const vocabulary = vocabularyOf('як подати проєкт коли голосування скільки підписів'.split(' ').map(fold), [
    'bankid',
  ]);

  it.each([
    ["zr gjlfnb ghj'rn", 'як подати проєкт'],
    ['yak podaty proekt', 'як подати проєкт'],
    ['rjkb ujkjcedfyyz', 'коли голосування'],
    ['як подати проєкт', 'як подати проєкт'],
    ['bankid', 'bankid'],
  ])('%s', (written, meant) => {
    expect(phraseKey(chooseReading(written, vocabulary))).toBe(phraseKey(meant));
  });
});

describe('slips of the finger', () => {
  const known = new Map(
    ['голосування', 'підписи', 'кошторис', 'скільки', 'сад'].map((written) => [
      fold(written),
      { written, seen: 9 },
    ]),
  );
  const correct = createCorrect(known);

  it.each([
    ['голосувння', 'голосування'],
    ['пдписи', 'підписи'],
    ['коштроис', 'кошторис'],
    ['скільик', 'скільки'],
  ])('%s becomes %s', (typed, meant) => {
    expect(correct(fold(typed))).toBe(meant);
  });

  it.each(['сир', 'бегемот', 'я', ''])('«%s» is left alone', (word) => {
    expect(correct(fold(word))).toBeNull();
  });

  it('counts a swap of neighbours as one slip and gives up early on strangers', () => {
    expect(slipsBetween('кошторис', 'коштроис', 2)).toBe(1);
    expect(slipsBetween('кошторис', 'голосування', 2)).toBe(3);
  });
});
