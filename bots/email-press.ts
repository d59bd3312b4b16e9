// Owns making one letter out of its words with the mail library: headers and MIME parts. Signing is email-dkim.ts's.
import { domainToASCII } from 'node:url';
import nodemailer from 'nodemailer';
import type { Letter, Parcel } from '../src/core/channel.ts';
import { addressOf, domainOf, nameOf } from './email-address.ts';

/** What a letter says, as `compose` makes it; `headers` are added to ours. */
export type Composed = {
  subject: string;
  text: string;
  html: string | null;
  headers?: Readonly<Record<string, string>>;
};

/** A letter that is not signed yet: its headers, each folded as it stands, and the body in bytes. */
export type Pressed = { headers: string[]; body: Buffer };

/** Makes the MIME form of what was composed for this parcel; rejects where that can't be a letter. */
export type Press = (composed: Composed, parcel: Parcel) => Promise<Pressed>;

/** A press of letters from `from`, `Name <address>`. It reads neither files nor the net. */
export function createPress(from: string): Press {
  const library = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ subject, text, html, headers = {} }, parcel) => {
    const { message } = await library.sendMail({
      from,
      to: { name: '', address: parcel.address },
      subject,
      text,
      ...(html === null ? {} : { html }),
      messageId: `<${messageIdOf(parcel, from)}>`,
      ...(parcel.letter?.replyTo ? { replyTo: { name: '', address: parcel.letter.replyTo } } : {}),
      ...listOf(parcel.letter, from),
      headers: { ...headers, ...headersOf(parcel.letter) },
    });
    if (!Buffer.isBuffer(message)) throw new TypeError('the letter was not made in memory');
    const split = message.indexOf('\r\n\r\n');
    const top = message.subarray(0, split).toString('latin1');
    return { headers: top.split(/\r\n(?![ \t])/), body: message.subarray(split + 4) };
  };
}

/** A letter's Message-ID without its angle brackets; without one of its own it is named after its delivery. */
export function messageIdOf({ letter, deliveryId }: Parcel, from: string): string {
  const own = letter?.messageId ?? `${deliveryId}@${domainOf(addressOf(from))}`;
  return own.replace(/^<|>$/g, '');
}

/** The value of List-Unsubscribe. */
export function unsubscribeValue(url: string): string {
  return `<${url.replace(/[\s<>]/g, '')}>`;
}

/** Names the mailing (RFC 2919), so that people can sort it by a rule. What nobody can leave is no mailing. */
function listOf(letter: Letter | undefined, from: string) {
  if (!letter?.unsubscribeUrl) return {};
  const domain = domainOf(addressOf(from));
  return { list: { id: { url: `letters.${domainToASCII(domain) || domain}`, comment: nameOf(from) } } };
}

type Header = string | { prepared: boolean; value: string };

/**
 * Marks machine mail (RFC 3834), one-click unsubscribing (RFC 8058, RFC 2369) and the campaign for Gmail's
 * feedback loop. List-Unsubscribe stands in one line: folded ones have broken signatures of relays.
 */
function headersOf(letter: Letter | undefined): Record<string, Header> {
  const headers: Record<string, Header> = { 'Auto-Submitted': 'auto-generated' };
  if (letter?.unsubscribeUrl) {
    headers['List-Unsubscribe'] = { prepared: true, value: unsubscribeValue(letter.unsubscribeUrl) };
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  if (letter?.feedbackId) {
    headers['Feedback-ID'] = `${letter.feedbackId}:uchast`;
    // Unofficial, but still what answering machines look at.
    headers.Precedence = 'bulk';
  }
  return headers;
}
