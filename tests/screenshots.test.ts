// Owns looking at the product as people see it: the chat on a desk and on a phone, the console with a plan; with pictures of both.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noChromium, openChromium, openPage, overflowOf, takePicture } from './support/chromium.ts';
import { freePort, freshData, type Served, startServe, until } from './support/process.ts';
import { root } from './support/sources.ts';

const output = path.join(root, 'tests', 'output');
const plan = path.join(root, 'tests', 'plans', 'kalynove-2026-2027.docx');
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

/** Takes a picture into tests/output; the README's own are copied to docs/ with UPDATE_PICTURES=1. */
async function picture(page: Page, name: string, forReadme = false): Promise<void> {
  const file = path.join(output, `${name}.png`);
  await takePicture(page, { path: file });
  if (forReadme && process.env.UPDATE_PICTURES === '1') {
    copyFileSync(file, path.join(root, 'docs', `${name}.png`));
  }
}

/** Waits until the chat has `count` bubbles of the bot. */
async function answers(page: Page, count: number): Promise<void> {
  await until(
    async () => (await page.locator('.said.bot').count()) >= count,
    15_000,
    `answer ${count} of the chat`,
  );
}

describe.skipIf(noChromium !== null)(`the product on screen${noChromium ? ` (${noChromium})` : ''}`, () => {
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(output, { recursive: true });
    const env = {
      DATA_DIR: freshData(),
      PORT: String(await freePort()),
      CLOCK_START: '2026-11-21T10:00:00+02:00',
    };
    [served, browser] = await Promise.all([startServe(env), openChromium()]);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.kill('SIGTERM');
  });

  const open = (size: { width: number; height: number }) => openPage(browser, { ...size, home: served.url });

  it.each([
    ['on a desk', desk, 'chat', true],
    ['on a phone', phone, 'chat-phone', true],
  ])('a resident chooses a contest and asks in their own words %s', async (_label, size, name, shown) => {
    const { page, troubles } = await open(size);
    await page.goto(`${served.url}/`);
    await picture(page, `${name}-first`);
    await page.getByRole('button', { name: 'МІСТО', exact: true }).first().click();
    await answers(page, 2);
    const before = await page.locator('.said.bot').count();
    await page.getByRole('textbox', { name: 'Ваше запитання' }).fill('скока підписів треба?');
    await page.keyboard.press('Enter');
    await answers(page, before + 1);
    expect(await page.locator('#chat-log').textContent()).toMatch(/20 підписів/);
    await page.evaluate(`document.getElementById('chat').scrollIntoView({ block: 'end' })`);
    await picture(page, name, shown);
    expect(await overflowOf(page)).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('the first administrator comes in by the printed link, once, and imports the council’s plan', async () => {
    const link = /http\S+\/console\/in\/\S+/.exec(served.lines())?.[0] ?? '';
    const { page, troubles } = await open(desk);
    await page.goto(link);
    await page.getByRole('button', { name: 'Увійти' }).click();
    await page.waitForURL(`${served.url}/console`);
    await picture(page, 'console-today');
    await page.goto(`${served.url}/console/plans`);
    await page.getByLabel('Документ плану').setInputFiles(plan);
    await page.getByRole('button', { name: 'Прочитати документ' }).click();
    await page.waitForURL(/\/console\/plans\/[0-9a-f]+/);
    await picture(page, 'console-plan');
    await page.evaluate(
      `[...document.querySelectorAll('h2')].find((row) => row.textContent.startsWith('1.1')).scrollIntoView()`,
    );
    await picture(page, 'console', true);
    expect(await overflowOf(page)).toBe(0);
    expect(troubles).toEqual([]);

    await page.setViewportSize(phone);
    await picture(page, 'console-phone');
    expect(await overflowOf(page)).toBe(0);
    for (const room of ['calendar', 'planned', 'broadcasts', 'broadcasts/new', 'questions', 'sources']) {
      await page.goto(`${served.url}/console/${room}`);
      await picture(page, `console-${room.replace('/', '-')}-phone`);
      expect(`${room}: ${await overflowOf(page)}`).toBe(`${room}: 0`);
      await page.setViewportSize(desk);
      await picture(page, `console-${room.replace('/', '-')}`);
      await page.setViewportSize(phone);
    }
    expect(troubles).toEqual([]);

    const again = await page.context().request.post(link);
    expect(again.status()).toBe(403);
  });
});
