// Owns the tests of masking personal data in messages: what is found in every spelling, and what only looks like it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPersonal, personalMask } from '../../src/core/personal.ts';

describe('personal data in a message is masked', () => {
  it.each([
    ['мій номер +380671234567, подзвоніть', ['phone']],
    ['тел. 067 123 45 67', ['phone']],
    ['067-123-45-67', ['phone']],
    ['(067) 123-45-67', ['phone']],
    ['0671234567', ['phone']],
    ['380671234567', ['phone']],
    ['+38 (050) 123 45 67', ['phone']],
    ['+48 601 234 567', ['phone']],
    ['міський (0569) 3-12-45', ['phone']],
    ['дзвоніть 55-12-34', ['phone']],
    ['555-12-34', ['phone']],
    ['пишіть на olena.petrenko+vote@ukr.net', ['email']],
    ['моя почта іван@пошта.укр', ['email']],
    ['ІПН 1234567890', ['taxNumber']],
    ['мій код 3184710691', ['taxNumber']],
    ['паспорт МЕ 123456', ['passport']],
    ['АА№654321', ['passport']],
    ['серія ае 123456 видав', ['passport']],
    ['паспорт нового зразка 001234567', ['passport']],
    ['запис 19900101-01234', ['passport']],
    ['карта 4111 1111 1111 1111', ['card']],
    ['5555555555554444', ['card']],
    ['народився 12.03.1965', ['birthDate']],
    ['дата народження: 1 березня 1958', ['birthDate']],
    ['Петренко, 12.03.1965 р.н.', ['birthDate']],
    ['я 0671234567, пошта a@b.ua', ['email', 'phone']],
  ] as const)('%s', (text, kinds) => {
    const { text: masked, found } = maskPersonal(text);
    expect(found).toEqual(kinds);
    expect(masked).toContain(personalMask);
    expect(masked).not.toMatch(/\d{4}/);
  });
});

describe('what only looks like it stays', () => {
  it.each([
    'голосую за номер 12',
    'проєкт № 123456 де він',
    'бюджет 400000 грн',
    'бюджет 4 000 000 грн на рік',
    'у 2024-2025 роках',
    'голосування 17.03.2025 – 07.04.2025',
    'до 21.01.2024 встигну?',
    'з 9:00 до 18:00',
    'мені 15 років',
    'мені 15, а брату 17',
    'https://budget.e-dem.ua/1210400000',
    'рішення 123-45/VIII',
    'сесія від 12.03.2023 № 1234',
    '100 000 + 250 000 = 350 000',
    'кошторис 399999.99',
    '20 підписів',
    'закон 3703-IX',
    'о 12.30 14.05',
    'індекс 51900',
    'школа № 28 клас 7',
    'вулиця Сагайдака 12/45 кв 67',
    '1234 5678 1234 5678',
    'пишу вам @ще раз',
  ])('%s', (text) => {
    expect(maskPersonal(text)).toEqual({ text, found: [] });
  });
});

describe('whatever people type', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9 +()@.а-я-]{0,60}$/));

  it('a masked text has nothing more to mask', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = maskPersonal(text);
        expect(maskPersonal(once.text).text).toBe(once.text);
      }),
    );
  });

  it('without a find the text stays as it was', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { text: masked, found } = maskPersonal(text);
        expect(found.length > 0).toBe(masked !== text || text.includes(personalMask));
      }),
    );
  });
});
