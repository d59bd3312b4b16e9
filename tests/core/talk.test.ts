// How the bot hears people in the flow of a talk: two questions, thanks, insults, follow-ups, wishes and personal data.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/core/time.ts';
import { realContent } from '../support/harness.ts';
import { effectsOf, labelsOf, phraseOf, talker, textOf } from './talking.ts';

const title = (id: string) => realContent().faq[id]?.question ?? id;

describe('two questions in one message', () => {
  test.each([
    ['як подати проєкт і скільки треба підписів', ['a.how', 'a.signs']],
    ['Добрий день! Підкажіть, як подати проєкт і скільки підписів треба?', ['a.how', 'a.signs']],
    ['де взяти бланки, скільки підписів треба?', ['c.rules', 'a.signs']],
    ['Скільки підписів треба зібрати? А до якого числа приймають проєкти?', ['a.signs', 'a.deadline']],
  ])('«%s» gets both answers under their names', (text, ids) => {
    const output = talker().say(text);
    expect(output.replies).toHaveLength(1);
    const headings = output.replies[0]?.text.match(/^\*\*.+\*\*$/gm) ?? [];
    const known = ids.filter((id) => realContent().faq[id]);
    for (const id of known) expect(headings).toContain(`**${title(id)}**`);
    expect(textOf(output)).not.toContain(phraseOf('helped.ask'));
  });

  test.each([
    'Мені 15 років. Чи можу я подати проєкт?',
    'де подивитися, хто переміг',
    'як дізнатися, скільки голосів набрав мій проєкт',
    'скільки грошей дають? а яка погода',
  ])('«%s» is one question', (text) => {
    const output = talker().say(text);
    expect(effectsOf(output, 'helped')).toHaveLength(1);
  });

  test('of which one is unclear: the sure one is answered, the other one offered', () => {
    const output = talker({
      understand: (text, context) => {
        const first = { kind: 'answer' as const, answer: 'a.how', alternatives: ['a.how'], confidence: 0.9 };
        const vague = {
          kind: 'choices' as const,
          answer: null,
          alternatives: ['a.cost', 'a.max'],
          confidence: 0.6,
        };
        return text.includes('лавку') && context ? (text.includes('подати') ? first : vague) : first;
      },
    }).say('як подати проєкт? скільки за лавку?');
    expect(textOf(output)).toContain(phraseOf('answer.also'));
    expect(labelsOf(output)).toEqual(expect.arrayContaining([title('a.cost'), title('a.max')]));
  });

  test('that are both unclear become choices that hold both', () => {
    const output = talker({
      understand: (text) => ({
        kind: 'choices',
        answer: null,
        alternatives:
          text.includes('?') && !text.startsWith('скільки') ? ['a.how', 'a.docs'] : ['a.cost', 'a.max'],
        confidence: 0.4,
      }),
    }).say('як це зробити? скільки за лавку?');
    expect(labelsOf(output).slice(0, 3)).toEqual([title('a.how'), title('a.cost'), title('a.docs')]);
  });
});

describe('small talk', () => {
  test.each([
    ['дякую', 'thanks'],
    ['супер, дякую!', 'thanks'],
    ['дякую, ви дуже допомогли мені', 'thanks'],
    ['привіт', 'greeting'],
    ['ну ви і козли', 'insult'],
  ])('«%s» is %s and no question', (text, kind) => {
    const output = talker().say(text);
    expect(textOf(output)).toBe(phraseOf(`smalltalk.${kind}`));
    expect(effectsOf(output, 'unanswered')).toEqual([]);
  });

  test.each([
    ['дякую, а коли голосування?', 'v.dates'],
    ['козли, коли голосування?', 'v.dates'],
    ['ідіоти! як подати проект', 'a.how'],
    ['дякую! а як проголосувати?', 'v.how'],
  ])('beside a question does not hide it: «%s»', (text, id) => {
    expect(effectsOf(talker().say(text), 'helped')).toEqual([{ kind: 'helped', answer: id, yes: null }]);
  });

  test('an insult gets the same calm word each time, and the way to a person', () => {
    const angry = talker();
    const said = [1, 2, 3].map(() => angry.say('ви всі там крадії'));
    expect(new Set(said.map(textOf)).size).toBe(1);
    expect(labelsOf(said[0] ?? angry.say(''))).toContain(phraseOf('button.human'));
  });
});

describe('a follow-up', () => {
  test('is about what was answered last, and a thank-you does not end it', () => {
    const person = talker();
    person.say('як подати проєкт');
    person.say('дякую');
    expect(person.conversation().topic).toBe('a.how');
    expect(effectsOf(person.say('а до якого числа?'), 'helped')[0]?.answer).toBe('a.deadline');
  });

  test('is forgotten after half an hour, and by a command of the menu', () => {
    const person = talker({ contest: 'city', role: 'author' });
    person.say('як подати проєкт');
    person.pass(31 * minuteMs);
    expect(person.say('дякую').conversation.topic).toBeNull();
    person.say('як подати проєкт');
    person.say('/stage');
    expect(person.conversation().topic).toBeNull();
  });

  test('of an instruction knows the question that it answers', () => {
    const person = talker({ contest: 'city', role: 'author' });
    person.say('/role');
    expect(person.conversation().topic).toBe('a.how');
  });
});

describe('a wish in free words', () => {
  test.each([
    ['відпишіть мене', 'unsubscribe'],
    ['прошу мене відписати від розсилки', 'unsubscribe'],
  ])('«%s» acts', (text, effect) => {
    expect(talker({ reminders: ['city'] }).say(text).effects).toMatchObject([{ kind: effect }]);
  });

  test.each(['як відписатися', 'як відписатися від нагадувань?', '/faq u.off'])(
    '«%s» explains and offers, and changes nothing',
    (text) => {
      const output = talker({ reminders: ['city'] }).say(text);
      expect(output.effects).toEqual([]);
      expect(labelsOf(output)).toContain(phraseOf('button.stop'));
    },
  );

  test.each(['чи не стоп це проєкту', 'стоп сміття на вулиці', 'чому зупинили: стоп чи пауза?'])(
    'a question that only holds the word does nothing: «%s»',
    (text) => {
      expect(effectsOf(talker({ reminders: ['city'] }).say(text), 'unsubscribe')).toEqual([]);
    },
  );

  test.each([
    ['видаліть мої дані', 'data.eraseAsk'],
    ['прошу видалити всю інформацію про мене', 'data.eraseAsk'],
    ['мої дані', 'data.head'],
  ])('«%s» reaches one’s own data', (text, key) => {
    expect(textOf(talker().say(text))).toContain(phraseOf(key));
  });
});

describe('personal data in a message', () => {
  test('is not kept, the person is told, and the question around it is answered', () => {
    const output = talker().say('мій телефон 0671234567, коли голосування?');
    expect(textOf(output)).toContain(phraseOf('personal.phone'));
    expect(effectsOf(output, 'helped')[0]?.answer).toBe('v.dates');
  });

  test.each([
    ['olena@example.com', 'personal.email.only'],
    ['моя пошта olena@example.com', 'personal.email.only'],
  ])('«%s» offers the command for letters and starts nothing', (text, key) => {
    const output = talker().say(text);
    expect(textOf(output)).toBe(phraseOf(key));
    expect(effectsOf(output, 'requestEmail')).toEqual([]);
  });

  test('a pupil’s address is not wanted at all', () => {
    const output = talker({ contest: 'kids' }).say('petryk@example.com');
    expect(textOf(output)).toBe(phraseOf('email.kids'));
  });

  test('is nowhere in what a turn keeps or changes, whatever stands around it', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 7 });
    const words = fc.constantFrom(
      'як подати проєкт',
      'шпкпр',
      'подзвоніть мені',
      'коли?',
      'скільки коштує лавка у дворі',
    );
    fc.assert(
      fc.property(digits, words, fc.boolean(), (rest, around, before) => {
        const phone = `067${rest.join('')}`;
        const output = talker().say(before ? `${around} ${phone}` : `${phone}, ${around}`);
        const kept = JSON.stringify([output.conversation, output.effects]);
        expect(kept).not.toContain(phone);
      }),
      { numRuns: 40 },
    );
  });
});

test('a bare «так» to which nothing was asked is no question', () => {
  const output = talker().say('так');
  expect(textOf(output)).toBe(phraseOf('smalltalk.plain'));
  expect(output.effects).toEqual([]);
});
