// Owns the proof that the pages of unknown outcomes and of the purse say what the desk knows, and carry decisions to it.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, refusal, send } from './console-desk.ts';
import { purse, today, unknown } from './console-values.ts';

const by = 'admin@example.org';
const pageOf = async (path: string, desk = literalDesk().desk) =>
  (await browser(desk).get('admin', path)).text();

describe('unknown outcomes on the console', () => {
  test('are listed with what happened, how many and until when they can be sent again', async () => {
    const page = await pageOf('/unknown');
    expect(page).toContain('3 повідомлення чекають на рішення.');
    expect(page).toContain('сервер зупинився під час надсилання');
    expect(page).toContain('платформа не відповіла (код &lt;script&gt;');
    expect(page).toContain('Раніше залишено як є: 1.');
    expect(page).toContain('Надіслати ще раз можна до');
    expect(page).toContain('href="/console/broadcasts/b-2"');
  });

  test.each([
    ['resend', {}, null, '/console/unknown?done=unknownResent&n=3'],
    ['leave', {}, null, '/console/unknown?done=unknownLeft&n=3'],
    ['resend', { row: 'd-1' }, 'd-1', '/console/unknown/b-1?done=unknownResent&n=3'],
    ['leave', { row: 'd-1' }, 'd-1', '/console/unknown/b-1?done=unknownLeft&n=3'],
  ])(
    '%s of %j carries the decision to the desk, in the name of who sent it',
    async (act, fields, row, to) => {
      const sent = await send('/unknown/b-1', { act, ...fields }, literalDesk(), 'admin');
      expect(sent.acts).toEqual([`unknown.decide "${act}" ${JSON.stringify({ broadcast: 'b-1', row, by })}`]);
      expect([sent.status, sent.to]).toEqual([303, to]);
    },
  );

  test.each([{}, { row: 'd-1' }])('a refused decision on %j says why above the same page', async (fields) => {
    const given = literalDesk();
    const desk = { ...given.desk, unknown: { ...given.desk.unknown, decide: async () => refusal } };
    const sent = await send('/unknown/b-1', { act: 'resend', ...fields }, { ...given, desk });
    expect(sent.status).toBe(409);
    expect(sent.page).toContain('Місто каже: не можна.');
  });

  test('a decision that is none is not carried out', async () => {
    const sent = await send('/unknown/b-1', { act: 'explode' });
    expect([sent.status, sent.acts]).toEqual([409, []]);
  });

  test('that can’t be sent again any more can only be left', async () => {
    const given = literalDesk();
    const list = async () => [{ ...unknown, resendable: false }];
    const page = await pageOf('/unknown', { ...given.desk, unknown: { ...given.desk.unknown, list } });
    expect(page).toContain('Надіслати ще раз уже не можна');
    expect(page).not.toContain('value="resend"');
    expect(page).toContain('value="leave"');
  });

  test('can only be left by an editor, who is told so', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', '/unknown')).text();
    expect(page).toContain('Надіслати ще раз може той, хто схвалює розсилки.');
    expect(page).not.toContain('value="resend"');
  });

  test('can be decided on one by one, each under the name of its recipient', async () => {
    const page = await pageOf('/unknown/b-1');
    expect(page).toContain('name="row" value="d-1"');
    expect(page).toMatch(/aria-label="Надіслати ще раз: &lt;script&gt;/);
    const missing = await browser(literalDesk().desk).get('editor', '/unknown/none');
    expect(missing.status).toBe(404);
  });

  test('are a headline of the first page, which also says of each alarm what to do', async () => {
    const page = await pageOf('');
    expect(page).toContain('href="/console/unknown">Невідомо, чи дійшло 3 повідомлення');
    expect(page).toContain('Що зробити: відкрийте консоль і подивіться, що сталося.');
    const calm = { ...literalDesk().desk, today: async () => ({ ...today, unknown: 0 }) };
    expect(await pageOf('', calm)).not.toContain('Невідомо, чи дійшло');
  });
});

describe('the purse on the console', () => {
  test('says what this month has cost, what is left and where it went', async () => {
    const page = await pageOf('/purse');
    for (const part of ['березень 2027', '4,50\u00a0€', '20,00\u00a0€', '15,48\u00a0€', '4,48\u00a0€']) {
      expect(page).toContain(part);
    }
    expect(page).toContain('Відповіді жителям');
    expect(page).toContain('href="/console/broadcasts/b-1"');
  });

  test('says where the city has set no limit, and how to set one', async () => {
    const none = { ...purse, capEur: null, leftEur: null, months: [] };
    const page = await pageOf('/purse', { ...literalDesk().desk, purse: async () => none });
    expect(page).toContain('monthlyPurseEur');
    expect(page).toContain('Платних повідомлень ще не було.');
    expect(page).not.toContain('Залишилося');
  });
});
