// Owns the signed words in our mail addresses and links; what a token may do is decided by whoever reads it.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Purpose, purposes } from '../core/consent.ts';

/** What a person leaves: one purpose, or everything that we send unasked. */
export const unsubscribeKinds = [...purposes, 'all'] as const;
export type UnsubscribeKind = Purpose | 'all';

/** Who leaves what. `person` is our id of the person, never an address. */
export type Unsubscription = { person: string; kind: UnsubscribeKind };

const signatureHex = 32;
const returnPathSignature = 20;
const returnPathStart = 'bounce+';
/** RFC 5321, 4.5.3.1.1. */
const longestLocalPart = 64;

/**
 * The token of an unsubscribe link: `<payload>.<signature>`, URL-safe. It ends in a hex digit, because programs
 * that find links in plain text leave out a `-` or `_` at the end. Valid for good: RFC 8058 links may be used
 * long after the letter came.
 */
export function unsubscribeToken(secret: string, { person, kind }: Unsubscription): string {
  const payload = Buffer.from(`${kind} ${person}`, 'utf8').toString('base64url');
  return `${payload}.${unsubscribeSignature(secret, payload)}`;
}

/** Reads an unsubscribe token; forged, damaged or of another secret: null. */
export function readUnsubscribeToken(secret: string, token: string): Unsubscription | null {
  const [payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || payload === '') return null;
  if (!sameText(signature, unsubscribeSignature(secret, payload))) return null;
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  const blank = text.indexOf(' ');
  const kind = unsubscribeKinds.find((known) => known === text.slice(0, blank));
  return kind ? { person: text.slice(blank + 1), kind } : null;
}

// Signed is the text as it stands in the link, so that two spellings of the same bytes are not both valid.
function unsubscribeSignature(secret: string, payload: string): string {
  return mac(secret, `unsubscribe\n${payload}`).toString('hex').slice(0, signatureHex);
}

/**
 * The local part of a letter's envelope sender (VERP): `bounce+<delivery>.<signature>`, at most 64 characters and
 * all in lower case, because servers may fold it. Throws on a delivery id that isn't 1–36 of a–z 0–9 - : ids are
 * ours, another shape is a bug.
 */
export function returnPathToken(secret: string, delivery: string): string {
  if (!/^[a-z0-9-]{1,36}$/.test(delivery))
    throw new RangeError('a delivery id for a return path is 1–36 of a–z 0–9 -');
  const local = `${returnPathStart}${delivery}.${returnPathMac(secret, delivery)}`;
  if (local.length > longestLocalPart)
    throw new RangeError('a return path is longer than a local part may be');
  return local;
}

/** The delivery that a bounce's local part names, in whatever case it came back; forged or damaged: null. */
export function readReturnPathToken(secret: string, localPart: string): string | null {
  const match = /^bounce\+([a-z0-9-]{1,36})\.([a-z2-7]{20})$/.exec(localPart.toLowerCase());
  const [, delivery = '', signature = ''] = match ?? [];
  if (!match || !sameText(signature, returnPathMac(secret, delivery))) return null;
  return delivery;
}

/**
 * The left part of a letter's own Message-ID: `<delivery>.<signature>`, signed as its return path is, because a plain
 * answer names nothing else of the letter. `readReturnPathToken` reads it behind `bounce+`. Throws as `returnPathToken`.
 */
export function messageIdToken(secret: string, delivery: string): string {
  return returnPathToken(secret, delivery).slice(returnPathStart.length);
}

function returnPathMac(secret: string, delivery: string): string {
  return base32(mac(secret, `return-path\n${delivery}`)).slice(0, returnPathSignature);
}

/** A token for a confirmation link, with the hash under which it is kept: the database never holds the token. */
export function confirmToken(random: (bytes: number) => Uint8Array = randomBytes): {
  token: string;
  hash: string;
} {
  // 32 bytes in base64url end in one of 16 letters and digits, so no link is cut at its last character.
  const token = Buffer.from(random(32)).toString('base64url');
  return { token, hash: confirmTokenHash(token) };
}

/** SHA-256 of a confirmation token, hex. */
export function confirmTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function mac(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)] ?? '').join('');
}
