// Owns the rhythm of sending: one drainer a channel account takes due rows, calls the channel outside any transaction,
// and settles. A row is marked as being called only right before its call, so that a crash leaves few in doubt.
import { moveBroadcast } from '../../db/broadcasts.ts';
import { recover } from '../../db/ledger.ts';
import type { At } from '../../db/people.ts';
import { type Called, type Room, takeCalls } from '../../db/sending.ts';
import { bringNearer } from '../../db/settling.ts';
import type { Channel } from '../core/channel.ts';
import type { Outcome } from '../core/delivery.ts';
import { isQuiet } from '../core/time.ts';
import { type App, writing } from './app.ts';
import { createCaller } from './dispatch-call.ts';
import { type Answered, createWatch, settleRows } from './dispatch-settle.ts';
import type { Letters } from './letters.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createPacer } from './mail-pace.ts';
import { mayStillSpend } from './purse.ts';

/** How often an idle drainer looks by itself: what another process put in starts within this time. */
const idleMs = 500;
/** A channel that refuses our credentials or settings is left alone this long. */
const haltMs = 60_000;
/** On a fast lane answers are written together, but none later than this. */
const gatherMs = 10;
/** From this many calls a second answers are written together. */
const fast = 200;
/** A wall clock that was set back by more than this makes waiting rows wait no longer than meant. */
const jumpMs = 20_000;

export type Drainer = { nudge: () => void; stop: () => Promise<void> };

/** After a crash: rows in a call are unknown, replies are sent again. */
export async function recoverAfterCrash(app: App): Promise<number> {
  return await writing(app, (at) => recover(at, app.clock.now()));
}

/**
 * Starts the drainer of one channel. Only one may run for an account. At no moment are more than twice the channel's
 * `concurrency` calls marked as being called: those on the wire and those next in line.
 */
export function startDrainer(app: App, channel: Channel, letters: Letters): Drainer {
  const { perSecond, concurrency, recipientsPerCall } = channel.capabilities;
  const callsPerSecond = perSecond / recipientsPerCall;
  const limiter = createLimiter({ perSecond: callsPerSecond, now: () => performance.now() });
  const call = createCaller(app, channel, letters);
  const watch = createWatch(app, channel);
  const pace = createPacer(app, channel);
  const jumps = createJumps(app);
  const bell = createBell();
  // A fast lane keeps the next calls at hand while the last ones are written.
  const together = callsPerSecond >= fast ? concurrency : 1;
  const window = callsPerSecond >= fast ? 2 * concurrency : concurrency;
  const line = createLine(concurrency);
  let answered: Answered[] = [];
  let underWay = 0;
  let stopping = false;

  async function run(): Promise<void> {
    while (!stopping || underWay > 0 || answered.length > 0) {
      const calls = stopping ? 0 : limiter.free(window - underWay);
      if (answered.length > 0 || calls > 0) {
        const moved = await settleAndTake(calls);
        if (moved) continue;
      }
      if (!stopping || underWay > 0) await bell.wait(Math.min(idleMs, nextLookMs(limiter)));
    }
  }

  /** One write: what has been answered is settled, what may begin is marked. Returns whether anything happened. */
  async function settleAndTake(calls: number): Promise<boolean> {
    const done = answered;
    answered = [];
    const { nudge, taken, found, emptied } = await writing(app, async (at) => {
      const nudged = await settleRows(at, app, done);
      await jumps(at, channel.name);
      const { calls: rows, purseEmpty } = await takeCalls(at, await roomOf(at, calls));
      return { nudge: nudged, taken: await pace(at, rows), found: rows.length > 0, emptied: purseEmpty };
    });
    for (const rows of taken) void make(rows);
    for (const name of nudge) app.nudge(name);
    if (done.length > 0) await watch(done);
    if (emptied) await pauseForMoney(app, emptied);
    return done.length > 0 || found;
  }

  async function roomOf(at: At, calls: number): Promise<Room> {
    const now = app.clock.now();
    // A channel may learn while it runs that it has to send one by one.
    const { recipientsPerCall: perCall, priceEur, sessionMs = 0 } = channel.capabilities;
    const cost =
      priceEur > 0 && calls > 0
        ? { priceEur, openSince: now - sessionMs, leftEur: await mayStillSpend(at, app) }
        : null;
    const onlyReplies = isQuiet(now, app.files.city.quietHours);
    return { channel: channel.name, now, calls, perCall, onlyReplies, cost };
  }

  async function make(rows: readonly Called[]): Promise<void> {
    underWay += 1;
    const answer = limiter.begin();
    const turn = line.enter();
    if (turn) await turn;
    const outcomes = await call(rows).catch((error: unknown) => broken(app, channel, error, rows));
    line.leave();
    answer();
    underWay -= 1;
    slowDown(app, limiter, outcomes);
    const nothing: Outcome = { kind: 'unknown', code: 'noOutcome', text: '' };
    for (const [index, row] of rows.entries()) answered.push({ row, outcome: outcomes[index] ?? nothing });
    if (answered.length >= together || underWay === 0) bell.ring();
    else bell.ringIn(gatherMs);
  }

  const running = run().catch((error: unknown) => {
    app.log.error({ channel: channel.name, error }, 'the drainer has stopped');
    throw error;
  });
  return {
    nudge: bell.ring,
    stop: async () => {
      stopping = true;
      bell.ring();
      await running;
    },
  };
}

/** Lets so many calls be on the wire at once; the others wait in line, in order. */
function createLine(most: number) {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  return {
    enter: (): Promise<void> | null => {
      if (busy >= most) return new Promise((resolve) => waiting.push(resolve));
      busy += 1;
      return null;
    },
    leave,
  };
}

function nextLookMs(limiter: Limiter): number {
  const ms = limiter.waitMs();
  return ms > 0 ? Math.ceil(ms) : idleMs;
}

/** A channel that throws has a bug; nobody knows whether its messages left. */
function broken(app: App, channel: Channel, error: unknown, rows: readonly Called[]): Outcome[] {
  app.log.error({ channel: channel.name, error }, 'the channel threw');
  return rows.map(() => ({ kind: 'unknown', code: 'threw', text: '' }));
}

function slowDown(app: App, limiter: Limiter, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'throttled') limiter.pauseFor(Math.max(0, outcome.untilMs - app.clock.now()));
    if (outcome.kind === 'misconfigured') limiter.pauseFor(haltMs);
  }
}

/** The purse is empty: what costs money waits for a person, with the reason; the watchdog tells staff. */
async function pauseForMoney(app: App, broadcastId: string): Promise<void> {
  const change = { state: 'paused' as const, reason: 'purse' };
  await writing(app, (at) => moveBroadcast(at, broadcastId, { from: ['sending'], change }));
}

/** Notices that the wall clock was set back against the monotonic one, and lets nobody wait longer for that. */
function createJumps(app: App) {
  const offset = () => app.clock.now() - performance.now();
  let last = offset();
  return async (at: At, channel: string): Promise<void> => {
    const ms = Math.round(last - offset());
    if (ms > jumpMs) await bringNearer(at, { channel, ms, now: app.clock.now() });
    if (Math.abs(ms) > jumpMs) last = offset();
  };
}

/** A bell that a waiting drainer hears at once, and that remembers one ring. */
function createBell() {
  let rung = false;
  let wake: (() => void) | null = null;
  let later = false;
  const ring = () => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    /** Rings after so many milliseconds, once for all who asked meanwhile. */
    ringIn: (ms: number) => {
      if (later) return;
      later = true;
      setTimeout(() => {
        later = false;
        ring();
      }, ms);
    },
    wait: async (ms: number) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}
