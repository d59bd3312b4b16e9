// Owns the crash record of one process: plays it, prints its table and keeps the figures in results.json.
// Usage: npm run chaos -- [--runs 300] [--seed 1]; Ctrl+C ends it early and judges what there is.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, figuresOf, type Spread } from './figures.ts';
import { playChaos } from './record.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const sizes = { telegram: 400, viber: 2400, letters: 500 };
const data = mkdtempSync(path.join(tmpdir(), 'uchast-chaos-'));
const tell = (line: string) => void process.stdout.write(`${line}\n`);

const begun = Date.now();
let enough = false;
process.once('SIGINT', () => {
  enough = true;
});
const record = await playChaos({ runs, seed, sizes, data, tell, enough: () => enough });
const figures = figuresOf(record);
const minutes = Math.round((Date.now() - begun) / 6000) / 10;
for (const [name, value] of tableOf(figures)) tell(`${name.padEnd(64)} ${value}`);
tell(
  `${'residents: wrote, without an answer, answered again'.padEnd(64)} ${Object.values(record.verdict.residents).join(', ')}`,
);
tell(`${'minutes'.padEnd(64)} ${minutes}`);
for (const one of [...record.verdict.lost, ...record.verdict.doubled].slice(0, 20)) tell(JSON.stringify(one));

const { states, residents } = record.verdict;
const results = {
  seed,
  sizes,
  minutes,
  broadcasts: record.offered.length,
  ...figures,
  states,
  residents,
  resumedByStaff: record.resumed,
  // Every one of them stands in the results of its broadcast; here they are counted by reason.
  unknownByReason: countBy(record.verdict.unknown.map(({ channel, reason }) => `${channel} ${reason}`)),
};
const file = path.join(import.meta.dirname, 'results.json');
// The record of many processes stands in the same file.
const { many } = JSON.parse(readFileSync(file, 'utf8')) as { many?: unknown };
writeFileSync(file, `${JSON.stringify({ ...results, ...(many ? { many } : {}) }, null, 2)}\n`);
const tooManyUnknown = figures.unknown > figures.unknownBound.inCallAtKills + figures.unknownBound.withheld;
const failed =
  tooManyUnknown || figures.lost + figures.doubled + figures.killsOverBound + residents.unanswered > 0;
if (failed) tell(`the data stay in ${data}`);
else rmSync(data, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function tableOf(of: Figures): [string, string | number][] {
  const ms = ({ count, p50, p99, max }: Spread) => `${p50} / ${p99} / ${max} ms (${count})`;
  return [
    ['killed with -9, of these before it answered', `${of.kills}, ${of.killsBeforeAnswering}`],
    ['faults that struck, jumps of the clock', `${of.faults}, ${of.clockJumps}`],
    ['lives in which approved broadcasts were not begun for 10 s', of.stalledLives],
    ['messages of broadcasts received', of.messages],
    ['LOST', of.lost],
    ['DOUBLED', of.doubled],
    ['UNKNOWN, of these arrived', `${of.unknown}, ${of.unknownArrived}`],
    [
      '  at most: in a call at the kills + answers withheld',
      `${of.unknownBound.inCallAtKills} + ${of.unknownBound.withheld}`,
    ],
    [
      'most in a call at a kill: Telegram, letters, calls of Viber',
      `${of.mostInCall.telegram}, ${of.mostInCall.email}, ${of.mostInCall.viberCalls}`,
    ],
    ['kills with more in a call than allowed', of.killsOverBound],
    ['sending again after the start: p50 / p99 / max', ms(of.resumedAfterStart)],
    ['sending again after the first answer: p50 / p99 / max', ms(of.resumedAfterReady)],
    ["sending again after Telegram's pause: p50 / p99 / max", ms(of.resumedAfterPause)],
    ['messages that came while Telegram had asked for a pause', of.messagesDuringPauses],
    ['refused by the limit of 30 a second', of.telegram429],
  ];
}
