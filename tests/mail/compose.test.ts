// Tests of composing letters: what both parts say, that nothing handed in becomes markup, and that everybody can read it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeLetter, fitsWhole, type LetterParts } from '../../src/mail/compose.ts';
import { mayOpen } from '../../src/mail/layout.ts';

const unsubscribeUrl = 'https://uchast.example/u/bGV0dGVycyBwMQ.0123456789abcdef0123456789abcdef';
const parts: LetterParts = {
  subject: 'Проєкт можна подати до 26 листопада',
  preheader: 'Що підготувати й куди подати.',
  text: [
    'Доброго дня!',
    'Подати проєкт можна до **26 листопада**. Платформа: https://pb.example/kam?a=1&b=2.',
    '**Що зробити**\n1. Перевірте ідею.\n2. Складіть кошторис.\n3. Подайте.',
    '**Де допоможуть**\n— у ЦНАПі,\n— у **бібліотеці**.',
    'Запитання: (https://kam.example/faq_(uk)).',
  ].join('\n\n'),
  choices: [{ label: 'Подати проєкт', url: 'https://pb.example/new' }],
  footer: {
    why: 'Ви погодилися на листи.',
    unsubscribeUrl,
    unsubscribeLabel: 'Відмовитися від листів',
    sender: 'Департамент економічного розвитку',
    privacyUrl: 'https://uchast.example/privacy',
    privacyLabel: 'Про ваші дані',
  },
};
const compose = (changes: Partial<LetterParts> = {}) => composeLetter({ ...parts, ...changes });
const unescaped = (html: string) =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
const hrefs = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map((match) => unescaped(match[1] ?? ''));
const tagsOf = (html: string) =>
  [...html.matchAll(/<\/?[a-zA-Z!][^>]*>/g)].map((match) => match[0].replace(/\s[\s\S]*/, '>'));

describe('the text part', () => {
  test('reads like a letter, without marks, with every link and the way out', () => {
    expect(compose().text).toBe(
      [
        'Доброго дня!',
        'Подати проєкт можна до 26 листопада. Платформа: https://pb.example/kam?a=1&b=2.',
        'Що зробити\n1. Перевірте ідею.\n2. Складіть кошторис.\n3. Подайте.',
        'Де допоможуть\n— у ЦНАПі,\n— у бібліотеці.',
        'Запитання: (https://kam.example/faq_(uk)).',
        'Подати проєкт:\nhttps://pb.example/new',
        '---',
        'Ви погодилися на листи.',
        `Відмовитися від листів:\n${unsubscribeUrl}`,
        'Про ваші дані:\nhttps://uchast.example/privacy',
        'Департамент економічного розвитку\n',
      ].join('\n\n'),
    );
  });

  test('leaves out what a service letter does not have', () => {
    const { text, html } = compose({ footer: { ...parts.footer, unsubscribeUrl: null, privacyUrl: null } });
    for (const part of [text, html]) {
      expect(part).not.toContain('Відмовитися');
      expect(part).not.toContain('Про ваші дані');
    }
  });
});

describe('the HTML part', () => {
  const { html } = compose();

  test('has headings, lists, strong words and real links', () => {
    expect(html).toContain('<strong>26 листопада</strong>');
    expect(html).toMatch(/<h2 [^>]*>Що зробити<\/h2>\n<ol [^>]*>\n<li [^>]*>Перевірте ідею\.<\/li>/);
    expect(html).toMatch(
      /<h2 [^>]*>Де допоможуть<\/h2>\n<ul [^>]*>\n<li [^>]*>у ЦНАПі,<\/li>\n<li [^>]*>у <strong>бібліотеці<\/strong>\.<\/li>\n<\/ul>/,
    );
    expect(hrefs(html)).toEqual([
      'https://pb.example/kam?a=1&b=2',
      'https://kam.example/faq_(uk)',
      'https://pb.example/new',
      unsubscribeUrl,
      'https://uchast.example/privacy',
    ]);
  });

  test('says its language, title and encoding, and keeps tables for the look only', () => {
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="uk"/);
    expect(html).toContain(`<title>${parts.subject}</title>`);
    expect(html).toContain('<meta charset="utf-8">');
    expect(html.match(/<table /g)).toHaveLength(html.match(/<table role="presentation" /g)?.length ?? 0);
    expect(html.match(/<h1 /g)).toHaveLength(1);
    expect(html).toContain('max-width:600px');
    expect(html).toContain('prefers-color-scheme:dark');
  });

  test('hides the preheader from the letter and from readers aloud', () => {
    expect(html).toMatch(new RegExp(`<div aria-hidden="true" style="display:none[^"]*">${parts.preheader}`));
    expect(compose({ preheader: '' }).html).not.toContain('aria-hidden');
  });

  test('closes every tag that it opens, in order', () => {
    const open: string[] = [];
    for (const tag of tagsOf(html).filter((tag) => !/^<(?:meta|br|!)/.test(tag))) {
      if (tag.startsWith('</')) expect(`</${open.pop()?.slice(1)}`).toBe(tag);
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });

  test('has a contrast of at least 4.5 : 1 by day and at night', () => {
    const light = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5]
        .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) =>
      (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const colour = (pattern: RegExp) => pattern.exec(html)?.[1] ?? '';
    const dayInk = colour(/<td class="paper ink"[^>]*;color:(#\w{6})/);
    const dayPaper = colour(/<td class="paper ink"[^>]*background-color:(#\w{6})/);
    const dayGround = colour(/<body[^>]*background-color:(#\w{6})/);
    const dayPale = colour(/<td class="pale"[^>]*;color:(#\w{6})/);
    const dayLink = colour(/<a class="link"[^>]*style="color:(#\w{6})/);
    const night = (name: string) =>
      colour(new RegExp(`\\.${name}\\{(?:background-)?color:(#\\w{6})!important`));
    const pairs = [
      [dayInk, dayPaper],
      [dayPale, dayGround],
      [dayLink, dayPaper],
      [dayLink, dayGround],
      [night('ink'), night('paper')],
      [night('pale'), night('ground')],
      [night('link'), night('paper')],
      [night('link'), night('ground')],
    ] as const;
    expect(
      pairs.filter(([ink, ground]) => ink === '' || ground === '' || contrast(ink, ground) < 4.5),
    ).toEqual([]);
  });
});

describe('a picture', () => {
  const picture = { url: 'https://city.example/a.png?x=1&y="2"', alt: 'Люди <біля> «скриньки»' };

  test('stands above the text with its words, and in the text part is named with its address', () => {
    const plain = { ...picture, url: 'https://city.example/a.png' };
    const { html, text } = compose({ picture: plain });
    expect(html).toMatch(/<img src="https:\/\/city\.example\/a\.png" alt="Люди &lt;біля&gt; [^"]*"/);
    expect(html.indexOf('<img')).toBeLessThan(html.indexOf('Доброго дня'));
    expect(text).toContain('Люди <біля> «скриньки»:\nhttps://city.example/a.png');
  });

  test('of an address that may not stand in a letter is left out', () => {
    expect(compose({ picture }).html).not.toContain('<img');
    expect(compose({ picture: { ...picture, url: 'javascript:alert(1)' } }).html).not.toContain('<img');
  });
});

describe('markup', () => {
  test.each([
    ['a list that begins at 3', '3. третє\n4. четверте', '<ol start="3"'],
    ['a number that jumps begins a new list', '1. перше\n3. третє', '<ol start="3"'],
    ['points with a bullet', '• перше\n• друге', '<ul'],
    [
      'a strong line with words after it stays a sentence',
      '**Коли:** 5 травня',
      '<p style="margin:0 0 16px"><strong>Коли:</strong> 5 травня</p>',
    ],
    ['lines of a paragraph stay lines', 'перший\nдругий', 'перший<br>\nдругий'],
    ['stars that are no marks stay', '2 ** 3 ** 4', '2 ** 3 ** 4'],
    ['a date is no list', '1.12.2026 почнеться', '<p style="margin:0 0 16px">1.12.2026 почнеться</p>'],
  ])('%s', (_label, text, expected) => {
    expect(compose({ text }).html).toContain(expected);
  });

  test.each([
    ['Див. https://a.example.', 'https://a.example'],
    ['Див. https://a.example/x, потім', 'https://a.example/x'],
    ['(https://a.example/x)', 'https://a.example/x'],
    ['«https://a.example/x»', 'https://a.example/x'],
    ['**https://a.example/x**', 'https://a.example/x'],
    ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
    ['https://a.example/?q=a&b=c#d', 'https://a.example/?q=a&b=c#d'],
    ['https://пошта.укр/шлях', 'https://пошта.укр/шлях'],
  ])('the link of «%s» is %s', (text, link) => {
    expect(hrefs(compose({ text, choices: [] }).html)[0]).toBe(link);
    expect(compose({ text }).text).toContain(link);
  });

  test.each([
    ['https://a.example', true],
    ['mailto:a@i.ua', true],
    ['tel:+380', true],
    ['javascript:alert(1)', false],
    [' data:text/html,x', false],
    ['https://', false],
    ['https://a.example/"><script>', false],
  ])('a choice may open %s: %s', (url, may) => {
    expect(mayOpen(url)).toBe(may);
    const { html, text } = compose({ choices: [{ label: 'Далі', url }] });
    expect(hrefs(html).includes(url)).toBe(may);
    expect(text.includes('— Далі')).toBe(!may);
  });

  test('a choice that is pressed in a chat is words in a letter', () => {
    const { html, text } = compose({ choices: [{ label: 'Я автор', value: 'role:author' }] });
    expect(text).toContain('— Я автор');
    expect(html).toContain('— Я автор');
    expect(`${html}${text}`).not.toContain('role:author');
  });
});

describe('safety', () => {
  test.each([
    ['Тема\r\nBcc: all@example.com', 'Тема Bcc: all@example.com'],
    ['Тема\nще', 'Тема ще'],
    ['  Тема \u0000\u2028 далі ', 'Тема далі'],
  ])('a subject %j becomes %j', (subject, expected) => {
    expect(compose({ subject }).subject).toBe(expected);
  });

  test('nothing that is handed in becomes a tag, an attribute or a header', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' style='x",
        '<!--',
        ']]>',
        '</title>',
        '\r\nBcc: x',
      ),
      fc
        .string({ unit: 'grapheme' })
        .map((text) => `**${text}** https://a.example/${text}\n1. ${text}\n— ${text}`),
    );
    const allowed = new Set(tagsOf(compose({ text: '**a**\n\n**b** c\nd\n\n1. x\n\n3. y\n\n— z' }).html));
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const { html, subject, text } = composeLetter({
          subject: a,
          preheader: b,
          text: `${a}\n${b}`,
          choices: [
            { label: a, url: b },
            { label: b, url: `https://a.example/${a}` },
          ],
          footer: { ...parts.footer, why: a, sender: b, unsubscribeLabel: a, privacyLabel: b },
        });
        expect(subject).not.toMatch(/[\r\n\p{Cc}]/u);
        expect(tagsOf(html).filter((tag) => !allowed.has(tag))).toEqual([]);
        expect(html.replace(/<\/?[a-zA-Z!][^<>]*>/g, '')).not.toContain('<');
        const opening = html.match(/<[a-zA-Z][^>]*>/g) ?? [];
        expect(
          opening.filter(
            (tag) =>
              !/^<\w+(?: (?:start|class|href|style|role|border|width|align|bgcolor|cell\w+|lang|dir|charset|name|content|aria-hidden)="[^"<>]*")*>$/.test(
                tag,
              ),
          ),
        ).toEqual([]);
        for (const part of [html, text]) expect(part).toContain(unsubscribeUrl);
        expect(hrefs(html).filter((href) => !mayOpen(href))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('both parts carry the same words', () => {
    const words = fc.stringMatching(/^[а-яіїє ,]{1,40}$/);
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (paragraphs) => {
        const { html, text } = compose({ text: paragraphs.join('\n\n') });
        for (const said of paragraphs.map((paragraph) => paragraph.trim()).filter(Boolean)) {
          expect(text).toContain(said);
          expect(html).toContain(said);
        }
      }),
    );
  });
});

describe('size', () => {
  const letters = parse(
    readFileSync(new URL('../../content/letters.yaml', import.meta.url), 'utf8'),
  ) as Record<string, { text: string }>;

  test.each(Object.entries(letters))('the letter %s is far below what mail programs cut', (_id, { text }) => {
    const letter = compose({ text });
    expect(Buffer.byteLength(letter.html)).toBeLessThan(20_000);
    expect(fitsWhole(letter)).toBe(true);
  });

  test('a letter that would be cut is known', () => {
    expect(fitsWhole(compose({ text: 'Слово й ще одне слово.\n\n'.repeat(3000) }))).toBe(false);
  });

  test('a letter composed with a stand-in and filled is the letter composed for the person', () => {
    const standIn = compose({
      footer: { ...parts.footer, unsubscribeUrl: 'https://uchast.example/u/TOKEN' },
    });
    const filled = {
      html: standIn.html.replaceAll('https://uchast.example/u/TOKEN', unsubscribeUrl),
      text: standIn.text.replaceAll('https://uchast.example/u/TOKEN', unsubscribeUrl),
    };
    expect(filled).toEqual({ html: compose().html, text: compose().text });
  });
});
