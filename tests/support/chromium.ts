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

/** How many pixels of a page lie to the right of its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
