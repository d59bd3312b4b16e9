// Owns from which network address a request comes, as far as anybody can be believed about it.
import { isIPv6 } from 'node:net';
import type { Context } from 'hono';

/**
 * What the nearest trusted hand says. `proxies`: how many proxies of our own stand before the server, each of which adds
 * one address to the header. Anybody can send the header: without proxies of ours nothing in it is believed.
 */
export function addressOf(c: Context, proxies: number): string {
  const socket = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
    ?.socket;
  const direct = socket?.remoteAddress ?? '';
  if (proxies === 0) return direct;
  const named = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  // Shorter than our proxies make it: the request came past them.
  return named.at(-proxies) || direct;
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
