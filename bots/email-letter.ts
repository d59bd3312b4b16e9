// Owns the MIME form of one letter: its headers, envelope and DKIM signature. The words are composed by whoever
// hands in `compose`; carrying the bytes is left to email-carrier.ts.
import { createPrivateKey } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Parcel } from '../src/core/channel.ts';

/** What a letter says, as `compose` makes it; `headers` are added to ours. */
export type Composed = {
  subject: string;
  text: string;
  html: string | null;
  headers?: Readonly<Record<string, string>>;
};
export type Compose = (parcel: Parcel) => Composed | Promise<Composed>;

export type Dkim = { domain: string; selector: string; privateKeyPem: string };

/** A letter ready to be carried: the envelope's two addresses and the whole message. */
export type SealedLetter = { from: string; to: string; messageId: string; message: Buffer };

/**
 * Covers both headers of one-click unsubscribing, as RFC 8058 section 4 demands: the library's own list leaves
 * List-Unsubscribe-Post out.
 */
const signedFields = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
].join(':');

/** Why this key can't sign, in words, or null. The library signs with RSA only and is silent about the rest. */
export function problemOfKey({ privateKeyPem }: Dkim): string | null {
  try {
    const type = createPrivateKey(privateKeyPem).asymmetricKeyType;
    return type === 'rsa' ? null : `the DKIM key is ${type ?? 'of an unknown type'}: it must be RSA`;
  } catch {
    return 'the DKIM key is not a private key in PEM form';
  }
}

/** The bare address of `Name <address>`. */
export function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1]?.trim() ?? from.trim();
}

/**
 * Whether this is one bare address and nothing else: the library would read a comma as a second recipient. What it
 * may contain beyond that is the mail server's to judge.
 */
export function isOneAddress(address: string): boolean {
  return /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/.test(address);
}

/**
 * Makes the sealer of letters from `from`. It rejects (throws) where `compose` does, or where a letter that should be
 * signed is not: both are bugs, never a person's fault.
 */
export function letterSealer(options: { from: string; dkim: Dkim | null; compose: Compose }) {
  const { from, dkim, compose } = options;
  const press = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim ? { dkim: dkimOptions(dkim) } : {}),
  });
  return async (parcel: Parcel): Promise<SealedLetter> => {
    const { subject, text, html, headers = {} } = await compose(parcel);
    const messageId = parcel.letter?.messageId ?? `${parcel.deliveryId}@${addressOf(from).split('@').at(-1)}`;
    const { message } = await press.sendMail({
      from,
      to: { name: '', address: parcel.address },
      subject,
      text,
      ...(html === null ? {} : { html }),
      messageId: `<${messageId.replace(/^<|>$/g, '')}>`,
      headers: { ...headers, ...headersOf(parcel) },
    });
    if (!Buffer.isBuffer(message)) throw new TypeError('the letter was not made in memory');
    if (dkim && !message.subarray(0, 4096).includes('DKIM-Signature:'))
      throw new Error('the letter was not signed');
    const sender = parcel.letter?.returnPath ?? addressOf(from);
    return { from: sender, to: parcel.address, messageId, message };
  };
}

function dkimOptions({ domain, selector, privateKeyPem }: Dkim) {
  return {
    domainName: domain,
    keySelector: selector,
    privateKey: privateKeyPem,
    headerFieldNames: signedFields,
  };
}

type Header = string | { prepared: boolean; value: string };

/**
 * Marks machine mail (RFC 3834), one-click unsubscribing (RFC 8058, RFC 2369) and the campaign for Gmail's
 * feedback loop. List-Unsubscribe stands in one line: folded ones have broken signatures of relays.
 */
function headersOf({ letter }: Parcel): Record<string, Header> {
  const headers: Record<string, Header> = { 'Auto-Submitted': 'auto-generated' };
  if (letter?.unsubscribeUrl) {
    const url = letter.unsubscribeUrl.replace(/[\s<>]/g, '');
    headers['List-Unsubscribe'] = { prepared: true, value: `<${url}>` };
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  if (letter?.feedbackId) {
    headers['Feedback-ID'] = `${letter.feedbackId}:uchast`;
    // Unofficial, but still what answering machines look at.
    headers.Precedence = 'bulk';
  }
  return headers;
}
