// Owns recognising what kind of file a plan came as, by its bytes and not by its name, and handing it to the right reader.

import { archiveLimits, looksLikeZip, openArchive } from './archive.ts';
import { readCsv } from './csv.ts';
import { decodeText } from './decode.ts';
import { isDocx, readDocx } from './docx.ts';
import { readDump } from './dump.ts';
import { exceedsLimits, type PlanGrid } from './grid.ts';
import type { ProblemCode } from './problems.ts';
import { isXlsx, readXlsx } from './xlsx.ts';

export type FileReading = { ok: true; grid: PlanGrid } | { ok: false; code: ProblemCode };

function beginsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** Signatures of files that look like plans on a desk and can't be read; checked before anything is unpacked. */
const refused: readonly (readonly [readonly number[], ProblemCode])[] = [
  [ascii('%PDF'), 'pdf'],
  [ascii('{\\rtf'), 'richText'],
  [[0xff, 0xd8, 0xff], 'picture'],
  [[0x89, 0x50, 0x4e, 0x47], 'picture'],
  [ascii('GIF8'), 'picture'],
  [ascii('BM'), 'picture'],
  [[0x49, 0x49, 0x2a, 0x00], 'picture'],
  [[0x4d, 0x4d, 0x00, 0x2a], 'picture'],
  [ascii('RIFF'), 'picture'],
];

/** The container of old Word and Excel files, and of new ones with a password. */
const compound = [0xd0, 0xcf, 0x11, 0xe0];

/** A compound file whose directory names an encrypted package, in UTF-16 as such directories are. */
function isEncrypted(bytes: Uint8Array): boolean {
  const name = Buffer.from('EncryptedPackage', 'utf16le');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(name);
}

function readZip(bytes: Uint8Array): FileReading {
  const listing = openArchive(bytes, (name) => name === 'mimetype');
  if (!listing.ok) return listing;
  const { names } = listing.archive;
  if (isDocx(names)) return readDocx(bytes);
  if (isXlsx(names)) return readXlsx(bytes);
  if (names.includes('content.xml')) return { ok: false, code: 'openDocument' };
  return { ok: false, code: names.length === 0 ? 'damaged' : 'unknownFormat' };
}

/** Lines of a text file; a dump has one a cell. */
const mostTextLines = 60_000;

function readText(bytes: Uint8Array, name: string): FileReading {
  const text = decodeText(bytes);
  if (text === null) return { ok: false, code: 'unknownFormat' };
  if (/^\s*(<!doctype html|<html|<\?xml)/i.test(text)) return { ok: false, code: 'webPage' };
  if (text.trim() === '') return { ok: false, code: 'empty' };
  if (text.split('\n', mostTextLines + 1).length > mostTextLines) return { ok: false, code: 'tooLong' };
  const isDump = !/\.(csv|tsv|tab)$/i.test(name) && /^ *\t|\t/m.test(text);
  const grid = isDump ? readDump(text) : (readCsv(text) ?? readDump(text));
  return grid ? { ok: true, grid } : { ok: false, code: 'noTable' };
}

/** Reads a file into the grid, or says why not. A text with TABs is a dump unless its name says CSV or TSV. */
export function readFile(file: { name: string; bytes: Uint8Array }): FileReading {
  const reading = readAny(file);
  return reading.ok && exceedsLimits(reading.grid) ? { ok: false, code: 'tooLong' } : reading;
}

function readAny(file: { name: string; bytes: Uint8Array }): FileReading {
  const { bytes, name } = file;
  if (bytes.length === 0) return { ok: false, code: 'empty' };
  if (bytes.length > archiveLimits.bytes) return { ok: false, code: 'tooLarge' };
  const signature = refused.find(([start]) => beginsWith(bytes, start));
  if (signature) return { ok: false, code: signature[1] };
  if (beginsWith(bytes, compound)) return { ok: false, code: isEncrypted(bytes) ? 'encrypted' : 'oldOffice' };
  return looksLikeZip(bytes) ? readZip(bytes) : readText(bytes, name);
}
