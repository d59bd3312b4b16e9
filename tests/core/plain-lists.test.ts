// Owns the tests of reading plain lists: whatever is read is what the whole YAML parser reads, and the rest is left to it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPlainLists } from '../../src/core/plain-lists.ts';
import { root } from '../support/sources.ts';

const folder = path.join(root, 'content', 'phrasings');
const read = (text: string) => readPlainLists(text, (written) => parse(written));

describe('the voices of content/', () => {
  it.each(readdirSync(folder))('%s reads as the whole parser reads it', (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect(read(text)).toEqual(parse(text));
  });
});

describe('plain lists', () => {
  it('keep their names, their order and values that are no text', () => {
    expect(read('# хто це\npb.what:\n  - шо це\n  - "а: б"\n  - 12\n\nnone:\n  - \'так\'\n')).toEqual({
      'pb.what': ['шо це', 'а: б', 12],
      none: ['так'],
    });
  });

  it.each([
    ['a list in one line', 'none: [так, ні]\n'],
    ['a name twice', 'none:\n  - так\nnone:\n  - ні\n'],
    ['a text over two lines', 'none:\n  - так\n    і ні\n'],
    ['another indent', 'none:\n   - так\n'],
    ['an item without a name', '  - так\n'],
    ['a name without items', 'none:\n'],
    ['a map', 'none:\n  так: ні\n'],
  ])('%s is left to the whole parser', (_label, text) => {
    expect(read(text)).toBe(null);
  });

  it('never read what the whole parser reads otherwise', () => {
    const line = fc.oneof(
      fc.stringMatching(/^ {2}- [а-яa-z0-9 :#'"?!.,«»№()[\]{}&*|>%@`~-]{1,20}$/),
      fc.constantFrom('none:', 'pb.what:', '# так', '', '  - null', '  - True', '  - так #ні', '  - так: ні'),
    );
    const text = fc.array(line, { maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, (written) => {
        const strict = attempt(() => parse(written));
        const lists = attempt(() => read(written));
        if (lists.value !== null && lists.value !== undefined) expect(lists.value).toEqual(strict.value);
      }),
      { numRuns: 2_000 },
    );
  });
});

function attempt(work: () => unknown): { value?: unknown } {
  try {
    return { value: work() };
  } catch {
    return {};
  }
}
