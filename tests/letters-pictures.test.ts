// Owns looking at every letter as people see it: pictures of its HTML at two widths and of its text, and two checkers of
// the trade (HTML and accessibility) that must find nothing.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsFor, say } from '../src/core/facts.ts';
import type { Fact } from '../src/core/template.ts';
import { composeLetter } from '../src/mail/compose.ts';
import { letterParts } from '../src/mail/letter-parts.ts';
import { noChromium, openChromium, takePicture } from './support/chromium.ts';
import { kyiv, realContent } from './support/harness.ts';
import { root } from './support/sources.ts';

const content = realContent();
const output = path.join(root, 'tests', 'output', 'letters');

/** Pieces that only stand inside other letters. */
const pieces = /^(digest\.|invitation\.chat$)/;
const transactional = /^(optin|signin|question|alarm|approval|task)/;

type Template = { name: string; subject: string; preheader: string; text: string };

/** Every letter of the city, and every notice as the letter that it becomes. */
function templates(): Template[] {
  const letters = Object.entries(content.letters).filter(([name]) => !pieces.test(name));
  const notices = content.notices.flatMap((notice) =>
    Object.entries(notice.contests).map(([contest, words]) => ({
      name: `${notice.id}.${contest}`,
      ...words,
    })),
  );
  return [
    ...letters.map(([name, { subject = '', preheader = '', text }]) => ({ name, subject, preheader, text })),
    ...notices.map((notice) => ({ preheader: '', ...notice })),
  ];
}

/** What a use case hands in by itself (a link, a name, a number) stands in as something of the same kind. */
function standIn(name: string): Fact {
  const url = /url|link/i.test(name) ? 'https://uchast.example/стаття?x=1' : null;
  const number = /minutes|count|days|hours/i.test(name) ? 5 : null;
  return number !== null
    ? { label: name, kind: 'number', value: number }
    : { label: name, kind: url ? 'url' : 'text', value: url ?? 'Зустріч з авторами проєктів' };
}

function filled(template: string): string {
  const known = factsFor(content, { contest: 'city', now: kyiv('2027-03-10 12:00'), stage: 'voting' });
  const named = [...template.matchAll(/\{([\w.]+)/g)].map((match) => match[1] ?? '');
  const missing = named.filter((name) => !(name in known)).map((name) => [name, standIn(name)] as const);
  return say(content, template, { ...Object.fromEntries(missing), ...known }).text;
}

function composed({ name, subject, preheader, text }: Template) {
  const list = !transactional.test(name);
  const choices = [
    { label: 'Що мені робити?', value: '/role' },
    { label: 'Голосувати', url: 'https://uchast.example/vote' },
  ];
  return composeLetter(
    letterParts(content, {
      publicUrl: 'https://uchast.example',
      reply: { text: filled(text), choices: list ? choices.slice(1) : [] },
      letter: {
        subject: filled(subject),
        preheader: filled(preheader),
        why: list ? 'consent' : 'staff',
        unsubscribeUrl: list ? 'https://uchast.example/u/token' : null,
      },
    }),
  );
}

const checker = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Mail programs read styles only where they stand, and lay out by tables.
    'no-inline-style': 'off',
    // Outlook lays tables out by these attributes and by nothing else.
    'no-deprecated-attr': 'off',
  },
});

describe('every letter', () => {
  it.each(templates().map((one) => [one.name, one] as const))('%s is sound HTML', async (_, template) => {
    const { html } = composed(template);
    const report = await checker.validateString(html);
    const found = report.results.flatMap(({ messages }) =>
      messages.map((one) => `${one.ruleId}: ${one.message}`),
    );
    expect(found).toEqual([]);
  });
});

describe.skipIf(noChromium !== null)(`every letter on screen${noChromium ? ` (${noChromium})` : ''}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(output, { recursive: true });
    browser = await openChromium();
  });
  afterAll(async () => browser?.close());

  async function shown(html: string, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, locale: 'uk-UA' });
    await page.route('**', (route) => route.abort());
    await page.setContent(html, { waitUntil: 'domcontentloaded' });
    return page;
  }

  it.each(templates().map((one) => [one.name, one] as const))('%s', async (name, template) => {
    const { html, text } = composed(template);
    for (const width of [600, 360]) {
      const page = await shown(html, width);
      await takePicture(page, { path: path.join(output, `${name}-${width}.png`), fullPage: true });
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(`${width}: ${overflow}`).toBe(`${width}: 0`);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(
        `axe.run().then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))`,
      );
      expect(violations).toEqual([]);
      await page.close();
    }
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const plain = await shown(`<pre style="white-space:pre-wrap;font:14px monospace">${escaped}</pre>`, 600);
    await takePicture(plain, { path: path.join(output, `${name}-text.png`), fullPage: true });
    await plain.close();
  });
});
