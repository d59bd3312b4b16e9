// Owns the tests of the running understanding: which model answers when, how new texts are learnt beside, and what is kept.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Log } from '../../src/core/log.ts';
import type { FaqForMatching, Words } from '../../src/core/understanding.ts';
import { learnModel } from '../../src/faq/learn.ts';
import { packModel } from '../../src/faq/model.ts';
import { openUnderstanding } from '../../src/faq/open.ts';

const nowhere = { stage: null, contest: null, role: null };
const entry = (id: string, phrasings: string[]): FaqForMatching => ({
  id,
  stage: 'any',
  question: phrasings[0] ?? id,
  phrasings,
});
const entries = [
  entry('a.how', ['як подати проєкт', 'куди нести заявку', 'подати ідею', 'хочу подати проєкт']),
  entry('v.how', ['як проголосувати', 'де голосувати', 'хочу віддати голос', 'голосування як']),
];
const benches = entry('x.bench', ['де поставлять лавочки', 'лавочки у парку', 'коли будуть лавочки']);
const words: Words = {
  fillers: ['будь ласка'],
  pairs: {},
  synonyms: {},
  smalltalk: { greeting: ['привіт'], thanks: ['дякую'], insult: ['дурень'] },
  negatives: ['яка погода', 'курс долара'],
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function opened(of: { shipped: readonly FaqForMatching[] | null; entries: readonly FaqForMatching[] }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-understanding-'));
  folders.push(folder);
  const shipped = path.join(folder, 'shipped.model');
  if (of.shipped) writeFileSync(shipped, packModel(learnModel(of.shipped, words)));
  const cacheDir = path.join(folder, 'kept');
  const lines: string[] = [];
  const line = (_fields: object, message: string) => void lines.push(message);
  const log: Log = { info: line, warn: line, error: line };
  const open = (own = of.entries) => openUnderstanding({ entries: own, words, shipped, cacheDir, log });
  return { ...open(), open, lines, shipped, kept: () => kept(cacheDir) };
}

function kept(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

describe('a model that fits the texts', () => {
  it('answers without learning anything', () => {
    const { understand, settle, kept, lines } = opened({ shipped: entries, entries });
    expect(settle()).toEqual({ learnt: false });
    expect(understand('як подати проєкт', nowhere).alternatives[0]).toBe('a.how');
    expect([kept(), lines]).toEqual([[], []]);
  });
});

describe('no model at all', () => {
  it('is learnt before the first answer and kept for the next start', () => {
    const first = opened({ shipped: null, entries });
    expect(first.understand('як проголосувати', nowhere).alternatives[0]).toBe('v.how');
    expect(first.kept()).toHaveLength(1);
    expect(first.open().settle()).toEqual({ learnt: false });
  });

  it('nor one that is broken stops anything', () => {
    const broken = opened({ shipped: entries, entries });
    writeFileSync(broken.shipped, 'no model');
    expect(broken.settle()).toEqual({ learnt: true });
    expect(broken.understand('як проголосувати', nowhere).alternatives[0]).toBe('v.how');
  });
});

describe('new entries', () => {
  it('are known word for word at once, and in other words when they have been learnt beside', async () => {
    const { understand, relearn, kept, lines } = opened({ shipped: entries, entries });
    const learning = relearn([...entries, benches]);
    expect(understand('Коли будуть лавочки?', nowhere)).toMatchObject({ kind: 'answer', answer: 'x.bench' });
    expect(understand('як проголосувати', nowhere).alternatives[0]).toBe('v.how');
    await learning;
    expect(understand('лавочки поставлять у нашому парку', nowhere).alternatives[0]).toBe('x.bench');
    expect(kept()).toHaveLength(1);
    expect(lines).toEqual(['learnt the texts anew']);
  });

  it('that changed again while they were learnt are learnt once more, and the last have the word', async () => {
    const { understand, relearn } = opened({ shipped: entries, entries });
    const all = [
      relearn([...entries, benches]),
      relearn(entries),
      relearn([...entries, { ...benches, id: 'x.seat' }]),
    ];
    await Promise.all(all);
    expect(understand('де поставлять лавочки', nowhere).alternatives[0]).toBe('x.seat');
  });

  it('that were learnt once need no second learning after a restart', async () => {
    const first = opened({ shipped: entries, entries });
    await first.relearn([...entries, benches]);
    expect(first.open([...entries, benches]).settle()).toEqual({ learnt: false });
  });

  it('that are gone are offered no more, although the old model still knows them', () => {
    const { understand, relearn } = opened({
      shipped: [...entries, benches],
      entries: [...entries, benches],
    });
    expect(understand('де поставлять лавочки', nowhere).alternatives[0]).toBe('x.bench');
    void relearn(entries);
    expect(understand('де поставлять лавочки', nowhere).alternatives).not.toContain('x.bench');
  });
});

describe('texts that were edited before the start', () => {
  it('are learnt by who waits for one answer', () => {
    const edited = opened({ shipped: entries, entries: [...entries, benches] });
    expect(edited.settle()).toEqual({ learnt: true });
    expect(edited.understand('лавочки поставлять у нашому парку', nowhere).alternatives[0]).toBe('x.bench');
  });

  it('answer word for word from the first question on', () => {
    const edited = opened({ shipped: entries, entries: [...entries, benches] });
    expect(edited.understand('де поставлять лавочки', nowhere).answer).toBe('x.bench');
  });
});
