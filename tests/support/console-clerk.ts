// Owns a clerk at the console in a browser: coming in, pressing, filling in and reading by the words that stand on the page.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { parse } from 'yaml';
import { openPage } from './chromium.ts';

const texts = parse(readFileSync(new URL('../../content/console.yaml', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

/** The words of a key of the console; throws where content/ has none. */
export function words(key: string, values: Readonly<Record<string, string>> = {}): string {
  const text = texts[`console.${key}`];
  if (text === undefined) throw new Error(`content/console.yaml has no console.${key}`);
  return Object.entries(values).reduce((said, [name, value]) => said.replaceAll(`{${name}}`, value), text);
}

export type Clerk = {
  page: Page;
  /** What went wrong on the pages so far: errors of scripts, refused requests, requests to elsewhere. */
  troubles: string[];
  /** Opens a page under /console. */
  go: (path: string) => Promise<void>;
  press: (key: string) => Promise<void>;
  follow: (key: string) => Promise<void>;
  fill: (key: string, value: string) => Promise<void>;
  /** Waits until the page says this. */
  reads: (text: string | RegExp) => Promise<void>;
  /** Waits for the sentence that is said after an act. */
  told: (key: string) => Promise<void>;
};

/** A clerk with a browser of their own, signed in by a one-time link. */
export async function clerkAt(browser: Browser, of: { home: string; link: string }): Promise<Clerk> {
  const { page, troubles } = await openPage(browser, { width: 1280, height: 900, home: of.home });
  const main = page.locator('main');
  const clerk: Clerk = {
    page,
    troubles,
    go: async (path) => {
      await page.goto(`${of.home}/console${path}`);
    },
    press: (key) =>
      main
        .getByRole('button', { name: words(key) })
        .first()
        .click(),
    follow: (key) =>
      main
        .getByRole('link', { name: words(key) })
        .first()
        .click(),
    fill: (key, value) => main.getByLabel(words(key)).first().fill(value),
    reads: (text) => main.getByText(text).first().waitFor({ state: 'visible' }),
    told: (key) =>
      main
        .getByText(startOf(words(key)))
        .first()
        .waitFor({ state: 'visible' }),
  };
  await page.goto(of.link);
  await clerk.press('signIn.enter');
  await page.waitForURL(`${of.home}/console`);
  return clerk;
}

/** A sentence up to its first number or inserted word. */
function startOf(text: string): string {
  return text.split('{')[0]?.trim() ?? text;
}
