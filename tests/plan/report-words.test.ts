// Owns the proof that every part of a report's account is one correct Ukrainian sentence, plurals included.
import { expect, test } from 'vitest';
import type { AccountPart } from '../../src/core/plan/report-account.ts';
import { partWords, reportSay } from '../../src/core/plan/report-words.ts';
import { realContent } from '../support/harness.ts';

const say = reportSay((key) => realContent().phrases[key]);
const chat = { kind: 'channel', channel: 'Viber', letters: false } as const;
const letters = { kind: 'channel', channel: 'e-mail', letters: true } as const;

test.each<[AccountPart, string]>([
  [{ kind: 'messages', broadcasts: 1 }, 'Проведено 1 розсилку.'],
  [{ kind: 'messages', broadcasts: 3 }, 'Проведено 3 розсилки.'],
  [{ kind: 'messages', broadcasts: 11 }, 'Проведено 11 розсилок.'],
  [{ ...chat, messages: 1, people: 1, delivered: 0 }, 'Viber: 1 повідомлення для 1 отримувача.'],
  [
    { ...chat, messages: 5025, people: 2510, delivered: 4900 },
    'Viber: 5 025 повідомлень для 2 510 отримувачів (доставку підтверджено: 4 900).',
  ],
  [{ ...letters, messages: 22, people: 21, delivered: 0 }, 'Електронною поштою: 22 листи для 21 отримувача.'],
  [{ kind: 'questions', count: 2 }, 'Надано відповіді на 2 запитання жителів.'],
  [{ kind: 'questions', count: 15 }, 'Надано відповіді на 15 запитань жителів.'],
  [
    { kind: 'event', title: 'Вебінар. Частина {n}', on: '2027-03-20', place: 'бібліотека' },
    'Захід «Вебінар. Частина {n}»: 20 березня 2027 року, бібліотека.',
  ],
  [
    { kind: 'paid', text: 'акт № 5', kopecks: 1_250_050, on: '2027-03-12' },
    'Сплачено 12 500,50 грн (12 березня 2027 року): акт № 5',
  ],
  [{ kind: 'dropped', text: 'немає коштів' }, 'Захід знято з плану. Причина: немає коштів'],
  [{ kind: 'notBegun', from: '2027-10-01' }, 'Не розпочато: строк виконання починається 1 жовтня 2027 року.'],
  [{ kind: 'unrecorded' }, 'За звітний період підтверджень виконання не внесено.'],
])('%j', (part, expected) => {
  expect(partWords(part, say).replaceAll('\u00a0', ' ')).toBe(expected);
});

test('nothing of the report is written in the old spelling, shouts or has a hole', () => {
  const own = Object.entries(realContent().phrases).filter(([key]) => key.startsWith('report.'));
  expect(own.length).toBeGreaterThan(40);
  for (const [, text] of own) expect(text).not.toMatch(/проект|!|TODO|^$/i);
});
