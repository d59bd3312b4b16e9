// The pages of drafts: the form to print and to download, the idea by its link, and that neither can be found or acted on.

import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DraftPages } from '../../src/app/projects/draft-pages.ts';
import { newDraft } from '../../src/core/drafts/draft.ts';
import { draftForm } from '../../src/core/drafts/draft-form.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { contentWith, publicDoor, publicUrl } from './public-door.ts';

const hostile = '<img src=x onerror=alert(1)> & "лапки"';
const content = contentWith();
const now = kyivInstant('2026-11-10', '10:00');

const drafts: DraftPages = {
  form: async (token) => {
    if (token !== 'good-token') return null;
    const draft = newDraft(content, { contest: 'city', wording: '' });
    return draftForm(
      { content, contest: 'city', now },
      { ...draft, values: { title: hostile, idea: 'Два\nрядки' } },
    );
  },
  docx: async (token) =>
    token === 'good-token' ? { name: 'zaiavka-city.docx', bytes: new Uint8Array([80, 75]) } : null,
  shared: async (code) =>
    code === 'abcde23456'
      ? {
          contest: 'city',
          name: hostile,
          parts: [{ title: 'Що пропонуєте', value: `${hostile}\nhttps://spam.example` }],
          how: {
            text: 'Підпишіться до 29 листопада.',
            choices: [{ label: 'Платформа', url: 'https://platform.example' }],
          },
          source: 'p-abcde23456',
        }
      : null,
};

const get = (path: string) => publicDoor({ drafts }).app.request(path);

describe.each([
  ['/draft/good-token', 200],
  ['/draft/bad-token', 404],
  ['/draft/bad-token.docx', 404],
  ['/draft/good-token.pdf', 404],
  ['/support/abcde23456', 200],
  ['/support/nobody', 404],
  ['/support/nobody/qr.svg', 404],
])('%s', (path, status) => {
  test(`answers ${status} with one safe page that nobody keeps or finds`, async () => {
    const response = await get(path);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
    expect(text).not.toMatch(/<img src=x|<style|style="|<script|\son\w+="/);
    expect(text).not.toMatch(/\{[a-z][\w.]*\}|undefined|\[object/i);
    expect(response.headers.get('x-robots-tag')).toContain('noindex');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

describe('the form', () => {
  test('is there as a page with tables and as a file with a safe name', async () => {
    const text = await (await get('/draft/good-token')).text();
    expect(text).toContain('href="/draft/good-token.docx"');
    expect(text.match(/<table/g)).toHaveLength(2);
    expect(text.match(/<th scope="col">/g)?.length).toBe(9);
    const file = await get('/draft/good-token.docx');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="zaiavka-city.docx"');
    expect(file.headers.get('content-type')).toContain('wordprocessingml');
  });
});

describe('the page of an idea', () => {
  test('leads to the bot and the platform, and has nothing to send or sign', async () => {
    const text = await (await get('/support/abcde23456')).text();
    expect(text).toContain('https://first.example/bot?start=p-abcde23456');
    expect(text).toContain('href="/?source=p-abcde23456#chat"');
    expect(text).toContain('href="https://platform.example"');
    expect(text).toContain('нічого не подають і не підписують');
    expect(text).not.toMatch(/<form|<input|<button/);
    expect(text).not.toContain('href="https://spam.example');
  });

  test('has its code as SVG and as PNG, both for its own address', async () => {
    const svg = await (await get('/support/abcde23456/qr.svg')).text();
    expect(svg).toContain(`${publicUrl}/support/abcde23456`);
    const response = await get('/support/abcde23456/qr.png');
    const png = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const side = png.readUInt32BE(16);
    const data = png.indexOf('IDAT') + 4;
    const dots = inflateSync(png.subarray(data, data + png.readUInt32BE(data - 8)));
    expect(dots).toHaveLength(side * (Math.ceil(side / 8) + 1));
    expect((await get('/support/abcde23456/qr.gif')).status).toBe(404);
  });
});
