// The pages of the law: terms of data with what would go and what went, and the switch for the open data.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, send } from './console-desk.ts';

const get = async (path: string, who: 'editor' | 'admin' = 'admin', desk = literalDesk().desk) =>
  (await browser(desk).get(who, path)).text();

describe('the terms of data', () => {
  test('show each term with who set it, what went last and what would go', async () => {
    const page = await get('/retention');
    expect(page).toContain('90 днів<');
    expect(page).toContain('730 днів (запропоновано, місто ще не визначило)');
    expect(page).toContain('1\u00a0234');
    expect(page).toContain('3, <time');
    expect(page).toContain('href="/console/retention.csv"');
  });

  test('are read by everybody, and counted anew only by an administrator', async () => {
    expect(await get('/retention', 'editor')).not.toContain('/retention/count');
    expect(await get('/retention')).toContain('action="/console/retention/count"');
    const { acts, status } = await send('/retention/count', {}, literalDesk(), 'admin');
    expect([status, acts]).toEqual([303, ['retention.count "admin@example.org"']]);
  });

  test('are not counted by looking at them', async () => {
    const canned = literalDesk();
    await get('/retention', 'admin', canned.desk);
    expect(canned.acts).toEqual([]);
  });

  test('are a table of which no cell is a formula', async () => {
    const file = await get('/retention.csv');
    expect(file).toContain("\r\n'=1+1;730 днів");
    expect(file.split('\r\n')[0]).toContain('Дані;Скільки зберігаються;Навіщо');
  });

  test('say so before anything was counted or had gone', async () => {
    const { desk } = literalDesk();
    const look = async () => ({ rows: [], ranAt: null, counted: null });
    const page = await get('/retention', 'admin', { ...desk, retention: { ...desk.retention, look } });
    expect(page).toContain('ще не прибирали');
    expect(page).toContain('після останнього прибирання не рахували');
  });
});

describe('the open data', () => {
  test('are switched off and on by who may approve alone', async () => {
    const off = await send('/register/open-data', { turn: 'off' }, literalDesk(), 'admin');
    expect(off.acts).toEqual(['openData.turn false "admin@example.org"']);
    const on = await send('/register/open-data', { turn: 'on' }, literalDesk(), 'admin');
    expect(on.acts).toEqual(['openData.turn true "admin@example.org"']);
    expect(await get('/register/open-data', 'editor')).not.toContain('<button type="submit" class="grave"');
  });

  test('lead to no file while they are switched off, and still show staff what is in them', async () => {
    const { desk } = literalDesk();
    const closed = { ...desk, openData: { ...desk.openData, isOn: async () => false } };
    const page = await get('/register/open-data', 'admin', closed);
    expect(page).not.toContain('plan-execution.csv');
    expect(page).toContain('1\u00a0234');
    expect(await get('/register/open-data')).toContain('href="/open-data/plan-execution.csv"');
  });
});
