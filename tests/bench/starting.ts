// Owns the benchmark of starting: from the start of the process until it answers, and what it holds when nobody asks anything,
// with all channels on, beside a process that only loads the same packages.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createPort } from 'node:net';
import path from 'node:path';
import { median } from './calibration.ts';
import { rounded, say, type Table } from './table.ts';

type Start = { readyMs: number; idleMb: number; cpuMs: number };
type Starter = { name: string; args: readonly string[] };

const root = path.join(import.meta.dirname, '..', '..');
const starters: readonly Starter[] = [
  { name: 'only the packages', args: [path.join(import.meta.dirname, 'start-packages.ts')] },
  { name: 'ours, all channels on', args: [path.join(root, 'src', 'cli.js'), 'serve'] },
];
/** After this long nothing of the start is going on any more. */
const idleAfterMs = 3000;
const longestMs = 60_000;

/** `rounds` starts of each, one after another; the first of each, which compiles, is not counted. */
export async function starting(of: { folder: string; rounds: number }): Promise<Table[]> {
  const platform = await startPlatform();
  const runs = starters.map((starter) => ({ starter, all: [] as Start[] }));
  for (let round = -1; round < of.rounds; round += 1) {
    for (const { starter, all } of runs) {
      const start = await startOnce(starter, { folder: of.folder, platform: portOf(platform) });
      say(`${starter.name}: ${rounded(start.readyMs)} ms, ${rounded(start.idleMb)} MB`);
      if (round >= 0) all.push(start);
    }
  }
  platform.closeAllConnections();
  platform.close();
  const peer = runs[0]?.all ?? [];
  const ratio = (all: Start[], figure: keyof Start) =>
    rounded(median(all.map((run, n) => run[figure] / (peer[n] ?? run)[figure])), 2);
  return [
    {
      title: `From the start to the first answer, and idle, median of ${of.rounds} rounds`,
      rows: runs.map(({ starter, all }) => ({
        process: starter.name,
        'ready ms': rounded(median(all.map(({ readyMs }) => readyMs))),
        '÷ packages': ratio(all, 'readyMs'),
        'CPU ms': rounded(median(all.map(({ cpuMs }) => cpuMs))),
        'CPU ÷ packages': ratio(all, 'cpuMs'),
        'idle MB': rounded(median(all.map(({ idleMb }) => idleMb))),
        'memory ÷ packages': ratio(all, 'idleMb'),
      })),
      notes: [
        'Telegram, Viber and e-mail against a platform and a mail server on this machine, and the web chat. What is compiled',
        'and the texts that were read are kept from the start before, on both sides.',
      ],
    },
  ];
}

async function startOnce({ args }: Starter, of: { folder: string; platform: number }): Promise<Start> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=8', ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: of.folder,
      LOG_LEVEL: 'error',
      TELEGRAM_BOT_TOKEN: '123456:bench',
      TELEGRAM_API_ROOT: `http://127.0.0.1:${of.platform}`,
      VIBER_AUTH_TOKEN: 'bench',
      VIBER_API_ROOT: `http://127.0.0.1:${of.platform}/pa`,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'bench@example.com',
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await answers(port))) {
      if (performance.now() - began > longestMs || child.exitCode !== null)
        throw new Error(`${args[0]} never answered`);
      await pause(5);
    }
    const readyMs = performance.now() - began;
    await pause(idleAfterMs);
    return { readyMs, ...useOf(child.pid ?? 0) };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** What the kernel says of a process: what it holds, and the processor that it used. Linux only. */
function useOf(pid: number): Pick<Start, 'idleMb' | 'cpuMs'> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = Number(stat[11]) + Number(stat[12]);
  return { idleMb: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024, cpuMs: ticks * 10 };
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** A Telegram and a Viber that agree to everything and have nothing new. */
async function startPlatform(): Promise<Server> {
  const said = JSON.stringify({ ok: true, status: 0, result: { id: 1, username: 'bench_bot' } });
  const server = createServer((request, response) => {
    request.resume();
    const news = request.url?.endsWith('/getUpdates');
    const answer = () => response.end(news ? '{"ok":true,"result":[]}' : said);
    if (news) setTimeout(answer, 10_000).unref();
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: { address: () => unknown }): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createPort();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
