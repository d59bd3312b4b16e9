// Owns the plain way to bring a list in, as a process of its own: the whole file parsed, one insert a row, one transaction.
import { readFileSync } from 'node:fs';
import SqliteFile from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import type { ImportTask } from './import.ts';
import { given, report, startMeter } from './in-child.ts';

const { file, list } = given<ImportTask>();
const db = new SqliteFile(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec('create table plain (email text primary key, name text, year integer, source text)');
const insert = db.prepare('insert or ignore into plain values (?, ?, ?, ?)');
const one = /[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/giu;

const read = startMeter();
const text = new TextDecoder('windows-1251').decode(readFileSync(list));
const rows = parse(text, { delimiter: ';', from_line: 2 }) as string[][];
db.transaction(() => {
  for (const [, , emails = '', , year = '', name = ''] of rows)
    for (const [email] of emails.toLowerCase().matchAll(one))
      insert.run(email, name, Number(year) || null, 'цикл 2025');
})();
const figures = read();
report({ ...figures, stored: db.prepare('select count(*) from plain').pluck().get() });
