// Owns what outcomes make of rows, addresses, broadcasts and alarms: the write after the calls.
import { findBroadcast, moveBroadcast } from '../../../db/broadcasts.ts';
import { clearAlarm, raiseAlarm } from '../../../db/desk.ts';
import { giveBack } from '../../../db/merging.ts';
import type { At } from '../../../db/people.ts';
import { changeAddress } from '../../../db/people.ts';
import type { Called } from '../../../db/sending.ts';
import { readdress, type Settled, settleAll } from '../../../db/settling.ts';
import type { Channel } from '../../core/channel.ts';
import { type Outcome, type Priority, settle } from '../../core/delivery.ts';
import { type App, writing } from '../app.ts';
import { nextAddress } from '../broadcasts/expand.ts';
import { pauseOnReturns } from './mail-breaker.ts';

/** Calls that have been answered: each row with its outcome, and the life that called where several processes send. */
export type Answered = { row: Called; outcome: Outcome; caller?: string };

/** Writes what became of rows, inside the write of the caller. Returns the channels that have work because of it. */
export async function settleRows(at: At, app: App, answered: readonly Answered[]): Promise<string[]> {
  if (answered.length === 0) return [];
  const now = app.clock.now();
  await settleAll(
    at,
    answered.map((one) => settled(one, now)),
    now,
  );
  const nudge: string[] = [];
  for (const { row, outcome } of answered) {
    if (!row.addressId) continue;
    if (outcome.kind === 'moved') await changeAddress(at, row.addressId, { address: outcome.to });
    if (outcome.kind !== 'gone') continue;
    await changeAddress(at, row.addressId, { state: 'gone' });
    const next = await fallBack(at, app, row);
    if (next) nudge.push(next);
  }
  return nudge;
}

function settled({ row, outcome, caller }: Answered, now: number): Settled {
  const { expiresAt } = row;
  const attempts = row.attempts + 1;
  const settlement = settle(outcome, { attempts, priority: row.priority as Priority, expiresAt }, now);
  const { id, addressId, broadcastId } = row;
  return {
    id,
    settlement,
    outcome: outcome.kind,
    addressId,
    proves: broadcastId === null,
    ...(caller && { caller }),
  };
}

/**
 * A person who is proven to be unreachable here gets the message on their next channel: the row is addressed anew.
 * Anything less than a proof of failure moves nothing, so that nobody gets two.
 */
async function fallBack(at: At, app: App, row: Called): Promise<string | null> {
  if (row.broadcastId === null || row.amends !== null) return null;
  const broadcast = await findBroadcast(at, row.broadcastId);
  const next = broadcast && (await nextAddress(at, app, broadcast, row.personId));
  if (!next) return null;
  await giveBack(at, row);
  await readdress(at, row.id, next);
  return next.channel;
}

/** So many refusals in a row stop a broadcast: something is wrong with it, or with our standing on the platform. */
const mostRejected = 20;
const mostGone = 100;

/** So many letters of a broadcast are sent between two looks at how many came back. */
const lettersALook = 50;

/** Looks now and then at what came back of the letters of the broadcasts that are being answered for. */
function createReturnsWatch(app: App) {
  const sent = new Map<string, number>();
  return async (answered: readonly Answered[]): Promise<void> => {
    for (const { broadcastId: id } of answered.map(({ row }) => row)) {
      if (id !== null) sent.set(id, (sent.get(id) ?? 0) + 1);
    }
    for (const [id, letters] of sent) {
      if (letters < lettersALook) continue;
      sent.delete(id);
      await pauseOnReturns(app, id);
    }
  };
}

/** Watches a channel's outcomes: stops a broadcast that is refused again and again, and alarms where our settings are. */
export function createWatch(app: App, channel: Channel) {
  const streaks = new Map<string, { rejected: number; gone: number }>();
  const letters = channel.capabilities.letters ? createReturnsWatch(app) : null;
  // An alarm that an earlier process left open falls with the first success.
  let broken = true;

  async function trip(broadcastId: string, code: string): Promise<void> {
    streaks.delete(broadcastId);
    app.log.error({ channel: channel.name, broadcast: broadcastId, code }, 'too many refusals in a row');
    await writing(app, async (at) => {
      const change = { state: 'paused' as const, reason: `breaker ${code}` };
      const paused = await moveBroadcast(at, broadcastId, { from: ['sending'], change });
      const text = `${channel.name}: ${code}`;
      if (paused) await raiseAlarm(at, { key: `breaker.${broadcastId}`, text, now: app.clock.now() });
    });
  }

  /** The broadcast that this answer stops, with the refusal's code. */
  function counted({ row, outcome }: Answered): { id: string; code: string } | null {
    if (row.broadcastId === null) return null;
    if (outcome.kind === 'sent') streaks.delete(row.broadcastId);
    if (outcome.kind !== 'rejected' && outcome.kind !== 'gone') return null;
    const streak = streaks.get(row.broadcastId) ?? { rejected: 0, gone: 0 };
    streak[outcome.kind] += 1;
    streaks.set(row.broadcastId, streak);
    const over = streak.rejected >= mostRejected || streak.gone >= mostGone;
    return over ? { id: row.broadcastId, code: outcome.code } : null;
  }

  return async (answered: readonly Answered[]): Promise<void> => {
    for (const one of answered) {
      const stopped = counted(one);
      if (stopped) await trip(stopped.id, stopped.code);
    }
    await letters?.(answered);
    const key = `channel.${channel.name}`;
    const now = app.clock.now();
    const wrong = answered.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'misconfigured');
    if (wrong?.kind === 'misconfigured') {
      broken = true;
      app.log.error({ channel: channel.name, code: wrong.code }, 'the platform refuses our settings');
      const text = `${channel.name}: ${wrong.code} ${wrong.text}`;
      await writing(app, (at) => raiseAlarm(at, { key, text, now }));
    } else if (broken && answered.some(({ outcome }) => outcome.kind === 'sent')) {
      broken = false;
      await writing(app, (at) => clearAlarm(at, key, now));
    }
  };
}
