// The public page of open data and its files: in words, escaped, and closed where staff closed it.
import { expect, test } from 'vitest';
import type { Passport } from '../../src/app/plan/open-data-passport.ts';
import { hostile } from './console-values.ts';
import { publicDoor } from './public-door.ts';

const passport: Passport = {
  publisher: { name: hostile, identifier: null, contact: 'a@example.org' },
  terms: 'Користуйтеся вільно.',
  source: 'https://uchast.example.gov.ua/open-data',
  datasets: [
    {
      identifier: 'city-plan-execution',
      title: hostile,
      description: 'Опис.',
      language: 'uk',
      keyword: ['бюджет участі'],
      accrualPeriodicity: 'щоразу зі зміною даних',
      issued: '2027-02-01T12:00:00+02:00',
      modified: '2027-03-01T10:00:00+02:00',
      records: 3,
      distribution: [
        {
          format: 'CSV',
          mediaType: 'text/csv; charset=utf-8',
          downloadURL: 'https://uchast.example.gov.ua/open-data/plan-execution.csv',
        },
      ],
      structure: [{ name: 'uid', description: hostile }],
    },
  ],
};

const openData = {
  passport: async () => passport,
  file: async (name: string, form: string) => (form === 'csv' ? `${name}\r\n` : '[]\n'),
};

test('names each set, its last change and its fields, and leads to its files on this site', async () => {
  const page = await (await publicDoor({ openData }).app.request('/open-data')).text();
  expect(page).not.toContain('<script');
  expect(page).toContain('Рядків: 3');
  expect(page).toContain('1 березня 2027 року, 10:00');
  expect(page).toContain('href="/open-data/plan-execution.csv"');
  expect(page).toContain('<dt><code>uid</code></dt>');
  expect(page).toContain('Користуйтеся вільно.');
});

test.each([
  ['/open-data/plan-execution.csv', 'text/csv; charset=utf-8', 'plan-execution\r\n'],
  ['/open-data/statistics.json', 'application/json; charset=utf-8', '[]\n'],
])('gives %s as a file that other sites may read', async (path, type, text) => {
  const response = await publicDoor({ openData }).app.request(path);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('content-disposition')).toContain('attachment');
  expect(await response.text()).toBe(text);
});

test('gives the passports as JSON', async () => {
  const response = await publicDoor({ openData }).app.request('/open-data/passport.json');
  expect(await response.json()).toEqual(passport);
});

test('says that it is switched off, and has no file then', async () => {
  const { app } = publicDoor();
  expect(await (await app.request('/open-data')).text()).toContain('не публікуються');
  for (const file of ['passport.json', 'plan-execution.csv', 'projects.json'])
    expect((await app.request(`/open-data/${file}`)).status).toBe(404);
});

test('has no other files, and is found from the foot of every page', async () => {
  const { app } = publicDoor({ openData });
  expect((await app.request('/open-data/voters.csv')).status).toBe(404);
  expect(await (await app.request('/')).text()).toContain('href="/open-data"');
});
