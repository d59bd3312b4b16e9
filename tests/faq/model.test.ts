// Owns the tests of the model: what is shipped is fresh, learning is the same every time, and bytes that are none of ours are refused.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln } from '../../src/faq/exact.ts';
import { keyOfTexts } from '../../src/faq/key.ts';
import { learnModel } from '../../src/faq/learn.ts';
import { packModel, unpackModel } from '../../src/faq/model.ts';
import { cityTexts, shippedModelFile } from './content.ts';

const texts = cityTexts();
const shipped = readFileSync(shippedModelFile);
const howToRenew =
  'the texts or the way they are read have changed: run `npm run learn` and commit the model';

describe('the model that is shipped', () => {
  it('was learnt from the texts of content/', () => {
    expect(unpackModel(shipped)?.key, howToRenew).toBe(keyOfTexts(texts.entries, texts.words));
  });

  it('is, byte by byte, what this code learns from them', () => {
    const learnt = packModel(learnModel(texts.entries, texts.words));
    expect(Buffer.compare(learnt, shipped), howToRenew).toBe(0);
  });

  it('comes back whole from its bytes', () => {
    const model = unpackModel(shipped);
    expect(model && Buffer.compare(packModel(model), shipped)).toBe(0);
  });

  it('opens from bytes that lie anywhere in memory', () => {
    const moved = new Uint8Array(shipped.length + 3);
    moved.set(shipped, 3);
    expect(unpackModel(moved.subarray(3))?.key).toBe(unpackModel(shipped)?.key);
  });
});

describe('the key of the texts', () => {
  const key = keyOfTexts(texts.entries, texts.words);
  const [first] = texts.entries;

  it('changes with a phrasing, a word or a voice', () => {
    const phrased = texts.entries.map((entry) =>
      entry === first ? { ...entry, phrasings: [...entry.phrasings, 'ще одне'] } : entry,
    );
    const voice = { name: 'new', messages: { none: ['щось'] } };
    const changed = [
      keyOfTexts(phrased, texts.words),
      keyOfTexts(texts.entries, { ...texts.words, fillers: [] }),
      keyOfTexts(texts.entries, { ...texts.words, voices: [...(texts.words.voices ?? []), voice] }),
    ];
    expect(new Set([key, ...changed]).size).toBe(4);
  });

  it('stays with an answer or a stage, which nobody learns from', () => {
    const moved = texts.entries.map((entry) => ({ ...entry, stage: 'any' as const, related: [] }));
    expect(keyOfTexts(moved, texts.words)).toBe(key);
  });
});

describe('bytes that are no model', () => {
  it('are refused, cut off anywhere', () => {
    for (const share of [0, 0.00001, 0.001, 0.5, 0.9999])
      expect(unpackModel(shipped.subarray(0, Math.floor(shipped.length * share)))).toBe(null);
  });

  it('are refused, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => unpackModel(bytes) === null));
  });

  it('of another form of the code are refused', () => {
    const other = Buffer.from(shipped);
    other.write('"version":9', other.indexOf('"version":'));
    expect(unpackModel(other)).toBe(null);
  });
});

describe('exponential and logarithm in plain arithmetic', () => {
  it('are those of mathematics', () => {
    fc.assert(
      fc.property(fc.double({ min: -60, max: 60, noNaN: true }), (value) => {
        expect(exp(value) / Math.exp(value)).toBeCloseTo(1, 12);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(ln(value)).toBeCloseTo(Math.log(value), 10);
      }),
    );
  });

  it('hold at their ends', () => {
    expect(exp(-1e9)).toBe(exp(-200));
    expect(Number.isFinite(exp(1e9)) && Number.isFinite(ln(0)) && Number.isFinite(ln(-1))).toBe(true);
  });
});
