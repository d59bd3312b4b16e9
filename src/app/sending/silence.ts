// Owns telling a silent channel from a busy or resting one: rows have been due for a while and nothing was taken
// meanwhile. What is said about it belongs to the watchdog.
import { listBroadcasts } from '../../../db/broadcasts.ts';
import { dropSetting, putSetting, setting } from '../../../db/desk.ts';
import { hasDueReply, hasDueRow, sentOn } from '../../../db/watch.ts';
import { isQuiet, minuteMs } from '../../core/time.ts';
import { type App, reading, writing } from '../app.ts';

/** So long may rows be due on a channel while nothing leaves. */
export const silentMs = 10 * minuteMs;

/** How much a channel had sent when that number last changed, as far as the watchdog has looked. */
type Progress = { sent: number; at: number };

const progressKey = (channel: string) => `watch.sent.${channel}`;

/**
 * Channels that should be sending and are silent. Never in the quiet hours, nor in the minutes after them: what waits
 * in the morning has waited for the morning. Webchat-like channels wait for people and are never silent.
 */
export async function silentChannels(app: App): Promise<string[]> {
  const now = app.clock.now();
  const { quietHours } = app.files.city;
  const resting = isQuiet(now, quietHours) || isQuiet(now - silentMs, quietHours);
  const sending = await listBroadcasts(reading(app), ['sending']);
  const ids = sending.filter((row) => row.lastUsefulAt > now).map(({ id }) => id);
  const silent: string[] = [];
  for (const { name, capabilities } of app.channels) {
    if (!capabilities.reaches) continue;
    const waits = !resting && (await hasWaited(app, name, ids));
    if (await isStill(app, name, waits ? ids : null)) silent.push(name);
  }
  return silent;
}

async function hasWaited(app: App, channel: string, broadcasts: readonly string[]): Promise<boolean> {
  const now = app.clock.now();
  const by = now - silentMs;
  for (const id of broadcasts) if (await hasDueRow(reading(app), id, { channel, by })) return true;
  return await hasDueReply(reading(app), channel, { by, now });
}

/** Whether the channel has sent nothing for so long; `broadcasts` null: nothing waits, and the count begins anew. */
async function isStill(app: App, channel: string, broadcasts: readonly string[] | null): Promise<boolean> {
  const now = app.clock.now();
  const key = progressKey(channel);
  const last = await setting<Progress>(reading(app), key);
  if (broadcasts === null) {
    if (last !== null) await writing(app, (at) => dropSetting(at, key));
    return false;
  }
  const sent = await sentOn(reading(app), channel, broadcasts);
  // A clock that was set back starts the wait anew.
  if (last && last.sent === sent && last.at <= now) return now - last.at >= silentMs;
  await writing(app, (at) => putSetting(at, key, { sent, at: now } satisfies Progress));
  return false;
}
