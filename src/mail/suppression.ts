// Owns how a suppressed address is remembered without keeping it; the list itself is a table of db/.
import { createHmac } from 'node:crypto';
import { readAddress } from './address.ts';

/**
 * The salted hash of an address (HMAC-SHA256, hex) under which a suppression survives erasure and re-import. The
 * address is read as people write it, so that each of its spellings has the same hash; one that can't be read is
 * hashed trimmed and in lower case.
 */
export function suppressionHash(salt: string, address: string): string {
  const reading = readAddress(address);
  const normal = reading.ok ? reading.address : address.trim().toLowerCase();
  return createHmac('sha256', salt).update(`suppression\n${normal}`).digest('hex');
}
