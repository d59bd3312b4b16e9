// Owns checking a DKIM signature (RFC 6376, relaxed/relaxed, rsa-sha256) with the public key, as a receiver does.
import { createHash, createVerify, type KeyObject } from 'node:crypto';

/** The signed header names in lower case, or a reason why the signature doesn't hold. */
export function checkDkim(message: Buffer, key: KeyObject): { fields: string[] } | { broken: string } {
  const text = message.toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  const headers = text.slice(0, split).split(/\r\n(?![ \t])/);
  const signature = headers.find((line) => /^dkim-signature:/i.test(line));
  if (!signature) return { broken: 'there is no signature' };
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .replace(/\s+/g, '')
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)] as const),
  );
  const body = createHash('sha256')
    .update(relaxBody(text.slice(split + 4)), 'latin1')
    .digest('base64');
  if (body !== tags.get('bh')) return { broken: 'the body was changed' };
  const fields = (tags.get('h') ?? '').toLowerCase().split(':');
  const signed = fields.flatMap((field) => {
    const line = headers.findLast((header) => header.toLowerCase().startsWith(`${field}:`));
    return line === undefined ? [] : [relaxHeader(line)];
  });
  const own = relaxHeader(signature.replace(/([;\s]b=)[^;]*/, '$1'));
  const verify = createVerify('rsa-sha256').update(`${signed.join('\r\n')}\r\n${own}`, 'latin1');
  return verify.verify(key, tags.get('b') ?? '', 'base64')
    ? { fields }
    : { broken: 'the headers were changed' };
}

function relaxHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines.length > 0 ? `${lines.join('\r\n')}\r\n` : '';
}
