// Owns sharing a bot with the city's own: each event of the host is taken in, noted by both, or left to the host. Which are
// ours is core/share.ts's; taking one in is receive.ts's.
import { findSource, recalledTalk } from '../../../db/people.ts';
import { cityNow, findChat, saveConversation } from '../../../db/receiving.ts';
import { type Conversation, freshConversation } from '../../core/dialog/conversation.ts';
import { supportCodeIn } from '../../core/drafts/draft.ts';
import type { Inbound } from '../../core/inbound.ts';
import type { Reply } from '../../core/reply.ts';
import { type Answerable, claims, isTalking, isTheirs, type Share, type Taken } from '../../core/share.ts';
import { type App, contentNow, reading, writing } from '../app.ts';
import { landingFor } from './landing.ts';
import { isTaken } from './receive.ts';
import { withLastShown } from './shown-last.ts';

/** `hear` takes an event in, as it does those of our own channels: `receive`, behind the gate for floods. */
export type Sharing = { share: Share; hear: (inbound: Inbound) => Promise<Reply | null> };

/** Takes in what is ours of a host's event, once; see `Taken` for what the host is to do with it. */
export async function takeShared(app: App, inbound: Inbound, { share, hear }: Sharing): Promise<Taken> {
  switch (inbound.kind) {
    case 'group':
      return { kind: 'left' };
    case 'receipt':
    case 'joined':
    case 'left':
    case 'moved':
      await hear(inbound);
      return { kind: 'noted' };
    case 'text':
    case 'choice':
    case 'opened':
    case 'unsupported': {
      if (isTheirs(inbound, share)) return await leave(app, inbound);
      const chat = await chatOf(app, inbound);
      // A repeat of what we took in is ours, whatever the conversation looks like by now.
      if ((await isOurs(app, inbound, { chat, share })) || (await isTaken(app, inbound)))
        return { kind: 'answered', welcome: await hear(inbound) };
      if (chat) await standBack(app, chat);
      return { kind: 'left' };
    }
  }
}

/** Leaves a command or a button to the host, even where our database is in trouble: its bot goes on working. */
async function leave(app: App, inbound: Answerable): Promise<Taken> {
  try {
    const chat = await chatOf(app, inbound);
    if (chat) await standBack(app, chat);
  } catch (error) {
    app.log.error({ channel: inbound.channel, error }, 'a chat could not be left to the host');
  }
  return { kind: 'left' };
}

type Chat = NonNullable<Awaited<ReturnType<typeof findChat>>> & { conversation: Conversation };

/** The chat with what was shown there last, a message that we began included; null for somebody new. */
async function chatOf(app: App, inbound: Answerable): Promise<Chat | null> {
  const at = reading(app);
  const known = await findChat(at, inbound.channel, inbound.address);
  if (!known) return null;
  const conversation = await withLastShown(at, app, {
    conversation: recalledTalk(known.talk, app.clock.now()),
    talkedAt: known.talk?.updatedAt ?? 0,
    inbound: { ...inbound, kind: 'text', text: inbound.kind === 'text' ? inbound.text : '' },
    address: known.address,
  });
  return { ...known, conversation };
}

async function isOurs(
  app: App,
  inbound: Answerable,
  { chat, share }: { chat: Chat | null; share: Share },
): Promise<boolean> {
  const at = reading(app);
  return claims(inbound, {
    content: await contentNow(app, at, await cityNow(at)),
    contest: chat?.person.contest ?? null,
    role: chat?.person.role ?? null,
    now: app.clock.now(),
    conversation: chat?.conversation ?? freshConversation,
    understand: app.understand,
    share,
    known: chat !== null,
    landing: inbound.kind === 'opened' && (await isOurSource(app, inbound.source)),
  });
}

/** Whether a deep link is one that we gave out: printed material, a page of an event, somebody's idea. */
async function isOurSource(app: App, source: string | null): Promise<boolean> {
  if (source === null) return false;
  if (supportCodeIn(source) !== null) return true;
  const at = reading(app);
  return (await landingFor(at, source)) !== null || (await findSource(at, source)) !== null;
}

/** The host answers now, so a number or a «так» that comes next is no answer to what we asked before. */
async function standBack(app: App, { address, conversation }: Chat): Promise<void> {
  if (!isTalking(conversation)) return;
  const { shown, short } = conversation;
  const state = { ...freshConversation, shown, short };
  await writing(app, (at) => saveConversation(at, address.id, { state, now: app.clock.now() }));
}
