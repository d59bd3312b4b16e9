// Owns driving Debian's Chromium: whether it is here, a browser that talks to this machine only, pages that collect what went wrong.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** What a skipped test says where the browser is missing. */
export const noChromium = existsSync(executablePath)
  ? null
  : `${executablePath} is missing: apt-get install chromium, to have the pages looked at`;

/** The browser without any traffic of its own; as root it has no sandbox. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page of the given size with a list of its troubles: errors of scripts, refused requests, requests to elsewhere. */
export async function openPage(
  browser: Browser,
  of: { width: number; height: number; home: string },
): Promise<{ page: Page; troubles: string[] }> {
  const { width, height, home } = of;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'uk-UA',
    timezoneId: 'Europe/Kyiv',
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // What could not be loaded is named below with its address; the icon that browsers ask for by themselves is not.
    const named = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !named) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${home}/`)) troubles.push(`elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  return { page, troubles };
}

/** What Chromium answers on a busy machine when its picture was not ready in time; the page itself has nothing to do with it. */
const notReady = 'Unable to capture screenshot';
const mostTries = 3;

/** Takes a picture of a page into a file; only where the browser says that it had none ready, again, up to twice. */
export async function takePicture(page: Page, of: { path: string; fullPage?: boolean }): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await page.screenshot(of);
      return;
    } catch (error) {
      const again = error instanceof Error && error.message.includes(notReady);
      if (!again || tries >= mostTries) throw error;
    }
  }
}

/** How many pixels of a page lie to the right of its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
