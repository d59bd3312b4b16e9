// Owns the proof that console and application fit together: what staff record on a row's page stands in the report at once.
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { consoleRoutes } from '../../src/web/console.ts';
import { openWorld } from '../support/harness.ts';

const plan =
  'План заходів на 2027 рік\n№ з/п;Захід;Термін;Відповідальний;Обсяг, грн\n1;Листівки;Протягом року;Відділ;500,00';

/** Somebody of the staff at the console of an instance with one plan. */
async function atTheConsole() {
  const { desk, clock } = openWorld({ at: '2027-06-01 12:00' });
  const file = { name: 'plan.csv', bytes: new TextEncoder().encode(plan) };
  const made = await desk.plans.import(file, true, 'test');
  const member = await desk.staff.add('ed@example.org', 'editor', 'test');
  const entered = member.ok ? await desk.staff.signIn(member.value.token) : member;
  if (!made.ok || !entered.ok) throw new Error('nobody is in');
  const { session, csrf } = entered.value;
  const app = new Hono().route('/console', consoleRoutes({ desk, secure: false, now: clock.now }));
  const headers = { cookie: `uchast_staff=${session}` };
  return {
    row: `/console/plans/${made.value.id}/evidence/1`,
    get: async (path: string) => app.request(path, { headers }),
    post: async (path: string, fields: Record<string, string>) =>
      app.request(path, { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }) }),
  };
}

test('a payment recorded on the page of a row is in the report and in its file', async () => {
  const { row, get, post } = await atTheConsole();
  const sent = await post(row, { kind: 'paid', text: 'акт <№ 5>', sum: '250,05', on: '2027-05-31' });
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `${row}?did=added`]);
  const page = await (await get(`${row}?did=added`)).text();
  expect(page).toContain('role="status"><p>Записано.</p>');
  expect(page).toContain('акт &lt;№ 5&gt;');
  const shown = await (await get('/console/report')).text();
  expect(shown.replaceAll('\u00a0', ' ')).toContain(
    'Сплачено 250,05 грн (31 травня 2027 року): акт &lt;№ 5&gt;',
  );
  expect(shown).toMatch(/<td class="number" data-label="[^"]+">50,0<\/td>/);
  const link = /href="([^"]*form=json)"/.exec(shown)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const report = await (await get(link)).json();
  expect(report).toMatchObject({ totals: { planned: 50_000, actual: 25_005, percent: 50 } });
});

test('a wrong sum keeps what was written and says what to do', async () => {
  const { row, post } = await atTheConsole();
  const sent = await post(row, { kind: 'paid', text: 'акт № 5', sum: 'багато', on: '2027-05-31' });
  const page = await sent.text();
  expect(sent.status).toBe(422);
  expect(page).toContain('12 500,50');
  expect(page).toContain('акт № 5</textarea>');
});
