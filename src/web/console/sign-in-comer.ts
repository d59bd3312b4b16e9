// Owns where somebody who wants to come in comes from: an address to count tries by, and a browser in words.
import { isIPv6 } from 'node:net';
import type { Context } from 'hono';
import type { Comer } from '../../app/access-door.ts';

/** `proxies`: how many proxies of our own stand before the server; each adds one address to the header. */
export function comerOf(c: Context, proxies: number): Comer {
  return { source: networkOf(addressOf(c, proxies)), browser: browserOf(c.req.header('user-agent') ?? '') };
}

/** What the nearest trusted hand says. Anybody can send the header: without proxies of ours nothing in it is believed. */
function addressOf(c: Context, proxies: number): string {
  const socket = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
    ?.socket;
  if (proxies === 0) return socket?.remoteAddress ?? '';
  const named = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  return named.at(-proxies) ?? '';
}

/** A household's worth of addresses: of IPv6 the first 64 bits, which one line may change through at will. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const [head = '', tail] = plain.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
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
