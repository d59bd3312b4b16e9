// Owns the clock of this process: the real one, or one that began at CLOCK_START and goes on across restarts.

import type { Database } from '../db/database.ts';
import { putSetting, setting } from '../db/desk.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/time.ts';

type Stored = { start: string; offset: number };

/**
 * The first process with a new CLOCK_START stores how far it is from the real time; every later process with the
 * same value goes on from there. Without CLOCK_START the clock is the real one.
 */
export async function openClock(db: Database, start: Config['clockStart']): Promise<Clock> {
  if (!start) return { now: Date.now };
  const offset = await db.write(async (s) => {
    const at = { t: db.tables, s };
    const stored = await setting<Stored>(at, 'clock');
    if (stored?.start === start.text) return stored.offset;
    const fresh: Stored = { start: start.text, offset: start.instant - Date.now() };
    await putSetting(at, 'clock', fresh);
    return fresh.offset;
  });
  return { now: () => Date.now() + offset };
}
