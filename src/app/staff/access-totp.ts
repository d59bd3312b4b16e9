// Owns the second factor's codes: six digits that an authenticator makes of a shared secret and the time (RFC 6238). Who
// may try one, and how often, is for access-door.ts.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;
/** A phone's clock may be this many half minutes off. */
const slack = 1;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh secret of 160 bits, as RFC 4226 section 4 asks for, in 32 letters of base32. */
export function freshSecret(): string {
  return toBase32(randomBytes(20));
}

/** Whether a text can be such a secret. */
export function isSecret(text: string): boolean {
  return /^[A-Z2-7]{32}$/.test(text);
}

/** The code of one half minute, counted from 1970. Source: https://www.rfc-editor.org/rfc/rfc4226#section-5.3 */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The half minute that a code belongs to, or null. One that was taken already, or an older one, is never taken again:
 * whoever looked over a shoulder comes too late. All are compared, so that the time tells nothing.
 * Source: https://www.rfc-editor.org/rfc/rfc6238#section-5.2
 */
export function stepOf(
  secret: string,
  code: string,
  of: { now: number; taken: number | null },
): number | null {
  const given = Buffer.from(
    code
      .replaceAll(/\s/g, '')
      .padEnd(digits)
      .slice(0, digits + 1),
  );
  const current = Math.floor(of.now / stepMs);
  let found: number | null = null;
  for (let step = current - slack; step <= current + slack; step += 1) {
    const right = Buffer.from(codeAt(secret, step));
    const same = given.length === right.length && timingSafeEqual(given, right);
    if (same && step > (of.taken ?? -1)) found = step;
  }
  return found;
}

/** What an authenticator reads from the QR code. Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function authenticatorUri(of: { secret: string; email: string; issuer: string }): string {
  // The shorter the text, the larger the squares that a phone has to tell apart: the issuer stands there once.
  return `otpauth://totp/${encodeURIComponent(of.email)}?secret=${of.secret}&issuer=${encodeURIComponent(of.issuer)}`;
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
