// Tests with axe-core that no page of the console keeps anybody out, with everything in it and with nothing yet, on a
// desk and on a phone, light and dark; and that nothing of a page lies beside its window.
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noChromium, openChromium } from '../support/chromium.ts';
import { addresses, emptyDesk } from './console-addresses.ts';
import { literalDesk } from './console-desk.ts';
import { type Shown, showConsole } from './console-server.ts';

const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

/** What axe finds on the page as it stands, by rule with the elements; targets of fingers are measured, too. */
async function found(page: Page): Promise<unknown> {
  return await page.evaluate(`axe.run({ rules: { 'target-size': { enabled: true } } })
    .then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))`);
}

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe.skipIf(noChromium !== null)(`axe-core on the console${noChromium ? ` (${noChromium})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(async () => browser?.close());

  describe.each([
    ['with everything', () => literalDesk().desk],
    ['with nothing yet', emptyDesk],
  ])('%s', (_label, deskOf) => {
    let shown: Shown;
    let page: Page;
    beforeAll(async () => {
      shown = await showConsole(deskOf());
      const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'uk-UA' });
      await context.addCookies([{ name: 'uchast_staff', value: 'admin', url: shown.url }]);
      page = await context.newPage();
      // A picture that a broadcast names stands elsewhere; nothing here asks for it.
      await page.route(
        (url) => url.origin !== shown.url,
        (route) => route.abort(),
      );
    });
    afterAll(() => shown?.close());

    it.each(addresses.filter((address) => !/\.[a-z]+$/.test(address)))(
      '%s keeps nobody out',
      async (address) => {
        await page.setViewportSize(desk);
        await page.emulateMedia({ colorScheme: 'light' });
        const answer = await page.request.get(`${shown.url}/console${address}`);
        if (!answer.headers()['content-type']?.startsWith('text/html')) return;
        await page.goto(`${shown.url}/console${address}`, { waitUntil: 'load' });
        await page.evaluate(axe.source);
        expect({ light: await found(page), overflow: await page.evaluate(overflow) }).toEqual({
          light: [],
          overflow: 0,
        });
        await page.setViewportSize(phone);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect({ dark: await found(page), overflow: await page.evaluate(overflow) }).toEqual({
          dark: [],
          overflow: 0,
        });
      },
    );
  });
});
