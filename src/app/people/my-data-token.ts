// Owns the signed word in the link to one person's data: whose it is and until when it opens; what it shows is my-data.ts's.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { hourMs } from '../../core/time.ts';

/** Long enough to read a page and press a button, short enough for a link that was forgotten on a shared screen. */
export const myDataLifeMs = hourMs;
const signatureHex = 32;

/** The token `<payload>.<signature>`, URL-safe, ending in a hex digit so that no program cuts the link; `now` in milliseconds. */
export function myDataToken(secret: string, personId: string, now: number): string {
  const payload = Buffer.from(`${(now + myDataLifeMs).toString(36)} ${personId}`, 'utf8').toString(
    'base64url',
  );
  return `${payload}.${signature(secret, payload)}`;
}

/** Whose data a token opens, and until when; forged, damaged, of another secret or too late: null. */
export function readMyDataToken(
  secret: string,
  token: string,
  now: number,
): { personId: string; until: number } | null {
  const [payload = '', given = '', ...rest] = token.split('.');
  if (rest.length > 0 || payload === '' || payload.length > 200) return null;
  const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(signature(secret, payload), 'utf8')];
  if (a.length !== b.length || !timingSafeEqual(a, b)) return null;
  const [until36 = '', personId = ''] = Buffer.from(payload, 'base64url').toString('utf8').split(' ');
  const until = Number.parseInt(until36, 36);
  return now < until && personId !== '' ? { personId, until } : null;
}

function signature(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(`my data\n${payload}`).digest('hex').slice(0, signatureHex);
}
