// The public page of what the city sent: in words, escaped, page by page, and closed where staff closed it.
import { expect, test } from 'vitest';
import type { RegisterEntry } from '../../src/app/broadcasts/register.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { publicDoor } from './public-door.ts';

const entry: RegisterEntry = {
  id: 'b1',
  at: kyivInstant('2026-11-09', '10:00'),
  text: '**Голосуйте** <script>alert(1)</script>',
  subject: 'Тема',
  channels: ['Telegram', 'Viber'],
  audience: 12345,
  arrived: 12000,
  amended: null,
};

const pageWith = async (entries: RegisterEntry[], pages = 1) => {
  const register = {
    page: async () => ({ entries, page: 1, pages, total: entries.length }),
    csv: async () => 'a',
  };
  return (await publicDoor({ register }).app.request('/register')).text();
};

test('tells text, time, channels, audience and the share that arrived', async () => {
  const page = await pageWith([entry]);
  expect(page).toContain('<strong>Голосуйте</strong> &lt;script&gt;');
  expect(page).toContain('9 листопада 2026 року, 10:00');
  expect(page).toContain('Канали: Telegram, Viber');
  expect(page).toContain('12\u00a0000 із 12\u00a0345 (97 %)');
});

test('says of few people no more than that, and marks what was taken back', async () => {
  const page = await pageWith([{ ...entry, audience: null, arrived: null, amended: 'recall' }]);
  expect(page).toContain('Отримувачів: менше 10');
  expect(page).not.toContain('%');
  expect(page).toContain('Пізніше повідомлення відкликано.');
});

test('leads to older ones and to its file', async () => {
  const page = await pageWith([entry], 3);
  expect(page).toContain('href="/register?page=2"');
  expect(page).toContain('href="/register.csv"');
});

test('is found from the foot of every page', async () => {
  expect(await (await publicDoor().app.request('/')).text()).toContain('href="/register"');
});

test('says that it is switched off, and has no file then', async () => {
  const { app } = publicDoor({ register: { page: async () => null, csv: async () => null } });
  expect(await (await app.request('/register')).text()).toContain('вимкнено');
  expect((await app.request('/register.csv')).status).toBe(404);
});
