// Owns the way behind a letter's counted link: `GET /l/:link` leads on to where the letter meant. What is counted is
// the application's.
import type { Context } from 'hono';
import type { LinkVisit } from '../app/letters/clicks.ts';

/** Where a link leads, or null where it is forged or damaged. */
export type FollowLink = (link: string, visit: LinkVisit) => Promise<string | null>;

/** Longer than any word of ours. */
const longestLink = 256;

/**
 * Answers a visit with 302 to the address that stands in the letter, or null where the link is none of ours: there is
 * no other way to name a target, so nobody can borrow our name for theirs. No cookie is set or read.
 */
export async function answerLink(c: Context, follow: FollowLink): Promise<Response | null> {
  const link = c.req.param('link') ?? '';
  if (link.length > longestLink || !/^[\w-]+\.\d{1,3}$/.test(link)) return null;
  const target = await follow(link, { method: c.req.method, headers: c.req.header() });
  return target === null ? null : c.redirect(target, 302);
}
