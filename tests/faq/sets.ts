// Owns the test sets as values: questions with their context and what is right; measuring them is tally.ts's.
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { contestIds, roles, stageIds } from '../../src/core/contest.ts';

const caseSchema = z.strictObject({
  text: z.string(),
  stage: z.enum(stageIds).nullish(),
  contest: z.enum(contestIds).nullish(),
  role: z.enum(roles).nullish(),
  expect: z.union([z.string(), z.array(z.string())]),
  style: z.string(),
});

/** One question: `expect` are the right ids (`none`: an honest unknown), `style` is the kind of writing. */
export type Case = Omit<z.infer<typeof caseSchema>, 'expect'> & { expect: readonly string[] };

/** The questions of `<name>.jsonl` beside this file; null where there is no such set. */
export function readSet(name: string): Case[] | null {
  const file = new URL(`./${name}.jsonl`, import.meta.url);
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const one = caseSchema.parse(JSON.parse(line));
      return { ...one, expect: [one.expect].flat() };
    });
}
