// Owns changing what was sent on Telegram: other words for a message, or none. Which messages are to be changed is
// the application's; what an answer means in general is in telegram-outcome.ts.
import { type Api, GrammyError } from 'grammy';
import type { Amendment } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Reply } from '../src/core/reply.ts';
import { outcomeOfError } from './telegram-outcome.ts';
import { chatOf, toHtml, toInlineKeyboard } from './telegram-send.ts';

/**
 * Edits a message, or deletes it where the reply is null. `sent`: it is now as asked, also where it already was (a
 * repeated edit, a message that the person has deleted themselves before a recall). `rejected`: the message is gone, or
 * too old to be deleted (48 hours). Never throws. `clock` is the queue's, in milliseconds.
 * Sources: https://core.telegram.org/bots/api#editmessagetext, #editmessagecaption, #deletemessage
 */
export async function amendMessage(api: Api, change: Amendment, clock: () => number): Promise<Outcome> {
  const done: Outcome = { kind: 'sent', providerId: change.messageId, priceEur: 0 };
  const id = Number(change.messageId);
  if (!Number.isSafeInteger(id))
    return { kind: 'rejected', code: 'telegram:messageId', text: 'not the id of a message' };
  try {
    if (change.reply === null) await api.deleteMessage(chatOf(change.address), id);
    else await edit(api, { chat: chatOf(change.address), id, reply: change.reply });
    return done;
  } catch (error) {
    return isAlreadySo(error, change) ? done : outcomeOfError(error, clock());
  }
}

/** What a message was, a text or a caption, isn't kept: Telegram says it where the guess was wrong. */
async function edit(
  api: Api,
  { chat, id, reply }: { chat: number | string; id: number; reply: Reply },
): Promise<void> {
  const html = toHtml(reply.text);
  const keyboard = toInlineKeyboard(reply.choices);
  const extra = { parse_mode: 'HTML' as const, ...(keyboard ? { reply_markup: keyboard } : {}) };
  try {
    await api.editMessageText(chat, id, html, { link_preview_options: { is_disabled: true }, ...extra });
  } catch (error) {
    if (!says(error, /there is no text in the message to edit/i)) throw error;
    await api.editMessageCaption(chat, id, { caption: html, ...extra });
  }
}

/** Refusals that mean that nothing is left to do; the words are those that bots report in practice. */
function isAlreadySo(error: unknown, { reply }: Amendment): boolean {
  return says(error, reply === null ? /message to delete not found/i : /message is not modified/i);
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && words.test(error.description);
}
