// Files behind links: which are kept, what the line in the letter says, and that our pages serve them.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepFile, largestFile } from '../../src/app/letters/attachment.ts';
import { pictureIn } from '../../src/web/public/media.ts';
import { editor, staffed } from './broadcasting.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'uchast-media-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const pdf = (size = 245_760) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size - 9)]);

describe('a file for a letter', () => {
  test('is kept once, served under /media, and named in words with its kind and size', async () => {
    const world = await staffed();
    const media = folder();
    const of = { name: 'Положення_2026.pdf', bytes: pdf(), by: editor };
    const kept = await keepFile(world.app, media, of);
    expect(kept).toMatchObject({ ok: true });
    const { url, line } = kept.ok ? kept.value : { url: '', line: '' };
    expect(url).toMatch(/^https:\/\/uchast\.example\/media\/[0-9a-f]{24}\.pdf$/);
    expect(line).toBe(`Положення 2026 (PDF, 240 КБ): ${url}`);
    expect(await keepFile(world.app, media, { ...of, name: 'x.pdf' })).toMatchObject({ value: { url } });
    expect(readdirSync(media)).toHaveLength(1);
    expect(await pictureIn(media, path.basename(url))).toMatchObject({ contentType: 'application/pdf' });
  });

  test('of megabytes says so', async () => {
    const world = await staffed();
    const bytes = pdf(2.5 * 1024 * 1024);
    const kept = await keepFile(world.app, folder(), { name: 'a.pdf', bytes, by: editor });
    expect(kept.ok && kept.value.line).toContain('(PDF, 2,5 МБ)');
  });

  test.each([
    ['a page with scripts', 'a.html', Buffer.from('<script>'), 'attach.kind'],
    ['one that only calls itself PDF', 'a.pdf', Buffer.from('MZ...'), 'attach.kind'],
    ['a name of the prototype', 'a.constructor', pdf(), 'attach.kind'],
    ['an empty one', 'a.pdf', Buffer.alloc(0), 'attach.kind'],
    ['one that is too large', 'a.pdf', pdf(largestFile + 1), 'attach.large'],
  ])('is refused: %s', async (_, name, bytes, code) => {
    const world = await staffed();
    expect(await keepFile(world.app, folder(), { name, bytes, by: editor })).toMatchObject({ code });
  });

  test('is refused from a stranger, and where there is nowhere to keep it', async () => {
    const world = await staffed();
    const of = { name: 'a.pdf', bytes: pdf(100), by: 'nobody@city.example' };
    expect(await keepFile(world.app, folder(), of)).toMatchObject({ code: 'staff.unknown' });
    expect(await keepFile(world.app, null, { ...of, by: editor })).toMatchObject({ code: 'attach.kind' });
  });
});
