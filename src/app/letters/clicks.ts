// Owns the counted links of letters: which links are counted, where each leads, and which visits are a person's.
import { createHmac } from 'node:crypto';
import { type BroadcastRow, findBroadcast } from '../../../db/broadcasts.ts';
import { noteVisit } from '../../../db/clicks.ts';
import { eq } from '../../../db/drizzle.ts';
import type { LetterFill } from '../../core/channel.ts';
import type { Reply } from '../../core/reply.ts';
import { clickToken, readClickToken } from '../../mail/click-token.ts';
import { blocksOf, type Piece } from '../../mail/markup.ts';
import { type App, reading, writing } from '../app.ts';

/** One counted link of a letter: the broadcast that it belongs to, its place there from 0, and where it leads. */
export type LetterLink = { broadcastId: string; link: number; url: string };

/** Scanners fetch the links of a letter at once when it comes, and all of them together. */
const scanAfterSendingMs = 5_000;
const burstMs = 2_000;

/** Programs that look at links for somebody: they name themselves, or have no name at all. */
const programs =
  /bot\b|bot[/;]|crawl|spider|scan|preview|prefetch|proxy|headless|phantom|curl|wget|python|java\/|okhttp|go-http|node-fetch|undici|axios|libwww|httpclient|monitor|validator|linkcheck|proofpoint|mimecast|barracuda|safelinks|symantec|messagelabs|trendmicro|fireeye|forcepoint|sophos|kaspersky|ms-office|outlook-ios-preview|skypeuri|whatsapp|facebookexternal|slack|telegram|viber/i;

type LinkApp = Pick<App, 'files' | 'publicUrl' | 'secret'>;

/** Whether the city counts visits of letters' links: unless `letterClicks: false` stands in content/city.yaml. */
export function countsClicks({ files }: Pick<App, 'files'>): boolean {
  return files.city.letterClicks !== false;
}

/** The counted links of a letter that carries these broadcasts, in order; a link that stands twice is one. */
export function linksOf(app: Pick<App, 'publicUrl'>, broadcasts: readonly BroadcastRow[]): LetterLink[] {
  const known = new Map<string, LetterLink>();
  for (const { id, body } of broadcasts) {
    const inText = blocksOf(body.letterText ?? body.text).flatMap(piecesOf);
    const written = inText.flatMap(({ href }) => href ?? []);
    const chosen = body.choices.flatMap((choice) => ('url' in choice ? [choice.url] : []));
    const urls = [...new Set([...written, ...chosen])].filter((url) => isCounted(app, url));
    for (const [link, url] of urls.entries()) {
      if (!known.has(url)) known.set(url, { broadcastId: id, link, url });
    }
  }
  return [...known.values()];
}

function piecesOf(block: ReturnType<typeof blocksOf>[number]): Piece[] {
  switch (block.kind) {
    case 'heading':
      return block.line;
    case 'paragraph':
      return block.lines.flat();
    case 'numbered':
    case 'bulleted':
      return block.items.flat();
  }
}

/** Pages of ours that act for one person must be reached as they are, and so must the privacy notice. */
function isCounted({ publicUrl }: Pick<App, 'publicUrl'>, url: string): boolean {
  if (!/^https?:\/\//i.test(url) || url.includes('{')) return false;
  return !['u', 'l', 'confirm', 'privacy', 'console'].some((own) => url.startsWith(`${publicUrl}/${own}`));
}

/**
 * The message of a letter with its links led through us. All recipients share it: the links stand for the broadcast
 * as such, open uncounted, and become a recipient's own by `fillOf`.
 */
export function withCountedLinks(app: LinkApp, reply: Reply, broadcasts: readonly BroadcastRow[]): Reply {
  const [first] = broadcasts;
  if (!first || !countsClicks(app)) return reply;
  const links = linksOf(app, broadcasts);
  if (links.length === 0) return reply;
  const word = clickToken(app.secret, { kind: 'broadcast', id: first.id });
  const places = new Map(links.map(({ url }, place) => [url, `${app.publicUrl}/l/${word}.${place}`]));
  const longestFirst = [...places.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(longestFirst.map((url) => RegExp.escape(url)).join('|'), 'g');
  return {
    ...reply,
    text: reply.text.replace(any, (url) => places.get(url) ?? url),
    choices: reply.choices.map((choice) =>
      'url' in choice ? { ...choice, url: places.get(choice.url) ?? choice.url } : choice,
    ),
  };
}

/** What makes the links of a broadcast's letter those of one recipient; nothing where clicks are not counted. */
export function fillOf(app: LinkApp, of: { broadcastId: string; deliveryId: string }): { fill?: LetterFill } {
  if (!countsClicks(app)) return {};
  const standIn = clickToken(app.secret, { kind: 'broadcast', id: of.broadcastId });
  return { fill: { standIn, value: clickToken(app.secret, { kind: 'delivery', id: of.deliveryId }) } };
}

/** What a visit shows of itself; header names in lower case. */
export type LinkVisit = { method: string; headers: Readonly<Record<string, string>> };

/**
 * Where a counted link leads, with the visit counted: an address that stands in a broadcast of ours, or null where
 * the link is forged or damaged. `link` is `<word>.<place>`.
 */
export async function followLink(app: App, link: string, visit: LinkVisit): Promise<string | null> {
  const [word = '', place = '', ...rest] = link.split('.');
  if (rest.length > 0 || !/^\d{1,3}$/.test(place)) return null;
  const owner = readClickToken(app.secret, word);
  if (!owner) return null;
  const letter = owner.kind === 'delivery' ? await letterNamed(app, owner.id) : null;
  const first = letter?.broadcastId ?? (owner.kind === 'broadcast' ? owner.id : null);
  if (first === null) return null;
  const ids = [first, ...(letter?.also ?? [])];
  const found = await Promise.all(ids.map((id) => findBroadcast(reading(app), id)));
  const target = linksOf(
    app,
    found.flatMap((one) => one ?? []),
  )[Number(place)];
  if (!target) return null;
  if (letter && countsClicks(app)) {
    const { broadcastId, link: own } = target;
    const now = app.clock.now();
    const human =
      isPerson(visit) && letter.settledAt !== null && now - letter.settledAt >= scanAfterSendingMs;
    const visitor = visitorOf(app.secret, letter.id);
    const note = { broadcastId, link: own, visitor, human, now, near: ids, burstMs };
    await writing(app, (at) => noteVisit(at, note));
  }
  return target.url;
}

async function letterNamed(app: App, id: string) {
  const { t, s } = reading(app);
  const { delivery } = t;
  const fields = {
    id: delivery.id,
    broadcastId: delivery.broadcastId,
    also: delivery.also,
    settledAt: delivery.settledAt,
  };
  return (await s.select(fields).from(delivery).where(eq(delivery.id, id)))[0] ?? null;
}

/** A hash under which nobody finds the person without the secret of this instance. */
function visitorOf(secret: string, deliveryId: string): string {
  return createHmac('sha256', secret).update(`visitor\n${deliveryId}`).digest('base64url').slice(0, 22);
}

/** Whether a request looks like a person's: no look ahead of a program (Sec-Purpose, RFC 9110 HEAD), and a browser. */
function isPerson({ method, headers }: LinkVisit): boolean {
  if (method !== 'GET') return false;
  const ahead = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers[name] ?? '');
  if (ahead.some((value) => /prefetch|prerender|preview/i.test(value))) return false;
  const agent = headers['user-agent'] ?? '';
  return /mozilla|opera/i.test(agent) && !programs.test(agent);
}
