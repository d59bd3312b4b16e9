// Owns what makes a copy of the database fit to go on: what may have left since the copy becomes unknown and waits for a
// person, what was erased or refused since is erased and refused again. Copying files is the command's.

import { changeBroadcast } from '../../../db/broadcasts.ts';
import type { Database } from '../../../db/database.ts';
import { listAlarms, markTold, suppress } from '../../../db/desk.ts';
import { addErasure, addressPage, erasuresSince } from '../../../db/erasure.ts';
import { type At, findAddress, recordConsent, standingsOf } from '../../../db/people.ts';
import {
  doubtMessages,
  doubtReplies,
  endOpenings,
  lastSign,
  nextDue,
  pausedUntil,
  suppressedSince,
  withdrawalsSince,
} from '../../../db/restore.ts';
import type { ErasureLine } from '../../core/erasure.ts';
import { type Lost, lastLoud } from '../../core/restore.ts';
import { afterQuiet, dayMs, isQuiet } from '../../core/time.ts';
import { type App, reading, writing } from '../app.ts';
import { askApprovers } from '../broadcasts/approvals.ts';
import { hasAnyRow } from '../broadcasts/broadcast-acts.ts';
import { eraseAgain, erasureHash, proofOf } from '../people/erasing.ts';
import { reconcile } from '../plan/reconcile.ts';
import { writeAudit } from '../staff/audit.ts';
import { mailAlarms } from './alarm.ts';

/** What was done; instants in milliseconds. `carried`: whether the replaced database could be asked for refusals. */
export type Restored = Lost & {
  /** Messages of broadcasts whose outcome is unknown now, and answers and letters to staff, which nobody sends again. */
  unknown: number;
  replies: number;
  /** People erased again, and consents withdrawn again. */
  erased: number;
  withdrawn: number;
  carried: boolean;
};

/**
 * Brings a restored copy up to now, before anything runs on it. `replaced`: the database that it replaces, where that can
 * still be read. Everything that plan, calendar and people had ordered for the lost time is made as it was made then,
 * and none of it goes out: its outcome is unknown. May be called again on the same copy.
 */
export async function bringUpToDate(
  app: App,
  of: { replaced: Database | null; by: string; file: string },
): Promise<Restored> {
  const to = app.clock.now();
  const lost = { from: Math.min(to, await lastSign(reading(app))), to };
  const carried = of.replaced ? await refusalsOf(of.replaced, lost.from) : null;
  const erased = await repeatErasures(
    app,
    [...(await app.erasures.read()), ...(carried?.erasures ?? [])],
    lost,
  );
  const withdrawn = carried ? await repeatRefusals(app, carried) : 0;
  const { unknown, replies } = await doubtLostTime(app, lost);
  const done = { ...lost, unknown, replies, erased, withdrawn, carried: carried !== null };
  await writing(app, async (at) => {
    await endOpenings(at);
    const { from, to: _, ...counts } = done;
    const detail = { ...counts, since: from };
    await writeAudit(at, app, { actor: of.by, act: 'backup.restore', object: of.file, detail });
  });
  await app.db.scrub();
  return done;
}

type Refusals = {
  erasures: ErasureLine[];
  withdrawals: Awaited<ReturnType<typeof withdrawalsSince>>;
  suppressed: Awaited<ReturnType<typeof suppressedSince>>;
};

async function refusalsOf(replaced: Database, since: number): Promise<Refusals> {
  const at = { t: replaced.tables, s: replaced.read };
  const rows = await erasuresSince(at, since);
  return {
    erasures: rows.map((row) => ({ ...row, who: row.who ?? [], suppressed: [] })),
    withdrawals: await withdrawalsSince(at, since),
    suppressed: await suppressedSince(at, since),
  };
}

const addressesAPage = 2000;

/** Erases again whoever was erased since the copy; what is known only by a hash is found by hashing every address. */
async function repeatErasures(app: App, lines: readonly ErasureLine[], { from }: Lost): Promise<number> {
  await writing(app, async (at) => {
    for (const line of lines) {
      await addErasure(at, proofOf(line));
      for (const hash of line.suppressed) await suppress(at, { hash, at: line.at, reason: 'erased' });
    }
  });
  // What was erased before is not in the copy; whoever came back after an earlier erasure is somebody new.
  const wanted = new Map(
    lines.filter(({ at }) => at >= from).flatMap(({ who, at }) => who.map((hash) => [hash, at] as const)),
  );
  const people = new Set<string>();
  for (let after: string | null = wanted.size > 0 ? '' : null; after !== null; ) {
    const page = await addressPage(reading(app), after, addressesAPage);
    for (const row of page) {
      const erasedAt = wanted.get(erasureHash(app.secret, row));
      if (erasedAt !== undefined && row.createdAt <= erasedAt) people.add(row.personId);
    }
    after = page.length < addressesAPage ? null : (page.at(-1)?.id ?? null);
  }
  for (const personId of people) await writing(app, (at) => eraseAgain(at, app, personId));
  return people.size;
}

/** Withdraws again what was withdrawn since the copy, and keeps the stop list whole. Returns how many consents ended. */
async function repeatRefusals(app: App, { withdrawals, suppressed }: Refusals): Promise<number> {
  let ended = 0;
  await writing(app, async (at) => {
    for (const row of suppressed) await suppress(at, row);
    for (const { known, ...consent } of withdrawals) {
      const found = await findAddress(at, known.channel, known.address);
      if (!found) continue;
      const stands = (await standingsOf(at, found.person.id)).some(
        (one) => one.purpose === consent.purpose && one.contest === consent.contest && one.at <= consent.at,
      );
      if (!stands) continue;
      await recordConsent(at, found.person.id, { ...consent, id: app.newId() });
      ended += 1;
    }
  });
  return ended;
}

/**
 * Lives through the lost time as the sweeps did, from one due instant to the next, and doubts everything that each would
 * have sent. Words to staff are part of it: who was told then is not told again. A night at its end lets only that out
 * which goes out at night.
 */
async function doubtLostTime(app: App, lost: Lost): Promise<{ unknown: number; replies: number }> {
  const quiet = app.files.city.quietHours;
  const until = lastLoud(lost, quiet);
  const quietEnds = isQuiet(lost.to, quiet) ? afterQuiet(lost.to, quiet) : null;
  const sum = { unknown: 0, replies: 0 };
  const doubtSent = async (of: { quietEnds: number | null }) => {
    const now = lost.to;
    sum.unknown += await all(() => writing(app, (at) => doubtMessages(at, { ...of, now })));
  };
  const doubt = async (of: { quietEnds: number | null }) => {
    sum.replies += await all(() => writing(app, (at) => doubtReplies(at, lost.to)));
    await doubtSent(of);
  };
  await doubt({ quietEnds: until === null ? quietEnds : null });
  if (until !== null)
    await liveThrough(app, { from: lost.from, to: until }, () => doubt({ quietEnds: null }));
  if (quietEnds !== null) {
    await reconcile(asOf(app, lost.to));
    await doubtSent({ quietEnds });
  }
  if (until !== null) await tellNobodyAgain(app, lost.to);
  return sum;
}

/** Sweeps at each instant at which something was due outside the night, and doubts after each what it made. */
async function liveThrough(app: App, { from, to }: Lost, doubt: () => Promise<void>): Promise<void> {
  const quiet = app.files.city.quietHours;
  await writing(app, (at) => letPausedGo(at, to));
  let now = afterQuiet(from, quiet);
  for (;;) {
    now = Math.min(now, to);
    await sweepAt(app, now);
    await doubt();
    if (now >= to) return;
    const due = await nextDue(reading(app), now);
    now = afterQuiet(Math.min(due ?? to, now + dayMs), quiet);
  }
}

async function tellNobodyAgain(app: App, now: number): Promise<void> {
  await writing(app, async (at) => {
    const alarms = await listAlarms(at);
    await markTold(
      at,
      alarms.map(({ key }) => key),
      now,
    );
  });
}

/** Changes some rows again and again until none is left; returns how many it were. */
async function all(some: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let rows = await some(); rows > 0; rows = await some()) sum += rows;
  return sum;
}

/** The application at an instant that is over. */
function asOf(app: App, now: number): App {
  const { relearn: _, ...rest } = app;
  return { ...rest, clock: { now: () => now }, nudge: () => undefined };
}

/** One sweep as it was then, with nobody there to send what it makes. */
async function sweepAt(app: App, now: number): Promise<void> {
  const then = asOf(app, now);
  await reconcile(then);
  await askApprovers(then);
  await mailAlarms(then);
}

/**
 * A broadcast that was paused when the copy was made may have gone on since. One whose rows are made stays paused, with
 * its rows in doubt; one whose rows are not all made is made first.
 */
async function letPausedGo(at: At, until: number): Promise<void> {
  for (const { id, cursor } of await pausedUntil(at, until)) {
    if (cursor !== null) await changeBroadcast(at, id, { state: 'expanding', reason: null });
    else if (!(await hasAnyRow(at, id))) await changeBroadcast(at, id, { state: 'approved', reason: null });
  }
}
