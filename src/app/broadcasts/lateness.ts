// Owns whether a broadcast is late: its hour came a while ago, it could have been sent, and nobody is known to have got it.
import { type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import { hasDueRow, hasRetriedRow, hasRow } from '../../../db/watch.ts';
import { backoffMs, mostAttempts } from '../../core/delivery.ts';
import { afterQuiet, isQuiet, minuteMs } from '../../core/time.ts';
import { type App, reading } from '../app.ts';

/** So long after its hour a message must have reached its first person. */
export const lateMs = 15 * minuteMs;
/** What was tried is tried again within this time. */
const longestBackoffMs = backoffMs(mostAttempts);

/**
 * Whether nothing of it was taken a quarter of an hour after it could have begun. Never in the quiet hours or right
 * after them, nor after its last useful moment; what only waits for people's visits, or whose outcome is unknown, or
 * whose people have all gone, is not late.
 */
export async function isLate(app: App, row: BroadcastRow): Promise<boolean> {
  const now = app.clock.now();
  const { quietHours } = app.files.city;
  const began = afterQuiet(Math.max(row.at, row.approvedAt ?? 0), quietHours);
  if (row.lastUsefulAt <= now || now - began < lateMs) return false;
  if (isQuiet(now, quietHours) || isQuiet(now - lateMs, quietHours)) return false;
  if (await hasRow(reading(app), row.id, ['sent', 'delivered', 'unknown'])) return false;
  switch (row.state) {
    case 'approved':
    case 'expanding':
      return true;
    case 'sending':
    case 'done':
      return (await hasRow(reading(app), row.id, ['failed'])) || (await isStuck(app, row));
    case 'draft':
    case 'waiting':
    case 'paused':
    case 'cancelled':
    case 'missed':
      return false;
  }
}

/** Whether it waits on a channel that carries messages, and not merely behind others that go first there. */
async function isStuck(app: App, row: BroadcastRow): Promise<boolean> {
  const at = reading(app);
  const by = app.clock.now() - lateMs;
  const sending = await listBroadcasts(at, ['sending']);
  const ahead = sending.filter((one) => goesBefore(one, row));
  for (const { name: channel, capabilities } of app.channels) {
    if (!capabilities.reaches) continue;
    const waits =
      (await hasDueRow(at, row.id, { channel, by })) ||
      (await hasRetriedRow(at, row.id, { channel, from: by, to: by + lateMs + longestBackoffMs }));
    if (!waits) continue;
    const others = await Promise.all(ahead.map((one) => hasDueRow(at, one.id, { channel, by })));
    if (!others.includes(true)) return true;
  }
  return false;
}

/** The order in which broadcasts are sent. */
function goesBefore(one: BroadcastRow, other: BroadcastRow): boolean {
  if (one.id === other.id) return false;
  return one.priority - other.priority < 0 || (one.priority === other.priority && one.at < other.at);
}
