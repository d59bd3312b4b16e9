// Owns `npm run soak`: ten minutes at fifty requests a second with the limits out of the way, then with the standard ones,
// everything from one address. `npm run soak -- SECONDS` makes both shorter.
import { type Soaked, type SoakOptions, soak } from './soak.ts';

const seconds = Number(process.argv[2] ?? 600);
const say = (line: string) => process.stdout.write(`${line}\n`);

const common = { seconds, perSecond: 50, sampleSeconds: 30, slow: 60, told: say };
const runs: readonly (readonly [string, SoakOptions])[] = [
  ['limits raised', { ...common, mix: 'busy', raised: true }],
  ['standard limits, one address', { ...common, mix: 'one', raised: false }],
];

function report(name: string, { samples, slow, oversized, said, ...figures }: Soaked): boolean {
  const most = (list: readonly { ms: number }[]) => Math.max(...list.map(({ ms }) => ms / 1000)).toFixed(1);
  const written = Math.max(...oversized.map((one) => one.written));
  say(`\n${name}\n${JSON.stringify(figures, null, 1)}`);
  say(
    `memory: ${samples.map(({ rssMb, heapMb }) => `${rssMb.toFixed(0)}/${heapMb.toFixed(0)}`).join(' ')} MB (rss/heap)`,
  );
  say(`${slow.length} slow connections cut off, the last after ${most(slow)} s`);
  say(
    `${oversized.length} oversized bodies cut off after ${most(oversized)} s and ${(written / 2 ** 20).toFixed(1)} MB at most`,
  );
  if (said !== '') say(`the process said:\n${said.slice(0, 5000)}`);
  return (
    figures.alive && !Object.keys(figures.statuses).some((status) => Number(status) >= 500 || status === '0')
  );
}

let good = true;
for (const [name, options] of runs) {
  say(`\n— ${name}: ${seconds} s —`);
  good = report(name, await soak(options)) && good;
}
process.exitCode = good ? 0 : 1;
