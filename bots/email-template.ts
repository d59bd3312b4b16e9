// Owns letters of a mailing that are composed once and filled for each person; which letters may be, and how. Signing
// and carrying are left to email-letter.ts.
import { randomBytes } from 'node:crypto';
import type { Letter, Parcel } from '../src/core/channel.ts';
import type { Reply } from '../src/core/reply.ts';
import { isPlainAddress } from './email-address.ts';
import { relaxedFields, type Signable } from './email-dkim.ts';
import { encodeParts, type Pieces } from './email-parts.ts';
import { type Composed, messageIdOf, type Press, unsubscribeValue } from './email-press.ts';

/** A letter that is not signed yet: its headers as they stand, each line ended, the pieces of its body, and what a signature covers. */
export type Draft = { top: string; body: Pieces; signable: () => Signable };

/**
 * Fills the template of this parcel's mailing; null: this letter has to be made by itself. What it makes stands in lines
 * that end in CRLF, and no line begins with a dot.
 */
export type Fill = (parcel: Parcel) => Promise<Draft | null>;

type Template = (personal: Personal) => Draft;

/** All that differs between the letters of a mailing. */
type Personal = { to: string; messageId: string; unsubscribeUrl: string; word: string };

/** Not to be guessed, so that it stands in no text; nothing in it is changed by HTML. */
const token = randomBytes(16).toString('hex');
const standIn = `https://stand-in.invalid/u/${token}`;

/** A header line may have 998 characters (RFC 5322, 2.1.1); its name has its share. */
const longestUrl = 900;

/**
 * Makes the filler of letters. What `compose` says of a letter with an unsubscribe address may depend on the parcel's
 * reply and on subject, preheader, reason and campaign of its letter, and on nothing else but that address, which
 * `compose` may put into text and HTML as often as it likes. Rejects where `compose` does.
 */
export function createFiller(of: {
  from: string;
  press: Press;
  compose: (parcel: Parcel) => Composed | Promise<Composed>;
}): Fill {
  // Parcels of a broadcast share their reply: the template lives as long as that does.
  const kept = new WeakMap<Reply, { key: string; made: Promise<Template | null> }>();
  return async (parcel) => {
    const { letter, reply } = parcel;
    const personal = letter ? personalOf(parcel, of.from) : null;
    if (!letter || !personal) return null;
    const key = keyOf(letter);
    let known = kept.get(reply);
    if (known?.key !== key) {
      const made = makeTemplate(of, reply, letter);
      known = { key, made };
      kept.set(reply, known);
      made.catch(() => {
        if (kept.get(reply)?.made === made) kept.delete(reply);
      });
    }
    const template = await known.made;
    return template ? template(personal) : null;
  };
}

/** Null where a value would not stay as it is in headers, text and HTML. */
function personalOf(parcel: Parcel, from: string): Personal | null {
  const { address: to, letter } = parcel;
  const messageId = messageIdOf(parcel, from);
  const unsubscribeUrl = letter?.unsubscribeUrl ?? '';
  const sound =
    isPlainAddress(to) &&
    /^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(messageId) &&
    unsubscribeUrl.length <= longestUrl &&
    /^https?:\/\/[A-Za-z0-9._~:/?@!$()*,;=%-]+$/.test(unsubscribeUrl);
  const word = letter?.fill?.value ?? '';
  return sound && /^[\w-]*$/.test(word) ? { to, messageId, unsubscribeUrl, word } : null;
}

function keyOf({ subject, preheader, why, feedbackId, fill }: Letter): string {
  return [subject, preheader, why, feedbackId, fill?.standIn].join('\0');
}

async function makeTemplate(
  { press, compose }: Parameters<typeof createFiller>[0],
  reply: Reply,
  letter: Letter,
): Promise<Template | null> {
  const { fill, ...shared } = letter;
  const nobody: Parcel = {
    deliveryId: 'nobody',
    address: 'nobody@stand-in.invalid',
    reply,
    // Without `fill`, its stand-in is left in the text as one more gap.
    letter: { ...shared, unsubscribeUrl: standIn, messageId: 'nobody@stand-in.invalid', returnPath: null },
  };
  const composed = await compose(nobody);
  const { subject, text, html, headers } = composed;
  // Headers are encoded by the library, where a stand-in could not be found any more.
  if ([subject, ...Object.values(headers ?? {})].some((value) => value.includes(token))) return null;
  const parts = encodeParts({ text, html, standIns: [standIn, ...(fill ? [fill.standIn] : [])] });
  if (!parts) return null;
  const pressed = await press({ ...composed, text: '', html: null }, nobody);
  const own = /^(?:to|date|message-id|list-unsubscribe|content-[a-z-]+):/i;
  const sharedHeaders = [...pressed.headers.filter((header) => !own.test(header)), ...parts.headers];
  const sharedTop = `${sharedHeaders.join('\r\n')}\r\n`;
  // Whoever composed it may have added headers in a form of their own.
  if (/\r(?!\n)|(?<!\r)\n|^\./m.test(sharedTop)) return null;
  const sharedFields = relaxedFields(sharedHeaders);
  return ({ to, messageId, unsubscribeUrl, word }) => {
    const personal = [
      `To: ${to}`,
      `Message-ID: <${messageId}>`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      `List-Unsubscribe: ${unsubscribeValue(unsubscribeUrl)}`,
    ];
    const body = parts.fill([unsubscribeUrl, word]);
    return {
      top: `${personal.join('\r\n')}\r\n${sharedTop}`,
      body,
      signable: () => ({ fields: new Map([...sharedFields, ...relaxedFields(personal)]), body }),
    };
  };
}
