// What a letter is held up for before it goes out, and what is only worth a second look.
import { describe, expect, test } from 'vitest';
import { composeLetter, type LetterParts } from '../../src/mail/compose.ts';
import { type Inspected, inspectLetter } from '../../src/mail/preflight.ts';
import { kyiv } from '../support/harness.ts';

const base: LetterParts = {
  subject: 'Голосування триває',
  preheader: '',
  text: 'Доброго дня!\n\nПроєкти: https://pb.example.ua/2026/projects.',
  choices: [],
  footer: {
    why: 'Бо ви погодилися.',
    unsubscribeUrl: 'https://city.example/u/',
    unsubscribeLabel: 'Відмовитися',
    sender: 'Місто',
    privacyUrl: null,
    privacyLabel: '',
  },
};
const voting = {
  id: 'voting' as const,
  title: 'Голосування',
  opens: kyiv('2026-11-15'),
  closes: kyiv('2026-11-30'),
};
const submission = {
  id: 'submission' as const,
  title: 'Подання проєктів',
  opens: kyiv('2026-09-01'),
  closes: kyiv('2026-10-01'),
};

function codes(change: Partial<LetterParts>, more: Partial<Inspected> = {}): string[] {
  const parts = { ...base, ...change };
  return inspectLetter({
    parts,
    composed: composeLetter(parts),
    list: true,
    stages: [submission, voting],
    words: {
      stages: { voting: ['голосування'], submission: ['подання'] },
      from: ['з', 'від'],
      to: ['до', 'по'],
    },
    publicUrl: 'https://city.example',
    unsetMark: '— уточнюється',
    ...more,
  }).map(({ code }) => code);
}

test('a letter as it should be has nothing to put right', () => {
  expect(codes({})).toEqual([]);
});

describe('a link', () => {
  test.each([
    ['http://pb.example.ua/', ['linkHttp']],
    ['https://localhost:3000/x', ['linkPrivate']],
    ['https://127.0.0.1/x', ['linkPrivate']],
    ['https://[::1]/x', ['linkPrivate']],
    ['https://intranet/x', ['linkPrivate']],
    ['https://portal.local/x', ['linkPrivate']],
    ['https://pb.example.ua/2024/results', ['linkYear']],
    ['https://pb.example.ua/doc?year=2023', ['linkYear']],
    ['https://pb.example.ua/2026/results', []],
    ['https://pb.example.ua/doc-120245.pdf', []],
    ['https://city.example/go/x', []],
    ['https://бюджет.укр/', []],
  ])('%s in the text: %j', (url, expected) => {
    expect(codes({ text: `Дивіться: ${url}` })).toEqual(expected);
  });

  test('of a button or a picture is looked at too', () => {
    expect(codes({ choices: [{ label: 'Далі', url: 'http://pb.example.ua/' }] })).toEqual(['linkHttp']);
    expect(codes({ choices: [{ label: 'Далі', url: 'javascript:alert(1)' }] })).toEqual(['linkForm']);
    expect(codes({ picture: { url: 'https://localhost/a.png', alt: 'Парк' } })).toEqual(['linkPrivate']);
  });
});

describe('words', () => {
  test.each([
    ['a placeholder that was not filled', { text: 'До {voting.end}.' }, ['placeholder']],
    ['one in the subject', { subject: 'Привіт, {name}' }, ['placeholder']],
    ['no text', { text: '  ' }, ['noText']],
    ['a value that the city has not confirmed', { text: 'Дата — уточнюється, запитайте.' }, ['unset']],
    ['no subject', { subject: '' }, ['noSubject']],
    ['a subject of 78 characters', { subject: 'а'.repeat(78) }, []],
    ['a subject of 79', { subject: 'а'.repeat(79) }, ['subjectWide']],
    ['a subject of 150', { subject: 'а'.repeat(150) }, ['subjectWide']],
    ['a subject of 151', { subject: 'а'.repeat(151) }, ['subjectLong']],
    ['a shouted subject', { subject: 'ГОЛОСУЙТЕ ВЖЕ ЗАРАЗ' }, ['capitals']],
    ['an abbreviation alone', { subject: 'ДІТИ' }, []],
  ] as const)('%s: %j gives %j', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });
});

describe('a date beside a stage', () => {
  test.each([
    ['Голосування триває до 29 листопада 2026 року.', []],
    ['Голосування триває до 29 листопада.', []],
    ['Голосування — з 15.11.2026 до 29.11.2026.', []],
    ['Голосування триває до 30 листопада.', ['date']],
    ['Голосування — з 14 листопада до 29 листопада.', ['date']],
    ['**Голосування** триває до 29 листопада 2027 року.', ['date']],
    ['Подання триває до 30 вересня. Голосування починається з 15 листопада.', []],
    ['Між поданням і голосуванням — до 3 листопада перевірка.', []],
    ['Вебінар для авторів: реєстрація до 3 листопада.', []],
    ['Голосування відбудеться 20 листопада у школі.', []],
  ])('«%s»: %j', (text, expected) => {
    expect(codes({ text })).toEqual(expected);
  });
});

describe('form', () => {
  test('a letter that mail programs would cut is held up', () => {
    expect(codes({ text: 'Довгий рядок про бюджет участі.\n\n'.repeat(2000) })).toEqual(['tooLarge']);
  });

  test.each([
    ['without lang="uk"', 'lang="uk"', 'lang="en"', 'language'],
    ['with a picture that has no words', 'alt="Парк"', 'alt=""', 'alt'],
  ])('HTML %s is held up', (_, from, to, code) => {
    const parts = { ...base, picture: { url: 'https://pb.example.ua/a.png', alt: 'Парк' } };
    const composed = composeLetter(parts);
    expect(codes(parts, { composed: { ...composed, html: composed.html.replace(from, to) } })).toEqual([
      code,
    ]);
  });

  test('a letter of a list without a way out is held up, one of service is not', () => {
    const footer = { ...base.footer, unsubscribeUrl: null };
    expect(codes({ footer })).toEqual(['unsubscribe']);
    expect(codes({ footer }, { list: false })).toEqual([]);
  });
});
