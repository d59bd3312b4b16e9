// Owns one sender's hand on a lane that several processes share: whether it still may send, how many calls the others have
// left it, and what it tells them of its own. The words and the calls are dispatch.ts's.
import {
  buryDead,
  freeSlots,
  lookAtLane,
  markedBy,
  occupiedBy,
  occupySlots,
  pauseLane,
  putBackUncalled,
  releaseSlot,
  repliesWaiting,
} from '../../../db/lanes.ts';
import type { At } from '../../../db/people.ts';
import type { Share } from '../../../db/sending.ts';
import type { Channel } from '../../core/channel.ts';
import type { App } from '../app.ts';
import { deadAfterMs, type Life } from './life.ts';

/** Replies that the process which wrote them has not begun to send after so long are anybody's. */
export const replyGraceMs = 3_000;
/** How often the holder of a lane looks for what the dead have left. */
const buryEveryMs = 2_000;

/** A slot whose call was answered, with the instant of the monotonic clock from which on it serves again. */
export type Freed = { slot: number; freeAt: number };

/** What a sender brings into a write. `inHand`: the rows and slots that it knows to be its own. */
export type Brought = {
  wants: number;
  freed: readonly Freed[];
  uncalled: readonly string[];
  pauseMs: number;
  /** A write failed, and nobody knows whether it was stored: what it marked and nobody called goes back. */
  unsure: { rows: ReadonlySet<string>; slots: ReadonlySet<number> } | null;
};

/**
 * What it may do in this write. `stands`: false once another process has taken the lane. `waits`: replies wait for a
 * slot, or broadcasts for one that was left to them; it is worth looking again very soon.
 */
export type Grant = { stands: boolean; calls: number; waits: boolean; share: Share; now: number };

export type Hand = {
  /** The life under which rows are called and slots are kept. */
  caller: string;
  sendsBroadcasts: boolean;
  enter: (at: At, brought: Brought) => Promise<Grant>;
  /** The slots of so many calls, in the same write; empty where the platform sets no limit. */
  occupy: (at: At, calls: number, now: number) => Promise<number[]>;
};

/** How many calls of a channel may be counted by its platform in one second; null: it has no limit. */
export function slotsOf({ capabilities: { perSecond, recipientsPerCall } }: Channel): number | null {
  const calls = perSecond / recipientsPerCall;
  return calls === Number.POSITIVE_INFINITY ? null : Math.max(1, Math.floor(calls));
}

export type Handing = { channel: Channel; life: Life; caller: string; token: number | null };

/** A hand on the lane of a channel. `token`: of the lane's holder; null: this one sends replies alone. */
export function createHand(app: App, { channel, life, caller, token }: Handing): Hand {
  const { name } = channel;
  const limited = slotsOf(channel) !== null;
  let buriedAt = Number.NEGATIVE_INFINITY;

  async function bury(at: At, now: number): Promise<void> {
    if (token === null || !life.mayJudge() || performance.now() - buriedAt < buryEveryMs) return;
    buriedAt = performance.now();
    const seenSince = now - deadAfterMs;
    const found = await buryDead(at, { channel: name, now, seenSince, appNow: app.clock.now() });
    if (found.unknown + found.again > 0)
      app.log.warn(
        { channel: name, unknown: found.unknown, rows: found.again },
        'a process died while it was sending',
      );
  }

  async function bring(at: At, brought: Brought, { now, measured }: { now: number; measured: number }) {
    const mine = { channel: name, life: caller };
    for (const { slot, freeAt } of brought.freed)
      await releaseSlot(at, { ...mine, number: slot, freeAt: now + Math.max(0, freeAt - measured) });
    await putBackUncalled(at, { life: caller, ids: brought.uncalled });
    if (brought.pauseMs > 0) await pauseLane(at, { channel: name, until: now + brought.pauseMs });
    const { unsure } = brought;
    if (!unsure) return;
    const rows = (await markedBy(at, mine)).filter((id) => !unsure.rows.has(id));
    await putBackUncalled(at, { life: caller, ids: rows });
    for (const number of (await occupiedBy(at, mine)).filter((slot) => !unsure.slots.has(slot)))
      await releaseSlot(at, { ...mine, number, freeAt: now });
  }

  return {
    caller,
    sendsBroadcasts: token !== null,
    enter: async (at, brought) => {
      // Before the shared clock is read: a slot is then never given back too early.
      const measured = performance.now();
      const lane = await lookAtLane(at, name);
      const { now } = lane;
      await bring(at, brought, { now, measured });
      const stands = token === null || (lane.token === token && lane.holder === caller);
      if (stands) await bury(at, now);
      const appNow = app.clock.now();
      const fresh = { channel: name, from: appNow - replyGraceMs, until: appNow };
      const waiting = limited && brought.wants > 0 ? await repliesWaiting(at, fresh) : 0;
      const free = limited ? await freeSlots(at, { channel: name, now }) : Number.POSITIVE_INFINITY;
      const left = token === null ? free : Math.max(0, free - waiting);
      const paused = Math.max(lane.pausedUntil, now + brought.pauseMs) > now;
      const calls = !stands || paused ? 0 : Math.min(brought.wants, left);
      const waits = stands && !paused && calls === 0 && brought.wants > 0 && (waiting > 0 || token !== null);
      const repliesDueBefore = token === null ? appNow : appNow - replyGraceMs;
      return {
        stands,
        calls,
        waits,
        now,
        share: { life: caller, repliesDueBefore, broadcasts: token !== null },
      };
    },
    occupy: async (at, calls, now) =>
      limited ? await occupySlots(at, { channel: name, life: caller, now, most: calls }) : [],
  };
}
