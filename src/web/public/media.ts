// Owns serving the city's pictures to messengers and to our pages, and files that letters link to: those of one folder
// and nothing else on the disk.
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** What a file is by its name's ending. No SVG or HTML: they can carry scripts. */
const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.ods': 'application/vnd.oasis.opendocument.spreadsheet',
};

export type Picture = { contentType: string; bytes: Uint8Array<ArrayBuffer> };

/**
 * The picture `name` (a decoded path below the folder, with `/`), or null where there is none, it is no image, or the
 * path would leave the folder: by dots, by a hidden file or by a link that points out of it.
 */
export async function pictureIn(folder: string | null, name: string): Promise<Picture | null> {
  const contentType = types[path.extname(name).toLowerCase()];
  const steps = name.split('/');
  if (folder === null || !contentType || !steps.every(isPlainStep)) return null;
  try {
    const home = await realpath(folder);
    const file = await realpath(path.join(home, ...steps));
    if (!file.startsWith(home + path.sep)) return null;
    return { contentType, bytes: new Uint8Array(await readFile(file)) };
  } catch {
    // Not there, not readable or a folder: for who asks, all of that is a picture that doesn't exist.
    return null;
  }
}

/** A name of letters, digits, blanks, dots, dashes and underscores that doesn't begin with a dot or a blank. */
function isPlainStep(step: string): boolean {
  return /^[\p{L}\p{N}_-][\p{L}\p{M}\p{N} ._-]*$/u.test(step);
}
