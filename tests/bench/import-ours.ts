// Owns the product as it brings a list in, as a process of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { importSubscribers } from '../../src/app/letters/list-import.ts';
import type { ImportTask } from './import.ts';
import { given, report, startMeter } from './in-child.ts';
import { mailTo } from './mail-channel.ts';
import { morning, openBenchWorld } from './world.ts';

const { file, list } = given<ImportTask>();
const { app } = openBenchWorld({
  file,
  start: morning,
  channels: ({ log }) => [mailTo({ url: 'smtp://127.0.0.1:9', keyPem: null, log })],
});
const read = startMeter();
const of = { source: 'цикл 2025', ground: 'участь у циклі 2025' };
const result = await importSubscribers(app, { name: path.basename(list), bytes: readFileSync(list) }, of);
const figures = read();
if (!result.ok) throw new Error(result.message);
const watch = new SqliteFile(file, { readonly: true });
report({ ...figures, stored: watch.prepare('select count(*) from address').pluck().get() });
