// Owns how far a broadcast has come while it goes on: figures, speed and what is left, counted once for all who watch.
import { findBroadcast } from '../../../db/broadcasts.ts';
import type { BroadcastState, Counts } from '../../core/broadcast.ts';
import { type App, reading } from '../app.ts';
import { resultsOf } from './broadcast-view.ts';

/** `perSecond`: people a second of the last half minute; null: nothing has left yet. `leftSeconds` null: not known. */
export type Progress = {
  id: string;
  state: BroadcastState;
  reason: string | null;
  counts: Counts;
  byChannel: Record<string, Counts>;
  perSecond: number | null;
  leftSeconds: number | null;
};

/** States in which something still changes by itself. */
const moving: readonly BroadcastState[] = ['approved', 'expanding', 'sending'];

/** Whether there is anything to watch: it goes on, or waits for its hour after approval. */
export function isMoving({ state }: Pick<Progress, 'state'>): boolean {
  return moving.includes(state);
}

/** Figures so young are shown to whoever asks next, so that many watchers count as seldom as one. */
const freshMs = 1000;
/** Speed is that of this time. */
const windowMs = 30_000;
const mostWatched = 100;

type Sample = { at: number; left: number };
type Watched = { counted: number; progress: Promise<Progress | null>; samples: Sample[] };

const watched = new WeakMap<object, Map<string, Watched>>();

/** How far it has come; null: there is no such broadcast. Counts are straight from the ledger's index. */
export async function progressOf(app: App, id: string): Promise<Progress | null> {
  const all = watched.get(app.db) ?? new Map<string, Watched>();
  watched.set(app.db, all);
  const now = app.clock.now();
  const known = all.get(id);
  if (known && Math.abs(now - known.counted) < freshMs) return await known.progress;
  if (all.size >= mostWatched) all.clear();
  const samples = known?.samples ?? [];
  const progress = count(app, id, { now, samples });
  all.set(id, { counted: now, progress, samples });
  progress.catch(() => all.delete(id));
  return await progress;
}

async function count(
  app: App,
  id: string,
  { now, samples }: { now: number; samples: Sample[] },
): Promise<Progress | null> {
  const row = await findBroadcast(reading(app), id);
  if (!row) return null;
  const { byChannel, id: _, state, ...counts } = await resultsOf(reading(app), id);
  samples.push({ at: now, left: goneThrough(counts) });
  while ((samples[0]?.at ?? now) < now - windowMs) samples.shift();
  const perSecond = state === 'sending' ? speedOf(samples) : null;
  const waiting = counts.pending + counts.claimed;
  const known = state === 'sending' && perSecond !== null && perSecond > 0;
  return {
    id,
    state,
    reason: row.reason,
    counts,
    byChannel,
    perSecond,
    leftSeconds: known ? Math.ceil(waiting / perSecond) : null,
  };
}

/** Rows that nobody waits for any more, apart from those that were never to be sent. */
export function goneThrough({ total, pending, claimed, skipped }: Counts): number {
  return total - pending - claimed - skipped;
}

/** People a second between the first and the last sample; null where there is no time between them or nothing left. */
export function speedOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < freshMs) return null;
  const left = last.left - first.left;
  return left > 0 ? left / ((last.at - first.at) / 1000) : null;
}
