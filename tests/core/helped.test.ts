// Whether an answer helped, asked lightly and counted once; instructions in few words; and what can't be read.
import { describe, expect, test } from 'vitest';
import { contestIds, leadingStage, roles } from '../../src/core/contest.ts';
import { dayMs } from '../../src/core/time.ts';
import { kyiv, realContent } from '../support/harness.ts';
import { effectsOf, labelsOf, phraseOf, talker, textOf } from './talking.ts';

const ask = phraseOf('helped.ask');

describe('«Чи допомогла відповідь?»', () => {
  test.each(['коли голосування', '/role author', '/faq a.docs'])('stands under an answer: %s', (text) => {
    expect(textOf(talker({ contest: 'city' }).say(text))).toContain(ask);
  });

  test.each(['дякую', '/stage', '/help', 'яка завтра погода', '/contest', '/data', 'стоп', '/subscribe'])(
    'does not stand under «%s»',
    (text) => {
      const output = talker().say(text);
      expect(textOf(output)).not.toContain(ask);
      expect(effectsOf(output, 'helped')).toEqual([]);
    },
  );

  test.each([
    ['Так, допомогло', true],
    ['так', true],
    ['1', true],
    ['Ні, не допомогло', false],
    ['ні', false],
    ['нет', false],
  ])('is answered by typing «%s»', (text, yes) => {
    const person = talker();
    person.say('коли голосування');
    const output = person.say(text);
    expect(effectsOf(output, 'helped')).toEqual([{ kind: 'helped', answer: 'v.dates', yes }]);
    expect(textOf(output)).toBe(phraseOf(yes ? 'helped.yes' : 'helped.no'));
  });

  test('is counted once for one answer, and never for one that was not shown', () => {
    const person = talker();
    person.say('коли голосування');
    expect(effectsOf(person.say('/helped v.dates yes'), 'helped')).toHaveLength(1);
    expect(effectsOf(person.say('/helped v.dates yes'), 'helped')).toEqual([]);
    expect(effectsOf(person.say('/helped a.how no'), 'helped')).toEqual([]);
  });

  test('still counts an answer above in the chat after another one was shown', () => {
    const person = talker();
    person.say('коли голосування');
    person.say('скільки підписів треба');
    expect(effectsOf(person.say('/helped v.dates no'), 'helped')).toEqual([
      { kind: 'helped', answer: 'v.dates', yes: false },
    ]);
  });

  test('«ні» offers what is near and a person', () => {
    const person = talker();
    person.say('коли голосування');
    const labels = labelsOf(person.say('ні'));
    expect(labels).toContain(phraseOf('button.human'));
    expect(labels).toContain(realContent().faq['v.how']?.question);
  });

  test('«ні» where nothing was asked means nothing', () => {
    const person = talker();
    person.say('/stage');
    expect(effectsOf(person.say('ні'), 'helped')).toEqual([]);
  });
});

describe('instructions in few words', () => {
  test('come for «коротко», stay so, and are whole again for «докладніше»', () => {
    const person = talker({ contest: 'city', role: 'voter', at: '2027-03-10 12:00' });
    const whole = person.say('/role');
    const short = person.say('коротко');
    expect(textOf(short).length).toBeLessThan(textOf(whole).length / 2);
    expect(effectsOf(short, 'helped')).toEqual([]);
    expect(labelsOf(short)).toContain(phraseOf('button.full'));
    person.say('дякую');
    expect(textOf(person.say('/role'))).not.toContain('2. ');
    person.pass(3 * dayMs);
    expect(textOf(person.say('/role'))).not.toContain('2. ');
    expect(textOf(person.press(phraseOf('button.full')))).toContain('2. ');
    expect(textOf(person.say('/role'))).toContain('2. ');
  });

  test('also for the instruction inside an answer', () => {
    const person = talker();
    expect(textOf(person.say('як подати проєкт'))).toContain('3. ');
    expect(textOf(person.press(phraseOf('button.short')))).not.toContain('3. ');
    expect(person.conversation().topic).toBe('a.how');
  });

  const cases = contestIds.flatMap((contest) =>
    realContent().contests[contest].cycle.stages.flatMap(({ opens, closes }) =>
      roles.map((role) => ({ contest, role, at: (opens + closes) / 2 })),
    ),
  );
  test.each(cases)('$contest $role at $at: the short one names a date and nothing unset', (one) => {
    const person = talker({ contest: one.contest, role: one.role });
    person.pass(one.at - kyiv('2026-10-20 12:00'));
    const text = textOf(person.say('/short'));
    expect(leadingStage(realContent().contests[one.contest], one.at)).not.toBeNull();
    expect(text).not.toMatch(/\{|null|undefined/);
    expect(text).toMatch(/\d{4} року/);
  });
});

describe('a pupil', () => {
  test.each([
    ['скільки підписів треба зібрати', 'k.how'],
    ['скільки голосів я маю', 'k.vote'],
  ])('who asks «%s» gets that and no whole instruction', (text, id) => {
    const output = talker({ contest: 'kids', role: 'author', at: '2026-11-20 12:00' }).say(text);
    expect(effectsOf(output, 'helped')[0]?.answer).toBe(id);
    expect(textOf(output)).not.toContain('1. ');
    expect(labelsOf(output)).toContain(realContent().faq[id]?.question);
  });

  test('is sent to the coordinator where the city has not said something yet', () => {
    const output = talker({ contest: 'kids', at: '2026-11-20 12:00' }).say('скільки підписів треба зібрати');
    expect(textOf(output)).toContain('координатора');
  });
});

describe('what can’t be read', () => {
  test.each(['voice', 'sticker', 'picture', 'location', 'contact', 'file', 'other'] as const)(
    '%s gets a polite word and a way on',
    (what) => {
      const output = talker().send(what);
      expect(textOf(output).length).toBeGreaterThan(20);
      expect(labelsOf(output)).toContain(phraseOf('button.human'));
    },
  );

  test('does not end the waiting for a question', () => {
    const person = talker();
    person.say('/human');
    const output = person.send('voice');
    expect(textOf(output)).toContain(phraseOf('unsupported.awaiting.question'));
    expect(output.conversation.awaiting).toBe('question');
  });
});
