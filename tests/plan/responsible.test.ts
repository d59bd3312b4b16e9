// Who answers for a line: several units, partners by consent, leaders, names that carry commas of their own.

import { describe, expect, test } from 'vitest';
import { readParties } from '../../src/plan/responsible.ts';

function shown(text: string): string {
  const { parties, cutOff } = readParties(text);
  const list = parties.map((party) => `${party.role}: ${party.name}`).join(' | ');
  return cutOff ? `${list} (cut off)` : list;
}

describe('responsible parties', () => {
  test.each([
    [
      'Департамент економічного розвитку міської ради',
      'executor: Департамент економічного розвитку міської ради',
    ],
    [
      'Департамент економіки, інші виконавчі органи міської ради за необхідністю',
      'executor: Департамент економіки | partner: інші виконавчі органи міської ради',
    ],
    ['Управління\nпо зв’язках\nз\nгромадськістю', 'executor: Управління по зв’язках з громадськістю'],
    [
      'Департамент освіти, культури, молоді та спорту',
      'executor: Департамент освіти, культури, молоді та спорту',
    ],
    [
      'Відділ молоді; КП «Простір», ГО «Разом» (за згодою)',
      'executor: Відділ молоді | executor: КП «Простір» | partner: ГО «Разом»',
    ],
    [
      'финансовое управление, отдел, орган АПГОСК, координирующий и регулирующий деятельность в отрасли',
      'executor: финансовое управление | executor: отдел, орган АПГОСК, координирующий и регулирующий деятельность в отрасли',
    ],
    ['финансовое управление,', 'executor: финансовое управление (cut off)'],
    ['Департамент економіки (відділ', 'executor: Департамент економіки (відділ (cut off)'],
    [
      'Керівник: Іваненко І. І.; виконавець: Петренко П. П.',
      'leader: Іваненко І. І. | executor: Петренко П. П.',
    ],
    [
      'Департамент економіки та відділ комунікацій',
      'executor: Департамент економіки | executor: відділ комунікацій',
    ],
    ['Управління житлом та комунальним майном', 'executor: Управління житлом та комунальним майном'],
    ['отдел образования, школы (по согласованию)', 'executor: отдел образования | partner: школы'],
    ['Відділ молоді, відділ молоді', 'executor: Відділ молоді'],
    ['Партнер: Фонд «Місто»', 'partner: Фонд «Місто»'],
    ['-', ''],
    ['', ''],
  ])('«%s» are %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('take the role of their column unless the text says otherwise', () => {
    expect(readParties('Іваненко І. І.', 'leader').parties).toEqual([
      { name: 'Іваненко І. І.', role: 'leader' },
    ]);
    expect(readParties('ГО «Разом» за згодою', 'leader').parties).toEqual([
      { name: 'ГО «Разом»', role: 'partner' },
    ]);
  });
});
