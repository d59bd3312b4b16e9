// Owns the proof that a city's old list comes in whole: 100,000 rows by the command line, each told, stored or left out.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { unsubscribeToken } from '../../src/mail/token.ts';
import { addressHeading, cityList, refusals } from '../app/list-city.ts';
import { cityCsv, cityWorkbook } from '../app/list-city-file.ts';
import { ask, freePort, freshData, type Ran, run, startServe } from '../support/process.ts';

const words = parse(readFileSync(new URL('../../content/mail.yaml', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

const list = cityList(100_000, 20_260);
const folder = freshData();
const file = path.join(folder, 'учасники.csv');
const book = path.join(folder, 'учасники.xlsx');
const rejected = path.join(folder, 'відхилені.csv');
const env = {
  DATA_DIR: path.join(folder, 'data'),
  PUBLIC_URL: 'http://127.0.0.1:9',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Бюджет участі <uchast@example.org>',
  SEND_TO: '*',
};
const how = ['--source', 'цикл 2025', '--ground', 'участь у циклі 2025'];

type Report = {
  rows: number;
  added: number;
  updated: number;
  unchanged: number;
  suppressed: number;
  duplicates: number;
  rejected: { row: number; field: string; reason: string }[];
  notes: { row: number; field: string; reason: string }[];
};

const good = list.rows.flatMap((row) => row.good);
const kept = new Set(good);
const away = new Set([...list.suppressed, ...list.erased]);
/** Row numbers as a table program shows them: the first stands under the heading. */
const numbered = list.rows.map((row, index) => ({ ...row, row: index + 2 }));

/** Every table as text but the audit and SQLite's own: what an import may change. */
function dump(): string {
  const db = new SqliteFile(path.join(env.DATA_DIR, 'uchast.sqlite'), { readonly: true });
  try {
    const names = db
      .prepare(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
      )
      .pluck()
      .all() as string[];
    const tables = names.filter((name) => name !== 'audit');
    return tables
      .map((name) => JSON.stringify([name, db.prepare(`select * from "${name}"`).raw().all()]))
      .join('\n');
  } finally {
    db.close();
  }
}

function storedAddresses(): Set<string> {
  const db = new SqliteFile(path.join(env.DATA_DIR, 'uchast.sqlite'), { readonly: true });
  try {
    return new Set(db.prepare('select address from address').pluck().all() as string[]);
  } finally {
    db.close();
  }
}

/** The percents that were shown of a step, in order. */
function percentsOf({ error }: Ran, step: string): number[] {
  const lines = error.split('\n').filter((line) => line.startsWith(step));
  return lines.map((line) => Number(/(\d+) %$/.exec(line)?.[1]));
}

const tenths = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

describe('a list of 100,000 rows', () => {
  let first: Ran;

  beforeAll(async () => {
    writeFileSync(file, cityCsv(list));
    writeFileSync(book, cityWorkbook(list));
    const earlier = path.join(folder, 'раніше.csv');
    writeFileSync(earlier, `e-mail\n${[...away].join('\n')}\n`);
    await ask(env, 'subscribers', 'import', earlier, ...how);
    await leave(list.suppressed);
    for (const address of list.erased) await ask(env, 'data', 'erase', address);
    first = await run(env, 'subscribers', 'import', file, ...how, '--rejected', rejected);
  }, 120_000);

  it('is stored whole, but for addresses that were suppressed or erased', () => {
    expect(first.code).toBe(0);
    const expected = [...kept].filter((address) => !away.has(address) || list.suppressed.includes(address));
    expect(storedAddresses()).toEqual(new Set(expected));
    expect(first.out).toContain(`Не взято, бо в стоп-листі: ${good.filter((one) => away.has(one)).length}.`);
  });

  it('shows how far it is, from 0 to 100 %', () => {
    expect(percentsOf(first, 'Читаємо файл')).toEqual(tenths);
    expect(percentsOf(first, 'Записуємо адреси')).toEqual(tenths);
  });

  it('tells the first rows that were left out, and how many more', () => {
    const told = first.out.split('\n').filter((line) => line.startsWith('Не взято (рядок'));
    const told20 = numbered.filter(({ refusal }) => refusal).slice(0, 20);
    expect(told.map((line) => Number(/\d+/.exec(line)?.[0]))).toEqual(told20.map(({ row }) => row));
    expect(first.out).toContain('…і ще не взято: 9 980.');
  });

  it('gives every row that was left out or looks wrong as a table, with its number, field and reason', () => {
    const [heading, ...lines] = readFileSync(rejected, 'utf8').trimEnd().split('\r\n');
    expect(heading).toBe('\uFEFFРядок;Стовпець;E-mail у списку;Узято;Що не так');
    const fields = { typo: addressHeading, contest: 'Конкурс', year: 'Рік', consent: 'Згода' };
    const expected = numbered.flatMap(({ row, refusal, note }) => {
      if (refusal) return [[row, addressHeading, 'ні', words[`mail.list.reason.${refusal}`]]];
      return note ? [[row, fields[note], 'так, але перевірте', reasonOf(note)]] : [];
    });
    expect(lines.length).toBe(expected.length);
    for (const [index, [row, field, taken, reason]] of expected.entries()) {
      const line = lines[index] ?? '';
      if (!line.startsWith(`${row};${field};`) || !line.includes(`;${taken};${reason}`))
        expect(line).toBe(`${row};${field};…;${taken};${reason}`);
    }
  });

  it('is told whole as JSON, changes nothing a second time, and the same as a workbook', async () => {
    const before = dump();
    const again = await ask<Report>(env, 'subscribers', 'import', file, ...how);
    expect(again).toMatchObject({ rows: 100_000, added: 0, updated: 0 });
    expect([again.suppressed + again.unchanged, again.duplicates]).toEqual([
      good.length,
      good.length - kept.size,
    ]);
    const refused = numbered.filter(({ refusal }) => refusal);
    expect(again.rejected.map(({ row, field }) => [row, field])).toEqual(
      refused.map(({ row }) => [row, addressHeading]),
    );
    expect(new Set(refused.map(({ refusal }) => refusal))).toEqual(new Set(refusals));
    expect(again.notes).toHaveLength(list.rows.filter(({ note }) => note).length);
    expect(await ask<Report>(env, 'subscribers', 'import', book, ...how)).toEqual(again);
    expect(dump()).toBe(before);
  }, 120_000);

  it('brings back nobody under another ground, which the others get', async () => {
    const consent = ['--source', 'анкета 2026', '--ground', 'згода: анкета'];
    const report = await ask<Report>(env, 'subscribers', 'import', file, ...consent);
    expect(report).toMatchObject({ added: 0, suppressed: good.filter((one) => away.has(one)).length });
    expect(report.updated).toBeGreaterThan(80_000);
    const suppressed = await ask<Record<string, number>>(env, 'subscribers', 'suppressed');
    expect(suppressed).toEqual({ unsubscribed: list.suppressed.length, erased: list.erased.length });
    expect(list.erased.filter((address) => storedAddresses().has(address))).toEqual([]);
  });
});

describe('a table of rows left out', () => {
  it('that cannot be written stops an import before it changes anything', async () => {
    const before = dump();
    for (const [to, said] of [
      [path.join(folder, 'немає', 'такої', 'теки.csv'), 'Не вдалося записати файл'],
      [file, 'не може бути самим списком'],
    ] as const) {
      const { code, error } = await run(env, 'subscribers', 'import', file, ...how, '--rejected', to);
      expect([code, error]).toEqual([2, expect.stringContaining(said)]);
    }
    expect(dump()).toBe(before);
  });
});

function reasonOf(note: 'typo' | 'contest' | 'year' | 'consent'): string {
  return (words[`mail.list.note.${note}`] ?? '').replace('{domain}', 'gmial.com');
}

/** Leaves by the link under a letter, as a mail program's button does. */
async function leave(addresses: readonly string[]): Promise<void> {
  const port = await freePort();
  const served = await startServe({ ...env, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` });
  const db = new SqliteFile(path.join(env.DATA_DIR, 'uchast.sqlite'), { readonly: true });
  try {
    const kept = db.prepare("select value from meta where key = 'secret'").pluck().get() as string;
    const secret = JSON.parse(kept) as string;
    for (const address of addresses) {
      const person = db
        .prepare('select person_id from address where address = ?')
        .pluck()
        .get(address) as string;
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
      const answer = await fetch(`${served.url}/u/${unsubscribeToken(secret, { person, kind: 'all' })}`, {
        method: 'POST',
        body,
      });
      if (answer.status !== 200) throw new Error(`leaving answered ${answer.status}`);
    }
  } finally {
    db.close();
    await served.kill('SIGTERM');
  }
}
