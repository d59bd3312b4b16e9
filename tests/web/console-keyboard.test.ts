// Tests that the console works by keyboard alone: every control can be reached and is seen when it is, nothing is a trap,
// and what opens does so by Enter. No page has a script, so what holds here holds without scripts, too.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noChromium, openChromium } from '../support/chromium.ts';
import { literalDesk } from './console-desk.ts';
import { type Shown, showConsole } from './console-server.ts';

/** Pages where people do most of their work. */
const main = [
  '',
  '/plans',
  '/plans/plan-1/row/letters',
  '/calendar/city/voting',
  '/planned',
  '/timeline',
  '/tasks',
  '/broadcasts/b-1',
  '/questions/q-1',
  '/access',
];

/** What a keyboard must reach: everything that acts and is seen; of a group of radio buttons one stands for all. */
const controls = `(() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const names = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter((one) => seen(one) && !one.disabled);
  names.forEach((one, place) => { one.dataset.place = one.type === 'radio' ? 'radio ' + one.name : String(place); });
  return [...new Set(names.map((one) => one.dataset.place))];
})()`;

/** Where the focus is now, and whether a person can see it; null: on nothing that acts. */
const focused = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0;
  return { place: one.dataset.place ?? null, seen, html: one.outerHTML.slice(0, 120) };
})()`;

type Focused = { place: string | null; seen: boolean; html: string } | null;

/** Presses Tab from the beginning until the focus leaves the page; a date has several stops of its own. */
async function walk(page: Page, most: number): Promise<{ places: Set<string>; unseen: string[] }> {
  const places = new Set<string>();
  const unseen: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    const now: Focused = await page.evaluate(focused);
    if (now === null) break;
    if (now.place !== null) places.add(now.place);
    if (!now.seen) unseen.push(now.html);
  }
  return { places, unseen };
}

describe.skipIf(noChromium !== null)(`the console by keyboard${noChromium ? ` (${noChromium})` : ''}`, () => {
  let browser: Browser;
  let shown: Shown;
  let page: Page;

  beforeAll(async () => {
    [browser, shown] = await Promise.all([openChromium(), showConsole(literalDesk().desk)]);
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    await context.addCookies([{ name: 'uchast_staff', value: 'admin', url: shown.url }]);
    page = await context.newPage();
    await page.route(
      (url) => url.origin !== shown.url,
      (route) => route.abort(),
    );
  });
  afterAll(async () => {
    await browser?.close();
    shown?.close();
  });

  const open = (address: string) => page.goto(`${shown.url}/console${address}`);

  it.each([
    ['a desk', 1280],
    ['a phone', 390],
  ])(
    'every control of the main pages is reached and seen on %s, and the way goes on to its end',
    async (_label, width) => {
      await page.setViewportSize({ width, height: 900 });
      for (const address of main) {
        await open(address);
        const all: string[] = await page.evaluate(controls);
        const { places, unseen } = await walk(page, all.length * 8 + 20);
        expect({ address, missed: all.filter((place) => !places.has(place)), unseen }).toEqual({
          address,
          missed: [],
          unseen: [],
        });
      }
    },
  );

  it('the first key leads over the navigation to the main part', async () => {
    await open('/plans');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('a group of the navigation opens, leads on and closes by keyboard', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await open('');
    const group = page.locator('nav.wide summary', { hasText: 'План' });
    const inside = page.locator('nav.wide').getByRole('link', { name: 'Календар' });
    await group.focus();
    await page.keyboard.press('Enter');
    expect(await inside.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await inside.isVisible()).toBe(false);
    await page.keyboard.press('Space');
    while ((await page.evaluate('document.activeElement.textContent')) !== 'Календар') {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${shown.url}/console/calendar`);
  });

  it('the menu of a phone opens, names every group and leads on by keyboard', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('');
    await page.locator('details.narrow > summary').focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('navigation', { name: 'Меню' });
    expect(await menu.getByRole('link').count()).toBeGreaterThan(10);
    await menu
      .getByRole('link', { name: 'Питання' })
      .or(menu.getByRole('link', { name: 'Запитання' }))
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${shown.url}/console/questions`);
  });

  it('a reader chooses the dark look with Enter, and it stays on the next page', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await open('/plans');
    await page.locator('details.mine > summary').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Темний' }).focus();
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    expect(page.url()).toBe(`${shown.url}/console/plans`);
    await open('/calendar');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    const paper = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(paper).toBe('rgb(20, 25, 28)');
  });
});
