// Owns the short signed word in a counted link of a letter; where the link leads and what is counted is src/app/letters/clicks.ts's.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whose link it is: one letter's, or of a broadcast as such, whose visits nobody counts. */
export type ClickOwner = { kind: 'delivery' | 'broadcast'; id: string };

/** 48 bits: a forger would have to ask the server for each guess, and would win nothing but a wrong count. */
const signatureBytes = 6;
const kinds = ['delivery', 'broadcast'] as const;
const ownId = /^[0-9a-f]{32}$/;
/** A word of an id of ours: 16 bytes and the signature. */
const ownLength = 30;

/**
 * The signed word of a letter's links, URL-safe and without dots: 30 characters for ids of ours. The number of the
 * link follows it, unsigned, because every number leads to links of this very letter only.
 */
export function clickToken(secret: string, owner: ClickOwner): string {
  const bytes = bytesOf(owner.id);
  const word = Buffer.concat([bytes, signatureOf(secret, owner)]).toString('base64url');
  // Base64 is never 29 characters long, so the two forms can't be mistaken for each other.
  return ownId.test(owner.id) ? word : `t${word}`;
}

/** Whose link a word belongs to; forged, damaged or of another instance: null. */
export function readClickToken(secret: string, token: string): ClickOwner | null {
  if (!/^[\w-]{9,200}$/.test(token)) return null;
  const own = token.length === ownLength;
  const bytes = Buffer.from(own ? token : token.slice(1), 'base64url');
  const head = bytes.subarray(0, -signatureBytes);
  const id = head.toString(own ? 'hex' : 'utf8');
  for (const kind of kinds) {
    const owner = { kind, id };
    // One spelling only: the same bytes written otherwise are another word.
    if (timingSafeEqual(bytes.subarray(-signatureBytes), signatureOf(secret, owner)))
      return clickToken(secret, owner) === token ? owner : null;
  }
  return null;
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id, ownId.test(id) ? 'hex' : 'utf8');
}

function signatureOf(secret: string, { kind, id }: ClickOwner): Buffer {
  return createHmac('sha256', secret).update(`click ${kind}\n${id}`).digest().subarray(0, signatureBytes);
}
