// Templates: values put into texts, and sentences with an unset value that fall out without harm.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, inWords, placeholdersOf, render, sentencesOf } from '../../src/core/template.ts';

const nbsp = '\u00a0';
const facts: Facts = {
  platformUrl: { label: 'платформа', kind: 'url', value: 'https://budget.example' },
  minSupporters: { label: 'підписи', kind: 'number', value: 21 },
  maxProjectCost: { label: 'межа вартості', kind: 'money', value: 400_000 },
  authMethods: { label: 'вхід', kind: 'list', value: ['BankID', 'Дія.Підпис'] },
  'voting.start': { label: 'голосування', kind: 'date', value: '2027-03-08' },
  phone: { label: 'Телефон', kind: 'phone', value: null },
  office: { label: 'Адреса ЦНАП', kind: 'text', value: null },
};
const unset = (labels: readonly string[], first: boolean) =>
  first ? `${labels.join(', ')} — уточнюється, запитайте в місті.` : `${labels.join(', ')} — уточнюється.`;
const said = (template: string) => render(template, facts, unset).text;

describe('filling', () => {
  test.each([
    ['an address', 'Подайте на {platformUrl}.', 'Подайте на https://budget.example.'],
    ['a number with its form', 'Треба {minSupporters:підпис|підписи|підписів}.', 'Треба 21 підпис.'],
    ['a number alone', 'Треба {minSupporters}.', 'Треба 21.'],
    ['money', 'Не більше ніж {maxProjectCost}.', `Не більше ніж 400${nbsp}000 грн.`],
    ['a list', 'Вхід: {authMethods}.', 'Вхід: BankID; Дія.Підпис.'],
    ['a date', 'З {voting.start}.', 'З 8 березня 2027 року.'],
    ['nothing to fill', 'Нічого {не}{ }.', 'Нічого {не}{ }.'],
  ])('%s', (_, template, text) => {
    expect(said(template)).toBe(text);
  });

  test('a missing form is the one before it', () => {
    expect(said('{minSupporters:голос}')).toBe('21 голос');
  });

  test('a placeholder that nobody knows is a mistake of ours and throws', () => {
    expect(() => said('Привіт {nobody}')).toThrow('unknown placeholder {nobody}');
  });

  test('placeholders are named once each, in order', () => {
    expect(placeholdersOf('{b} {a:x|y|z} {b} {a.c}')).toEqual(['b', 'a', 'a.c']);
  });

  test('an unset fact has no words', () => {
    expect(inWords({ label: 'x', kind: 'text', value: null })).toBe('');
  });
});

describe('an unset value', () => {
  test.each([
    [
      'takes only its sentence along',
      'Перше речення. Телефон: {phone}. Третє речення.',
      'Перше речення. Телефон — уточнюється, запитайте в місті. Третє речення.',
    ],
    [
      'keeps the number of its list item',
      '1. Зателефонуйте {phone}.',
      '1. Телефон — уточнюється, запитайте в місті.',
    ],
    [
      'keeps the dash of its list item',
      '— Зателефонуйте {phone}',
      '— Телефон — уточнюється, запитайте в місті.',
    ],
    [
      'says whom to ask only once',
      'Дзвоніть {phone}.\nПриходьте: {office}.',
      'Телефон — уточнюється, запитайте в місті.\nАдреса ЦНАП — уточнюється.',
    ],
    [
      'that was named already makes its line vanish',
      'Дзвоніть {phone}.\nАбо ще раз {phone}.\nДалі.',
      'Телефон — уточнюється, запитайте в місті.\nДалі.',
    ],
    [
      'is named together with another of the same sentence',
      'Дзвоніть {phone} або приходьте {office}.',
      'Телефон, Адреса ЦНАП — уточнюється, запитайте в місті.',
    ],
    [
      'leaves empty lines of the text alone',
      'А.\n\nТелефон {phone}.\n\nБ.',
      'А.\n\nТелефон — уточнюється, запитайте в місті.\n\nБ.',
    ],
  ])('%s', (_, template, text) => {
    expect(said(template)).toBe(text);
  });

  test('is reported as a gap, once', () => {
    expect(render('{phone}. {office}. {phone}.', facts, unset).gaps).toEqual(['phone', 'office']);
  });

  test('never leaves a placeholder or an empty list number, whatever stands around', () => {
    const sentence = fc.constantFrom(
      'Одне. ',
      'Дзвоніть {phone}. ',
      'Приходьте {office}! ',
      '{minSupporters:а|б|в}. ',
      '2. Далі {phone}. ',
    );
    fc.assert(
      fc.property(fc.array(fc.array(sentence, { maxLength: 4 }), { maxLength: 5 }), (lines) => {
        const text = said(lines.map((line) => line.join('')).join('\n'));
        expect(text).not.toMatch(/[{}]/);
        expect(text).not.toMatch(/^\d+\.\s*$/m);
      }),
    );
  });
});

describe('sentences', () => {
  test.each([
    ['Одне. Друге! Третє?', 3],
    ['Від 14 р. на день голосування.', 1],
    ['Сума 5 тис. грн. разом.', 1],
    ['1. Подайте проєкт. Потім чекайте.', 2],
    ['Напишіть «Так». Натисніть «Далі».', 2],
    ['Чекайте… Потім дзвоніть.', 2],
    ['Адреса https://a.example/b.c?d. Далі.', 2],
    ['', 0],
  ])('%j has %i', (line, count) => {
    expect(sentencesOf(line)).toHaveLength(count);
  });

  test('lose no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Аа1. !?…«»"*{}()') }), (line) => {
        expect(sentencesOf(line).join('')).toBe(line);
      }),
    );
  });
});
