// Owns `npm run chaos -- many`: plays the record of many processes and keeps its figures in results.json.
// Usage: npm run chaos -- many [--people 50000] [--telegram 6000] [--kills 10] [--seed 1] [--due 300] [--out FILE]
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ManyRecord, playMany } from './many.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '50000' },
    telegram: { type: 'string', default: '6000' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    /** People of each chat who have reminders due meanwhile. */
    due: { type: 'string', default: '300' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'results.json') },
  },
});
const telegram = Number(values.telegram);
const kills = Number(values.kills);
const sizes = { telegram, viber: Number(values.people) - telegram };
const data = mkdtempSync(path.join(tmpdir(), 'uchast-many-'));
const tell = (line: string) => void process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
// The broadcast has to last as long as the kills do: Viber answers slowly, Telegram takes 30 a second.
const lastsMs = (telegram / 28) * 1000;
const apart = lastsMs / (kills + 2);

const record = await playMany({
  seed,
  serves: 2,
  works: 3,
  kills,
  restarts: 1,
  sizes,
  due: { chats: Number(values.due), letters: Math.ceil(Number(values.due) / 3) },
  dueAfterMs: Math.max(0, lastsMs / 3 - 30_000),
  apartMs: { from: apart * 0.6, to: apart * 1.4 },
  viberLatencyMs: 4_000,
  mostMs: lastsMs * 4 + 300_000,
  data,
  tell,
});
const { failed, figures } = figuresOf(record);
for (const [name, value] of Object.entries(figures)) tell(`${name.padEnd(34)} ${JSON.stringify(value)}`);
for (const one of record.verdict.named) tell(JSON.stringify(one));
const file = values.out;
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
const many = { seed, serves: 2, works: 3, sizes, ...figures };
writeFileSync(file, `${JSON.stringify({ ...before, many }, null, 2)}\n`);
if (failed) tell(`the data stay in ${data}`);
else rmSync(data, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;

function figuresOf({ kills: dead, verdict, ...rest }: ManyRecord) {
  const takeOvers = dead.flatMap((one) => one.takenOver.map(({ ms }) => ms)).sort((a, b) => a - b);
  const { named: _, ...counted } = verdict;
  const inCallAtKills = dead.reduce((sum, one) => sum + one.inCall, 0);
  const slowest = takeOvers.at(-1) ?? 0;
  const { due, ticks } = rest;
  const again = ticks.reduce((sum, { twice, beside }) => sum + twice + beside, 0);
  const wrongDue = due.doubled + due.missing + Math.abs(due.tasks.told - due.tasks.letters);
  const eachOnce = Object.entries({ notice: 1, letter: 1, event: 1 }).every(
    ([kind, times]) => due.broadcasts[kind] === times,
  );
  const failedNow =
    verdict.lost + verdict.doubled + rest.answers.unanswered + again + wrongDue + rest.limit.refused > 0 ||
    !eachOnce ||
    rest.limit.mostInASecond > 30 ||
    verdict.unknown + due.unknown > inCallAtKills ||
    due.tasks.doubled > dead.length ||
    slowest > 30_000;
  return {
    failed: failedNow,
    figures: {
      minutes: rest.minutes,
      kills: dead.length,
      killsOfHolders: dead.filter((one) => one.lanes.length > 0).length,
      restarts: rest.restarts.length,
      ...counted,
      inCallAtKills,
      takeOverMs: {
        count: takeOvers.length,
        p50: takeOvers[Math.floor(takeOvers.length / 2)] ?? 0,
        max: slowest,
      },
      telegram: rest.limit,
      answersMs: rest.answers,
      ticks: Object.fromEntries(ticks.map(({ name, ...counted }) => [name, counted])),
      due,
      errors: rest.errors,
    },
  };
}
