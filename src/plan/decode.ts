// Owns turning the bytes of a text file into text: UTF-8, UTF-16 and Windows-1251, with or without a mark. How the text is
// cut into cells belongs to csv.ts and dump.ts.

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** UTF-16 without a mark: in Ukrainian text every second byte is 0x04 or 0x00. Says which end comes first, or null. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4096 - (4096 % 2));
  if (sample.length < 8) return null;
  const high = (byte: number | undefined): boolean => byte === 0x04 || byte === 0x00;
  let even = 0;
  let odd = 0;
  for (let index = 0; index + 1 < sample.length; index += 2) {
    if (high(sample[index])) even += 1;
    if (high(sample[index + 1])) odd += 1;
  }
  const half = sample.length / 2;
  if (odd > half * 0.8 && even < half * 0.3) return 'utf-16le';
  if (even > half * 0.8 && odd < half * 0.3) return 'utf-16be';
  return null;
}

function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A share of letters, digits and punctuation that a text has and a binary file or a wrong encoding hasn't. */
function readsLikeText(text: string): boolean {
  const sample = text.slice(0, 20_000);
  const strange = sample.match(/[^\P{Cc}\t\n\v\f\r]|\uFFFD/gu)?.length ?? 0;
  return strange <= sample.length * 0.005;
}

/** The text of a file, line ends as `\n`; null when it is no text at all. */
export function decodeText(bytes: Uint8Array): string | null {
  const utf16 = startsWith(bytes, [0xff, 0xfe])
    ? 'utf-16le'
    : startsWith(bytes, [0xfe, 0xff])
      ? 'utf-16be'
      : unmarkedUtf16(bytes);
  const encodings = utf16 ? [utf16] : ['utf-8', 'windows-1251'];
  for (const encoding of encodings) {
    const text = decodeAs(bytes, encoding);
    if (text !== null && readsLikeText(text)) return text.replace(/\r\n?/g, '\n');
  }
  return null;
}
