// Owns finding which delivery a returned message is about: only what carries a valid signature of ours counts.
import type { BackMessage } from './back-message.ts';

/** How tokens are read; both return null for what is forged, damaged or another instance's. */
export type TokenReaders = {
  /** The delivery that the local part of a return path names. */
  readToken: (localPart: string) => string | null;
  /** The person whom the token of an unsubscribe address names. */
  readUnsubscribe?: (token: string) => string | null;
  /** The envelope's recipients where they are known, as a receiving port knows them. */
  recipients?: readonly string[];
};

/**
 * The delivery that a message is about. `person`: its id came unsigned, beside a signed unsubscribe address of this
 * person, so it counts only where the delivery is that person's; null: the delivery itself was signed.
 */
export type Named = { deliveryId: string; person: string | null };

const recipientHeaders = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-forwarded-to',
  'to',
  'cc',
];
/** Forwarders put their own marks before it (`prvs=…=`, `SRS0=…=`); servers fold it to capitals. */
const returnPath = /(?<![a-z0-9])(bounce\+[a-z0-9-]{1,36}\.[a-z2-7]{20})@/gi;
const returnPathLike = /(?<![a-z0-9])bounce\+[^@\s<>]{1,80}@/i;
const messageId = /<([a-z0-9-]{1,36})(\.[a-z2-7]{20})?@[^<>\s]{1,255}>/gi;
const unsubscribeUrl = /\/u\/([A-Za-z0-9_-]{1,200}\.[0-9a-f]{32})(?![0-9a-f])/g;

/** Finds the delivery; null where no valid signature names one, or where the recipient's own was forged. */
export function namedDelivery(message: BackMessage, readers: TokenReaders): Named | null {
  const recipients = [...(readers.recipients ?? []).map((one) => `${one} `), ...valuesOf(message)];
  const direct = signed(recipients, readers);
  if (direct) return { deliveryId: direct, person: null };
  // Somebody who guesses return paths gets no second chance by what the message holds besides.
  if (recipients.some((one) => returnPathLike.test(one))) return null;
  const inside = [...message.parts.map(({ text }) => text), message.text];
  const returned = signed(inside, readers);
  if (returned) return { deliveryId: returned, person: null };
  return byMessageId(message, inside, readers);
}

function valuesOf(message: BackMessage): string[] {
  return recipientHeaders.flatMap((name) => message.headers(name));
}

function signed(texts: readonly string[], { readToken }: TokenReaders): string | null {
  for (const text of texts) {
    for (const [, local = ''] of text.matchAll(returnPath)) {
      const found = readToken(local);
      if (found) return found;
    }
  }
  return null;
}

/** The Message-ID of our letter in what was returned or answered: signed itself, or beside a signed unsubscribe address. */
function byMessageId(message: BackMessage, inside: readonly string[], readers: TokenReaders): Named | null {
  const answered = ['in-reply-to', 'references'].flatMap((name) => message.headers(name));
  const returned = inside.flatMap((text) =>
    [...text.matchAll(/^(?:x-original-)?message-id:\s*(<[^<>\s]+>)/gim)].map(([, id = '']) => id),
  );
  const ids = [...answered, ...returned].flatMap((text) => [...text.matchAll(messageId)]);
  for (const [, id = '', signature = ''] of ids) {
    const found = signature === '' ? null : readers.readToken(`bounce+${id}${signature}`);
    if (found) return { deliveryId: found, person: null };
  }
  const unsigned = ids.find(([, , signature]) => signature === undefined)?.[1];
  const person = inside
    .flatMap((text) => [...text.matchAll(unsubscribeUrl)])
    .map(([, token = '']) => readers.readUnsubscribe?.(token) ?? null)
    .find((one) => one !== null);
  return unsigned && person ? { deliveryId: unsigned.toLowerCase(), person } : null;
}
