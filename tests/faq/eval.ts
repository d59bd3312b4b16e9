// Owns `npm run eval`: how well questions are understood, on voices left out, on our own set and on the honest ones.
import type { Understand } from '../../src/core/understanding.ts';
import { cityTexts, contentUnderstand, shippedModel } from './content.ts';
import { crossValidate } from './cross.ts';
import { type Case, readSet } from './sets.ts';
import { confusions, isFine, type Judged, offered, tableOf } from './tally.ts';

/** Sets that nobody tunes on: their texts are never printed. */
const honestSets = ['honest', 'fresh'];
const worst = 15;

function judged(cases: readonly Case[], understand: Understand): Judged[] {
  return cases.map((one) => {
    const context = { stage: one.stage ?? null, contest: one.contest ?? null, role: one.role ?? null };
    return { one, verdict: understand(one.text, context) };
  });
}

function report(name: string, all: readonly Judged[], open: boolean): string[] {
  const found = confusions(all, worst, open);
  return [...tableOf(name, all), '', ...(found.length > 0 ? ['worst confusions', ...found, ''] : [])];
}

/** Every miss with its text, for work on our own sets. */
function misses(all: readonly Judged[]): string[] {
  return all
    .filter((each) => !isFine(each))
    .map(({ one, verdict }) => {
      const got = `${verdict.kind} ${offered(verdict).join(' ')} (${verdict.confidence.toFixed(2)})`;
      return `${one.style}: ${one.expect.join('/')} ← ${got}: ${one.text}`;
    });
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

const texts = cityTexts();
const understand = contentUnderstand(texts);
const wantsMisses = process.argv.includes('--misses');
const dev = judged(readSet('dev') ?? [], understand);
say([...report('dev', dev, true), ...(wantsMisses ? misses(dev) : [])]);
for (const name of honestSets) {
  const cases = readSet(name);
  if (cases) say(report(name, judged(cases, understand), false));
}
const crossed = crossValidate(texts, shippedModel());
say([...report('voice left out', crossed, true), ...(wantsMisses ? misses(crossed) : [])]);
