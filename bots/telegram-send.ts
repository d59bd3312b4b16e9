// Owns writing a reply in Telegram's terms (HTML, inline keyboard, picture with caption). What the answer means
// is in telegram-outcome.ts; splitting a long text is core's `fitReply`.
import type { Api } from 'grammy';
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Choice, Reply } from '../src/core/reply.ts';

/** Labels up to this length stand two in a row on a narrow phone without being cut. */
const halfRowLabel = 18;

/**
 * Telegram's HTML: only & < > are escaped, `**bold**` becomes <b>.
 * Source: https://core.telegram.org/bots/api#html-style
 */
export function toHtml(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replace(/\*\*(.+?)\*\*/gs, '<b>$1</b>');
}

/** Buttons in the order of the choices, two short ones a row; null where there is nothing to press. */
export function toInlineKeyboard(choices: readonly Choice[]): InlineKeyboardMarkup | null {
  if (choices.length === 0) return null;
  const rows: InlineKeyboardButton[][] = [];
  let open: InlineKeyboardButton[] | null = null;
  for (const choice of choices) {
    const short = choice.label.length <= halfRowLabel;
    if (short && open) {
      open.push(toButton(choice));
      open = null;
      continue;
    }
    const row = [toButton(choice)];
    rows.push(row);
    open = short ? row : null;
  }
  return { inline_keyboard: rows };
}

function toButton(choice: Choice): InlineKeyboardButton {
  return 'url' in choice
    ? { text: choice.label, url: choice.url }
    : { text: choice.label, callback_data: choice.value };
}

/** A chat as the Bot API wants it: an id as a number, the name of a public channel as it stands. */
export function chatOf(address: string): number | string {
  return /^-?\d+$/.test(address) ? Number(address) : address;
}

type Written = { text: string; keyboard: InlineKeyboardMarkup | null };
const written = new WeakMap<Reply, Written>();

/** A reply in Telegram's terms; people who get the same reply share the work. */
function inTelegram(reply: Reply): Written {
  const known = written.get(reply) ?? {
    text: toHtml(reply.text),
    keyboard: toInlineKeyboard(reply.choices),
  };
  written.set(reply, known);
  return known;
}

/** Sends one fitted reply and returns the message id; throws what grammY throws. */
export async function sendReply(api: Api, address: string, reply: Reply): Promise<number | null> {
  const chat = chatOf(address);
  const { text, keyboard } = inTelegram(reply);
  const extra = { parse_mode: 'HTML' as const, ...(keyboard ? { reply_markup: keyboard } : {}) };
  const message = reply.picture
    ? await api.sendPhoto(chat, reply.picture.url, { caption: text, ...extra })
    : await api.sendMessage(chat, text, {
        link_preview_options: { is_disabled: true },
        ...extra,
      });
  // Typed as always there; what comes over the wire is checked all the same.
  return typeof message?.message_id === 'number' ? message.message_id : null;
}
