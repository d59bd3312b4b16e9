// Owns the stream from which an SMTP connection reads a letter, and what it tells of how far the letter got. Connections
// and their answers are email-carrier.ts's.
import { Readable, Transform } from 'node:stream';
import type { SealedLetter } from './email-letter.ts';
import type { Handover } from './email-outcome.ts';

/** How much of a letter is handed over at once: what is left of a longer one tells how far it got. */
const pieceBytes = 64 * 1024;

/**
 * The stream from which a connection reads a letter: the only place that tells how far it got, because the library
 * reports a broken connection alike in every phase.
 */
export function streamOf({ message, carried }: Pick<SealedLetter, 'message' | 'carried'>): Readable {
  const stream = inPieces(message);
  return carried && carried.length <= pieceBytes ? handedOverWhole(stream, carried) : stream;
}

/** How far a letter got that was read from this stream. */
export function handoverOf(stream: Readable): Handover {
  if (!stream.readableDidRead) return 'unread';
  return stream.readableEnded ? 'whole' : 'begun';
}

function inPieces(message: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      this.push(at < message.length ? message.subarray(at, at + pieceBytes) : null);
      at += pieceBytes;
    },
  });
}

/**
 * The library pipes a letter through a transform that looks at each byte for dots and line ends, and adds the closing
 * dot. That is most of what carrying costs, and a letter that has its carried form already needs none of it: that is
 * laid behind the transform in one piece. Into anything else the letter goes as it is, the usual way.
 */
function handedOverWhole(stream: Readable, carried: Buffer): Readable {
  const usual = stream.pipe;
  const pipe = <T extends NodeJS.WritableStream>(to: T, options?: { end?: boolean }): T => {
    if (!(to instanceof Transform)) return usual.call(stream, to, options) as T;
    to.push(carried);
    to.push(null);
    // Read to its end, it tells that the whole of it is on its way.
    stream.resume();
    return to;
  };
  return Object.assign(stream, { pipe });
}
