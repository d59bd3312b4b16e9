// Owns the one-time codes of who lost the second factor: made ten at a time, shown once, kept as hashes.
import { createHash, randomBytes } from 'node:crypto';

const codesAtOnce = 10;
/** Letters and digits that nobody takes for one another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const letters = 16;

/** Ten codes such as `k7wq-2mzt-x9rp-4hcd`: 79 bits each, so that a plain hash keeps them. */
export function freshCodes(): string[] {
  return Array.from({ length: codesAtOnce }, () => {
    const text = Array.from({ length: letters }, letter).join('');
    return (text.match(/.{4}/g) ?? []).join('-');
  });
}

/** One letter, each as likely as the other: bytes past the last whole turn of the alphabet are thrown away. */
function letter(): string {
  const [byte = 255] = randomBytes(1);
  return byte < 248 ? (alphabet[byte % 31] ?? '') : letter();
}

/** Hash of a code however it was typed; null where a text can be none. */
export function codeHash(text: string): string | null {
  const plain = text.toLowerCase().replaceAll(/[\s-]/g, '');
  if (!new RegExp(`^[${alphabet}]{${letters}}$`).test(plain)) return null;
  return createHash('sha256').update(plain).digest('hex');
}
