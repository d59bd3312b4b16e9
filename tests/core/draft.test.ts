// The draft of a project: what its answers mean, that no way through its steps loses anything, and what its checklist says.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contestIds, middleOf } from '../../src/core/contest.ts';
import {
  categoriesOf,
  type Draft,
  type DraftField,
  draftFields,
  newDraft,
  stepsOf,
} from '../../src/core/drafts/draft.ts';
import { checklistOf, isReady } from '../../src/core/drafts/draft-check.ts';
import { draftForm } from '../../src/core/drafts/draft-form.ts';
import { readAnswer } from '../../src/core/drafts/draft-values.ts';
import { publicParts } from '../../src/core/drafts/draft-words.ts';
import { plainText } from '../../src/core/reply.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyiv, realContent } from '../support/harness.ts';
import { deaf, writer } from './drafting.ts';
import { labelsOf, textOf } from './talking.ts';

const content = realContent();
const now = kyiv('2026-10-20 12:00');
const words = { phrases: content.phrases, categories: categoriesOf(content) };

/** The city's texts with other values of some rules. */
function withRules(values: Readonly<Record<string, number | string[] | null>>): Content {
  const rules = { ...content.rules };
  for (const [key, value] of Object.entries(values)) {
    const rule = rules[key];
    if (rule) rules[key] = { ...rule, value };
  }
  return { ...content, rules };
}

function draftOf(values: Draft['values'], contest: Draft['contest'] = 'city'): Draft {
  return { ...newDraft(content, { contest, wording: 'згода' }), values };
}

const whole: Draft['values'] = {
  title: 'Лавки біля ринку',
  problem: 'Ніде сісти',
  idea: 'Дві лавки й навіс',
  place: 'Зупинка навпроти ринку',
  who: 'Усім пасажирам',
  land: 'city',
  access: 'all',
  category: 'Інфраструктура',
  cost: '120000',
  year: 'yes',
  supporters: '21',
};

describe('an answer to a step', () => {
  test.each<[DraftField, string, string]>([
    ['cost', '120000', '120000'],
    ['cost', '120 000 грн', '120000'],
    ['cost', '120.000', '120000'],
    ['cost', '350 тис', '350000'],
    ['cost', 'десь 350 тисяч гривень', '350000'],
    ['cost', '350тыс', '350000'],
    ['cost', '0,4 млн', '400000'],
    ['cost', 'пів мільйона', '500000'],
    ['cost', '1.5 миллиона', '1500000'],
    ['supporters', '12', '12'],
    ['supporters', 'вже 25 людей', '25'],
    ['supporters', 'ще ніхто', '0'],
    ['supporters', '0', '0'],
    ['land', 'Громаді', 'city'],
    ['land', 'земля комунальна', 'city'],
    ['land', 'не комунальна', 'other'],
    ['land', 'там приватна ділянка', 'other'],
    ['land', 'та хто його знає', 'unknown'],
    ['land', 'city', 'city'],
    ['access', 'всі', 'all'],
    ['access', 'для всіх', 'all'],
    ['access', 'не всі', 'some'],
    ['access', 'Лише дехто', 'some'],
    ['year', 'так', 'yes'],
    ['year', 'ні', 'no'],
    ['year', 'Ні, треба більше', 'no'],
    ['year', 'не знаю', 'unknown'],
    ['category', '3', 'Інфраструктура'],
    ['category', 'інфраструктура', 'Інфраструктура'],
    ['category', 'охорона здоров’я', 'Просвіта, охорона здоров’я'],
    ['title', '  Лавки \n біля   ринку ', 'Лавки біля ринку'],
    ['place', 'вул. Центральна, 12', 'вул. Центральна, 12'],
  ])('of %s «%s» is kept as «%s»', (field, said, value) => {
    expect(readAnswer(field, said, words)).toMatchObject({ ok: true, value });
  });

  test.each<[DraftField, string, string]>([
    ['cost', 'від 100 до 200 тисяч', 'unclear'],
    ['cost', 'багато', 'unclear'],
    ['cost', '0', 'unclear'],
    ['supporters', '5 або 6', 'unclear'],
    ['supporters', 'багато', 'unclear'],
    ['land', 'біля школи', 'unclear'],
    ['category', '9', 'unclear'],
    ['category', 'космос', 'unclear'],
    ['category', 'та', 'unclear'],
    ['title', '👍', 'short'],
    ['title', '12', 'short'],
    ['title', 'я'.repeat(151), 'long'],
    ['idea', 'я'.repeat(3001), 'long'],
  ])('of %s «%s» is not taken: %s', (field, said, why) => {
    expect(readAnswer(field, said, words)).toMatchObject({ ok: false, why });
  });

  test('loses personal data, and says which', () => {
    const said = 'Дзвоніть мені 067 123 45 67 або пишіть на olena@example.com';
    expect(readAnswer('problem', said, words)).toEqual({
      ok: true,
      value: 'Дзвоніть мені ••• або пишіть на •••',
      found: ['email', 'phone'],
    });
  });
});

const step = fc.oneof(
  fc.constantFrom('пропустити', 'назад', 'пауза', '/draft', '/draft next', '/draft read', '/draft check'),
  fc.constantFrom(
    '/draft form',
    '/draft share',
    '/draft share yes',
    '/draft unshare',
    '/draft erase',
    '/stage',
  ),
  fc.constantFrom(
    'так',
    'ні',
    '2',
    '120 тис',
    'Громаді',
    'усі',
    'фывапролд',
    '/help',
    '/data',
    '/draft back',
  ),
  fc.constantFrom(...draftFields.map((field) => `/draft ${field}`)),
  fc.constantFrom(...draftFields.map((field) => `/draft skip ${field}`)),
  fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'абв гд.,?!0123456789{}*\n') }),
);

describe('any way through the steps', () => {
  test('keeps what was answered: an answer changes its own step only, everything else changes none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contestIds), fc.array(step, { maxLength: 40 }), (contest, said) => {
        const one = writer({ contest, understand: deaf });
        one.press(`/draft begin ${contest}`);
        for (const text of said) {
          const before = one.draft();
          one.say(text);
          const after = one.draft();
          if (!before || !after) throw new Error('the draft is gone');
          const changed = draftFields.filter((field) => before.values[field] !== after.values[field]);
          expect(changed.length).toBeLessThanOrEqual(1);
          for (const field of changed) expect(after.values[field]).toBeDefined();
          expect(
            Object.keys(after.values).every((key) => stepsOf(content, contest).some((f) => f === key)),
          ).toBe(true);
          expect(after.contest).toBe(contest);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('leads through every step once, and then to the checklist', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...contestIds),
        fc.array(fc.boolean(), { maxLength: 11 }),
        (contest, skips) => {
          const one = writer({ contest, understand: deaf });
          one.press(`/draft begin ${contest}`);
          const seen: (DraftField | null)[] = [];
          for (let at = 0; one.draft()?.asking; at += 1) {
            const field = one.draft()?.asking ?? 'title';
            seen.push(field);
            if (skips[at]) one.say('пропустити');
            else one.press(`/draft ${field} ${answers[field]}`);
          }
          expect(seen).toEqual(stepsOf(content, contest));
          expect(textOf(one.say('/draft check'))).toContain('Перевірка');
        },
      ),
      { numRuns: 30 },
    );
  });

  test('says nothing with a placeholder, an unset value or a word of the program in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contestIds), fc.array(step, { maxLength: 12 }), (contest, said) => {
        const one = writer({ contest, understand: deaf, content: withRules({ ...unset, categories: null }) });
        one.press(`/draft begin ${contest}`);
        for (const text of said.filter((words) => !words.includes('{'))) {
          const output = one.say(text);
          expect(textOf(output)).not.toMatch(/\{[a-z]|undefined|null|NaN|\[object/i);
          for (const reply of output.replies)
            for (const choice of reply.choices)
              if ('value' in choice) expect(Buffer.byteLength(choice.value)).toBeLessThanOrEqual(64);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** An answer of each step as its button, or a person, gives it. */
const answers: Readonly<Record<DraftField, string>> = {
  title: 'Лавки',
  problem: 'Ніде сісти',
  idea: 'Поставити лавки',
  place: 'Біля ринку',
  who: 'Усім',
  land: 'city',
  access: 'all',
  category: '1',
  cost: '1000',
  year: 'yes',
  supporters: '5',
};
const unset = {
  maxProjectCost: null,
  minSupporters: null,
  kidsMaxProjectCost: null,
  kidsMinSupporters: null,
};

describe('the checklist', () => {
  const view = { content, contest: 'city' as const, now };
  const statesOf = (draft: Draft, texts = content) =>
    Object.fromEntries(
      checklistOf({ ...view, content: texts, contest: draft.contest }, draft).map(({ key, state }) => [
        key,
        state,
      ]),
    );

  test('has a yes for everything of a whole draft', () => {
    expect(new Set(Object.values(statesOf(draftOf(whole))))).toEqual(new Set(['yes']));
    expect(isReady(checklistOf(view, draftOf(whole)))).toBe(true);
  });

  test.each<[string, Partial<Record<DraftField, string | undefined>>, string]>([
    ['a missing idea', { ...whole, idea: undefined }, 'text'],
    ['land that is not the community’s', { ...whole, land: 'other' }, 'land'],
    ['land nobody knows of', { ...whole, land: 'unknown' }, 'land'],
    ['use for some only', { ...whole, access: 'some' }, 'access'],
    ['a category that the city does not have', { ...whole, category: 'Космос' }, 'category'],
    ['a sum above the limit', { ...whole, cost: '400001' }, 'cost'],
    ['more than a year', { ...whole, year: 'no' }, 'year'],
    ['too few signatures', { ...whole, supporters: '19' }, 'supporters'],
    ['no word of signatures', { ...whole, supporters: undefined }, 'supporters'],
  ])('says «not yet» of %s and of nothing else', (_label, values, key) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    const states = statesOf(draftOf(given));
    expect(Object.entries(states).filter(([, state]) => state === 'no')).toEqual([[key, 'no']]);
  });

  test('takes exactly the limit and exactly the number of signatures', () => {
    const states = statesOf(draftOf({ ...whole, cost: '400000', supporters: '20' }));
    expect(states).toMatchObject({ cost: 'yes', supporters: 'yes' });
  });

  test('says that the city has not decided, and whom to ask, where a rule is not set', () => {
    const texts = withRules({ ...unset, categories: null });
    const items = checklistOf({ ...view, content: texts }, draftOf(whole));
    const undecided = items.filter(({ state }) => state === 'unset');
    expect(undecided.map(({ key }) => key)).toEqual(['category', 'cost', 'supporters']);
    for (const { text } of undecided) expect(text).toContain('bukmr@ukr.net');
  });

  test('goes by the pupils’ own limits in the school contest, and asks nothing of land or category', () => {
    const texts = withRules({ kidsMaxProjectCost: 20_000, kidsMinSupporters: 5 });
    const states = statesOf(draftOf({ ...whole, cost: '30000', supporters: '7' }, 'kids'), texts);
    expect(states).toEqual({ text: 'yes', cost: 'no', year: 'yes', supporters: 'yes' });
  });
});

describe('what to do next', () => {
  const stages = contestIds.flatMap((contest) =>
    content.contests[contest].cycle.stages.map((stage) => ({ contest, id: stage.id, at: middleOf(stage) })),
  );

  test.each(stages)(
    'in $contest, $id holds the author’s instruction only while submission is open',
    ({ contest, at }) => {
      const stage = content.contests[contest].cycle.stages.find((one) => one.id === 'submission');
      const open = stage !== undefined && stage.opens <= at && at < stage.closes;
      const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Kyiv');
      const one = writer({
        contest,
        draft: draftOf(whole, contest),
        at: `${time.toPlainDate()} ${time.toPlainTime().toString({ smallestUnit: 'minute' })}`,
      });
      const output = one.say('/draft check');
      const instruction = content.instructions[`${contest}.submission.author`]?.title ?? '';
      expect(textOf(output).includes(instruction)).toBe(open);
      expect(labelsOf(output).includes('Платформа')).toBe(open && contest === 'city');
    },
  );
});

describe('beside the draft', () => {
  test('a question is answered, the step waits on, and the words can still be its answer', () => {
    const one = writer({ contest: 'city' });
    one.press('/draft begin city');
    one.say('Лавки біля ринку');
    const output = one.say('до якого числа подання?');
    expect(textOf(output)).toContain('29 листопада');
    expect(one.conversation().awaiting).toBe('draft');
    expect(one.draft()?.values.problem).toBeUndefined();
    one.press('/draft take');
    expect(one.draft()?.values.problem).toBe('до якого числа подання?');
  });

  test.each([
    ['стоп', 'unsubscribe'],
    ['не пишіть мені більше', 'unsubscribe'],
  ])('«%s» stops at any step', (words, effect) => {
    const one = writer({ contest: 'city' });
    one.press('/draft begin city');
    one.say(words);
    expect(one.effects().map(({ kind }) => kind)).toContain(effect);
    expect(one.draft()?.values).toEqual({});
  });

  test('thanks are no answer, a longer sentence with thanks in it is one', () => {
    const one = writer({ contest: 'city' });
    one.press('/draft begin city');
    one.say('дякую');
    expect(one.draft()?.values.title).toBeUndefined();
    one.say('Стіна вдячності: дякую лікарям і медсестрам нашої лікарні');
    expect(one.draft()?.values.title).toContain('Стіна');
  });

  test('a number at the signatures is their number, elsewhere it is the choice with that number', () => {
    const one = writer({ contest: 'city', draft: { ...draftOf(whole), asking: 'supporters' } });
    one.press('/draft supporters');
    one.say('1');
    expect(one.draft()?.values.supporters).toBe('1');
    one.press('/draft land');
    one.say('2');
    expect(one.draft()?.values.land).toBe('other');
  });

  test('everything can be had without a button', () => {
    const one = writer({ contest: 'city', draft: draftOf(whole) });
    for (const [said, found] of [
      ['мій проєкт', 'Ваша чернетка'],
      ['прочитати все', 'Що ви написали'],
      ['перевірити', 'Перевірка'],
      ['бланк заявки', 'Бланк із вашими відповідями'],
      ['поділитися ідеєю', 'побачить кожен'],
      ['так, показати', 'Сторінка готова'],
      ['прибрати сторінку', 'Сторінку прибрано'],
      ['видалити чернетку', 'Видалити чернетку назавжди?'],
      ['так, видалити чернетку', 'Чернетку видалено'],
    ] as const) {
      expect(textOf(one.say(said))).toContain(found);
    }
    expect(one.draft()).toBeNull();
  });
});

describe('showing an idea', () => {
  test('needs a name and an idea, asks with all that would be seen, and only then shows it', () => {
    const one = writer({ contest: 'city', draft: draftOf({ title: 'Лавки' }) });
    expect(textOf(one.say('/draft share'))).toContain('спершу дайте');
    one.press('/draft idea Поставити дві лавки');
    expect(textOf(one.say('/draft share'))).toContain('Поставити дві лавки');
    expect(one.code()).toBeNull();
    one.say('/draft share yes');
    expect(one.code()).toBe('newcode234');
    one.say('/draft unshare');
    expect(one.code()).toBeNull();
  });

  test('is refused after staff took it down, until the words change', () => {
    const one = writer({ contest: 'city', draft: { ...draftOf(whole), takenDown: true } });
    one.say('/draft share yes');
    expect(one.code()).toBeNull();
    one.press('/draft cost 130000');
    one.say('/draft share yes');
    expect(one.code()).toBe('newcode234');
  });

  test('masks personal data that stood in the draft already', () => {
    const parts = publicParts({ content, contest: 'city', now }, draftOf({ idea: 'Тел. 067 123 45 67' }));
    expect(parts).toEqual([{ title: 'Що пропонується', value: 'Тел. •••' }]);
  });

  test('tells who comes by the link the idea and how to support it, and keeps nothing of the visit', () => {
    const one = writer({ guest: draftOf(whole) });
    const output = one.say('/start p-abcde23456');
    expect(plainText(textOf(output))).toContain('Лавки біля ринку');
    expect(textOf(output)).toContain('Підписатися за проєкт');
    expect(one.effects()).toEqual([]);
  });
});

describe('the form', () => {
  test('has empty room for whose project it is, and as many rows as signatures are needed', () => {
    const form = draftForm({ content, contest: 'city', now }, draftOf(whole));
    const author = form.parts.find(({ labels }) => labels.length > 0);
    expect(author?.labels.every((label) => !label.includes(':'))).toBe(true);
    expect(form.parts.at(-1)?.table?.rows).toHaveLength(20);
  });

  test('of pupils asks for no address, telephone or e-mail, and sends them to the coordinator', () => {
    const form = draftForm({ content, contest: 'kids', now }, draftOf(whole, 'kids'));
    const words = JSON.stringify(
      form.parts.flatMap(({ labels, table }) => [...labels, ...(table?.head ?? [])]),
    );
    expect(words).not.toMatch(/mail|адрес|телефон|прізвище/i);
    expect(form.note).toContain('координатор');
  });
});
