// Owns the benchmark of the console: every page of a large city over HTTP against the real server, its size and its time
// beside their limits.
import path from 'node:path';
import { type Answered, type FoundPage, findPages } from '../support/console-pages.ts';
import { freePort, startEmulation, startServe } from '../support/process.ts';
import { median } from './calibration.ts';
import { reportOf } from './child.ts';
import type { ConsoleSeed, ConsoleSeeded } from './console-seed.ts';
import { type Cell, rounded, say, type Table } from './table.ts';

const limitMs = 50;
const limitKb = 100;
/** Pages for everybody that show what grows with the city. */
const forEverybody = ['/', '/register', '/projects', '/open-data'];
/** Begun with, so that the pages of a broadcast are those of one that went to everybody. */
const large = ['/broadcasts/old-0', '/broadcasts/old-0/recipients'];

type Sizes = { folder: string; unit: number; people: number; deliveries: number; rounds: number };

/** Each page that shows something, asked `rounds` times one after another, in turns with the others. */
export async function consolePages({ folder, unit, people, deliveries, rounds }: Sizes): Promise<Table[]> {
  const seed: ConsoleSeed = { file: path.join(folder, 'uchast.sqlite'), people, deliveries };
  const seeded = await reportOf<ConsoleSeeded>('console-seed.ts', seed);
  say(`${seeded.people} people, ${seeded.deliveries} deliveries, ${seeded.broadcasts} broadcasts`);
  const port = String(await freePort());
  const { addresses, stop } = await startEmulation({});
  const served = await startServe({
    DATA_DIR: folder,
    PORT: port,
    CLOCK_START: '2026-10-20T12:00:00+03:00',
    TELEGRAM_BOT_TOKEN: addresses.telegramToken,
    TELEGRAM_API_ROOT: addresses.telegram,
    VIBER_AUTH_TOKEN: addresses.viberToken,
    VIBER_API_ROOT: addresses.viber,
    SMTP_URL: addresses.smtp,
    MAIL_FROM: 'uchast@example.org',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    // Everything comes from one address, as fast as it is answered.
    LIMIT_REQUESTS_PER_MINUTE: '1000000000',
  });
  try {
    const get = await signIn(served.url, seeded.token);
    const { pages, missing, broken } = await findPages(get, [...large, ...seeded.named]);
    const open = forEverybody.map((page) => ({ route: `public ${page}`, path: page, html: true }));
    const times = await timesOf(pages, get, rounds);
    const publicTimes = await timesOf(open, reader(served.url), rounds);
    const rows = [
      ...pages.map((page) => rowOf(page, times.get(page.path) ?? [], unit)),
      ...open.map((page) => rowOf(page, publicTimes.get(page.path) ?? [], unit)),
    ];
    rows.sort((a, b) => Number(b['median ms']) - Number(a['median ms']));
    const over = rows.filter((row) => Number(row['÷ 50 ms']) > 1 || Number(row['÷ 100 KB']) > 1);
    const notes = [
      `${seeded.people} people, ${seeded.deliveries} deliveries; ${rows.length} pages, ${over.length} over a limit as measured; files have none; each asked ${rounds} times.`,
      `Not asked, because only what somebody does first leads there: ${missing.join(', ') || 'none'}.`,
      ...(broken.length > 0 ? [`Did not answer: ${broken.join(', ')}.`] : []),
    ];
    return [{ title: 'Pages of the console', rows, notes }];
  } finally {
    await served.kill('SIGTERM');
    stop();
  }
}

type Get = (path: string) => Promise<Answered & { bytes: number }>;

/** Spends the one-time link as the button does, and asks pages with the session's cookie. */
async function signIn(url: string, token: string): Promise<Get> {
  const entered = await fetch(`${url}/console/in/${token}`, { method: 'POST', redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error(`signing in answered ${entered.status}`);
  const read = reader(url, { cookie });
  return (page) => read(`/console${page === '/' ? '' : page}`);
}

function reader(url: string, headers: Record<string, string> = {}): Get {
  return async (page) => {
    const answer = await fetch(`${url}${page}`, { headers });
    const body = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, body, bytes: Buffer.byteLength(body) };
  };
}

type Sample = { ms: number; bytes: number };

async function timesOf(
  pages: readonly FoundPage[],
  get: Get,
  rounds: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(pages.map(({ path: page }) => [page, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { path: page } of pages) {
      const start = performance.now();
      const { bytes } = await get(page);
      samples.get(page)?.push({ ms: performance.now() - start, bytes });
    }
  }
  return samples;
}

function rowOf(page: FoundPage, samples: readonly Sample[], unit: number): Record<string, Cell> {
  const times = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const ms = median(times);
  const kb = Math.max(...samples.map(({ bytes }) => bytes)) / 1024;
  return {
    what: page.html ? page.route : `${page.route} (file)`,
    'median ms': rounded(ms, 1),
    'p95 ms': rounded(times[Math.floor(times.length * 0.95)] ?? 0, 1),
    '÷ calibration': rounded(ms / unit, 2),
    '÷ 50 ms': page.html ? rounded(ms / limitMs, 2) : null,
    KB: rounded(kb, 1),
    '÷ 100 KB': page.html ? rounded(kb / limitKb, 2) : null,
  };
}
