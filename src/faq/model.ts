// Owns the model: what is learnt from the texts and what reading a message needs of it, and its form in bytes.
import type { Dictionary } from './features.ts';
import type { Linear } from './linear.ts';
import type { KnownWord } from './spelling.ts';

/** Raised whenever the code reads or weighs messages in another way, so that models of before are not used. */
export const formatVersion = 2;

export type Model = {
  /** Which texts and which form of the code the model was learnt from (key.ts). */
  key: string;
  labels: readonly string[];
  dictionary: Dictionary;
  linear: Linear;
  /** By trait, 1 where it is a word that people use when they ask about the budget. */
  topical: Uint8Array;
  /** The hashes of authored messages (phraseKey), sorted, and the label of each; `ambiguous` where there are two. */
  same: { hashes: Uint32Array; labels: Uint16Array };
  /** The words of the messages, by their folded form. */
  words: ReadonlyMap<string, KnownWord>;
  /** Words that are rightly written in Latin letters, folded. */
  latin: readonly string[];
};

/** Stands for the label of a message that was written for two labels. */
export const ambiguous = 65_535;

const magic = 0x55434831;
const alignment = 8;

/** The parts of the file after its head, in their order. */
type Part = Uint32Array | Uint16Array | Float32Array | Int8Array | Uint8Array;

/** The model as one file: a head of JSON with the lengths, then the arrays as they lie in memory (little-endian). */
export function packModel(model: Model): Uint8Array<ArrayBuffer> {
  const { dictionary, linear, topical, same } = model;
  const words = new TextEncoder().encode(writtenWords(model.words));
  const parts: Part[] = [
    dictionary.traits,
    dictionary.rarities,
    linear.quantised,
    linear.scales,
    linear.biases,
    topical,
    same.hashes,
    same.labels,
    words,
  ];
  const head = new TextEncoder().encode(
    JSON.stringify({
      version: formatVersion,
      key: model.key,
      labels: model.labels,
      latin: model.latin,
      lengths: parts.map((part) => part.length),
      size: parts.reduce((sum, part) => sum + aligned(part.byteLength), 0),
    }),
  );
  const first = aligned(alignment + head.length);
  const size = parts.reduce((end, part) => aligned(end + part.byteLength), first);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, magic, true);
  new DataView(bytes.buffer).setUint32(4, head.length, true);
  bytes.set(head, alignment);
  let at = first;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at = aligned(at + part.byteLength);
  }
  return bytes;
}

type Head = {
  version: number;
  key: string;
  labels: string[];
  latin: string[];
  lengths: number[];
  size: number;
};

/** Reads only the key of a packed model; null where the bytes are none of ours or of another form. */
export function keyOfPacked(bytes: Uint8Array): string | null {
  return headOf(bytes)?.head.key ?? null;
}

/** Opens a packed model as views of its bytes, without copying the arrays; null where the bytes are none of ours or cut off. */
export function unpackModel(packed: Uint8Array): Model | null {
  // Views of numbers need an aligned beginning; what a file reader hands over is rarely moved by this.
  const bytes = packed.byteOffset % alignment === 0 ? packed : new Uint8Array(packed);
  const found = headOf(bytes);
  if (!found) return null;
  const { head } = found;
  const next = cutter(bytes, found.end, head.lengths);
  const model: Model = {
    key: head.key,
    labels: head.labels,
    latin: head.latin,
    dictionary: { traits: next(Uint32Array), rarities: next(Float32Array) },
    linear: { quantised: next(Int8Array), scales: next(Float32Array), biases: next(Float32Array) },
    topical: next(Uint8Array),
    same: { hashes: next(Uint32Array), labels: next(Uint16Array) },
    words: readWords(new TextDecoder().decode(next(Uint8Array))),
  };
  return model;
}

function headOf(bytes: Uint8Array): { head: Head; end: number } | null {
  if (bytes.length < alignment) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = alignment + view.getUint32(4, true);
  if (view.getUint32(0, true) !== magic || end > bytes.length) return null;
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(alignment, end))) as Head;
    const whole = bytes.length >= aligned(end) + head.size;
    return head.version === formatVersion && whole ? { head, end: aligned(end) } : null;
  } catch {
    return null;
  }
}

type View<T> = { new (buffer: ArrayBufferLike, at: number, length: number): T; BYTES_PER_ELEMENT: number };

/** Cuts one part after the other off the bytes, each as a view of its own kind; the head has the lengths. */
function cutter(bytes: Uint8Array, from: number, lengths: readonly number[]): <T>(view: View<T>) => T {
  let at = from;
  let part = 0;
  return (View) => {
    const length = lengths[part] ?? 0;
    const found = new View(bytes.buffer, bytes.byteOffset + at, length);
    at = aligned(at + length * View.BYTES_PER_ELEMENT);
    part += 1;
    return found;
  };
}

function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

function writtenWords(words: Model['words']): string {
  return [...words].map(([folded, { written, seen }]) => `${folded} ${written} ${seen}`).join('\n');
}

function readWords(text: string): Map<string, KnownWord> {
  const words = new Map<string, KnownWord>();
  for (const line of text === '' ? [] : text.split('\n')) {
    const [folded = '', written = '', seen = '0'] = line.split(' ');
    words.set(folded, { written, seen: Number(seen) });
  }
  return words;
}
