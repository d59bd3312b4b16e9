// Owns the proof that recipients are shown in part, whole to an administrator who asks, and as a file without formulas.
import { describe, expect, test } from 'vitest';
import { partly } from '../../src/web/console/broadcasts/broadcast-recipients.ts';
import { browser, literalDesk } from './console-desk.ts';
import { broadcast, now } from './console-values.ts';

const path = `/broadcasts/${broadcast.id}/recipients`;
const row = { row: 'd-1', channel: 'viber', state: 'failed', reason: '=1+1', at: now };
const given = () =>
  literalDesk({ broadcasts: { recipients: async () => [{ ...row, person: 'olena@city.example' }] } });

describe('addresses', () => {
  test.each([
    ['olena@city.example', 'o…@city.example'],
    ['380501234567', '38…67'],
    ['1234', '…'],
    ['', '…'],
  ])('%s is shown as %s', (address, shown) => {
    expect(partly(address)).toBe(shown);
  });

  test.each(['editor', 'approver', 'admin'] as const)('are shown to the %s in part', async (who) => {
    const page = await (await browser(given().desk).get(who, path)).text();
    expect(page).toContain('o…@city.example');
    expect(page).not.toContain('olena@city.example');
  });

  test('are shown whole to an administrator who asks, which is kept', async () => {
    const { desk, acts } = given();
    const page = await (await browser(desk).post('admin', path)).text();
    expect(page).toContain('olena@city.example');
    expect(acts).toEqual(['openAddresses "b-1" "admin@example.org"']);
  });

  test('are not opened by others', async () => {
    const { desk, acts } = given();
    expect((await browser(desk).post('approver', path)).status).toBe(403);
    expect(acts).toEqual([]);
  });
});

describe('the list', () => {
  test('tells why messages did not arrive, and leads from there to the people', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', path)).text();
    expect(page).toContain('Чому не дійшло');
    expect(page).toContain('channel=viber&amp;state=failed&amp;reason=');
  });

  test.each([
    ['weeklyLimit', 'Цього тижня людині вже надіслано стільки, скільки можна'],
    ['telegram:403', 'Людина відписалася або заблокувала бота'],
    ['viber:6:receiverNotSubscribed', 'Людина відписалася або заблокувала бота'],
    ['smtp:5.1.1', 'Такої скриньки немає'],
    ['smtp:450', 'Поштовий сервер просив надіслати пізніше'],
    ['ECONNREFUSED', 'Не вдалося з’єднатися'],
    ['quite:new', 'Інша причина (код quite:new)'],
  ])('says %s in words on the page, and the code in the file', async (reason, words) => {
    const { desk } = literalDesk({
      broadcasts: {
        recipients: async () => [{ ...row, reason, person: 'ann' }],
        reasons: async () => [{ channel: 'viber', state: 'failed', reason, people: 7 }],
      },
    });
    const page = await (await browser(desk).get('editor', path)).text();
    expect(page.match(new RegExp(words.replace(/[()]/g, '\\$&'), 'g'))).toHaveLength(3);
    expect(await (await browser(desk).get('editor', `${path}.csv`)).text()).toContain(reason);
  });

  test('hands the filters on', async () => {
    const asked: unknown[] = [];
    const { desk } = literalDesk({
      broadcasts: {
        recipients: async (_id, page) => {
          asked.push(page);
          return [];
        },
      },
    });
    await browser(desk).get('editor', `${path}?state=failed&channel=viber&reason=blocked`);
    await browser(desk).get('editor', `${path}?state=odd&channel=pigeon`);
    expect(asked).toEqual([
      { state: 'failed', channel: 'viber', reason: 'blocked', after: null, most: 200 },
      { state: null, channel: null, reason: null, after: null, most: 200 },
    ]);
  });

  test('is a file whose cells are no formulas', async () => {
    const response = await browser(given().desk).get('editor', `${path}.csv`);
    const text = await response.text();
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(text).toContain("'=1+1");
    expect(text).not.toContain('olena@city.example');
  });
});
