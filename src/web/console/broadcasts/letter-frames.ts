// Owns the letters of drafts that nobody keeps: held for a short while, so that a frame can show them to who writes them.
import { randomBytes } from 'node:crypto';
import { html } from 'hono/html';
import { type Answer, type ConsoleRoute, everyone, type Visit } from '../visit.ts';

export const letterFrameRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/letters/:token/letter.html', who: everyone, answer: frame },
];

/** Of a form that is being written the last few are asked for; older ones make room. */
const most = 60;
const held = new Map<string, { html: string; by: string }>();

/** Holds a letter for its writer; the path under the console where they alone can see it. */
export function holdLetter({ member }: Pick<Visit, 'member'>, letter: string): string {
  for (const [token, { html: same, by }] of held)
    if (same === letter && by === member.id) return pathOf(token);
  const token = randomBytes(12).toString('hex');
  held.set(token, { html: letter, by: member.id });
  for (const oldest of held.keys()) {
    if (held.size <= most) break;
    held.delete(oldest);
  }
  return pathOf(token);
}

const pathOf = (token: string) => `/letters/${token}/letter.html`;

/** A letter that made room for newer ones, or is somebody else's, is words in its frame. */
async function frame(visit: Visit): Promise<Answer> {
  const letter = held.get(visit.param('token'));
  if (!letter || letter.by !== visit.member.id)
    return { letter: String(await html`<!doctype html><p>${visit.say('letter.tooOld')}</p>`) };
  return { letter: ownPicturesHere(letter.html, visit.origin) };
}

/** Our own pictures are loaded from where the reader is, whatever our public name is; others are not loaded at all. */
export function ownPicturesHere(letter: string, origin: string): string {
  return letter.replaceAll(`src="${origin}/media/`, 'src="/media/');
}
