// Owns sending: one drainer a channel account claims due rows, calls the channel outside any transaction, settles.
import { type BroadcastRow, findBroadcast } from '../../db/broadcasts.ts';
import { clearAlarm, raiseAlarm } from '../../db/desk.ts';
import {
  type Claimed,
  claim,
  markCalling,
  recover,
  release,
  type Settled,
  settleAll,
} from '../../db/ledger.ts';
import { changeAddress } from '../../db/people.ts';
import type { Channel, Parcel } from '../core/channel.ts';
import { type Outcome, type Priority, settle } from '../core/delivery.ts';
import { fitReply, type Reply } from '../core/reply.ts';
import { isQuiet } from '../core/time.ts';
import { type App, reading, writing } from './app.ts';
import type { Letters } from './letters.ts';
import { createLimiter, type Limiter } from './limiter.ts';

/** Claimed ahead of the calls: about half a second of work, so that replies never wait behind a long batch. */
const secondsClaimed = 0.5;
const mostClaimed = 3000;
/** How often an idle drainer looks by itself: what another process put in starts within this time. */
const idleMs = 500;
/** A channel that refuses our credentials or settings is left alone this long. */
const haltMs = 60_000;

export type Drainer = { nudge: () => void; stop: () => Promise<void> };

/** After a crash: rows only claimed go back, rows in a call are unknown; replies are sent again. */
export async function recoverAfterCrash(app: App): Promise<number> {
  return await writing(app, (at) => recover(at, app.clock.now()));
}

/** Starts the drainer of one channel. Only one may run for an account. */
export function startDrainer(app: App, channel: Channel, letters: Letters): Drainer {
  const { perSecond, concurrency, recipientsPerCall } = channel.capabilities;
  const health = { broken: false };
  const bell = createBell();
  const limiter = createLimiter({
    perSecond: perSecond / recipientsPerCall,
    now: () => performance.now(),
    sleep,
  });
  const calls = new Set<Promise<void>>();
  const most = Math.min(mostClaimed, Math.max(1, Math.ceil(perSecond * secondsClaimed)));
  let stopping = false;

  /** In the quiet hours only answers to what people asked go out; the rest waits for the morning or expires. */
  function claimable() {
    const now = app.clock.now();
    return { now, most, onlyReplies: isQuiet(now, app.files.city.quietHours) };
  }

  async function run(): Promise<void> {
    while (!stopping) {
      const rows = await writing(app, (at) => claim(at, channel.name, claimable()));
      if (rows.length === 0) await bell.wait(idleMs);
      else await drainBatch(rows);
    }
    await Promise.all(calls);
  }

  async function drainBatch(rows: Claimed[]): Promise<void> {
    const broadcasts = await broadcastsOf(app, rows);
    // A channel may learn while it runs that it has to send one by one.
    const groups = groupCalls(rows, channel.capabilities.recipientsPerCall);
    for (const [index, group] of groups.entries()) {
      if (stopping) {
        const left = groups.slice(index).flat();
        await writing(app, (at) =>
          release(
            at,
            left.map((row) => row.id),
          ),
        );
        return;
      }
      while (calls.size >= concurrency) await Promise.race(calls);
      const free = await limiter.take();
      const call = callAndSettle({ app, channel, letters, limiter, health }, group, broadcasts).finally(
        () => {
          free();
          calls.delete(call);
        },
      );
      calls.add(call);
    }
  }

  const running = run().catch((error: unknown) => {
    app.log.error({ channel: channel.name, error: nameOf(error) }, 'the drainer has stopped');
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

type Sending = {
  app: App;
  channel: Channel;
  letters: Letters;
  limiter: Limiter;
  health: { broken: boolean };
};
type Broadcasts = ReadonlyMap<string, BroadcastRow>;

async function broadcastsOf(app: App, rows: readonly Claimed[]): Promise<Broadcasts> {
  const ids = new Set(rows.flatMap((row) => (row.broadcastId ? [row.broadcastId] : [])));
  const found = new Map<string, BroadcastRow>();
  for (const id of ids) {
    const broadcast = await findBroadcast(reading(app), id);
    if (broadcast) found.set(id, broadcast);
  }
  return found;
}

/** Rows of one broadcast share a call where the channel can; a reply always has its own. */
function groupCalls(rows: readonly Claimed[], most: number): Claimed[][] {
  const groups: Claimed[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const joins =
      last && row.broadcastId !== null && last[0]?.broadcastId === row.broadcastId && last.length < most;
    if (joins) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

async function callAndSettle(
  sending: Sending,
  rows: readonly Claimed[],
  broadcasts: Broadcasts,
): Promise<void> {
  const { app, limiter } = sending;
  const ids = rows.map((row) => row.id);
  const may = await writing(app, (at) => markCalling(at, ids, app.clock.now()));
  const going = rows.filter((row) => may.has(row.id));
  const held = ids.filter((id) => !may.has(id));
  if (held.length > 0) await writing(app, (at) => release(at, held));
  if (going.length === 0) return;
  const outcomes = await outcomesOf(sending, going, broadcasts);
  slowDown(app, limiter, outcomes);
  await settleRows(app, going, outcomes);
  await noteHealth(sending, outcomes);
}

async function outcomesOf(
  sending: Sending,
  rows: readonly Claimed[],
  broadcasts: Broadcasts,
): Promise<Outcome[]> {
  const { channel } = sending;
  const [first] = rows;
  const reply = first ? contentOf(sending, first, broadcasts) : null;
  if (!first || !reply) return rows.map(() => ({ kind: 'rejected', code: 'noContent', text: '' }));
  const parts = fitReply(reply, channel.capabilities);
  let outcomes: Outcome[] = [];
  for (const part of parts) {
    outcomes = await channel.send(rows.map((row) => parcelOf(sending, row, { part, broadcasts })));
    if (outcomes.some((outcome) => outcome.kind !== 'sent')) break;
  }
  return outcomes;
}

function contentOf({ channel }: Sending, row: Claimed, broadcasts: Broadcasts): Reply | null {
  if (row.body) return row.body.reply;
  const body = broadcasts.get(row.broadcastId ?? '')?.body;
  if (!body) return null;
  const text = channel.capabilities.letters ? (body.letterText ?? body.text) : body.text;
  return {
    text,
    choices: channel.capabilities.letters ? body.choices.filter((choice) => 'url' in choice) : body.choices,
  };
}

function parcelOf(
  { channel, letters }: Sending,
  row: Claimed,
  of: { part: Reply; broadcasts: Broadcasts },
): Parcel {
  const parcel = { deliveryId: row.id, address: row.address ?? '', reply: of.part };
  if (!channel.capabilities.letters) return parcel;
  return { ...parcel, letter: letters.letterFor(row, of.broadcasts.get(row.broadcastId ?? '') ?? null) };
}

function slowDown(app: App, limiter: Limiter, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind === 'throttled') limiter.pauseFor(Math.max(0, outcome.untilMs - app.clock.now()));
    if (outcome.kind === 'misconfigured') limiter.pauseFor(haltMs);
  }
}

async function settleRows(app: App, rows: readonly Claimed[], outcomes: readonly Outcome[]): Promise<void> {
  const now = app.clock.now();
  const settled = rows.map((row, index): Settled => {
    const outcome = outcomes[index] ?? { kind: 'unknown', code: 'noOutcome', text: '' };
    const attempts = row.attempts + 1;
    const settlement = settle(
      outcome,
      { attempts, priority: row.priority as Priority, expiresAt: row.expiresAt },
      now,
    );
    return { id: row.id, settlement, outcome: outcome.kind, attemptId: app.newId() };
  });
  await writing(app, async (at) => {
    await settleAll(at, settled, now);
    for (const [index, row] of rows.entries()) {
      const outcome = outcomes[index];
      if (!row.addressId || !outcome) continue;
      if (outcome.kind === 'gone') await changeAddress(at, row.addressId, { state: 'gone' });
      if (outcome.kind === 'moved') await changeAddress(at, row.addressId, { address: outcome.to });
      if (outcome.kind === 'sent') await changeAddress(at, row.addressId, { provenAt: now });
    }
  });
}

/** A channel that refuses our settings raises an alarm; its next success clears it. */
async function noteHealth({ app, channel, health }: Sending, outcomes: readonly Outcome[]): Promise<void> {
  const key = `channel.${channel.name}`;
  const now = app.clock.now();
  const broken = outcomes.find((outcome) => outcome.kind === 'misconfigured');
  if (broken?.kind === 'misconfigured') {
    health.broken = true;
    app.log.error({ channel: channel.name, code: broken.code }, 'the platform refuses our settings');
    await writing(app, (at) =>
      raiseAlarm(at, { key, text: `${channel.name}: ${broken.code} ${broken.text}`, now }),
    );
  } else if (health.broken && outcomes.some((outcome) => outcome.kind === 'sent')) {
    health.broken = false;
    await writing(app, (at) => clearAlarm(at, key, now));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A bell that a waiting drainer hears at once, and that remembers one ring. */
function createBell() {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
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
