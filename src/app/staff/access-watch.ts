// Owns noticing that somebody guesses at the door: what of it becomes an alarm. Raising and clearing is the watchdog's.
import { findTry, manyTries } from '../../../db/access.ts';
import { listStaff } from '../../../db/staff.ts';
import { dayMs, hourMs } from '../../core/time.ts';
import { type App, reading } from '../app.ts';
import { alarmText } from '../running/alarm.ts';
import { manyFailures, manyFromOnePlace, tryKey } from './access-tries.ts';

/** Members whom somebody failed to be many times within a day, and whether one place fails at everybody. */
export async function guessing(app: App): Promise<{ key: string; text: string }[]> {
  const at = reading(app);
  const now = Date.now();
  const many = await manyTries(at, { least: manyFailures, since: now - dayMs });
  if (many.length === 0) return [];
  const found: { key: string; text: string }[] = [];
  for (const { id, email } of await listStaff(at)) {
    const row = await findTry(at, tryKey(app, 'account', email));
    if (!row || row.count < manyFailures || row.lastAt < now - dayMs) continue;
    found.push({ key: `access.${id}`, text: alarmText(app.files, 'access', { name: email, n: row.count }) });
  }
  const places = many.filter(
    ({ key, count, lastAt }) =>
      key.startsWith('source:') && count >= manyFromOnePlace && lastAt > now - hourMs,
  );
  const [worst] = places.toSorted((a, b) => b.count - a.count);
  if (!worst) return found;
  const name = app.files.phrases['console.alarm.access.place'] ?? '';
  return [...found, { key: 'access.place', text: alarmText(app.files, 'access', { name, n: worst.count }) }];
}
