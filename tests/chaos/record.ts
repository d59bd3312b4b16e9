// Owns the crash record itself: so many lives of the product, each ended by SIGKILL in mid-broadcast, and what they left.
import { startEmulation } from '../support/process.ts';
import { type City, type Emulation, foundCity, type Offered, type Sizes, settleCity } from './city.ts';
import { type Feeder, lanes, pause, resumePaused, startFeeder } from './feeder.ts';
import { type AllReceived, judge, type Verdict } from './judge.ts';
import { type InCall, type Watch, watchLedger } from './ledger.ts';
import { type Life, startLife } from './life.ts';
import { type Random, randomFrom } from './random.ts';
import { type Residents, residentsOf } from './residents.ts';
import { type Struck, troublesFor } from './troubles.ts';

/** One life and its end. Instants are milliseconds of this machine's clock. */
export type Kill = {
  spawnedAt: number;
  /** Null: killed before it answered. */
  readyAt: number | null;
  killedAt: number;
  /** Rows of broadcasts that were to leave, and those in a call, when it died. */
  open: Record<string, number>;
  inCall: InCall;
  /** The product's wall clock against the real one, while it lived. */
  clockOffsetsMs: number[];
};

export type ChaosRecord = {
  sizes: Sizes;
  kills: Kill[];
  /** The lives after the last kill began and answered at these instants. */
  last: { spawnedAt: number; readyAt: number };
  struck: Record<'telegram' | 'viber' | 'smtp', Struck[]>;
  received: AllReceived;
  /** Refusals by the emulated Telegram's own limit of 30 a second, and the most that it took in one. */
  limit: { mostInASecond: number; refused: number };
  resumed: number;
  offered: readonly Offered[];
  verdict: Verdict;
};

export type ChaosOptions = {
  runs: number;
  seed: number;
  sizes: Sizes;
  data: string;
  tell: (line: string) => void;
};

type Scene = {
  city: City;
  emulation: Emulation;
  watch: Watch;
  feeder: Feeder;
  residents: Residents;
  random: Random;
  offsetMs: number;
  resumed: number;
};

const hourMs = 3_600_000;
/** Every third life ends while Viber's calls for hundreds of people are under way. */
const fastEvery = 3;

/** Plays the whole record and judges it. Throws where the product ends by itself or nothing more can be sent. */
export async function playChaos(options: ChaosOptions): Promise<ChaosRecord> {
  const { runs, seed, sizes, data, tell } = options;
  const emulation = await startEmulation({
    telegram: { latencyMs: 50, perSecond: 30 },
    viber: { latencyMs: 250, jitterMs: 100 },
    smtp: { latencyMs: 30, keep: 0 },
  });
  try {
    const city = await foundCity(data, emulation);
    await settleCity(city, sizes);
    const watch = watchLedger(city.file);
    const feeder = startFeeder(city, watch);
    const random = randomFrom(seed);
    const residents = residentsOf(emulation);
    const scene: Scene = { city, emulation, watch, feeder, residents, random, offsetMs: 0, resumed: 0 };
    tell(`seed ${seed}; the data are in ${data}`);
    const kills: Kill[] = [];
    for (let n = 1; n <= runs; n += 1) {
      kills.push(await liveAndDie(scene, n));
      if (n % 10 === 0) tell(`${n} of ${runs} killed, ${feeder.offered.length} broadcasts`);
    }
    const last = await finish(scene);
    tell('everything has left; judging');
    const received = await emulation.control<AllReceived>('GET', '/received');
    const offered = feeder.offered;
    const verdict = await judge(city, { received, offered, sizes, residents });
    watch.close();
    return {
      sizes,
      kills,
      last,
      struck: await emulation.control('GET', '/faults'),
      received,
      limit: (await emulation.control<{ telegram: ChaosRecord['limit'] }>('GET', '/figures')).telegram,
      resumed: scene.resumed,
      offered,
      verdict,
    };
  } finally {
    emulation.stop();
  }
}

/** One life: it answers (mostly), gets into trouble, and is killed at a random instant while something is leaving. */
async function liveAndDie(scene: Scene, n: number): Promise<Kill> {
  const { city, emulation, watch, feeder, residents, random } = scene;
  const fast = n % fastEvery === 0;
  if ((n + 1) % fastEvery === 0) feeder.wantFast();
  const life = startLife(city);
  const clockOffsetsMs = [scene.offsetMs];
  const early = n > 1 && !fast && random.chance(0.12);
  if (early) await pause(random.between(100, 1000));
  else {
    await life.ready();
    for (const channel of ['telegram', 'viber', 'smtp'])
      await emulation.control('POST', '/faults', { channel, clear: true });
    for (const trouble of troublesFor(random)) await emulation.control('POST', '/faults', trouble);
    // By the third life each platform has been told of the webhook at least once.
    if (n > 3 && random.chance(0.3)) residents.write();
    scene.resumed += await resumePaused(city, watch);
    await pause(random.between(0, 1200));
    if (random.chance(0.2)) {
      jump(scene);
      clockOffsetsMs.push(scene.offsetMs);
    }
    await somethingLeaves(watch, fast ? lanes.fast : lanes.limited);
    await pause(random.between(0, fast ? 500 : 800));
  }
  return await die(scene, life, clockOffsetsMs);
}

async function die({ watch }: Scene, life: Life, clockOffsetsMs: number[]): Promise<Kill> {
  const killedAt = await life.kill();
  const { spawnedAt } = life;
  return {
    spawnedAt,
    readyAt: life.readyAt(),
    killedAt,
    open: watch.open(),
    inCall: watch.inCall(),
    clockOffsetsMs,
  };
}

/** The wall clock goes an hour ahead or back, or is set right again. */
function jump(scene: Scene): void {
  scene.offsetMs = scene.offsetMs === 0 ? scene.random.one([-hourMs, hourMs]) : 0;
  scene.city.setClock(scene.offsetMs);
}

/** Waits until rows of one of these channels are to leave; after a while any channel will do. */
async function somethingLeaves(watch: Watch, channels: readonly string[]): Promise<void> {
  const begun = Date.now();
  for (;;) {
    const open = watch.open();
    const waited = Date.now() - begun;
    if (channels.some((channel) => (open[channel] ?? 0) > 0)) return;
    if (waited > 8_000 && Object.keys(open).length > 0) return;
    if (waited > 120_000) throw new Error('nothing was left to send for two minutes');
    await pause(10);
  }
}

/** No more troubles, the right time, and a last life in which everything that waits goes out. */
async function finish(scene: Scene): Promise<ChaosRecord['last']> {
  const { city, emulation, watch, feeder, residents } = scene;
  for (const channel of ['telegram', 'viber', 'smtp'])
    await emulation.control('POST', '/faults', { channel, clear: true });
  scene.offsetMs = 0;
  city.setClock(0);
  const life = startLife(city);
  await life.ready();
  await feeder.stop();
  await residents.settled();
  const end = Date.now() + 400_000;
  while (feeder.offered.some((one) => watch.states().get(one.id) !== 'done')) {
    if (Date.now() > end) break;
    scene.resumed += await resumePaused(city, watch);
    await pause(500);
  }
  await life.end();
  return { spawnedAt: life.spawnedAt, readyAt: life.readyAt() ?? life.spawnedAt };
}
