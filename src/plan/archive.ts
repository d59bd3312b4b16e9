// Owns opening an office document's zip within bounds; which parts are asked for and what is in them belongs to the readers.

import { unzipSync } from 'fflate';

/** Bounds of a plan document: what a signed plan of some pages never reaches and a zip bomb passes at once. */
export const archiveLimits = {
  bytes: 20 * 1024 * 1024,
  entries: 3000,
  partBytes: 32 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  /** Expansion allowed above `ratioFreeBytes`; deflate itself can't pass about 1030. */
  ratio: 250,
  ratioFreeBytes: 4 * 1024 * 1024,
} as const;

export type Archive = { names: string[]; parts: Map<string, Uint8Array> };
export type ArchiveReading = { ok: true; archive: Archive } | { ok: false; code: 'damaged' | 'bomb' };

/** Whether the bytes begin like a zip, also an empty or a spanned one. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7);
}

/**
 * Unpacks the parts that `wanted` names. Sizes are checked as declared; a part that lies about its size is cut at the
 * declared one by the zip reader, and its XML then fails as damaged.
 */
export function openArchive(bytes: Uint8Array, wanted: (name: string) => boolean): ArchiveReading {
  const names: string[] = [];
  let total = 0;
  let bomb = false;
  try {
    const unpacked = unzipSync(bytes, {
      filter: (entry) => {
        names.push(entry.name);
        if (names.length > archiveLimits.entries) bomb = true;
        if (bomb || !wanted(entry.name)) return false;
        const swollen =
          entry.originalSize > Math.max(archiveLimits.ratioFreeBytes, entry.size * archiveLimits.ratio);
        total += entry.originalSize;
        if (swollen || entry.originalSize > archiveLimits.partBytes || total > archiveLimits.totalBytes)
          bomb = true;
        return !bomb;
      },
    });
    if (bomb) return { ok: false, code: 'bomb' };
    return { ok: true, archive: { names, parts: new Map(Object.entries(unpacked)) } };
  } catch {
    return { ok: false, code: bomb ? 'bomb' : 'damaged' };
  }
}
