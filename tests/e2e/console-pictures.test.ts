// Owns looking at every page of the console as clerks see it: on a desk and on a phone, light and dark, with pictures of each.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webchatChannel } from '../../bots/webchat.ts';
import { migrateSqlite } from '../../db/sqlite.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import { silentChannels } from '../bench/channels.ts';
import { noon, openBenchWorld } from '../bench/world.ts';
import { noChromium, openChromium, overflowOf, takePicture } from '../support/chromium.ts';
import { fillCity } from '../support/console-city.ts';
import { type Clerk, clerkAt } from '../support/console-clerk.ts';
import { findPages } from '../support/console-pages.ts';
import { freePort, freshData, type Served, startServe } from '../support/process.ts';
import { root } from '../support/sources.ts';

const output = path.join(root, 'tests', 'output', 'console');
const docs = path.join(root, 'docs', 'pictures');
const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
const looks = ['light', 'dark'] as const;
/** Pictures that the README shows: the top of a page, refreshed with UPDATE_PICTURES=1. */
const forReadme: Readonly<Record<string, string>> = {
  '/ desk light': 'today',
  '/planned desk light': 'rehearsal',
  '/timeline desk light': 'year',
  '/texts/:kind/:key desk dark': 'text',
  '/broadcasts/:id phone light': 'broadcast-phone',
};

describe.skipIf(noChromium !== null)(
  `every page of the console${noChromium ? ` (${noChromium})` : ''}`,
  () => {
    let served: Served;
    let browser: Browser;
    let clerk: Clerk;

    beforeAll(async () => {
      mkdirSync(output, { recursive: true });
      const data = freshData();
      const token = await cityIn(path.join(data, 'uchast.sqlite'));
      const start = new Date(noon).toISOString();
      const env = { DATA_DIR: data, PORT: String(await freePort()), CLOCK_START: start };
      [served, browser] = await Promise.all([startServe(env), openChromium()]);
      clerk = await clerkAt(browser, { home: served.url, link: `${served.url}/console/in/${token}` });
    });

    afterAll(async () => {
      await browser?.close();
      await served?.kill('SIGTERM');
    });

    it('fits a desk and a phone, light and dark, without an error', { timeout: 600_000 }, async () => {
      const { page, troubles } = clerk;
      const { pages, broken } = await findPages(async (where) => {
        const answer = await page.context().request.get(`${served.url}/console${where === '/' ? '' : where}`);
        const type = answer.headers()['content-type'] ?? '';
        return { status: answer.status(), type, body: await answer.text() };
      });
      expect(broken).toEqual([]);
      expect(pages.length).toBeGreaterThan(40);
      const wide: string[] = [];
      for (const { route, path: where } of pages.filter(({ html }) => html)) {
        if (route.endsWith('.html')) continue;
        await clerk.go(where === '/' ? '' : where);
        wide.push(...(await look(page, route)));
      }
      expect(wide).toEqual([]);
      expect(troubles).toEqual([]);
    });
  },
);

/** Pictures of one page in both sizes and both looks; names those in which it is wider than its window. */
async function look(page: Page, route: string): Promise<string[]> {
  const wide: string[] = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const file = path.join(output, `${nameOf(route)}-${size}-${colorScheme}.png`);
      await takePicture(page, { path: file, fullPage: true });
      const over = await overflowOf(page);
      if (over > 0) wide.push(`${route} ${size}: ${over} px`);
      const shown = forReadme[`${route} ${size} ${colorScheme}`];
      if (shown !== undefined && process.env.UPDATE_PICTURES === '1') await forDocs(page, shown);
    }
  }
  return wide;
}

async function forDocs(page: Page, name: string): Promise<void> {
  mkdirSync(docs, { recursive: true });
  const file = path.join(output, `readme-${name}.png`);
  await takePicture(page, { path: file });
  copyFileSync(file, path.join(docs, `${name}.png`));
}

function nameOf(route: string): string {
  return route === '/' ? 'today' : route.slice(1).replaceAll(/[/:]+/g, '-');
}

/** A city at work in a fresh database; the token with which an administrator comes in. */
async function cityIn(file: string): Promise<string> {
  migrateSqlite(file);
  const { app } = openBenchWorld({
    file,
    start: noon,
    channels: (common) => [...silentChannels(common), webchatChannel()],
    understands: true,
  });
  const token = await fillCity(app, createDesk(app));
  await app.db.close();
  return token;
}
