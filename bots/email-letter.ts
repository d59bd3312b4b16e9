// Owns sealing a letter: it is made from its template or by itself, signed where it should be, and gets its envelope.
// The words are composed by whoever hands in `compose`; carrying the bytes is left to email-carrier.ts.
import type { Parcel } from '../src/core/channel.ts';
import { addressOf, envelopeAddress } from './email-address.ts';
import { createSigner, type Dkim, relaxedBody, relaxedFields } from './email-dkim.ts';
import { type Composed, createPress, messageIdOf, type Pressed } from './email-press.ts';
import { createFiller, type Draft } from './email-template.ts';

/**
 * Words a letter. Of a letter with an unsubscribe address the words may depend on the reply, that address, and
 * subject, preheader, reason and campaign of its `letter` only: it is called once for a mailing, without a recipient.
 */
export type Compose = (parcel: Parcel) => Composed | Promise<Composed>;

/**
 * A letter ready to be carried: the envelope's two addresses and the whole message. `carried`: the same as it stands
 * between DATA and its reply, with the closing dot (RFC 5321, 4.5.2); null: somebody has to look at its lines first.
 */
export type SealedLetter = {
  from: string;
  to: string;
  messageId: string;
  message: Buffer;
  carried: Buffer | null;
};

/**
 * Makes the sealer of letters from `from`. It rejects (throws) where `compose` does, or where a letter that should be
 * signed can't be: both are bugs, never a person's fault. Throws on a key that `problemOfKey` refuses.
 */
export function letterSealer(options: { from: string; dkim: Dkim | null; compose: Compose }) {
  const { from, dkim, compose } = options;
  const press = createPress(from);
  const fill = createFiller({ from, press, compose });
  const sign = dkim ? createSigner(dkim) : null;
  return async (parcel: Parcel): Promise<SealedLetter> => {
    const filled = await fill(parcel);
    const { top, body, signable } = filled ?? draftOf(await press(await compose(parcel), parcel));
    const signature = sign ? `${await sign(signable())}\r\n` : '';
    const carried = joined([`${signature}${top}\r\n`, ...body, closingDot]);
    return {
      from: envelopeAddress(parcel.letter?.returnPath ?? addressOf(from)),
      to: envelopeAddress(parcel.address),
      messageId: parcel.letter?.messageId ?? messageIdOf(parcel, from),
      message: carried.subarray(0, -closingDot.length),
      // What comes from a template has no line that would need another form (`Draft`).
      carried: filled ? carried : null,
    };
  };
}

const closingDot = '.\r\n';

/** One buffer of its own, so that the memory of a letter goes when the letter goes; strings are latin1. */
function joined(pieces: readonly (Buffer | string)[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    at += typeof piece === 'string' ? whole.write(piece, at, 'latin1') : piece.copy(whole, at);
  }
  return whole;
}

function draftOf({ headers, body }: Pressed): Draft {
  return {
    top: `${headers.join('\r\n')}\r\n`,
    body: [body],
    signable: () => ({ fields: relaxedFields(headers), body: [relaxedBody(body)] }),
  };
}
