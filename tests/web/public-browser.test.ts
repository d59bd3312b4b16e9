// Tests of the scripts in a real browser: the live chat, what a reload keeps, a source's first word, and the widget on a strict site.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noChromium, openChromium, openPage } from '../support/chromium.ts';
import { until } from '../support/process.ts';
import { type Asked, publicDoor } from './public-door.ts';

const phone = { width: 390, height: 844 };

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.skipIf(noChromium !== null)(`the chat's scripts${noChromium ? ` (${noChromium})` : ''}`, () => {
  let browser: Browser;
  let door: Server;
  let home: string;
  let asked: Asked;
  let app: ReturnType<typeof publicDoor>['app'];

  /** The common style sheet is the whole door's; here it is empty. */
  const answer = (request: Request): Response | Promise<Response> =>
    new URL(request.url).pathname === '/assets/style.css'
      ? new Response('', { headers: { 'Content-Type': 'text/css' } })
      : app.fetch(request);

  beforeAll(async () => {
    browser = await openChromium();
    door = await new Promise<Server>((resolve) => {
      const server = serve({ fetch: answer, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(server as Server),
      );
    });
    home = addressOf(door);
  });
  afterAll(async () => {
    await browser?.close();
    door?.closeAllConnections();
    door?.close();
  });
  beforeEach(() => {
    const reply = {
      text: 'Див. https://kam.gov.ua/x. <b>ні</b>',
      choices: [
        { label: 'Я автор', value: '/role author' },
        { label: 'Платформа', url: 'https://platform.example/' },
        { label: 'Пастка', url: 'javascript:alert(1)' },
      ],
    };
    ({ app, asked } = publicDoor({ reply }));
  });

  const said = () => asked.talks.map(({ body: { id: _id, ...body } }) => body);

  it('shows answers as text with links and choices, keeps the session, and shows them again after a reload', async () => {
    const { page } = await openPage(browser, { ...phone, home });
    await page.goto(`${home}/`);
    await page.getByRole('textbox', { name: 'Ваше запитання' }).fill('коли?');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Я автор' }).click();
    await until(async () => asked.talks.length === 2, 5_000, 'the pressed choice');
    expect(said()).toEqual([{ text: 'коли?' }, { session: 'session-0000-0001', choice: '/role author' }]);
    await until(async () => (await page.locator('.said.bot').count()) === 3, 5_000, 'the second answer');
    const log = page.getByRole('log');
    expect(await log.locator('b').count()).toBe(0);
    expect(await log.getByRole('link', { name: 'https://kam.gov.ua/x' }).first().getAttribute('rel')).toBe(
      'noopener',
    );
    expect(await log.getByRole('link', { name: 'Платформа' }).first().getAttribute('target')).toBe('_blank');
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    await page.reload();
    expect(await page.locator('.said.bot').count()).toBe(3);
    await page.context().close();
  });

  it('gives a message back that could not be sent, and says so', async () => {
    const { page } = await openPage(browser, { ...phone, home });
    await page.goto(`${home}/`);
    await page.route('**/api/chat', (route) => route.abort());
    const box = page.getByRole('textbox', { name: 'Ваше запитання' });
    await box.fill('коли?');
    await page.keyboard.press('Enter');
    await page.getByText('Повідомлення не надіслано').waitFor();
    expect(await box.inputValue()).toBe('коли?');
    expect(asked.talks).toEqual([]);
    await page.context().close();
  });

  it('begins with the source of who comes with one, and not again after a reload', async () => {
    const { page } = await openPage(browser, { ...phone, home });
    await page.goto(`${home}/?source=poster-1`);
    await until(async () => asked.talks.length === 1, 5_000, 'the first word');
    await until(async () => (await page.locator('.said.bot').count()) === 2, 5_000, 'its answer');
    await page.reload();
    await until(async () => asked.talks.length === 2, 5_000, 'the look for what waits');
    expect(said()).toEqual([{ text: '/start poster-1' }, { session: 'session-0000-0001' }]);
    await page.context().close();
  });

  it('opens from one asynchronous line in the head, works by keyboard alone and keeps no cookie', async () => {
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(
        `<!doctype html><html lang="uk"><head><title>Місто</title><script src="${home}/widget.js" async></script></head><body><a href="#x">Посилання</a></body></html>`,
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { page, troubles } = await openPage(browser, { width: 1000, height: 800, home });
    await page.goto(addressOf(site));
    const button = page.getByRole('button', { name: 'Запитати про бюджет участі' });
    await button.waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Чат бюджету участі' });
    await panel.waitFor();
    expect(await page.locator('iframe').getAttribute('title')).toBe('Чат бюджету участі');
    const box = page.frameLocator('iframe').getByRole('textbox', { name: 'Ваше запитання' });
    await box.waitFor();
    for (
      let tabs = 0;
      tabs < 20 && !(await box.evaluate((one) => one === one.ownerDocument.activeElement));
      tabs += 1
    )
      await page.keyboard.press('Tab');
    await page.keyboard.type('коли голосування');
    await page.keyboard.press('Enter');
    await until(async () => asked.talks.length === 1, 5_000, 'the question typed by keyboard');
    expect(await page.context().cookies()).toEqual([]);
    expect(troubles.filter((trouble) => /^(?:script|console)/.test(trouble))).toEqual([]);
    await page.context().close();
    site.close();
  });

  it('opens from one line on a site with a strict policy, closes by Escape and gives the focus back', async () => {
    const policy = `default-src 'none'; script-src ${home}; frame-src ${home}`;
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy });
      response.end(`<!doctype html><title>x</title><script src="${home}/widget.js" defer></script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { page, troubles } = await openPage(browser, { width: 1000, height: 800, home });
    await page.goto(addressOf(site));
    await page.getByRole('button', { name: 'Запитати про бюджет участі' }).click();
    const box = page.frameLocator('iframe').getByRole('textbox', { name: 'Ваше запитання' });
    await box.fill('коли?');
    await box.press('Enter');
    await until(async () => asked.talks.length === 1, 5_000, 'the question from the frame');
    await box.press('Escape');
    const button = page.getByRole('button', { name: 'Запитати про бюджет участі' });
    await button.waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('iframe').isVisible()).toBe(false);
    // The other site and its own missing icon are no trouble of ours; scripts and the console must be silent.
    expect(troubles.filter((trouble) => /^(?:script|console)/.test(trouble))).toEqual([]);
    await page.context().close();
    site.close();
  });
});
