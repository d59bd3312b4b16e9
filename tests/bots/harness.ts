// Owns what all channel tests share: a fixed clock, a log that is kept, recorded payloads, parcels.

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Pause, pause } from '../../bots/establish.ts';
import type { Parcel, RawRequest } from '../../src/core/channel.ts';
import type { Log } from '../../src/core/log.ts';
import { safeFields } from '../../src/core/log-fields.ts';
import type { Choice, Reply } from '../../src/core/reply.ts';
import { serve } from '../emulators/http.ts';

/** 2027-01-15T08:00:00Z. */
export const now = 1_800_000_000_000;
export const clock = () => now;

/** Shortly after the payloads were recorded: a webhook takes nothing that is much older. */
export const whenRecorded = Date.UTC(2025, 10, 21, 8, 15);

/** A log that keeps its lines as text, so that a test can look for what must not stand there. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(safeFields(fields))}`);
  };
  return { info: keep, warn: keep, error: keep, lines };
}

/** The raw bytes of a recorded payload of `tests/wire/<channel>/<name>.json`. */
export function recorded(channel: string, name: string): Buffer {
  return readFileSync(new URL(`../wire/${channel}/${name}.json`, import.meta.url));
}

export function raw(body: Buffer | string, headers: Record<string, string> = {}): RawRequest {
  return { headers, query: {}, body: Buffer.from(body) };
}

/** A Viber callback, signed by header. */
export function signed(body: Buffer | string, token: string): RawRequest {
  const signature = createHmac('sha256', token).update(body).digest('hex');
  return raw(body, { 'x-viber-content-signature': signature });
}

export function say(text: string, choices: readonly Choice[] = [], picture?: Reply['picture']): Reply {
  return { text, choices, ...(picture ? { picture } : {}) };
}

let parcels = 0;

/** A parcel with a delivery id of its own. */
export function parcel(address: string, reply: Reply | string): Parcel {
  parcels += 1;
  return { deliveryId: `d${parcels}`, address, reply: typeof reply === 'string' ? say(reply) : reply };
}

/** The only element; fails where there is none or more. */
export function only<T>(list: readonly T[]): T {
  const [first, ...rest] = list;
  if (first === undefined || rest.length > 0) throw new Error(`one element expected, not ${list.length}`);
  return first;
}

/** Waits between attempts are cut to a millisecond; the patience of a start stays as long as it is. */
export const quick: Pause = (ms, signal) => pause(ms >= 15_000 ? ms : 1, signal);

/** A door for webhooks on loopback: what `answer` makes of each request goes back. */
export async function openDoor(
  answer: (
    request: RawRequest,
  ) => Promise<{ status: number; body: string }> | { status: number; body: string },
): Promise<{ url: string; close: () => Promise<void> }> {
  const door = await serve(({ headers, query, body }) => answer({ headers, query, body: Buffer.from(body) }));
  return { url: `${door.origin}/hook`, close: door.stop };
}
