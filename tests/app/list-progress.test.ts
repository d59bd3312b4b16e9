// Tests of the progress of a long command: a bar on a terminal, a line for each tenth elsewhere.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { progressBar } from '../../src/commands/progress.ts';

function shownFor(isTTY: boolean, steps: readonly number[], all: number): string[] {
  const written: string[] = [];
  const bar = progressBar({ isTTY, write: (text) => written.push(text) }, (of) => `${of.bar}${of.percent} %`);
  for (const step of steps) bar.show(step, all);
  bar.end();
  return written;
}

test('a terminal sees one line that fills up', () => {
  expect(shownFor(true, [1, 2, 3], 3)).toEqual([
    `\r${'░'.repeat(30)} 0 %`,
    `\r${'█'.repeat(9)}${'░'.repeat(21)} 33 %`,
    `\r${'█'.repeat(19)}${'░'.repeat(11)} 66 %`,
    `\r${'█'.repeat(30)} 100 %`,
    '\n',
  ]);
});

test('a log sees a line for each tenth', () => {
  expect(shownFor(false, [5, 12, 13, 57, 100], 100)).toEqual(['0 %\n', '10 %\n', '50 %\n', '100 %\n']);
});

test('what is done at one stroke shows nothing', () => {
  expect(shownFor(true, [10], 10)).toEqual([]);
  expect(shownFor(false, [0], 0)).toEqual([]);
});

test('whatever the steps, it begins at 0, only grows, and is whole only at the end', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(fc.nat(1000), { minLength: 1 }), (isTTY, steps) => {
      const sorted = [...steps].sort((a, b) => a - b);
      const percents = shownFor(isTTY, sorted, 1001)
        .filter((text) => text !== '\n')
        .map((text) => Number(/(\d+) %/.exec(text)?.[1]));
      expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
      if (percents.length > 0) expect(percents[0]).toBe(0);
      expect(percents.every((percent) => percent < 100)).toBe(true);
    }),
  );
});
