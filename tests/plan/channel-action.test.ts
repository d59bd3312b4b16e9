// Which channel and which action a line's own words propose, in plans of this budget and in wider programmes.

import { describe, expect, test } from 'vitest';
import type { PlanPeriodKind } from '../../src/core/plan/plan.ts';
import { actionOf, speaksOfBudget } from '../../src/plan/action.ts';
import { channelOf } from '../../src/plan/channel.ts';
import { fundingKindOf, yearsNamed } from '../../src/plan/funding.ts';

const bare = { section: '', details: '', channel: '' };

describe('the channel', () => {
  test.each([
    ['Дописи у Facebook та Instagram', 'facebook'],
    ['Чат-бот у Вайбері', 'viber'],
    ['Телеграм-канал громади', 'telegram'],
    ['Розсилка електронною поштою', 'email'],
    ['Відеоролики про переможців', 'youtube'],
    ['Інформація на офіційному вебсайті', 'website'],
    ['Сюжети на місцевому телебаченні', 'tv'],
    ['Оголошення на радіо', 'radio'],
    ['Статті в газеті', 'press'],
    ['Публікації в інтернет-виданнях', 'webmedia'],
    ['Виготовлення листівок і плакатів', 'print'],
    ['Соціальна реклама на білбордах', 'outdoor'],
    ['Реклама в громадському транспорті', 'outdoor'],
    ['Вебінари для авторів', 'event'],
    ['Нагородження переможців', 'award'],
    ['Моніторинг реалізації', 'monitoring'],
    ['Затвердження графіка', 'process'],
    ['Інтерв’ю для телебачення', 'tv'],
    ['Размещение информации на сайте', 'website'],
    ['Публикации в печатных СМИ', 'press'],
  ])('of «%s» is %s', (what, channel) => {
    expect(channelOf({ ...bare, what }).channel).toBe(channel);
  });

  test('is taken from its own column first, then from the name, the section and the description', () => {
    const words = { what: 'Листівки', section: 'Радіо', details: 'Газета', channel: 'Viber' };
    expect(channelOf(words)).toEqual({ channel: 'viber', certainty: 1 });
    expect(channelOf({ ...words, channel: '' })).toEqual({ channel: 'print', certainty: 1 });
    expect(channelOf({ ...words, channel: '', what: 'Дані' })).toEqual({ channel: 'radio', certainty: 0.9 });
    expect(channelOf({ ...words, channel: '', what: 'Дані', section: '' })).toEqual({
      channel: 'press',
      certainty: 0.8,
    });
  });

  test('of unnamed social networks and of words without a medium is other, and unsure', () => {
    expect(channelOf({ ...bare, what: 'Дописи в соціальних мережах' })).toEqual({
      channel: 'other',
      certainty: 0,
    });
    expect(channelOf({ ...bare, what: 'Інше' })).toEqual({ channel: 'other', certainty: 0 });
  });
});

describe('the action', () => {
  function action(what: string, periodKind: PlanPeriodKind = 'withinYear', ofBudget = true): string {
    const { channel } = channelOf({ ...bare, what });
    return actionOf({ channel, periodKind, what, details: '', ofBudget });
  }

  test.each([
    ['Чат-бот у Viber', 'execute'],
    ['Розсилка e-mail', 'execute'],
    ['Вебінари для авторів', 'execute'],
    ['Сторінка у Facebook', 'assist'],
    ['Сюжети на телебаченні', 'assist'],
    ['Листівки', 'assist'],
    ['Подарунки переможцям', 'remind'],
    ['Відеоролики', 'remind'],
    ['Розроблення графіка', 'remind'],
    ['Моніторинг реалізації', 'track'],
    ['Технічний супровід сайту', 'track'],
    ['Інформування на сайті про строки', 'execute'],
  ])('of «%s» in a plan of this budget is %s', (what, expected) => {
    expect(action(what)).toBe(expected);
  });

  test.each([
    ['Листівки про місто', 'track'],
    ['Прийом делегацій', 'track'],
    ['Тренінги для громадських організацій', 'execute'],
    ['Розвиток міського радіо', 'track'],
    ['Листівки про бюджет участі', 'execute'],
  ])('of «%s» in a wider programme is %s', (what, expected) => {
    expect(action(what, 'yearRange', false)).toBe(expected);
  });

  test('is a reminder wherever a message waits for something that staff must record', () => {
    expect(action('Статті в газеті', 'relative')).toBe('remind');
    expect(action('Інформування на сайті', 'onOccurrence')).toBe('remind');
    expect(action('Зустрічі з авторами', 'onOccurrence')).toBe('execute');
  });

  test('knows this budget by its names', () => {
    for (const name of [
      'бюджет участі',
      'Громадський бюджет',
      'партиципаторного бюджетування',
      'инициативного бюджетирования',
    ]) {
      expect(speaksOfBudget(name)).toBe(true);
    }
    expect(speaksOfBudget('бюджет розвитку')).toBe(false);
  });
});

describe('the funding', () => {
  test.each([
    ['Оплата в межах загального фінансування процесу у 2024 році', 'withinProgramme'],
    ['Не потребує матеріальної підтримки', 'none'],
    ['Не потребує фінансування', 'none'],
    ['За рахунок договору про висвітлення діяльності департаменту', 'underExistingContract'],
    ['Співпраця з тими ЗМІ, які не передбачають сплати публікацій', 'unpaidPartnership'],
    ['Бюджет громади', 'localBudget'],
    ['Кошти міського бюджету', 'localBudget'],
    ['местный бюджет', 'localBudget'],
    ['Спонсори', 'unknown'],
  ])('of «%s» is %s', (text, kind) => {
    expect(fundingKindOf(text)).toBe(kind);
  });

  test('names its years, ranges spread out', () => {
    expect(yearsNamed('у 2023-2025 роках')).toEqual([2023, 2024, 2025]);
    expect(yearsNamed('у 2023 та 2025 роках')).toEqual([2023, 2025]);
    expect(yearsNamed('120235 грн')).toEqual([]);
  });
});
