// Owns the signed links to a draft's filled form: making one and reading it. They are over after a day, and are never logged.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { dayMs } from '../../core/time.ts';
import type { App } from '../app.ts';

/** A link in a chat is opened soon or asked for anew. */
const linkLifeMs = dayMs;
const signatureHex = 32;
const instantHex = 12;

/** Which draft a link opens: the person's, and only the one that was begun at this instant. */
export type DraftLink = { personId: string; createdAt: number };

/**
 * The token of a link: whose draft, which, until when, and a signature over all of it. URL-safe, without dots, and it ends
 * in a hex digit, because programs that find links in plain text leave out a `-` or `_` at the end.
 */
export function draftToken(app: Pick<App, 'secret' | 'clock'>, link: DraftLink): string {
  const until = app.clock.now() + linkLifeMs;
  const payload = Buffer.from(bytesOf(until) + bytesOf(link.createdAt) + link.personId, 'hex');
  const word = payload.toString('base64url');
  return word + signatureOf(app.secret, word);
}

/** Reads a token; forged, damaged, of another instance or over: null. */
export function readDraftToken(app: Pick<App, 'secret' | 'clock'>, token: string): DraftLink | null {
  const payload = token.slice(0, -signatureHex);
  const given = Buffer.from(token.slice(-signatureHex), 'utf8');
  const expected = Buffer.from(signatureOf(app.secret, payload), 'utf8');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const hex = Buffer.from(payload, 'base64url').toString('hex');
  const until = Number.parseInt(hex.slice(0, instantHex), 16);
  const createdAt = Number.parseInt(hex.slice(instantHex, 2 * instantHex), 16);
  return until > app.clock.now() ? { personId: hex.slice(2 * instantHex), createdAt } : null;
}

/** An instant in as many hexadecimal digits as an id of ours begins with. */
function bytesOf(instant: number): string {
  return instant.toString(16).padStart(instantHex, '0');
}

// Signed is the text as it stands in the link, so that two spellings of the same bytes are not both valid.
function signatureOf(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(`draft form\n${payload}`).digest('hex').slice(0, signatureHex);
}
