// How staff look at a letter: problems beside it, its HTML in a frame that can do nothing, its source as a file.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, send } from './console-desk.ts';
import { broadcast } from './console-values.ts';

const path = `/broadcasts/${broadcast.id}`;

describe('the page of a broadcast with a letter', () => {
  test('says what must be put right before approval, and offers to ask the links', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', path)).text();
    expect(page).toContain('Виправте перед схваленням');
    expect(page).toContain(`action="/console${path}/links"`);
    expect(page).toContain(`href="/console${path}/letter"`);
  });

  test('shows nothing of letters where there is none', async () => {
    const { desk } = literalDesk();
    const without = { ...desk, letters: { ...desk.letters, preflight: async () => null } };
    const page = await (await browser(without).get('editor', path)).text();
    expect(page).not.toContain('Перевірка листа');
  });

  test('shows the answers of the links after they were asked, once, by a form', async () => {
    const asked: unknown[] = [];
    const given = literalDesk();
    given.desk.letters.preflight = async (...all) => {
      asked.push(all);
      const problem = 'Сторінки https://x.example/ немає.';
      return { problems: [problem], warnings: [], fields: { [problem]: 'buttons' as const } };
    };
    const { status, page } = await send(`${path}/links`, {}, given);
    expect(status).toBe(200);
    expect(page).toContain('Сторінки https://x.example/ немає.');
    expect(asked[0]).toEqual([broadcast.id, { links: true }]);
  });
});

describe('the letter itself', () => {
  test('is framed at two widths, without scripts, from our own address', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', `${path}/letter`)).text();
    const frames = page.match(/<iframe [^>]*>/g) ?? [];
    expect(frames.map((frame) => /width="(\d+)"/.exec(frame)?.[1])).toEqual(['600', '360']);
    for (const frame of frames) {
      expect(frame).toContain('sandbox=""');
      expect(frame).toContain(`src="/console${path}/letter.html"`);
      expect(frame).toContain('title="Лист на екрані');
    }
  });

  test('has its own strict rules: styles inside it, our pictures, nothing else', async () => {
    const response = await browser(literalDesk().desk).get('editor', `${path}/letter.html`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toMatch(/(^|; )sandbox$/);
    expect(policy).not.toMatch(/script-src|connect-src|https:/);
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('<p>Лист</p>');
  });

  test('leaves every other page as strict as before, but for our own frames', async () => {
    const response = await browser(literalDesk().desk).get('editor', path);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-src 'self'");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });

  test('can be kept as a file that mail programs open', async () => {
    const response = await browser(literalDesk().desk).get('editor', `${path}/letter.eml`);
    expect(response.headers.get('content-type')).toBe('message/rfc822');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="letter-[\w-]+\.eml"$/,
    );
  });

  test.each(['letter', 'letter.html', 'letter.eml'])('%s of no broadcast is missing', async (name) => {
    const response = await browser(literalDesk().desk).get('editor', `/broadcasts/none/${name}`);
    expect(response.status).toBe(404);
  });

  test.each(['letter', 'letter.html', 'letter.eml'])('%s is for signed-in people only', async (name) => {
    const response = await browser(literalDesk().desk).get(null, `${path}/${name}`);
    expect(response.headers.get('location')).toBe('/console/sign-in');
  });
});
