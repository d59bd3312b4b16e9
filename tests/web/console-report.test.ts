// Owns the proof that staff record evidence on the console and take the report from it as a file.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, send } from './console-desk.ts';

describe('evidence of a row', () => {
  test('is recorded with its kind, sum and day', async () => {
    const sent = await send('/plans/plan-1/evidence/sure', {
      kind: 'paid',
      text: 'Акт № 5',
      sum: '12 500,50',
      on: '2027-02-28',
    });
    expect(sent.to).toBe('/console/plans/plan-1/evidence/sure?did=added');
    const given = { planId: 'plan-1', line: 'sure', kind: 'paid', text: 'Акт № 5', sum: '12 500,50' };
    expect(sent.acts).toEqual([
      `evidence.add ${JSON.stringify({ ...given, on: '2027-02-28' })} "editor@example.org"`,
    ]);
  });

  test('that is not of this row cannot be taken out from here', async () => {
    const sent = await send('/plans/plan-1/evidence/sure/remove', { evidence: 'another' });
    expect([sent.status, sent.acts]).toEqual([422, []]);
  });

  test('is taken out by its id', async () => {
    const sent = await send('/plans/plan-1/evidence/sure/remove', { evidence: 'e-1' });
    expect(sent.acts).toEqual(['evidence.remove "e-1" "editor@example.org"']);
  });
});

describe('a file of the report', () => {
  const path = '/report/file?plan=plan-1&from=2027-01-01&to=2027-03-31&form=json';

  test('comes as an attachment to whoever is signed in', async () => {
    const { get } = browser(literalDesk().desk);
    const response = await get('editor', path);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="zvit.json"');
    expect(await response.text()).toBe('{}');
  });

  test('is not given to a stranger', async () => {
    const { get } = browser(literalDesk().desk);
    const response = await get(null, path);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/console/sign-in']);
  });

  test('is refused with the reason where the window is wrong', async () => {
    const { desk } = literalDesk();
    const file = async () => ({ ok: false as const, code: 'no', message: 'Перевірте дати.' });
    const { get } = browser({ ...desk, report: { ...desk.report, file } });
    const response = await get('editor', path);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('role="alert"><p>Перевірте дати.</p>');
  });
});
