// Owns signing a letter (DKIM, RFC 6376): which headers are covered, their relaxed form, and the signature itself.
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';

export type Dkim = { domain: string; selector: string; privateKeyPem: string };

/**
 * What is signed of a letter, in the relaxed form of RFC 6376, 3.4: `fields` by name in lower case, each a whole line
 * `name:value` in latin1, and the pieces of the body, strings in latin1.
 */
export type Signable = { fields: ReadonlyMap<string, string>; body: readonly (Buffer | string)[] };

/** Makes the DKIM-Signature header of a letter, folded, without a line break at its end. */
export type Sign = (of: Signable) => Promise<string>;

/** Covers both headers of one-click unsubscribing, as RFC 8058 section 4 demands. */
const signedFields = [
  'from',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'to',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'auto-submitted',
];

/** RFC 8301, 3.2: receivers don't take a signature with fewer bits for one. */
const fewestBits = 1024;

/**
 * Why this key can't sign, in words, or null. Only RSA: large providers don't check the Ed25519 signatures of
 * RFC 8463, so that letters signed with nothing else would count as unsigned.
 */
export function problemOfKey({ privateKeyPem }: Dkim): string | null {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    return 'the DKIM key is not a private key in PEM form';
  }
  const type = key.asymmetricKeyType;
  if (type !== 'rsa') return `the DKIM key is ${type ?? 'of an unknown type'}: it must be RSA`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < fewestBits
    ? `the DKIM key has ${bits} bits: fewer than ${fewestBits} are not accepted`
    : null;
}

/**
 * The signer of letters (rsa-sha256, relaxed/relaxed). The costly part is done by a thread of the pool, so that the
 * process goes on meanwhile. Throws on a key that `problemOfKey` refuses; the promise rejects where signing fails.
 */
export function createSigner({ domain, selector, privateKeyPem }: Dkim): Sign {
  const key = createPrivateKey(privateKeyPem);
  const about = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${tagValue(domain)}; s=${tagValue(selector)};`;
  return async ({ fields, body }) => {
    const covered = signedFields.filter((name) => fields.has(name));
    const bodyHash = hashOf(body);
    const unsigned = `DKIM-Signature: ${about}\r\n h=${covered.join(':\r\n  ')};\r\n bh=${bodyHash};\r\n b=`;
    // The same header in its relaxed form: names and tags hold no blank of their own.
    const own = `dkim-signature:${about} h=${covered.join(': ')}; bh=${bodyHash}; b=`;
    const lines = [...covered.map((name) => fields.get(name)), own];
    const signature = await signed(Buffer.from(lines.join('\r\n'), 'latin1'), key);
    return `${unsigned}${signature.match(/.{1,72}/g)?.join('\r\n  ')}`;
  };
}

function hashOf(pieces: readonly (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    if (typeof piece === 'string') hash.update(piece, 'latin1');
    else hash.update(piece);
  }
  return hash.digest('base64');
}

function signed(data: Buffer, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) =>
    sign('sha256', data, key, (error, signature) =>
      error ? reject(error) : resolve(signature.toString('base64')),
    ),
  );
}

/** Nothing may close the value of a tag and open another one. */
function tagValue(value: string): string {
  return value.replace(/[^\x21-\x7e]|[;=]/g, '');
}

/** One header in its relaxed form (RFC 6376, 3.4.2); `header` may be folded. */
export function relaxedField(header: string): { name: string; line: string } {
  const colon = header.indexOf(':');
  const name = header.slice(0, colon).trim().toLowerCase();
  const value = header
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return { name, line: `${name}:${value}` };
}

/** Headers in their relaxed form by name; of several with one name the last one counts (RFC 6376, 5.4.2). */
export function relaxedFields(headers: readonly string[]): Map<string, string> {
  return new Map(
    headers.map((header) => {
      const { name, line } = relaxedField(header);
      return [name, line];
    }),
  );
}

/** A body in its relaxed form (RFC 6376, 3.4.4). */
export function relaxedBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n|$)/g, '')
    .replace(/(?:\r\n)+$/, '');
  return Buffer.from(text === '' ? '' : `${text}\r\n`, 'latin1');
}
