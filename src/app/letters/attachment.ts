// Owns files that letters link to: which kinds we keep, and the line that says what the link opens. Nothing is attached
// to a letter itself: it would weigh on every copy, and servers hold such letters back.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findStaff } from '../../../db/staff.ts';
import { grouped } from '../../core/ukrainian.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

export const largestFile = 10 * 1024 * 1024;

/** Kinds by the ending of their name, each with what its first bytes are. The words for people are content's. */
const zip = [0x50, 0x4b, 0x03, 0x04];
const kinds: Readonly<Record<string, readonly number[]>> = {
  '.pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  '.docx': zip,
  '.xlsx': zip,
  '.odt': zip,
  '.ods': zip,
  '.jpg': [0xff, 0xd8, 0xff],
  '.png': [0x89, 0x50, 0x4e, 0x47],
};

/** Where the file is, and the line for the letter: `Положення (PDF, 240 КБ): https://…`. */
export type KeptFile = { url: string; line: string };

/** Keeps a file under a name made of its content: the same file twice is one. */
export async function keepFile(
  app: App,
  folder: string | null,
  of: { name: string; bytes: Uint8Array; by: string },
): Promise<Result<KeptFile>> {
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  const ending = path.extname(of.name).toLowerCase().replace('.jpeg', '.jpg');
  const begins = Object.hasOwn(kinds, ending) ? kinds[ending] : undefined;
  if (folder === null || !begins?.every((byte, index) => of.bytes[index] === byte))
    return refuse(app, 'attach.kind');
  if (of.bytes.length > largestFile)
    return refuse(app, 'attach.large', { most: String(largestFile / 1024 / 1024) });
  const name = `${createHash('sha256').update(of.bytes).digest('hex').slice(0, 24)}${ending}`;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), of.bytes);
  await writing(app, (at) => writeAudit(at, app, { actor: staff.email, act: 'file.keep', object: name }));
  const url = `${app.publicUrl}/media/${name}`;
  return { ok: true, value: { url, line: lineOf(app, { ...of, ending, url }) } };
}

function lineOf(app: App, of: { name: string; bytes: Uint8Array; ending: string; url: string }): string {
  const title = path
    .parse(of.name)
    .name.normalize('NFC')
    .replace(/[\s_]+/g, ' ')
    .replace(/[*{}<>]/g, '')
    .trim();
  const kind = app.files.phrases[`mail.attachment.kind${of.ending}`] ?? of.ending.slice(1).toUpperCase();
  const values = { title, kind, size: sizeInWords(app, of.bytes.length), url: of.url };
  return (app.files.phrases['mail.attachment.line'] ?? '').replace(
    /\{(\w+)\}/g,
    (whole, name: string) => values[name as keyof typeof values] ?? whole,
  );
}

/** Kilobytes up to one megabyte, then megabytes with one digit. */
function sizeInWords({ files }: Pick<App, 'files'>, bytes: number): string {
  const large = bytes >= 1024 * 1024;
  const count = large ? Math.round((bytes / 1024 / 1024) * 10) / 10 : Math.max(1, Math.round(bytes / 1024));
  return (files.phrases[`mail.attachment.${large ? 'megabytes' : 'kilobytes'}`] ?? '').replace(
    '{count}',
    grouped(count),
  );
}
