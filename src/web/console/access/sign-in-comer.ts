// Owns where somebody who wants to come in comes from: an address to count tries by, and a browser in words.
import type { Context } from 'hono';
import type { Comer } from '../../../app/staff/access-door.ts';
import { addressOf, networkOf } from '../../limits-address.ts';

/** `proxies`: how many proxies of our own stand before the server; each adds one address to the header. */
export function comerOf(c: Context, proxies: number): Comer {
  return { source: networkOf(addressOf(c, proxies)), browser: browserOf(c.req.header('user-agent') ?? '') };
}

/** Order matters: most browsers name the others, too. */
const browsers = [
  ['edge', /Edg(e|A|iOS)?\//],
  ['opera', /OPR\/|Opera/],
  ['samsung', /SamsungBrowser/],
  ['firefox', /Firefox|FxiOS/],
  ['chrome', /Chrome|CriOS|Chromium/],
  ['safari', /Safari/],
] as const;
const systems = [
  ['android', /Android/],
  ['ios', /iPhone|iPad/],
  ['windows', /Windows/],
  ['mac', /Mac OS X|Macintosh/],
  ['linux', /Linux|X11/],
] as const;

export const browserNames: readonly string[] = [...browsers.map(([name]) => name), 'other'];
export const systemNames: readonly string[] = [...systems.map(([name]) => name), 'other'];

/** Family and system, `firefox windows`; null where the browser says nothing. What else it says is not kept. */
export function browserOf(agent: string): string | null {
  if (agent === '') return null;
  const first = (list: readonly (readonly [string, RegExp])[]) =>
    list.find(([, pattern]) => pattern.test(agent))?.[0] ?? 'other';
  return `${first(browsers)} ${first(systems)}`;
}
