// Owns one soak: the real process under a steady load beside connections that mean no good; what it answered, and what it
// held in memory over time.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { limitVariables } from '../../src/core/limits.ts';
import { freePort, freshData, startEmulation, until } from '../support/process.ts';
import { hookSecret, type Mix, requestOf } from './requests.ts';
import { type Got, openSender, oversizedOnes, type Stood, slowOnes } from './sender.ts';

export type SoakOptions = {
  seconds: number;
  perSecond: number;
  mix: Mix;
  /** Whether the limits are set out of the way; else they are the standard ones. */
  raised: boolean;
  sampleSeconds: number;
  slow: number;
  told?: (line: string) => void;
};

export type Sample = { second: number; rssMb: number; heapMb: number };

export type Soaked = {
  sent: number;
  statuses: Record<number, number>;
  /** Answers of 429 that named no seconds to wait. */
  withoutWait: number;
  ms: { median: number; p99: number; most: number };
  /** Time of the processor for one request, in ms: what the process used, whatever else the machine did. */
  cpuMs: number;
  samples: Sample[];
  /** Growth over the second half of the samples, in MB a minute. */
  slope: { rss: number; heap: number };
  slow: Stood[];
  oversized: Stood[];
  /** Whether the process still answered afterwards, and what it said on its error output. */
  alive: boolean;
  said: string;
};

const root = path.join(import.meta.dirname, '..', '..');

/** Runs one soak from start to stop. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const [emulation, port] = await Promise.all([startEmulation({}), freePort()]);
  const served = startProbed({
    DATA_DIR: freshData(),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: emulation.addresses.telegramToken,
    TELEGRAM_API_ROOT: emulation.addresses.telegram,
    TELEGRAM_WEBHOOK_SECRET: hookSecret,
    VIBER_AUTH_TOKEN: emulation.addresses.viberToken,
    VIBER_API_ROOT: emulation.addresses.viber,
    ...(options.raised
      ? Object.fromEntries(Object.values(limitVariables).map((name) => [name, '1000000000']))
      : {}),
  });
  const sender = openSender(port, 100);
  const isAlive = async () => (await sender.send({ method: 'GET', path: '/healthz' })).status === 200;
  try {
    await until(isAlive, 60_000, 'the server');
    const bad = { slow: slowOnes(port, options.slow), oversized: oversizedOnes(port) };
    const got = await load({ options, sender, served, viberToken: emulation.addresses.viberToken });
    const [slow, oversized] = await Promise.all([Promise.all(bad.slow), Promise.all(bad.oversized)]);
    return { ...got, slow, oversized, alive: await isAlive(), said: served.said() };
  } finally {
    sender.close();
    served.child.kill('SIGTERM');
    emulation.stop();
  }
}

type Probed = { child: ChildProcess; said: () => string; memory: () => Promise<Memory> };
type Memory = NodeJS.MemoryUsage & { cpuMs: number };

/** `serve` as a process of its own that tells its memory. */
function startProbed(env: Readonly<Record<string, string>>): Probed {
  const { PATH = '', HOME = '' } = process.env;
  const probe = path.join(import.meta.dirname, 'probe.mjs');
  const flags = ['--max-semi-space-size=8', '--expose-gc', '--import', probe];
  const child = spawn(process.execPath, [...flags, path.join(root, 'src', 'cli.js'), 'serve'], {
    cwd: root,
    env: { PATH, HOME, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  return {
    child,
    said: () => said,
    memory: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as Memory));
        child.send('memory');
      }),
  };
}

type Loading = {
  options: SoakOptions;
  sender: ReturnType<typeof openSender>;
  served: Probed;
  viberToken: string;
};

/** Sends at a steady pace, whether or not the answers keep up, and looks at the memory now and then. */
async function load({ options, sender, served, viberToken }: Loading) {
  const { seconds, perSecond, mix, sampleSeconds, told } = options;
  const under: Promise<void>[] = [];
  const all: Got[] = [];
  const samples: Sample[] = [];
  const cpu: number[] = [];
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let number = 0;
  const sample = async () => {
    const { rss, heapUsed, cpuMs } = await served.memory();
    cpu.push(cpuMs);
    samples.push({ second: Math.round(elapsed()), rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 });
    told?.(`${Math.round(elapsed())} s: ${number} sent, rss ${mb(rss)}, heap ${mb(heapUsed)}`);
  };
  let nextSample = 0;
  while (elapsed() < seconds) {
    for (const due = Math.floor(elapsed() * perSecond); number < due; number += 1)
      under.push(sender.send(requestOf(number, mix, viberToken)).then((got) => void all.push(got)));
    if (elapsed() >= nextSample) {
      nextSample += sampleSeconds;
      await sample();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(under);
  await sample();
  const cpuMs = ((cpu.at(-1) ?? 0) - (cpu[0] ?? 0)) / Math.max(1, number);
  return { sent: number, ...summed(all), cpuMs, samples, slope: slopeOf(samples) };
}

function mb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function summed(all: readonly Got[]): Pick<Soaked, 'statuses' | 'withoutWait' | 'ms'> {
  const statuses: Record<number, number> = {};
  for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1;
  const times = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const withoutWait = all.filter(({ status, retryAfter }) => status === 429 && !Number(retryAfter)).length;
  return { statuses, withoutWait, ms: { median: at(0.5), p99: at(0.99), most: at(1) } };
}

/** The line through the second half of the samples: what is learnt and cached at first is no leak. */
function slopeOf(samples: readonly Sample[]): Soaked['slope'] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const slope = (of: (one: Sample) => number) => {
    const meanX = mean(half.map(({ second }) => second / 60));
    const meanY = mean(half.map(of));
    const top = half.reduce((sum, one) => sum + (one.second / 60 - meanX) * (of(one) - meanY), 0);
    const below = half.reduce((sum, { second }) => sum + (second / 60 - meanX) ** 2, 0);
    return below === 0 ? 0 : top / below;
  };
  return { rss: slope(({ rssMb }) => rssMb), heap: slope(({ heapMb }) => heapMb) };
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
}
