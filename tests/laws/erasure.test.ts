// Erasure erases: whatever a person left, on any channel and in any table or file, is in their export before, and nowhere after.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSuppressed } from '../../db/desk.ts';
import { sealCopy } from '../../db/sqlite-copy.ts';
import { reading, writing } from '../../src/app/app.ts';
import { eraseByAddress, exportPerson } from '../../src/app/people/person-desk.ts';
import { suppressionHash } from '../../src/mail/suppression.ts';
import {
  type City,
  everyFile,
  everyTable,
  liveThrough,
  type Marks,
  marksOf,
  openCity,
  prepare,
} from './everybody.ts';

/** Letters in which a mark stands as it is, encoded, or escaped. */
function formsOf(mark: string): string[] {
  const bytes = Buffer.from(mark);
  const quoted = [...bytes]
    .map((byte) =>
      byte < 128 && byte !== 61
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
  return [mark, encodeURIComponent(mark), JSON.stringify(mark).slice(1, -1), quoted];
}

const holds = (text: string, marks: readonly string[]) =>
  marks.some((mark) => formsOf(mark).some((form) => text.includes(form)));
const holdsBytes = (bytes: Buffer, marks: readonly string[]) =>
  marks.some((mark) => formsOf(mark).some((form) => bytes.includes(form)));

/** Tables in which any of the marks stands. */
async function tablesWith(city: City, marks: readonly string[]): Promise<string[]> {
  const found = [...(await everyTable(city))].filter(([, rows]) => rows.some((row) => holds(row, marks)));
  return found.map(([name]) => name).sort();
}

function filesWith(folder: string, marks: readonly string[]): string[] {
  return [...everyFile(folder)]
    .filter(([, bytes]) => holdsBytes(bytes, marks))
    .map(([name]) => name)
    .sort();
}

/** Two people with everything; the marks and ids of the one who goes. */
async function twoPeople() {
  const city = await openCity();
  const of = await prepare(city);
  const marks = marksOf('solomiya');
  const ids = await liveThrough(city, marks, of);
  const other = marksOf('taras');
  await liveThrough(city, other, of);
  return { city, marks, traces: [...Object.values(marks), ...ids], other };
}

/** The classes in which somebody with everything stands by name or by id. */
const classes = [
  'address',
  'consent',
  'conversation',
  'counted',
  'delivery',
  'draft',
  'follow',
  'linkCode',
  'mute',
  'optIn',
  'person',
  'question',
  'seat',
  'standing',
  'unanswered',
  'voted',
];

/** Values that an export must hold; the key of a web chat is left out, because it would open the chat. */
const exported = (marks: Marks) =>
  Object.entries(marks).flatMap(([name, mark]) => (name === 'web' ? [] : [mark]));

describe('a person with everything', () => {
  test('is in every class of data, and their export holds all of it', async () => {
    const { city, marks, traces } = await twoPeople();
    expect(await tablesWith(city, traces)).toEqual(expect.arrayContaining(classes));
    expect(filesWith(path.join(city.folder, 'mail'), traces).length).toBeGreaterThan(1);
    const all = await exportPerson(city.app, marks.telegram);
    if (!all.ok) throw new Error(all.message);
    for (const mark of exported(marks))
      expect(JSON.stringify(all.value), mark).toContain(JSON.stringify(mark).slice(1, -1));
    const empty = Object.entries(all.value).filter(([, rows]) => Array.isArray(rows) && rows.length === 0);
    expect(empty.map(([name]) => name).sort()).toEqual(['attempts']);
  }, 120_000);

  test('leaves no trace in any table, file, log line or fresh copy once erased, but the hash that keeps letters away', async () => {
    const { city, marks, traces, other } = await twoPeople();
    const kept = await tablesWith(city, Object.values(other));
    expect(await eraseByAddress(city.app, marks.email)).toMatchObject({ ok: true });
    expect(await tablesWith(city, traces)).toEqual([]);
    expect(await tablesWith(city, Object.values(other))).toEqual(kept);
    expect(await isSuppressed(reading(city.app), suppressionHash(city.app.secret, marks.email))).toBe(true);
    const copy = path.join(city.folder, 'copy.sqlite');
    await city.app.db.backup(copy);
    sealCopy(copy);
    await city.app.db.close();
    expect(filesWith(city.folder, traces)).toEqual([]);
    expect(filesWith(city.folder, [other.email])).toContain('copy.sqlite');
    expect(city.logged.filter((line) => holds(line, traces))).toEqual([]);
  }, 120_000);

  test('leaves a proof of when and by which way, and how much of each class went, with nothing of theirs', async () => {
    const { city, marks, traces } = await twoPeople();
    const before = city.app.clock.now();
    await eraseByAddress(city.app, marks.viber);
    const rows = (await everyTable(city)).get('erasure') ?? [];
    expect(rows).toHaveLength(1);
    const proof = JSON.parse(rows[0] ?? '') as {
      at: number;
      way: string;
      classes: Record<string, number>;
      who: string[];
    };
    expect(proof).toMatchObject({ way: 'staff', classes: { address: 4, draft: 1, question: 2, seat: 1 } });
    expect(proof.at).toBeGreaterThanOrEqual(before);
    expect(proof.who).toHaveLength(4);
    const journal = readFileSync(path.join(city.folder, 'erasures.log'), 'utf8');
    expect(journal.trim().split('\n')).toHaveLength(1);
    expect(holds(journal, traces)).toBe(false);
  }, 120_000);
});

describe('the look for traces', () => {
  test('finds a row, a file and a copy that an erasure would have forgotten', async () => {
    const { city, marks, traces } = await twoPeople();
    await eraseByAddress(city.app, marks.telegram);
    const forgotten = { channel: 'telegram', eventId: `of ${marks.telegram}`, at: 1 };
    await writing(city.app, async ({ t, s }) => {
      await s.insert(t.inbox).values(forgotten);
    });
    expect(await tablesWith(city, traces)).toEqual(['inbox']);
    const copy = path.join(city.folder, 'copy.sqlite');
    await city.app.db.backup(copy);
    await city.app.db.close();
    expect(filesWith(city.folder, traces)).toEqual(expect.arrayContaining(['copy.sqlite', 'uchast.sqlite']));
  }, 120_000);
});
