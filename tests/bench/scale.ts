// Owns the benchmark of size: bytes of a person and of a message, an idle city's memory and core, the limiter in virtual
// time; and the model that goes on from them to ten million subscribers and a thousand cities.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createLimiter } from '../../src/app/sending/limiter.ts';
import { freePort, startServe } from '../support/process.ts';
import { reportOf } from './child.ts';
import { assumed, citiesOf, type Measured, sizeOf } from './scale-model.ts';
import { rounded, type Table } from './table.ts';

const subscribers = [100_000, 1_000_000, 10_000_000];
const cities = [1, 100, 1_000];

export async function scale(of: { folder: string; people: number; idleSeconds: number }): Promise<Table[]> {
  const measured = { ...(await bytesOf(of)), ...(await idleOf(of)), telegramPerSecond: simulated(60_000) };
  return [measuredTable(of.people, measured), sizes(measured), manyCities(measured)];
}

/** How the file grows by people, and by one message for each of them; and the time of making the rows. */
async function bytesOf({ folder, people }: { folder: string; people: number }) {
  const seed = async (name: string, options: object) => {
    const file = path.join(folder, `${name}.sqlite`);
    const { expandMs } = await reportOf<{ expandMs: number }>('seed.ts', {
      file,
      channel: 'telegram',
      habits: false,
      ...options,
    });
    return { bytes: statSync(file).size, expandMs };
  };
  const empty = await seed('empty', { people: 0, rows: false });
  const alone = await seed('people', { people, rows: false });
  const written = await seed('rows', { people, rows: true });
  return {
    bytesPerPerson: (alone.bytes - empty.bytes) / people,
    bytesPerDelivery: (written.bytes - alone.bytes) / people,
    expandUs: (written.expandMs * 1000) / people,
  };
}

/** The memory and the share of a core of the real process with nothing to do. */
async function idleOf({ folder, idleSeconds }: { folder: string; idleSeconds: number }) {
  const port = await freePort();
  const serving = await startServe({ PORT: String(port), DATA_DIR: path.join(folder, 'idle') });
  try {
    const pid = serving.child.pid ?? 0;
    await pause(5_000);
    const before = cpuSeconds(pid);
    await pause(idleSeconds * 1000);
    return { idleMb: residentMb(pid), idleCore: (cpuSeconds(pid) - before) / idleSeconds };
  } finally {
    await serving.kill('SIGTERM');
  }
}

/** Linux tells of a process in hundredths of a second, and in kilobytes. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * The product's own limiter in virtual time: so many calls at 30 a second, each answered after 40 to 120 ms in turn.
 * Returns calls a second; throws where any trailing second holds more than the platform permits.
 */
function simulated(calls: number): number {
  const permitted = 30;
  const clock = { now: 0 };
  const limiter = createLimiter({ perSecond: permitted, now: () => clock.now });
  const answers: { at: number; answer: () => void }[] = [];
  const counted: number[] = [];
  while (counted.length < calls) {
    while ((answers[0]?.at ?? Number.POSITIVE_INFINITY) <= clock.now) answers.shift()?.answer();
    if (limiter.free(1) > 0) {
      const trip = 40 + ((counted.length * 7) % 80);
      counted.push(clock.now + trip / 2);
      answers.push({ at: clock.now + trip, answer: limiter.begin() });
      answers.sort((a, b) => a.at - b.at);
    } else {
      clock.now = Math.min(
        clock.now + Math.max(1, limiter.waitMs()),
        answers[0]?.at ?? Number.POSITIVE_INFINITY,
      );
    }
  }
  counted.sort((a, b) => a - b);
  const tooMany = counted.find((at, index) => at - (counted[index - permitted] ?? -1e9) < 1000);
  if (tooMany !== undefined)
    throw new Error(`more than ${permitted} calls in the second before ${tooMany} ms`);
  return (counted.length * 1000) / clock.now;
}

function measuredTable(people: number, measured: Measured): Table {
  return {
    title: `What a city takes, measured with ${people} people`,
    rows: [
      {
        'bytes/person': rounded(measured.bytesPerPerson),
        'bytes/message': rounded(measured.bytesPerDelivery),
        'µs/row made': rounded(measured.expandUs, 1),
        'Telegram/s (÷ 30)': rounded(measured.telegramPerSecond / 30, 3),
        'idle MB': rounded(measured.idleMb),
        'idle % of a core': rounded(measured.idleCore * 100, 2),
      },
    ],
    notes: ['Telegram by simulation of our limiter in virtual time, answers after 40–120 ms.'],
  };
}

function sizes(measured: Measured): Table {
  return {
    title: 'One broadcast to everybody, and a year of the ledger, by the model',
    rows: subscribers.map((people) => {
      const size = sizeOf(people, measured);
      return {
        subscribers: people,
        'Telegram h': rounded(size.telegramHours, 1),
        'paid h': rounded(size.telegramPaidHours, 2),
        'Viber min': rounded(size.viberMinutes, 1),
        'mail h': rounded(size.emailHours, 1),
        'Viber EUR': rounded(size.viberEur),
        'rows min': rounded(size.expandMinutes, 1),
        'people GB': rounded(size.peopleGb, 1),
        'ledger GB/year': rounded(size.ledgerGbAYear, 1),
        'not in one day': size.limit,
      };
    }),
    notes: [`Assumed: ${JSON.stringify(assumed)}.`],
  };
}

function manyCities(measured: Measured): Table {
  return {
    title: 'Idle cities, each a process with a database of its own',
    rows: cities.map((count) => {
      const { memoryGb, cores } = citiesOf(count, measured);
      return { cities: count, 'memory GB': rounded(memoryGb, 1), cores: rounded(cores, 2) };
    }),
    notes: [],
  };
}
