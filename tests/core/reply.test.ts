// Fitting a reply to a channel: nothing is lost, nothing is too long, every choice can be reached.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Choice,
  fitReply,
  fitsOneMessage,
  type Presentation,
  plainText,
  type Reply,
  splitText,
} from '../../src/core/reply.ts';

const wide: Presentation = {
  textLength: 4096,
  captionLength: 1024,
  pictures: true,
  buttons: { most: 24, labelLength: 40, valueBytes: 64 },
};
const picture = { url: 'https://uchast.example/media/a.jpg', alt: 'афіша' };
const solid = (text: string) => text.replace(/\s+/gu, '');

const words = fc.string({
  unit: fc.constantFrom(...'абвґїє', '**', '👍', '🇺🇦', ' ', '\n', '. ', '\n\n', '!'),
  maxLength: 400,
});
const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ label: fc.string({ minLength: 1, maxLength: 60 }), value: fc.string({ maxLength: 40 }) }),
  fc.record({ label: fc.string({ minLength: 1, maxLength: 60 }), url: fc.webUrl() }),
);
const presentation: fc.Arbitrary<Presentation> = fc.record({
  textLength: fc.integer({ min: 20, max: 300 }),
  captionLength: fc.integer({ min: 10, max: 100 }),
  pictures: fc.boolean(),
  buttons: fc.option(
    fc.record({
      most: fc.integer({ min: 0, max: 8 }),
      labelLength: fc.integer({ min: 5, max: 60 }),
      valueBytes: fc.integer({ min: 5, max: 64 }),
    }),
  ),
});
const replies: fc.Arbitrary<Reply> = fc
  .record({
    text: words,
    choices: fc.uniqueArray(choice, { maxLength: 10, selector: (one) => one.label }),
    pictured: fc.boolean(),
  })
  .map(({ text, choices, pictured }) => ({ text, choices, ...(pictured ? { picture } : {}) }));

describe('a reply that is fitted', () => {
  test('loses no character of its text', () => {
    fc.assert(
      fc.property(replies, presentation, (reply, to) => {
        const said = solid(
          fitReply(reply, to)
            .map((part) => part.text)
            .join(''),
        );
        expect(said.startsWith(solid(reply.text))).toBe(true);
      }),
    );
  });

  test('is never longer than the channel shows, the first part beside its picture included', () => {
    fc.assert(
      fc.property(replies, presentation, (reply, to) => {
        const parts = fitReply(reply, to);
        for (const part of parts) {
          expect(plainText(part.text).length).toBeLessThanOrEqual(to.textLength);
          if (part.picture) expect(plainText(part.text).length).toBeLessThanOrEqual(to.captionLength);
        }
        expect(parts.filter((part) => part.picture)).toHaveLength(reply.picture && to.pictures ? 1 : 0);
      }),
    );
  });

  test('offers every choice as a button that the channel can show, or as a line', () => {
    fc.assert(
      fc.property(replies, presentation, (reply, to) => {
        const parts = fitReply(reply, to);
        const shown = parts.flatMap((part) => part.choices);
        const text = solid(parts.map((part) => part.text).join(''));
        for (const one of reply.choices) {
          if (shown.includes(one)) continue;
          expect(text).toContain(solid(one.label));
          if ('url' in one) expect(text).toContain(solid(one.url));
        }
        expect(shown.length).toBeLessThanOrEqual(to.buttons?.most ?? 0);
        expect(parts.slice(0, -1).every((part) => part.choices.length === 0)).toBe(true);
        for (const one of shown) {
          expect(one.label.length).toBeLessThanOrEqual(to.buttons?.labelLength ?? 0);
          if ('value' in one)
            expect(Buffer.byteLength(one.value)).toBeLessThanOrEqual(to.buttons?.valueBytes ?? 0);
        }
      }),
    );
  });

  test('never cuts a surrogate pair in two', () => {
    const emoji = fc.string({ unit: fc.constantFrom('👍', '🛑', 'а'), minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(emoji, fc.integer({ min: 2, max: 30 }), (text, most) => {
        const parts = splitText(text, most, most);
        expect(parts.every((part) => part.isWellFormed())).toBe(true);
        expect(parts.join('')).toBe(text);
      }),
    );
  });
});

describe('splitting prefers', () => {
  test.each([
    ['paragraphs', 'Один два.\n\nТри чотири п’ять.', 20, ['Один два.', 'Три чотири п’ять.']],
    ['lines', 'Один два три\nчотири п’ять шість', 20, ['Один два три', 'чотири п’ять шість']],
    ['sentences', 'Один два три. Чотири п’ять.', 20, ['Один два три.', 'Чотири п’ять.']],
    ['words', 'один два три чотири п’ять', 20, ['один два три чотири', 'п’ять']],
    ['a hard cut where there is no blank', 'ааааааааааааааааааааaббб', 20, ['аааааааааааааааааааа', 'aббб']],
  ])('%s', (_, text, most, parts) => {
    expect(splitText(text, most, most)).toEqual(parts);
  });

  test('one empty part for an empty text', () => {
    expect(splitText('', 10, 10)).toEqual(['']);
  });
});

describe('a choice', () => {
  const say = (choices: Choice[]): Reply => ({ text: 'Оберіть:', choices });

  test('without buttons is a line; a link shows its address', () => {
    const none = { ...wide, buttons: null };
    const [part] = fitReply(
      say([
        { label: 'МІСТО', value: '/contest city' },
        { label: 'Сайт', url: 'https://a.example' },
      ]),
      none,
    );
    expect(part).toEqual({ text: 'Оберіть:\n\n1. МІСТО\nСайт: https://a.example', choices: [] });
  });

  test('with a value that is too long for the channel becomes a line, the others stay buttons', () => {
    const long: Choice = { label: 'Довга', value: 'ї'.repeat(33) };
    const short: Choice = { label: 'Коротка', value: 'ї'.repeat(32) };
    const [part] = fitReply(say([long, short]), wide);
    expect(part).toEqual({ text: 'Оберіть:\n\n1. Довга', choices: [short] });
  });

  test('beyond the most that a channel shows becomes a line', () => {
    const many = Array.from({ length: 26 }, (_, index) => ({
      label: `№ ${index + 1}`,
      value: `/faq ${index}`,
    }));
    const [part] = fitReply(say(many), wide);
    expect(part?.choices).toHaveLength(24);
    expect(part?.text).toBe('Оберіть:\n\n25. № 25\n26. № 26');
  });
});

describe('one message', () => {
  test.each([
    ['exactly as long as the channel shows', 4096, true],
    ['one character more', 4097, false],
  ])('%s', (_, length, fits) => {
    expect(fitsOneMessage({ text: 'а'.repeat(length), choices: [] }, wide)).toBe(fits);
  });

  test('marks of emphasis do not count, because nobody sees them', () => {
    expect(fitsOneMessage({ text: `**${'а'.repeat(4096)}**`, choices: [] }, wide)).toBe(true);
  });

  test('a picture leaves room for its caption only', () => {
    expect(fitsOneMessage({ text: 'а'.repeat(1025), choices: [], picture }, wide)).toBe(false);
    expect(
      fitsOneMessage({ text: 'а'.repeat(1025), choices: [], picture }, { ...wide, pictures: false }),
    ).toBe(true);
  });
});
