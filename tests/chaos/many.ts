// Owns the record of many processes: some serve, some work, on one PostgreSQL; they are killed at random and replaced, the
// database is restarted, and what the platforms received is judged beside the tables.

import { startPostgres } from '../support/postgres.ts';
import { ask, type Environment, freePort, startEmulation } from '../support/process.ts';
import { type City, type Emulation, foundCity, offer, staff } from './city.ts';
import { pause, resumePaused } from './feeder.ts';
import { type ManySizes, settlePeople, watchTables } from './many-city.ts';
import { type DueSizes, type DueVerdict, judgeDue, orderDue, settleDue } from './many-due.ts';
import { judgeMany, type ManyVerdict } from './many-judge.ts';
import { type Member, startMember, startProxy } from './many-members.ts';
import { type Random, randomFrom } from './random.ts';
import { residentsOf } from './residents.ts';

export type ManyOptions = {
  seed: number;
  serves: number;
  works: number;
  kills: number;
  restarts: number;
  sizes: ManySizes;
  /** Who has reminders due in the middle of it all. */
  due: DueSizes;
  /** From the first message of the broadcast until they fall due, at the next full minute. */
  dueAfterMs: number;
  /** Between two kills, in milliseconds. */
  apartMs: { from: number; to: number };
  viberLatencyMs: number;
  /** The run is given up after so long. */
  mostMs: number;
  data: string;
  tell: (line: string) => void;
};

/** One process killed: the lanes it held, how many rows of broadcasts were in its calls, and when each lane had a holder again. */
export type ManyKill = {
  name: string;
  at: number;
  lanes: string[];
  inCall: number;
  takenOver: { channel: string; ms: number }[];
};

export type ManyRecord = {
  kills: ManyKill[];
  restarts: { at: number; ms: number }[];
  minutes: number;
  limit: { mostInASecond: number; refused: number };
  /** Residents of both chats; the times are Telegram's, because Viber is made slow. */
  answers: { wrote: number; unanswered: number; p50: number; max: number };
  /** What comes round, by name; see many-city.ts. */
  ticks: { name: string; done: number; twice: number; beside: number }[];
  due: DueVerdict;
  /** What the journals call an error, without the time in which the database was away or had just come back. */
  errors: Record<string, number>;
  verdict: ManyVerdict;
};

type Scene = {
  city: City;
  emulation: Emulation;
  tables: ReturnType<typeof watchTables>;
  members: Member[];
  /** Everybody who ever lived here, for the journals. */
  all: Member[];
  env: Environment;
  random: Random;
  /** Until when the database was away last; while it is away, for ever. */
  backAt: number;
};

/** Telegram's own limit is emulated: 30 in any trailing second. */
const telegram = { latencyMs: 50, perSecond: 30 };
const downMs = 2_000;
/** What is due is found by the next sweep, and by another process if that one dies. */
const sweptMs = 25_000;
/** After an outage, what was under way still fails. */
const recoveryMs = 10_000;
/** Nobody takes longer to start. */
const startMs = 20_000;

/** Plays the record. Throws where a process ends by itself. */
export async function playMany(options: ManyOptions): Promise<ManyRecord> {
  const { sizes, data, tell } = options;
  const postgres = await startPostgres({ max_connections: '200' });
  if (typeof postgres === 'string') throw new Error(postgres);
  const emulation = await startEmulation({
    telegram,
    viber: { latencyMs: options.viberLatencyMs, jitterMs: 100 },
    smtp: { keep: 0 },
  });
  let scene: Scene | null = null;
  const proxy = await startProxy(() =>
    (scene?.members ?? []).flatMap((one) => (one.kind === 'serve' && one.alive() ? [one.port] : [])),
  );
  try {
    const city = await foundCity(data, emulation);
    const env = { ...city.env, DATABASE_URL: postgres.url, PUBLIC_URL: proxy.url };
    const staffEnv = { ...city.earlier, DATABASE_URL: postgres.url };
    await ask(env, 'staff', 'add', staff, '--role', 'admin');
    await settlePeople(postgres.url, sizes);
    await settleDue(postgres.url, options.due);
    tell(
      `seed ${options.seed}; ${sizes.telegram} people on Telegram, ${sizes.viber} on Viber; data in ${data}`,
    );
    scene = {
      city: { ...city, env, earlier: staffEnv },
      emulation,
      tables: watchTables(postgres.url),
      members: [],
      all: [],
      env,
      random: randomFrom(options.seed),
      backAt: 0,
    };
    return await live(scene, options, postgres.restart);
  } finally {
    for (const one of scene?.members ?? []) if (one.alive()) await one.kill('SIGKILL');
    await scene?.tables.close();
    proxy.stop();
    emulation.stop();
    await postgres.stop();
  }
}

async function live(scene: Scene, options: ManyOptions, restart: (downMs?: number) => Promise<void>) {
  const { city, emulation, tables, random } = scene;
  const { tell } = options;
  for (let n = 0; n < options.serves; n += 1) await start(scene, 'serve', `serve-${n + 1}`);
  for (let n = 0; n < options.works; n += 1) await start(scene, 'work', `work-${n + 1}`);
  const offered = [await offer(city, 1, ['telegram', 'viber'])];
  const begun = Date.now();
  const residents = residentsOf(emulation);
  const wroteAt: number[] = [];
  const writing = setInterval(() => {
    residents.write();
    wroteAt.push(Date.now());
  }, 2_000);
  while ((await tables.open()) === 0) await within(begun, options);
  tell('the broadcast is being sent');
  const { due: dueSizes, dueAfterMs } = options;
  const url = scene.env.DATABASE_URL ?? '';
  const dueAt = await orderDue({ city, url, sizes: dueSizes, afterMs: dueAfterMs });
  tell(`reminders fall due in ${Math.round((dueAt - Date.now()) / 1000)} s`);
  const kills: ManyKill[] = [];
  const restarts: ManyRecord['restarts'] = [];
  const half = Math.floor(options.kills / 2);
  for (let n = 1; n <= options.kills; n += 1) {
    await pause(random.between(options.apartMs.from, options.apartMs.to));
    const kill = await killOne(scene, n);
    kills.push(kill);
    tell(
      `${n} of ${options.kills}: ${kill.name} killed, held ${kill.lanes.join(', ') || 'nothing'}, ${kill.inCall} in a call`,
    );
    if (restarts.length < options.restarts && n >= half) {
      await pause(random.between(1_000, 4_000));
      const at = Date.now();
      scene.backAt = Number.POSITIVE_INFINITY;
      await restart(downMs);
      scene.backAt = Date.now();
      restarts.push({ at, ms: Date.now() - at });
      tell('PostgreSQL restarted');
    }
  }
  while (Date.now() < dueAt + sweptMs) await within(begun, options);
  await done(scene, begun, options);
  clearInterval(writing);
  await residents.settled();
  await pause(4_000);
  const minutes = Math.round((Date.now() - begun) / 6000) / 10;
  for (const kill of kills) kill.takenOver = takenOver(scene, kill);
  const figures = await emulation.control<{ telegram: ManyRecord['limit'] }>('GET', '/figures');
  const verdict = await judgeMany({ emulation, tables, offered, sizes: options.sizes });
  const answers = await answersOf(scene, residents.wrote, wroteAt);
  const ticks = await tables.ticks();
  const due = await judgeDue({ emulation, tables, sizes: dueSizes });
  for (const one of scene.members) await one.kill('SIGTERM');
  return {
    kills,
    restarts,
    minutes,
    limit: figures.telegram,
    answers,
    ticks,
    due,
    verdict,
    errors: errorsOf(scene, restarts),
  };
}

async function within(begun: number, { mostMs }: ManyOptions): Promise<void> {
  if (Date.now() - begun > mostMs) throw new Error('nothing was sent in time');
  await pause(100);
}

async function start(scene: Scene, kind: Member['kind'], name: string): Promise<void> {
  const member = startMember({ kind, name, port: await freePort(), env: scene.env });
  scene.members.push(member);
  scene.all.push(member);
  try {
    await member.ready;
  } catch (error) {
    // Who loses the database in the middle of its start says so and ends: a supervisor starts it again.
    if (Date.now() > scene.backAt + startMs) throw error;
    scene.members = scene.members.filter((one) => one !== member);
    await pause(1_000);
    await start(scene, kind, `${name}+`);
  }
}

/** The last that a journal says of each lane. */
function holders(all: readonly Member[]): Map<string, Member> {
  const taken = all.flatMap((member) => member.held.map((held) => ({ ...held, member })));
  return new Map(taken.sort((a, b) => a.at - b.at).map(({ channel, member }) => [channel, member]));
}

/** Kills the holder of a lane, mostly, else anybody; the dead one is replaced after a while, as a supervisor does. */
async function killOne(scene: Scene, n: number): Promise<ManyKill> {
  const { random, members, all, tables } = scene;
  const held = holders(all);
  const lanes = [...held].filter(([, member]) => member.alive());
  const [first] = lanes;
  const chosen = n % 3 !== 0 && first ? random.one([first, ...lanes])[1] : null;
  const [one, ...others] = members.filter((member) => member.alive());
  const victim = chosen ?? (one ? random.one([one, ...others]) : null);
  if (!victim) throw new Error('nobody lives');
  const at = await victim.kill();
  const inCall = await tables.inCall(victim.held.map(({ holder }) => holder));
  scene.members = members.filter((member) => member !== victim);
  const kind = victim.kind;
  setTimeout(() => void start(scene, kind, `${victim.name}+`), 3_000);
  const of = lanes.filter(([, member]) => member === victim).map(([channel]) => channel);
  return { name: victim.name, at, lanes: of, inCall, takenOver: [] };
}

/** When each lane of a dead process had a holder again. */
function takenOver({ all }: Scene, { at, lanes }: ManyKill): ManyKill['takenOver'] {
  const taken = all.flatMap(({ held }) => held);
  return lanes.flatMap((channel) => {
    const next = taken.filter((one) => one.channel === channel && one.at > at).map((one) => one.at - at);
    return next.length > 0 ? [{ channel, ms: Math.min(...next) }] : [];
  });
}

async function done(scene: Scene, begun: number, options: ManyOptions): Promise<void> {
  const { tables, city } = scene;
  for (;;) {
    const states = await tables.states();
    if ([...states.values()].every((state) => state === 'done')) return;
    if ([...states.values()].includes('paused'))
      await resumePaused(city, { states: () => states } as Parameters<typeof resumePaused>[1]);
    if (Date.now() - begun > options.mostMs) return;
    const dead = scene.members.find((one) => !one.alive() && Date.now() > scene.backAt + startMs);
    if (dead) throw new Error(`${dead.name} ended by itself: ${dead.said()}`);
    await pause(500);
  }
}

function errorsOf({ all }: Scene, restarts: ManyRecord['restarts']): Record<string, number> {
  const away = (at: number) => restarts.some((one) => one.at <= at && at <= one.at + one.ms + recoveryMs);
  const told = all.flatMap(({ errors }) => errors.filter(({ at }) => !away(at)));
  const counts = Map.groupBy(told, ({ what }) => what);
  return Object.fromEntries([...counts].map(([what, times]) => [what, times.length]));
}

/** How soon residents had their first answer, whatever was being killed. */
async function answersOf({ emulation }: Scene, wrote: Record<'telegram' | 'viber', string[]>, at: number[]) {
  const received = await emulation.control<Record<string, Record<string, { at: number }[]>>>(
    'GET',
    '/received',
  );
  const waited = (channel: 'telegram' | 'viber') =>
    wrote[channel].flatMap((person, n) => {
      const first = received[channel]?.[person]?.[0];
      return first ? [first.at - (at[n] ?? 0)] : [];
    });
  const ms = waited('telegram').sort((a, b) => a - b);
  const answered = ms.length + waited('viber').length;
  const all = wrote.telegram.length + wrote.viber.length;
  return {
    wrote: all,
    unanswered: all - answered,
    p50: ms[Math.floor(ms.length / 2)] ?? 0,
    max: ms.at(-1) ?? 0,
  };
}
