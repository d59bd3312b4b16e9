// Owns reading a Telegram update: which of our events it is, and which callback has to be answered.
// The secret of the webhook is checked in telegram.ts, storing is the application's.
import { z } from 'zod';
import type { Inbound, Unsupported } from '../src/core/inbound.ts';
import { readOpening } from './opening.ts';

export const telegramName = 'telegram';

/** The kinds of updates that we ask for; all others are acknowledged and dropped. */
export const wantedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;

const chatSchema = z.object({ id: z.number(), type: z.string() });

const messageSchema = z.looseObject({
  date: z.number(),
  chat: chatSchema,
  text: z.string().optional(),
  migrate_to_chat_id: z.number().optional(),
});

// Only what is used is checked: a field that Telegram adds or changes elsewhere must not stop a chat.
const updateSchema = z.object({
  update_id: z.int(),
  message: messageSchema.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: z.object({ id: z.number() }),
      data: z.string().optional(),
      message: z.object({ chat: chatSchema }).optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      date: z.number(),
      chat: chatSchema,
      old_chat_member: z.object({ status: z.string() }).optional(),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
});

type Update = z.infer<typeof updateSchema>;
type Message = z.infer<typeof messageSchema>;

/** What one update means. `callbackId`: a pressed button that spins until `answerCallbackQuery` is called. */
export type TelegramReading = { updateId: number; inbounds: Inbound[]; callbackId: string | null };

/**
 * Reads one update as parsed JSON; null where it isn't one. `now` (milliseconds) stands in for the instant of a
 * pressed button, which Telegram doesn't tell; `botName` is the bot's own username, null while it isn't known.
 * Source: https://core.telegram.org/bots/api#update
 */
export function readUpdate(
  json: unknown,
  now: number,
  botName: string | null = null,
): TelegramReading | null {
  const parsed = updateSchema.safeParse(json);
  if (!parsed.success) return null;
  const update = parsed.data;
  const inbound = readMessage(update, botName) ?? readChoice(update, now) ?? readMembership(update);
  return {
    updateId: update.update_id,
    inbounds: inbound ? [inbound] : [],
    callbackId: update.callback_query?.id ?? null,
  };
}

function common(update: Update, chatId: number, at: number) {
  return { channel: telegramName, address: String(chatId), eventId: String(update.update_id), at };
}

function readMessage(update: Update, botName: string | null): Inbound | null {
  const { message } = update;
  if (!message) return null;
  const base = common(update, message.chat.id, message.date * 1000);
  if (message.migrate_to_chat_id !== undefined)
    return { ...base, kind: 'moved', to: String(message.migrate_to_chat_id) };
  // In a group the bot stays silent: an answer there would show a person's question to everybody.
  if (isGroup(message.chat.type) && calls(message.text, botName))
    return { ...base, kind: 'group', event: 'called' };
  if (message.chat.type !== 'private') return null;
  if (message.text !== undefined) {
    const opening = readOpening(message.text);
    if (opening) return { ...base, kind: 'opened', source: opening.source, welcome: false };
    return { ...base, kind: 'text', text: message.text };
  }
  const what = unsupportedIn(message);
  return what ? { ...base, kind: 'unsupported', what } : null;
}

function isGroup(type: string): boolean {
  return type === 'group' || type === 'supergroup';
}

/** `/start@name` with our own name; the bare command may be meant for any bot of the group. */
function calls(text: string | undefined, botName: string | null): boolean {
  const [, name] = /^\/start@(\w+)(?:\s|$)/i.exec(text ?? '') ?? [];
  return name !== undefined && name.toLowerCase() === botName?.toLowerCase();
}

const contents: readonly [field: string, what: Unsupported][] = [
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['video_note', 'voice'],
  ['sticker', 'sticker'],
  ['photo', 'picture'],
  // An animation also carries a `document`, so it is looked for first.
  ['animation', 'picture'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
  ['document', 'file'],
  ['video', 'other'],
  ['poll', 'other'],
  ['dice', 'other'],
  ['story', 'other'],
];

/** What somebody sent that we can't read; null for service messages (pinned, timer changed), which need no answer. */
function unsupportedIn(message: Message): Unsupported | null {
  return contents.find(([field]) => message[field] !== undefined)?.[1] ?? null;
}

function readChoice(update: Update, now: number): Inbound | null {
  const query = update.callback_query;
  if (!query || query.data === undefined) return null;
  if (query.message && query.message.chat.type !== 'private') return null;
  const chatId = query.message?.chat.id ?? query.from.id;
  return { ...common(update, chatId, now), kind: 'choice', value: query.data };
}

function readMembership(update: Update): Inbound | null {
  const member = update.my_chat_member;
  if (!member) return null;
  const base = common(update, member.chat.id, member.date * 1000);
  if (isGroup(member.chat.type)) return isAdded(member) ? { ...base, kind: 'group', event: 'added' } : null;
  if (member.chat.type !== 'private') return null;
  if (member.new_chat_member.status === 'kicked') return { ...base, kind: 'left' };
  if (member.new_chat_member.status === 'member') return { ...base, kind: 'joined' };
  return null;
}

/** Whether the bot was put into a group just now: being made its administrator later is nothing new. */
function isAdded(member: NonNullable<Update['my_chat_member']>): boolean {
  const inside = ({ status }: { status: string }) => status === 'member' || status === 'administrator';
  return inside(member.new_chat_member) && !(member.old_chat_member && inside(member.old_chat_member));
}
