// Sheets for printing: each stage of each contest on one page of large type, with its dates, whom to ask and a code, and nothing unset.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { contestIds, stageIds } from '../../src/core/contest.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { noChromium, openChromium, takePicture } from '../support/chromium.ts';
import { realContent } from '../support/harness.ts';
import { root } from '../support/sources.ts';
import { publicDoor } from './public-door.ts';

const sheets = contestIds.flatMap((contest) => stageIds.map((stage) => ({ contest, stage })));

/** The whole calendar of the demo city, at its very beginning, so that no stage is over yet. */
function door(change: { content?: Content; at?: number } = {}) {
  const { content = realContent(), at = kyivInstant('2026-09-02', '10:00') } = change;
  return publicDoor({ content: async () => content, now: () => at }).app;
}

async function page(address: string, change: Parameters<typeof door>[0] = {}) {
  const response = await door(change).request(address);
  return { status: response.status, text: await response.text() };
}

describe('a printed sheet', () => {
  test.each(sheets)('of $contest $stage says what to do, until when and whom to ask', async (sheet) => {
    const { status, text } = await page(`/print/${sheet.contest}/${sheet.stage}`);
    expect(status).toBe(200);
    expect(text).toMatch(/<ol><li>/);
    expect(text).toMatch(/\d{4} року/);
    expect(text).not.toMatch(/\{[a-z]|undefined|null|NaN/i);
    expect(text).not.toMatch(/<script|style="/);
    expect(text).toContain('/go/print');
    expect(text).toContain('<svg');
  });

  test('of a stage that is over gives no instruction', async () => {
    const { text } = await page('/print/city/submission', { at: kyivInstant('2026-12-20', '10:00') });
    expect(text).toContain('уже завершено');
    expect(text).not.toContain('<ol>');
  });

  test.each(['suspended', 'notAnnounced'] as const)(
    'of a contest that is %s says only that',
    async (state) => {
      const content = realContent();
      const city = { ...content.contests.city, cycle: { ...content.contests.city.cycle, state } };
      const { text } = await page('/print/city/voting', {
        content: { ...content, contests: { ...content.contests, city } },
      });
      expect(text).not.toContain('<ol>');
      expect(text).not.toMatch(/\d{4} року \(приклад\)/);
    },
  );

  test.each(['/print/city/dancing', '/print/town/voting', '/print/city'])(
    '%s does not exist',
    async (address) => {
      expect((await page(address)).status).toBe(404);
    },
  );

  test('is found in a list that the first page links', async () => {
    expect((await page('/')).text).toContain('href="/print"');
    const { text } = await page('/print');
    for (const { contest, stage } of sheets) expect(text).toContain(`href="/print/${contest}/${stage}"`);
  });

  test('has no type under 14 points', async () => {
    const { text } = await page('/print.css');
    const sizes = [...text.matchAll(/(\d+(?:\.\d+)?)pt/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  });
});

describe.skipIf(noChromium !== null)(`on paper${noChromium ? ` (${noChromium})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('every sheet is exactly one page, and one is kept as a picture', { timeout: 60_000 }, async () => {
    const app = door();
    const context = await browser.newContext({ viewport: { width: 900, height: 1200 } });
    await context.route('**/*', async (route) => {
      const response = await app.request(new URL(route.request().url()).pathname);
      const body = Buffer.from(await response.arrayBuffer());
      await route.fulfill({
        status: response.status,
        body,
        contentType: response.headers.get('content-type') ?? '',
      });
    });
    const tab = await context.newPage();
    const long: string[] = [];
    for (const { contest, stage } of sheets) {
      await tab.goto(`http://print.example/print/${contest}/${stage}`);
      const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString('latin1');
      const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      if (pages !== 1) long.push(`${contest}.${stage}: ${pages}`);
    }
    const folder = path.join(root, 'tests', 'output');
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    await tab.goto('http://print.example/print/city/voting');
    await tab.emulateMedia({ media: 'print' });
    await tab.setViewportSize({ width: 680, height: 1010 });
    await takePicture(tab, { path: path.join(folder, 'print-city-voting.png'), fullPage: true });
    await context.close();
    expect(long).toEqual([]);
  });
});
