// Tests of the files of the public door: calendars byte by byte, QR codes, pictures of one folder only, scripts with their words.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { encode } from 'uqr';
import { afterAll, describe, expect, it, test } from 'vitest';
import { escapeText, foldLine } from '../../src/web/public/calendar-feed.ts';
import { contentWith, contests, publicDoor, publicUrl } from './public-door.ts';

const feed = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Uchast//Participatory budget//UK',
  'CALSCALE:GREGORIAN',
  'METHOD:PUBLISH',
  'X-WR-CALNAME:«Бюджет участі. МІСТО»\\, цикл 2026–2027',
  'X-WR-CALDESC:«Бюджет участі. МІСТО»\\nЗараз етап «Подання проєктів»: до 29 листопада 2026 року (приклад)\\, 23:59.\\nДо кінця етапу — 19 днів.\\nДалі — «Голосування»\\, з 8 березня 2027 року (приклад).',
  'X-WR-TIMEZONE:Europe/Kyiv',
  'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
  'X-PUBLISHED-TTL:PT12H',
  'BEGIN:VEVENT',
  'UID:city-submission-2026-2027@kamianske.uchast',
  'DTSTAMP:20261110T080000Z',
  'DTSTART;VALUE=DATE:20261019',
  'DTEND;VALUE=DATE:20261130',
  'SUMMARY:МІСТО: Подання проєктів (приклад)',
  'DESCRIPTION:Останній день: 29 листопада 2026 року (приклад)\\, до 23:59.',
  `URL:${publicUrl}`,
  'TRANSP:TRANSPARENT',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:city-voting-2026-2027@kamianske.uchast',
  'DTSTAMP:20261110T080000Z',
  'DTSTART;VALUE=DATE:20270308',
  'DTEND;VALUE=DATE:20270329',
  'SUMMARY:МІСТО: Голосування (приклад)',
  'DESCRIPTION:Останній день: 28 березня 2027 року (приклад)\\, до 23:59.',
  `URL:${publicUrl}`,
  'TRANSP:TRANSPARENT',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

const unfolded = (text: string) => text.replaceAll('\r\n ', '');

describe('the calendar feed', () => {
  it('has an all-day event a stage with local dates, exclusive ends and the mark of an example', async () => {
    const response = await publicDoor().app.request('/calendar/city.ics');
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(unfolded(text)).toBe(feed);
    const tooLong = text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75);
    expect(tooLong).toEqual([]);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('keeps an event’s id when its dates move, so that subscribed calendars move it', async () => {
    const stages = contests.city.cycle.stages.map((stage) => ({
      ...stage,
      closes: stage.closes + 86_400_000,
    }));
    const moved = contentWith({
      contests: { ...contests, city: { ...contests.city, cycle: { ...contests.city.cycle, stages } } },
    });
    const text = await (
      await publicDoor({ content: async () => moved }).app.request('/calendar/city.ics')
    ).text();
    expect(text.match(/UID:.*/g)).toEqual(feed.match(/UID:.*/g));
    expect(text).toContain('DTEND;VALUE=DATE:20261201');
  });

  it('has no events but says why where the cycle is not announced', async () => {
    const text = unfolded(await (await publicDoor().app.request('/calendar/kids.ics')).text());
    expect(text).not.toContain('BEGIN:VEVENT');
    expect(text).toContain('Новий цикл ще не оголошено.');
    expect(text).not.toContain('(приклад)');
  });

  test('any line folds into at most 75 octets a piece, never inside a character, and unfolds to itself', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(texts, (text) => {
        const line = text.toWellFormed().replace(/[\r\n]/g, '');
        const pieces = foldLine(line).split('\r\n');
        expect(pieces.every((piece) => Buffer.byteLength(piece) <= 75 && piece.isWellFormed())).toBe(true);
        expect(unfolded(foldLine(line))).toBe(line);
      }),
    );
  });

  test.each([
    ['а, б; в', 'а\\, б\\; в'],
    ['C:\\a', 'C:\\\\a'],
    ['раз\r\nдва\nтри', 'раз\\nдва\\nтри'],
  ])('%j is written as %j', (text, written) => {
    expect(escapeText(text)).toBe(written);
  });
});

describe('the QR code of a source', () => {
  it('holds the landing page’s address, with a title and a quiet zone', async () => {
    const response = await publicDoor().app.request('/qr/poster-school-12.svg');
    const svg = await response.text();
    const url = `${publicUrl}/go/poster-school-12`;
    expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(svg).toContain(`<title id="title">QR-код, що веде на ${url}</title>`);
    const { data, size } = encode(url, { ecc: 'Q', border: 4 });
    expect(svg).toContain(`viewBox="0 0 ${size} ${size}"`);
    const drawn = data.map((row) => row.map(() => false));
    for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let i = 0; i < Number(width); i += 1) (drawn[Number(y)] ?? [])[Number(x) + i] = true;
    }
    expect(drawn).toEqual(data);
  });

  test.each(['/qr/nobody.svg', '/qr/poster-plain.png', '/qr/..%2Fposter-plain.svg', '/qr/.svg'])(
    '%s is not found',
    async (address) => {
      expect((await publicDoor().app.request(address)).status).toBe(404);
    },
  );
});

describe('pictures', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'media-'));
  const folder = path.join(home, 'pictures');
  mkdirSync(path.join(folder, 'афіші'), { recursive: true });
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  writeFileSync(path.join(folder, 'a.png'), png);
  writeFileSync(path.join(folder, 'афіші', 'школа 12.JPG'), 'jpeg');
  writeFileSync(path.join(folder, '.hidden.png'), 'hidden');
  writeFileSync(path.join(folder, 'page.html'), '<script>');
  writeFileSync(path.join(folder, 'drawing.svg'), '<svg/>');
  writeFileSync(path.join(home, 'secret.png'), 'secret');
  symlinkSync(path.join(home, 'secret.png'), path.join(folder, 'link.png'));
  const { app } = publicDoor({ mediaDir: folder });
  afterAll(() => rmSync(home, { recursive: true }));

  it('come as what they are, also from a folder with a Ukrainian name', async () => {
    const response = await app.request('/media/a.png');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    const named = await app.request(
      `/media/${encodeURIComponent('афіші')}/${encodeURIComponent('школа 12.JPG')}`,
    );
    expect([named.status, named.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test.each([
    'missing.png',
    'page.html',
    'drawing.svg',
    '.hidden.png',
    'link.png',
    '..%2Fsecret.png',
    '%2e%2e/secret.png',
    '..%5Csecret.png',
    'a.png%00',
    '%ff.png',
    'a.png/b.png',
    '//a.png',
  ])('%s is not found', async (name) => {
    expect((await app.request(`/media/${name}`)).status).toBe(404);
  });
});

describe('scripts', () => {
  test.each(['/chat.js', '/links.js', '/widget.js', '/chat.css', '/icon.svg'])(
    '%s is served with its type',
    async (file) => {
      const response = await publicDoor().app.request(file);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/javascript|css|svg/);
    },
  );

  it('the widget carries its words as one safe literal', async () => {
    const hostile = (key: string) => (key === 'web.widget.open' ? `Чат'</script>` : key);
    const text = await (await publicDoor({ phrase: hostile }).app.request('/widget.js')).text();
    expect(text).not.toContain('__words__');
    expect(text).not.toContain('</script>');
    expect(text).toContain(`"open":"Чат'\\u003c/script>"`);
    expect(() => new Function(text)).not.toThrow();
  });
});
