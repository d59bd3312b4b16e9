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
  /** Nothing was ready to be sent for ten seconds although approved broadcasts were waiting. */
  stalled: boolean;
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
  /** Asked before each life: true ends the record early, and what there is is judged. */
  enough?: () => boolean;
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
  life: Life | null;
};

const hourMs = 3_600_000;
/** Every third life ends while Viber's calls for hundreds of people are under way. */
const fastEvery = 3;

/** Plays the whole record and judges it. Throws where the product ends by itself or nothing more can be sent. */
export async function playChaos(options: ChaosOptions): Promise<ChaosRecord> {
  const { runs, seed, data, tell, enough = () => false } = options;
  const emulation = await startEmulation({
    telegram: { latencyMs: 50, perSecond: 30 },
    viber: { latencyMs: 250, jitterMs: 100 },
    smtp: { latencyMs: 30, keep: 0 },
  });
  let scene: Scene | null = null;
  try {
    scene = await openScene(emulation, options);
    tell(`seed ${seed}; the data are in ${data}`);
    const kills: Kill[] = [];
    for (let n = 1; n <= runs && !enough(); n += 1) {
      kills.push(await liveAndDie(scene, n));
      if (n % 10 === 0) tell(`${n} of ${runs} killed, ${scene.feeder.offered.length} broadcasts`);
    }
    const last = await finish(scene);
    tell('everything has left; judging');
    return await gather(scene, { kills, last, sizes: options.sizes });
  } finally {
    await scene?.life?.kill().catch(() => undefined);
    scene?.watch.close();
    emulation.stop();
  }
}

async function openScene(emulation: Emulation, { data, sizes, seed }: ChaosOptions): Promise<Scene> {
  const city = await foundCity(data, emulation);
  await settleCity(city, sizes);
  const watch = watchLedger(city.file);
  const feeder = startFeeder(city, watch);
  while (feeder.offered.length < 2) await pause(50);
  const tools = { random: randomFrom(seed), residents: residentsOf(emulation) };
  return { city, emulation, watch, feeder, ...tools, offsetMs: 0, resumed: 0, life: null };
}

async function gather(
  { city, emulation, feeder, residents, resumed }: Scene,
  of: Pick<ChaosRecord, 'kills' | 'last' | 'sizes'>,
): Promise<ChaosRecord> {
  const received = await emulation.control<AllReceived>('GET', '/received');
  const { offered } = feeder;
  const verdict = await judge(city, { received, offered, sizes: of.sizes, residents });
  const struck = await emulation.control<ChaosRecord['struck']>('GET', '/faults');
  const { telegram } = await emulation.control<{ telegram: ChaosRecord['limit'] }>('GET', '/figures');
  return { ...of, struck, received, limit: telegram, resumed, offered, verdict };
}

/** One life: it answers (mostly), gets into trouble, and is killed at a random instant while something is leaving. */
async function liveAndDie(scene: Scene, n: number): Promise<Kill> {
  const { city, emulation, watch, feeder, residents, random } = scene;
  const fast = n % fastEvery === 0;
  if ((n + 1) % fastEvery === 0) feeder.wantFast();
  const life = startLife(city);
  scene.life = life;
  const clockOffsetsMs = [scene.offsetMs];
  let stalled = false;
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
    stalled = !(await somethingLeaves(watch, fast ? lanes.fast : lanes.limited));
    await pause(random.between(0, fast ? 500 : 800));
  }
  return { ...(await die(scene, life)), clockOffsetsMs, stalled };
}

async function die({ watch }: Scene, life: Life): Promise<Omit<Kill, 'clockOffsetsMs' | 'stalled'>> {
  const killedAt = await life.kill();
  const { spawnedAt } = life;
  return {
    spawnedAt,
    readyAt: life.readyAt(),
    killedAt,
    open: watch.open(),
    inCall: watch.inCall(),
  };
}

/** The wall clock goes an hour ahead or back, or is set right again. */
function jump(scene: Scene): void {
  scene.offsetMs = scene.offsetMs === 0 ? scene.random.one([-hourMs, hourMs]) : 0;
  scene.city.setClock(scene.offsetMs);
}

/** Waits until rows of one of these channels are to leave; after a while any channel will do. False: none at all. */
async function somethingLeaves(watch: Watch, channels: readonly string[]): Promise<boolean> {
  const begun = Date.now();
  for (;;) {
    const open = watch.open();
    const waited = Date.now() - begun;
    if (channels.some((channel) => (open[channel] ?? 0) > 0)) return true;
    if (waited > 6_000 && Object.keys(open).length > 0) return true;
    if (waited > 10_000 && watch.waiting() > 0) return false;
    if (waited > 120_000) throw new Error('nothing was written to send for two minutes');
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
  scene.life = life;
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
  scene.life = null;
  return { spawnedAt: life.spawnedAt, readyAt: life.readyAt() ?? life.spawnedAt };
}
