// Owns the picture and the buttons of a broadcast: which of them can reach people, and keeping a picture that staff upload.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findStaff } from '../../../db/staff.ts';
import { readCommand } from '../../core/dialog/command.ts';
import type { Choice, Presentation } from '../../core/reply.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import type { Picture } from './broadcast-types.ts';

/** More would push each other off a small screen. */
export const mostButtons = 4;
const longestLabel = 40;
const longestAlt = 200;
/** What Viber shows on every phone: 1 MB. Source: https://developers.viber.com/docs/api/rest-bot-api/#picture-message */
export const largestPicture = 1024 * 1024;

/** Viber tells a picture by the ending of its address. Source: as above. */
const pictureEnding = /\.(jpe?g|png|gif)$/i;

/** The picture as it will be sent, or why it can't be: an address of https (or ours) and words for who can't see it. */
export function pictureOf(app: App, given: Picture | null): Result<Picture | null> {
  if (given === null) return { ok: true, value: null };
  const [url, alt] = [given.url.trim(), given.alt.trim()];
  if (url === '') return refuse(app, alt === '' ? 'broadcast.picture' : 'broadcast.pictureMissing');
  if (!isOurs(app, url) && !URL.parse(url)?.protocol.startsWith('https:'))
    return refuse(app, 'broadcast.picture');
  if (!pictureEnding.test(url)) return refuse(app, 'broadcast.picture');
  if (alt === '' || alt.length > longestAlt)
    return refuse(app, 'broadcast.alt', { most: String(longestAlt) });
  return { ok: true, value: { url, alt } };
}

function isOurs(app: Pick<App, 'publicUrl'>, url: string): boolean {
  return url.startsWith(`${app.publicUrl}/media/`);
}

/** The buttons with their values filled in, or what is wrong with the first that nobody could use. */
export function choicesOf(
  app: App,
  given: readonly Choice[],
  filled: (template: string) => string,
): Result<Choice[]> {
  if (given.length > mostButtons) return refuse(app, 'broadcast.buttonCount', { most: String(mostButtons) });
  const choices: Choice[] = [];
  for (const one of given) {
    const label = filled(one.label.trim());
    if (label === '' || label.length > longestLabel)
      return refuse(app, 'broadcast.buttonLabel', { label, most: String(longestLabel) });
    const choice = 'url' in one ? { label, url: filled(one.url.trim()) } : { label, value: one.value.trim() };
    const works = 'url' in choice ? isLink(app, choice.url) : isOffer(choice.value);
    if (!works) return refuse(app, 'broadcast.buttonTarget', { label });
    choices.push(choice);
  }
  return { ok: true, value: choices };
}

function isLink(app: Pick<App, 'publicUrl'>, url: string): boolean {
  if (/\s/.test(url)) return false;
  return url.startsWith(`${app.publicUrl}/`) || URL.parse(url)?.protocol === 'https:';
}

/** A command that can be offered to everybody: nobody erases their data by a button that the city put before them. */
function isOffer(value: string): boolean {
  const command = readCommand(value);
  return command !== null && !(command.kind === 'data' && command.erase !== 'no');
}

/** The label of a button that a channel with buttons could only show as a line of text; null: all can be pressed. */
export function hiddenButton(choices: readonly Choice[], to: Presentation): string | null {
  const { buttons } = to;
  if (!buttons) return null;
  const long = choices.find(
    (choice, index) =>
      index >= buttons.most ||
      choice.label.length > buttons.labelLength ||
      ('value' in choice && Buffer.byteLength(choice.value) > buttons.valueBytes),
  );
  return long?.label ?? null;
}

/** What a file is by its first bytes, as the ending of its address. */
function endingOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 8));
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return '.jpg';
  if (head.equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return '.png';
  return /^GIF8[79]a/.test(head.toString('latin1')) ? '.gif' : null;
}

/**
 * Keeps a picture in the folder that is served as /media, under a name made of its content: the same picture twice is
 * one file. Refused: what is no picture, or more than messengers take.
 */
export async function keepPicture(
  app: App,
  folder: string | null,
  of: { bytes: Uint8Array; by: string },
): Promise<Result<{ url: string }>> {
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  const ending = endingOf(of.bytes);
  if (folder === null || !ending) return refuse(app, 'broadcast.pictureFile');
  if (of.bytes.length > largestPicture) return refuse(app, 'broadcast.pictureLarge');
  const name = `${createHash('sha256').update(of.bytes).digest('hex').slice(0, 24)}${ending}`;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), of.bytes);
  await writing(app, (at) => writeAudit(at, app, { actor: staff.email, act: 'picture.keep', object: name }));
  return { ok: true, value: { url: `${app.publicUrl}/media/${name}` } };
}
