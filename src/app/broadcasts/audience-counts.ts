// Owns remembering head counts: a diff names the same few audiences again and again, and counting walks all people.
import { audienceStamp } from '../../../db/broadcasts.ts';
import type { Audience } from '../../core/broadcast.ts';
import { type App, reading } from '../app.ts';
import { headCount } from './expand.ts';

type Asked = { audience: Audience; channels: readonly string[]; at: number };
type Counts = Record<string, number>;

const remembered = new WeakMap<object, { stamp: string; counts: Map<string, Promise<Counts>> }>();

/**
 * A function that counts the people whom a message would reach now, by channel, each audience once. What was counted
 * stays known until somebody joins, leaves, or writes from another address.
 */
export async function countedAudiences(app: App): Promise<(of: Asked) => Promise<Counts>> {
  const stamp = await audienceStamp(reading(app));
  const last = remembered.get(app.db);
  const counts = last?.stamp === stamp ? last.counts : new Map<string, Promise<Counts>>();
  remembered.set(app.db, { stamp, counts });
  return ({ audience, channels, at }) => {
    const rule = JSON.stringify([audience, channels, app.sendTo.kind]);
    const known = counts.get(rule) ?? headCount(reading(app), app, { audience, channels: [...channels], at });
    counts.set(rule, known);
    return known;
  };
}
