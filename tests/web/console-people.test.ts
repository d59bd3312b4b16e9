// The pages of people: charts with their numbers, a list on its way in, acts that ask once, codes to print, and the register.
import { describe, expect, test } from 'vitest';
import { barChart, lineChart, stepFor } from '../../src/web/console/chart.ts';
import { sheetNames } from '../../src/web/console/people/figure-sheets.ts';
import { qrPdf } from '../../src/web/console/people/qr-sheet-pdf.ts';
import { browser, csrf, literalDesk, send } from './console-desk.ts';
import { hostile } from './console-values.ts';

const pageOf = async (path: string) => (await browser(literalDesk().desk).get('admin', path)).text();

describe('a chart', () => {
  test.each([
    [0, 1],
    [3, 1],
    [10, 5],
    [39, 10],
    [16003, 5000],
    [100000, 50000],
  ])('up to %d has steps of %d, so that four of them reach it', (value, step) => {
    expect(stepFor(value)).toBe(step);
    expect(4 * step).toBeGreaterThanOrEqual(value);
  });

  test('names itself, says its last values in words, and tells curves apart by marks', async () => {
    const curves = ['Перша', 'Друга'].map((title, index) => ({ title, values: [1, 1200 + index] }));
    const of = { id: 'c', title: 'Назва', desc: 'Опис', labels: ['a', 'b'], curves };
    const drawn = String(await lineChart(of));
    expect(drawn).toContain('<title id="c-t">Назва</title><desc id="c-d">Опис</desc>');
    expect(drawn).toContain('Друга: <strong>1\u00a0201</strong>');
    const marks = [...drawn.matchAll(/class="mark c\d" transform="[^"]*" d="([^"]*)"/g)].map(([, d]) => d);
    expect(new Set(marks).size).toBe(2);
  });

  test('with bars of several parts fills each with a pattern of its own', async () => {
    const bars = [{ label: hostile, values: [3, 2] }];
    const drawn = String(await barChart({ id: 'b', title: 'Н', desc: 'О', parts: ['x', 'y'], bars }));
    expect(drawn).toContain('fill="url(#b-p0)"');
    expect(drawn).toContain('fill="url(#b-p1)"');
    expect(drawn).not.toContain('<script');
  });
});

test.each(sheetNames)(
  'the figure %s is a file of numbers too, and no cell of it is a formula',
  async (name) => {
    const response = await browser(literalDesk().desk).get('editor', `/figures.csv?what=${name}`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const cell of lines.flatMap((line) => line.split(';'))) expect(cell).not.toMatch(/^"?[=+@]/);
  },
);

test('an unknown figure is not found', async () => {
  const response = await browser(literalDesk().desk).get('editor', '/figures.csv?what=nothing');
  expect(response.status).toBe(404);
});

describe('a list', () => {
  const upload = async (fields: Record<string, string>, file: File | null) => {
    const given = literalDesk();
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf, ...fields })) body.set(name, value);
    if (file) body.set('file', file);
    const response = await browser(given.desk).app.request('/console/people/list', {
      method: 'POST',
      headers: { cookie: 'uchast_staff=editor' },
      body,
    });
    return { response, page: await response.text(), acts: given.acts };
  };

  test('leads to its page once it is read', async () => {
    const file = new File(['a@example.org'], 'list.csv');
    const { response, acts } = await upload({ source: 'збори', ground: 'згода' }, file);
    expect(response.headers.get('location')).toBe('/console/people/list/l-1');
    expect(acts[0]).toContain('"source":"збори"');
  });

  test('without a file or a ground names both fields and keeps what was typed', async () => {
    const { response, page, acts } = await upload({ source: 'збори', ground: '' }, null);
    expect(response.status).toBe(422);
    for (const part of ['id="file-error"', 'id="ground-error"', 'value="збори"'])
      expect(page).toContain(part);
    expect(acts).toEqual([]);
  });

  test('asks for itself again while it is stored, also without scripts, and then no more', async () => {
    const { get } = browser(literalDesk().desk);
    expect((await get('editor', '/people/list/l-2')).headers.get('refresh')).toBe('2');
    expect((await get('editor', '/people/list/l-3')).headers.get('refresh')).toBeNull();
    expect((await get('editor', '/people/list/none')).status).toBe(404);
  });
});

describe('an act on a person', () => {
  test.each([
    ['erasing', '/people/person/erase', { sure: 'yes' }, 'people.erase'],
    ['the stop list', '/people/stop', { sure: 'a@example.org' }, 'people.stop'],
  ])('of %s asks once before it is done', async (_name, path, sure, act) => {
    const address = 'a@example.org';
    const asked = await send(path, { address }, literalDesk(), 'admin');
    expect(asked.acts).toEqual([]);
    expect(asked.page).toContain(address);
    const done = await send(path, { address, ...sure }, literalDesk(), 'admin');
    expect(done.acts).toEqual([`${act} "a@example.org" "admin@example.org"`]);
    expect(done.to ?? '').not.toContain('example.org');
  });

  test('shows what is stored, escaped, and nothing in an address of the page', async () => {
    const { page, status } = await send('/people/person', { address: hostile }, literalDesk(), 'admin');
    expect(status).toBe(200);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('/console/people/person/file');
  });

  test('with an address of nobody says so beside the field', async () => {
    const { page, status } = await send('/people/person', { address: 'x@y.ua' }, literalDesk(), 'admin');
    expect([status, page.includes('id="address-error"')]).toEqual([422, true]);
    expect(page).toContain('value="x@y.ua"');
  });
});

describe('codes to print', () => {
  test('are a PDF, a page for six', async () => {
    const codes = Array.from({ length: 7 }, (_, n) => ({
      title: 'Бюджет участі',
      address: `https://u.ua/go/${n}`,
    }));
    const bytes = Buffer.from(await qrPdf(codes, { title: 'Коди', scan: 'Наведіть камеру' }));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect([...bytes.toString('latin1').matchAll(/\/Type \/Page\b/g)]).toHaveLength(2);
  });

  test('need at least one source that there is', async () => {
    const { status, page } = await send('/qr-sheet', { name: 'made-up', title: 'Напис' });
    expect([status, page.includes('value="Напис"')]).toEqual([422, true]);
  });
});

describe('the register', () => {
  test('is switched and changed by who may approve alone, and a reason is needed', async () => {
    const nothing = await send('/register/b-1/hide', { reason: '' }, literalDesk(), 'admin');
    expect([nothing.status, nothing.acts]).toEqual([422, []]);
    const hidden = await send('/register/b-1/hide', { reason: 'ім’я' }, literalDesk(), 'admin');
    expect(hidden.acts).toEqual(['register.hide "b-1" "ім’я" "admin@example.org"']);
    expect((await send('/register', { turn: 'off' })).status).toBe(403);
  });

  test('says to staff why one was taken out', async () => {
    expect(await pageOf('/register')).toContain('прибрано з реєстру');
  });
});
