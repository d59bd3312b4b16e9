// Owns linking chats by a code that the person carries over: what is known of a code, giving it out, and joining two people.
import { createHmac } from 'node:crypto';
import {
  addLinkTry,
  dropLinkCode,
  findLinkCode,
  forgetLinks,
  keepLinkCode,
  linkTriesSince,
  mergePerson,
} from '../../../db/link.ts';
import { type AddressRow, type At, addressesOf, type PersonRow } from '../../../db/people.ts';
import { phrase } from '../../core/answer.ts';
import type { Command } from '../../core/dialog/command.ts';
import { type Linking, noLinking, type Reachable } from '../../core/dialog/conversation.ts';
import { linkCodeMinutes } from '../../core/dialog/dialog-link.ts';
import { factsFor } from '../../core/facts.ts';
import { hourMs, minuteMs } from '../../core/time.ts';
import { type App, channelNamed, channelTitle, currentContent } from '../app.ts';
import { mergeTurnout } from '../events/event-answers.ts';
import { replyRow } from './reply-row.ts';

/** Wrong codes that one address may try in an hour. */
export const triesAnHour = 5;
/** And all addresses together: sessions of the web chat cost nothing, so guessing from many of them must not pay. */
const allTriesAnHour = 1000;
const codes = 100_000_000;

type Whose = { person: PersonRow; address: AddressRow };

/** Only this is stored of a code: without the instance's secret nobody can tell the code from it. */
function hashOfCode(app: Pick<App, 'secret'>, code: string): string {
  return createHmac('sha256', app.secret).update(`link\n${code}`).digest('base64url');
}

/** Where a person can be written to, the channel they are writing on first. */
export function reachableOf(
  app: Pick<App, 'channels'>,
  addresses: readonly Pick<AddressRow, 'channel' | 'state'>[],
): Reachable[] {
  return addresses
    .filter((row) => row.state === 'active')
    .map(({ channel }) => ({ channel, waits: channelNamed(app, channel)?.capabilities.reaches === false }));
}

/** What a turn about linking has to know: a code that nobody has, or what the code that was typed opens. */
export async function lookAtLinking(
  at: At,
  app: App,
  of: Whose & { meant: Command | null },
): Promise<Linking> {
  const { meant, person, address } = of;
  if (meant?.kind !== 'link' || meant.code === '') return noLinking;
  if (meant.code === null) return { newCode: await freeCode(at, app), tried: null };
  const now = app.clock.now();
  const tries = await linkTriesSince(at, address.id, now - hourMs);
  if (tries.own >= triesAnHour || tries.all >= allTriesAnHour) {
    return { newCode: null, tried: { kind: 'tooMany' } };
  }
  const found = await findLinkCode(at, hashOfCode(app, meant.code), now);
  if (!found) return { newCode: null, tried: { kind: 'wrong' } };
  const own = await addressesOf(at, person.id);
  if (found.personId === person.id) return { newCode: null, tried: { kind: 'own', linked: own.length > 1 } };
  const other = await addressesOf(at, found.personId);
  return { newCode: null, tried: { kind: 'match', reachable: reachableOf(app, [...other, ...own]) } };
}

/** Eight random digits that no living code has. */
async function freeCode(at: At, app: App): Promise<string> {
  for (;;) {
    // The random part of an id: 80 bits, so that the remainder favours no code.
    const random = BigInt(`0x${app.newId().slice(12)}`);
    const code = String(random % BigInt(codes)).padStart(8, '0');
    if (!(await findLinkCode(at, hashOfCode(app, code), app.clock.now()))) return code;
  }
}

/** Keeps the code that was shown; an older one of the same person is over. */
export async function makeLinkCode(at: At, app: App, of: Whose & { code: string }): Promise<void> {
  const now = app.clock.now();
  const expiresAt = now + linkCodeMinutes * minuteMs;
  await keepLinkCode(at, { codeHash: hashOfCode(app, of.code), personId: of.person.id, expiresAt }, now);
}

export async function missLinkCode(at: At, app: App, of: Whose): Promise<void> {
  const now = app.clock.now();
  await forgetLinks(at, { now, triesUntil: now - hourMs });
  await addLinkTry(at, { id: app.newId(), addressId: of.address.id, at: now });
}

/** Joins the person who typed a code to the one who got it, uses the code up, and tells the chat that it came from. */
export async function linkChats(at: At, app: App, of: Whose & { code: string }): Promise<void> {
  const codeHash = hashOfCode(app, of.code);
  const found = await findLinkCode(at, codeHash, app.clock.now());
  if (!found || found.personId === of.person.id) return;
  await dropLinkCode(at, codeHash);
  const before = await addressesOf(at, found.personId);
  await mergeTurnout(at, app, { from: of.person.id, to: found.personId });
  await mergePerson(at, of.person.id, found.personId);
  await tellOtherChat(at, app, { personId: found.personId, before, entered: of.address });
}

/** A link that its owner didn't make should not stay unseen. */
async function tellOtherChat(
  at: At,
  app: App,
  of: { personId: string; before: readonly AddressRow[]; entered: AddressRow },
): Promise<void> {
  const [chat] = of.before
    .filter((row) => row.state === 'active' && !channelNamed(app, row.channel)?.capabilities.letters)
    .sort((a, b) => (b.wroteAt ?? 0) - (a.wroteAt ?? 0));
  if (!chat) return;
  const now = app.clock.now();
  const content = await currentContent(app, at);
  const value = channelTitle(content, of.entered.channel);
  const text = phrase(content, 'link.told', factsFor(content, { contest: 'city', now }), { value });
  const reply = { text, choices: [] };
  await at.s
    .insert(at.t.delivery)
    .values(replyRow(app, { reply, person: { id: of.personId }, address: chat, now }));
  app.nudge(chat.channel);
}
