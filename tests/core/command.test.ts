// Commands as residents type them, and «stop» in every spelling.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStop, readCommand, readLinkCode, readWish } from '../../src/core/dialog/command.ts';
import { realContent } from '../support/harness.ts';

/** Any code points, halves of pairs among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 })
  .map((points) => String.fromCodePoint(...points));
const { phrases } = realContent();
const words = phrases['stop.words'] ?? '';

describe('a command', () => {
  test.each<[string, object | null]>([
    ['/start', { kind: 'start', source: null }],
    ['/start poster-school-12', { kind: 'start', source: 'poster-school-12' }],
    ['/START@KamianskeBot qr_1', { kind: 'start', source: 'qr_1' }],
    ['/start афіша', { kind: 'start', source: null }],
    [`/start ${'x'.repeat(65)}`, { kind: 'start', source: null }],
    ['  /help  ', { kind: 'help' }],
    ['/stage', { kind: 'stage' }],
    ['/Stage@bot', { kind: 'stage' }],
    ['/contest', { kind: 'contest', contest: null, given: false }],
    ['/contest CITY', { kind: 'contest', contest: 'city', given: true }],
    ['/contest kids', { kind: 'contest', contest: 'kids', given: true }],
    ['/contest дорослі', { kind: 'contest', contest: null, given: true }],
    ['/role', { kind: 'role', role: null, given: false }],
    ['/role author', { kind: 'role', role: 'author', given: true }],
    ['/role other', { kind: 'role', role: null, given: false, other: true }],
    ['/role mayor', { kind: 'role', role: null, given: true }],
    ['/subscribe', { kind: 'subscribe', contest: null, role: null, understood: true }],
    ['/subscribe city voter', { kind: 'subscribe', contest: 'city', role: 'voter', understood: true }],
    ['/subscribe Voter CITY', { kind: 'subscribe', contest: 'city', role: 'voter', understood: true }],
    ['/subscribe місто', { kind: 'subscribe', contest: null, role: null, understood: false }],
    ['/stop', { kind: 'stop' }],
    ['/email olena@example.com', { kind: 'email', address: 'olena@example.com' }],
    ['/email', { kind: 'email', address: null }],
    ['/data', { kind: 'data', erase: 'no' }],
    ['/data erase', { kind: 'data', erase: 'ask' }],
    ['/data erase yes', { kind: 'data', erase: 'yes' }],
    ['/data erase no', { kind: 'data', erase: 'keep' }],
    ['/human', { kind: 'human', passOn: false }],
    ['/human pass', { kind: 'human', passOn: true }],
    ['/faq v.how', { kind: 'faq', id: 'v.how' }],
    ['/faq', { kind: 'help' }],
    ['/link', { kind: 'link', code: null, bare: false }],
    ['/link 48217390', { kind: 'link', code: '48217390', bare: false }],
    ['/link 4821 7390', { kind: 'link', code: '48217390', bare: false }],
    ['/link@bot 4821-7390', { kind: 'link', code: '48217390', bare: false }],
    ['/link 0671234567', { kind: 'link', code: '', bare: false }],
    ['/link мій код', { kind: 'link', code: '', bare: false }],
    ['/channel', { kind: 'channel', channel: null }],
    ['/channel Email', { kind: 'channel', channel: 'email' }],
    ['/channel чат на сайті', { kind: 'channel', channel: 'чат на сайті' }],
    ['/digest', { kind: 'digest', on: null }],
    ['/digest ON', { kind: 'digest', on: true }],
    ['/digest off', { kind: 'digest', on: false }],
    ['/digest щодня', { kind: 'digest', on: null }],
    ['/why', { kind: 'why', broadcast: null }],
    ['/why 0199Ab', { kind: 'why', broadcast: '0199Ab' }],
    ['/mute', { kind: 'mute', topic: null, given: false }],
    ['/mute stage.voting', { kind: 'mute', topic: 'stage.voting', given: true }],
    ['/mute Voting', { kind: 'mute', topic: 'stage.voting', given: true }],
    ['/mute events', { kind: 'mute', topic: 'events', given: true }],
    ['/mute погода', { kind: 'mute', topic: null, given: true }],
    ['/unmute news', { kind: 'unmute', topic: 'news', given: true }],
    ['/unmute', { kind: 'unmute', topic: null, given: false }],
    ['/voted', { kind: 'voted', contest: null, undo: false }],
    ['/voted kids', { kind: 'voted', contest: 'kids', undo: false }],
    ['/voted undo', { kind: 'voted', contest: null, undo: true }],
    ['/voted city undo', { kind: 'voted', contest: 'city', undo: true }],
    ['/unknown', null],
    ['/', null],
    ['start', null],
    ['як проголосувати', null],
    ['', null],
  ])('%j', (text, command) => {
    expect(readCommand(text)).toEqual(command);
  });

  test('whatever is typed, reading it never throws', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('', '/', '/start ', '/data erase ', '/link ', '/mute ', '/voted '),
        (text, lead) => {
          readCommand(lead + text);
          isStop(lead + text, words);
          readWish(lead + text, phrases);
          readLinkCode(lead + text);
        },
      ),
    );
  });
});

describe('a wish in whole words', () => {
  test.each<[string, object | null]>([
    ['зв’язати чати', { kind: 'link', code: null, bare: false }],
    ["Зв'язати чати!", { kind: 'link', code: null, bare: false }],
    ['КОД', { kind: 'link', code: null, bare: false }],
    ['rjl', { kind: 'link', code: null, bare: false }],
    ['одним повідомленням', { kind: 'digest', on: true }],
    ['Раз на тиждень', { kind: 'digest', on: true }],
    ['Чому я це отримав?', { kind: 'why', broadcast: null }],
    ['чому ви мені пишете???', { kind: 'why', broadcast: null }],
    ['навіщо ви мені пишете', { kind: 'why', broadcast: null }],
    ['Я вже проголосувала!', { kind: 'voted', contest: null, undo: false }],
    ['вже проголосував(ла)', { kind: 'voted', contest: null, undo: false }],
    ['уже проголосовал', { kind: 'voted', contest: null, undo: false }],
    ['я ще не голосувала', { kind: 'voted', contest: null, undo: true }],
    ['код 1210400000', null],
    ['який код громади', null],
    ['я вже проголосувала за один, можна ще за інший', null],
    ['чому ви мені пишете, я не підписувався', null],
    ['раз на тиждень буває зустріч?', null],
    ['', null],
    ['?!', null],
    ['👍', null],
  ])('%j', (text, command) => {
    expect(readWish(text, phrases)).toEqual(command);
  });
});

describe('a code that is typed alone', () => {
  test.each(['48217390', '4821 7390', ' 4821-7390 ', 'код 4821 7390', 'Код: 48217390'])(
    '%j is one',
    (text) => {
      expect(readLinkCode(text)).toEqual({ kind: 'link', code: '48217390', bare: true });
    },
  );

  test.each([
    '0671234567',
    '067 123 45 67',
    '+380671234567',
    '123 45 67',
    '482 17390',
    '4821 739',
    '4821  7390',
    '4821 7390 1',
    'проєкт 48217390',
    '48217390?',
  ])('%j is none', (text) => {
    expect(readLinkCode(text)).toBeNull();
  });
});

describe('«stop» is understood', () => {
  test.each([
    'стоп',
    'Стоп',
    'СТОП',
    'СТОП!!!',
    'стоп.',
    ' стоп ',
    'с т о п',
    'с.т.о.п',
    'С-Т-О-П',
    'стооооп',
    'стооооп!!!',
    'ссттооппп',
    '«Стоп»',
    'стоп 🛑',
    'cтoп',
    'CТОП',
    'cтоп',
    'stop',
    'STOP',
    'Stop!',
    's t o p',
    'stoooop',
    'cnjg',
    'CNJG',
    'cnjg!',
    'Відписатися',
    'відписатись',
    'відпишіть мене',
    'Відпишіть мене!',
    'відпишись',
    'отписаться',
    'отпишите меня',
    'ОТПИСКА',
    'відписка',
    'unsubscribe',
    'Unsubscribe.',
    'не пишіть',
    'Не пишіть мені!',
    'не пишіть більше',
    'не пишите мне',
    'НЕ ПИШИТЕ',
    'хватит',
    'Досить!',
    'dslgbcfnbcz',
    'vidpysatysia',
    '/ стоп',
  ])('%j', (text) => {
    expect(isStop(text, words)).toBe(true);
  });
});

describe('«stop» is not heard in', () => {
  test.each([
    'стоп-лист проєктів',
    'не пишіть дурниць',
    'де стоп-кран у трамваї',
    'стопка бланків',
    'автостоп',
    'стоп чи ні?',
    'як відписатися від підтримки проєкту',
    'чи можна відкликати підпис',
    'досить підписів?',
    'скільки досить голосів',
    'хватит ли подписей',
    'сто',
    'топ проєктів',
    'стіп',
    'шостого',
    'стп',
    'не пишіть за мене проєкт',
    'зупинка біля школи',
    'stopka',
    '1',
    '',
    '...',
    '👍',
  ])('%j', (text) => {
    expect(isStop(text, words)).toBe(false);
  });
});

test('the word survives any capitals, repeats, blanks and marks between its letters', () => {
  const between = fc.string({ unit: fc.constantFrom(' ', '.', '-', '!', '*', '…', '1', '🙏') });
  const letter = (l: string) =>
    fc.tuple(fc.constantFrom(l, l.toUpperCase()), fc.integer({ min: 1, max: 5 }), between);
  fc.assert(
    fc.property(fc.tuple(letter('с'), letter('т'), letter('о'), letter('п')), (letters) => {
      expect(isStop(letters.map(([l, times, gap]) => l.repeat(times) + gap).join(''), words)).toBe(true);
    }),
  );
});
