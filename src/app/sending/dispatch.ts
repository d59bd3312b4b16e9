// Owns the rhythm of sending: one drainer a channel account takes due rows, calls the channel outside any transaction,
// and settles. A row is marked as being called only right before its call, so that a crash leaves few in doubt.
import { moveBroadcast } from '../../../db/broadcasts.ts';
import { keepPause, pauseLeft } from '../../../db/lanes.ts';
import { recover } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { type Called, type Room, takeCalls } from '../../../db/sending.ts';
import { bringNearer } from '../../../db/settling.ts';
import type { Channel } from '../../core/channel.ts';
import type { Outcome } from '../../core/delivery.ts';
import { afterQuiet, isQuiet } from '../../core/time.ts';
import { type App, writing } from '../app.ts';
import { mayStillSpend } from '../broadcasts/purse.ts';
import type { Letters } from '../letters/letters.ts';
import { createBell, createLine } from './dispatch-bell.ts';
import { createCaller } from './dispatch-call.ts';
import type { Grant, Hand } from './dispatch-hand.ts';
import { createPlaces, type Place } from './dispatch-places.ts';
import { type Answered, createWatch, settleRows } from './dispatch-settle.ts';
import { createTray, type Full } from './dispatch-tray.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createPacer } from './mail-pace.ts';

/** How often an idle drainer looks by itself: what another process put in starts within this time. */
const idleMs = 500;
/** Who sends replies alone is woken by its own process; a holder of the lane finds what it missed. */
const idleRepliesMs = 60_000;
/** Another sender holds the slots just now: it is worth looking again so soon. */
const slotsMs = 20;
/** A channel that refuses our credentials or settings is left alone this long. */
const haltMs = 60_000;
/** On a fast lane answers are written together, but none later than this. */
const gatherMs = 10;
/** From this many calls a second answers are written together. */
const fast = 200;
/** A wall clock that was set back by more than this makes waiting rows wait no longer than meant. */
const jumpMs = 20_000;
/** A row that was marked longer ago is not called any more where others may have taken this process for dead. */
const staleMs = 5_000;
/** A database that is away is tried again after this time, and ever later up to the second one. */
const firstTryMs = 100;
const lastTryMs = 5_000;

export type Drainer = {
  nudge: () => void;
  /** A place on the wire for a reply that is being written; null: it waits in the ledger for its turn. */
  place: () => Place | null;
  stop: () => Promise<void>;
  /** Resolves once it sends no more: told to stop, or overtaken by another process; all its answers are written then. */
  ended: Promise<void>;
};

/** After a crash: rows in a call are unknown, replies are sent again. */
export async function recoverAfterCrash(app: App): Promise<number> {
  return await writing(app, (at) => recover(at, app.clock.now()));
}

/**
 * Starts the drainer of one channel. Only one may run for an account. At no moment are more than twice the channel's
 * `concurrency` calls marked as being called: those on the wire and those next in line.
 */
export function startDrainer(app: App, channel: Channel, letters: Letters): Drainer {
  return startSender(app, { channel, letters, hand: null });
}

/** Rows of one call, the slot of the platform's second that it takes, and when it was marked (monotonic). */
type Taken = { rows: Called[]; slot: number | null; markedAt: number };
/** What one write did. `waits`: look again soon. */
type Wrote = {
  nudge: string[];
  taken: Taken[];
  found: boolean;
  emptied: string | null;
  grant: Grant | null;
  /** What is left of a pause that an earlier process was asked for. */
  pauseMs: number;
  /** Everything that waited was found: replies need not wait for a look any more. */
  caughtUp: (() => void) | null;
};

/**
 * Starts a sender. Without a hand it is the only one of its channel; with one it shares the channel with other processes,
 * and ends by itself once another has taken its lane.
 */
export function startSender(
  app: App,
  of: { channel: Channel; letters: Letters; hand: Hand | null },
): Drainer {
  const { channel, letters, hand } = of;
  const { perSecond, concurrency, recipientsPerCall } = channel.capabilities;
  const callsPerSecond = perSecond / recipientsPerCall;
  const limiter = createLimiter({ perSecond: callsPerSecond, now: () => performance.now() });
  const call = createCaller(app, channel, letters);
  const watch = createWatch(app, channel);
  const pace = createPacer(app, channel, { alone: hand === null });
  const jumps = createJumps(app);
  const bell = createBell();
  // A fast lane keeps the next calls at hand while the last ones are written.
  const together = callsPerSecond >= fast ? concurrency : 1;
  const window = callsPerSecond >= fast ? 2 * concurrency : concurrency;
  const line = createLine(concurrency);
  const tray = createTray();
  // Where several send, the tables say who may; a letter keeps to its receiver's pace.
  const places =
    hand || channel.capabilities.letters
      ? null
      : createPlaces({
          free: () => (stopping ? 0 : limiter.free(window - underWay)),
          call: (row) => void make({ rows: [row], slot: null, markedAt: performance.now() }),
          ring: bell.ring,
        });
  const busy = () => underWay > 0 || (places?.kept() ?? 0) > 0;
  let underWay = 0;
  let failures = 0;
  let stopping = false;
  let waits = false;
  // Where several send, each look at the lane tells of its pause.
  let knowsPause = hand !== null;

  async function run(): Promise<void> {
    while (!stopping || busy() || tray.size() > 0) {
      const calls = stopping ? 0 : Math.max(0, limiter.free(window - underWay) - (places?.kept() ?? 0));
      if (tray.size() > 0 || calls > 0) {
        if (await settleAndTake(calls)) continue;
      }
      if (!stopping || busy()) await bell.wait(waits ? slotsMs : Math.min(idle, nextLookMs(limiter, idle)));
    }
  }
  const idle = hand && !hand.sendsBroadcasts ? idleRepliesMs : idleMs;

  /** One write: what has been answered is settled, what may begin is marked. Returns whether anything happened. */
  async function settleAndTake(calls: number): Promise<boolean> {
    const full = tray.look();
    const wrote = await writing(app, (at) => write(at, full, calls)).catch((error: unknown) => {
      app.log.error({ channel: channel.name, error }, 'what was sent could not be written yet');
    });
    if (!wrote) {
      // Nobody knows whether it was stored: the answers are kept, and what was marked in vain goes back.
      tray.doubt();
      failures += 1;
      await pause(Math.min(firstTryMs * 2 ** failures, lastTryMs));
      return true;
    }
    failures = 0;
    knowsPause = true;
    limiter.pauseFor(wrote.pauseMs);
    tray.empty(full);
    if (wrote.grant && !wrote.grant.stands) stopping = true;
    waits = wrote.grant?.waits ?? false;
    wrote.caughtUp?.();
    for (const taken of wrote.taken) void make(taken);
    for (const name of wrote.nudge) app.nudge(name);
    await afterwards(full.answered, wrote.emptied);
    return full.answered.length > 0 || wrote.found;
  }

  async function write(at: At, full: Full, wants: number): Promise<Wrote> {
    const markedAt = performance.now();
    const nudge = await settleRows(at, app, full.answered);
    if (!hand || hand.sendsBroadcasts) await jumps(at, channel.name);
    const grant = hand && (await hand.enter(at, { ...full, wants }));
    if (!hand && full.pauseMs > 0) await keepPause(at, { channel: channel.name, ms: full.pauseMs });
    const pauseMs = knowsPause ? 0 : await pauseLeft(at, channel.name);
    const room = await roomOf(at, pauseMs > 0 ? 0 : grant ? grant.calls : wants);
    const looked = places?.look() ?? null;
    const { calls, purseEmpty } = await takeCalls(at, grant ? { ...room, share: grant.share } : room);
    const caughtUp = calls.length < room.calls ? looked : null;
    const going = await pace(at, calls);
    const slots = hand && grant ? await hand.occupy(at, going.length, grant.now) : [];
    const taken = going.map((rows, n) => ({ rows, slot: slots[n] ?? null, markedAt }));
    return { nudge, taken, found: calls.length > 0, emptied: purseEmpty, grant, pauseMs, caughtUp };
  }

  /** What is worth an alarm or a pause. Where the database is away just now, the next answers tell the same. */
  async function afterwards(answered: readonly Answered[], emptied: string | null): Promise<void> {
    try {
      if (answered.length > 0) await watch(answered);
      if (emptied) await pauseForMoney(app, emptied);
    } catch (error) {
      app.log.error({ channel: channel.name, error }, 'an alarm could not be raised');
    }
  }

  async function roomOf(at: At, calls: number): Promise<Room> {
    const now = app.clock.now();
    // A channel may learn while it runs that it has to send one by one.
    const { recipientsPerCall: perCall, priceEur, sessionMs = 0 } = channel.capabilities;
    const cost =
      priceEur > 0 && calls > 0
        ? { priceEur, openSince: now - sessionMs, leftEur: await mayStillSpend(at, app) }
        : null;
    const quiet = app.files.city.quietHours;
    const night = isQuiet(now, quiet) ? { quietEnds: afterQuiet(now, quiet) } : null;
    return { channel: channel.name, now, calls, perCall, onlyReplies: night !== null, ...night, cost };
  }

  async function make(taken: Taken): Promise<void> {
    const { rows } = taken;
    underWay += 1;
    tray.begin(taken);
    const answer = limiter.begin();
    const turn = line.enter();
    if (turn) await turn;
    if (hand && performance.now() - taken.markedAt > staleMs) {
      line.leave();
      underWay -= 1;
      answer();
      tray.leave(taken, performance.now());
      return bell.ring();
    }
    const outcomes = await call(rows).catch((error: unknown) => broken(app, channel, error, rows));
    line.leave();
    const freeAt = answer();
    underWay -= 1;
    const pauseMs = pauseAsked(app, outcomes);
    limiter.pauseFor(pauseMs);
    // Other processes keep to every pause; after a start of ours, settings may be right that were refused before.
    const keptMs = hand ? pauseMs : pauseAsked(app, outcomes.filter(isThrottled));
    const nothing: Outcome = { kind: 'unknown', code: 'noOutcome', text: '' };
    const answered = rows.map((row, n) => ({
      row,
      outcome: outcomes[n] ?? nothing,
      ...(hand && { caller: hand.caller }),
    }));
    tray.put(taken, { answered, freeAt, pauseMs: keptMs });
    if (tray.size() >= together || underWay === 0) bell.ring();
    // Somebody's turn ends with it: it is written together with what else has just come in.
    else if (rows[0]?.broadcastId === null) bell.ringSoon();
    else bell.ringIn(gatherMs);
  }

  const ended = run().catch((error: unknown) => {
    stopping = true;
    app.log.error({ channel: channel.name, error }, 'the drainer has stopped');
    throw error;
  });
  return {
    nudge: bell.ring,
    place: () => places?.give() ?? null,
    ended,
    stop: async () => {
      stopping = true;
      bell.ring();
      await ended;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function nextLookMs(limiter: Limiter, idle: number): number {
  const ms = limiter.waitMs();
  return ms > 0 ? Math.ceil(ms) : idle;
}

/** A channel that throws has a bug; nobody knows whether its messages left. */
function broken(app: App, channel: Channel, error: unknown, rows: readonly Called[]): Outcome[] {
  app.log.error({ channel: channel.name, error }, 'the channel threw');
  return rows.map(() => ({ kind: 'unknown', code: 'threw', text: '' }));
}

/** For how long nothing more may leave by what the platform said. */
function pauseAsked(app: App, outcomes: readonly Outcome[]): number {
  return outcomes.reduce((ms, outcome) => {
    if (outcome.kind === 'throttled') return Math.max(ms, outcome.untilMs - app.clock.now());
    return outcome.kind === 'misconfigured' ? Math.max(ms, haltMs) : ms;
  }, 0);
}

const isThrottled = ({ kind }: Outcome) => kind === 'throttled';

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
