// Owns reading the Dockerfile as steps that a test can run in a folder instead of an image.
import { textOf } from './sources.ts';

export type Step = { stage: number; word: string; rest: string };

/** The instructions in order, continued lines joined, comments left out; `stage` counts the FROMs from 0. */
export function dockerSteps(): Step[] {
  const lines = textOf('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  let stage = -1;
  return lines.map((line) => {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === 'FROM') stage += 1;
    return { stage, word, rest: rest.join(' ') };
  });
}

/** The command of a HEALTHCHECK or CMD in its JSON form. */
export function commandOf(rest: string): string[] {
  const json: unknown = JSON.parse(rest.slice(rest.indexOf('[')));
  if (!Array.isArray(json)) throw new Error(`not a list: ${rest}`);
  return json.map(String);
}

/** What a COPY takes and where it puts it; `from` is the stage that it copies from, if any. */
export function copyOf(rest: string): { sources: string[]; target: string; from: string | null } {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  return { sources: paths.slice(0, -1), target: paths.at(-1) ?? '', from };
}

/** The values of the ENV instructions. */
export function environmentOf(steps: readonly Step[]): Record<string, string> {
  const pairs = steps.filter((step) => step.word === 'ENV').flatMap((step) => step.rest.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
}
