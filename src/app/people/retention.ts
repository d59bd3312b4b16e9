// Owns keeping the terms of data: what would go and what goes, class by class, in tables and files.

import { forgetTalk } from '../../../db/answered.ts';
import { putSetting, setting } from '../../../db/desk.ts';
import { loosenErasures } from '../../../db/erasure.ts';
import { forgetLinks } from '../../../db/link.ts';
import { forgetVotes } from '../../../db/people.ts';
import { countOver, endOver } from '../../../db/retention.ts';
import { talkLifeMs } from '../../core/dialog/conversation.ts';
import {
  type DataClass,
  dataClasses,
  type Ground,
  groundOf,
  isFileClass,
  termOf,
} from '../../core/retention.ts';
import { dayMs, hourMs } from '../../core/time.ts';
import { type App, currentContent, reading, writing } from '../app.ts';

/** A class with its term, and how many rows or files of it are over now, or went. */
export type Kept = { name: DataClass; days: number; ground: Ground; rows: number };

/** The last time that what is over was taken away, and of each class when something last went and how much. */
export type RetentionRun = { at: number; went: Partial<Record<DataClass, { at: number; rows: number }>> };

const runKey = 'retention.run';

/** The last run; null: there was none yet. */
export async function keptRun(app: App): Promise<RetentionRun | null> {
  return await setting<RetentionRun>(reading(app), runKey);
}

/** What would go now, class by class; nothing is changed. It looks through everything, some rows at a time. */
export async function whatIsOver(app: App): Promise<Kept[]> {
  return await each(app, async (name, before) =>
    isFileClass(name) ? app.keptFiles.count(name, before) : countOver(reading(app), name, before),
  );
}

/** Lets go what is over, some rows at a time; returns how many of each class went. */
export async function endWhatIsOver(app: App): Promise<Kept[]> {
  const kept = await each(app, async (name, before) => {
    if (isFileClass(name)) return await app.keptFiles.remove(name, before);
    let sum = 0;
    for (let rows = 1; rows > 0; sum += rows) {
      rows = await writing(app, (at) => endOver(at, name, before));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return sum;
  });
  const copiesSince = app.clock.now() - termOf('backups', app.files.city) * dayMs;
  await writing(app, (at) => loosenErasures(at, copiesSince));
  await app.erasures.keepSince(copiesSince);
  return kept;
}

async function each(app: App, rowsOf: (name: DataClass, before: number) => Promise<number>): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const name of dataClasses) {
    const days = termOf(name, app.files.city);
    const now = isFileClass(name) ? Date.now() : app.clock.now();
    kept.push({ name, days, ground: groundOf(name), rows: await rowsOf(name, now - days * dayMs) });
  }
  return kept;
}

/**
 * Forgets whatever is over: what has a term in days, and what ends by itself, such as codes, or marks of a cycle that is
 * not the running one. Run now and then: it looks through the whole ledger.
 */
export async function keepTerms(app: App): Promise<void> {
  const now = app.clock.now();
  await writing(app, async (at) => {
    await forgetTalk(at, now - talkLifeMs);
    await forgetLinks(at, { now, triesUntil: now - hourMs });
    for (const { id, cycle } of Object.values((await currentContent(app, at)).contests)) {
      await forgetVotes(at, { contest: id, cycle: cycle.name });
    }
  });
  await noteRun(app, await endWhatIsOver(app));
}

async function noteRun(app: App, kept: readonly Kept[]): Promise<void> {
  const at = app.clock.now();
  const gone = kept.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, { at, rows }]);
  await writing(app, async (session) => {
    const before = await setting<RetentionRun>(session, runKey);
    await putSetting(session, runKey, { at, went: { ...before?.went, ...Object.fromEntries(gone) } });
  });
}
