// Owns writing a reply in Viber's terms: plain text, picture with caption, keyboard. Keyboards are checked here,
// because Viber checks them only on the phone, long after it has said "ok".
import { z } from 'zod';
import { type Choice, plainText, type Reply } from '../src/core/reply.ts';

/** Stands before the value of a button, so that a pressed one is told from the same words typed by hand. */
export const choiceMarker = 'uch:';

export const longestCaption = 512;
const longestLabel = 250;
const mostRows = 12;
/** A label up to this length fits half the width of a phone. */
const halfRowLabel = 16;

/**
 * Source: https://viber.github.io/docs/tools/keyboards . Silent keeps the button's value and address out of the
 * chat; it and InputFieldState need the API level in `minApiVersion`.
 */
const buttonSchema = z
  .object({
    Columns: z.int().min(1).max(6),
    Rows: z.int().min(1).max(2),
    Text: z.string().min(1).max(longestLabel),
    TextSize: z.enum(['small', 'regular', 'large']),
    ActionType: z.enum(['reply', 'open-url']),
    ActionBody: z.string().min(1),
    Silent: z.boolean(),
  })
  .refine(
    ({ ActionType, ActionBody }) => ActionType === 'reply' || /^https?:\/\/\S+$/.test(ActionBody),
    'no URL',
  );

const keyboardSchema = z.object({
  Type: z.literal('keyboard'),
  InputFieldState: z.literal('regular'),
  Buttons: z
    .array(buttonSchema)
    .min(1)
    .refine((buttons) => buttons.reduce((sum, b) => sum + b.Columns, 0) <= mostRows * 6, 'too many rows'),
});

export type ViberKeyboard = z.infer<typeof keyboardSchema>;

/** The API level of Silent, InputFieldState and open-url without an echo: Viber 6.7 of 2017 and newer. */
export const minApiVersion = 4;

/** A message as `send_message` wants it, without its receiver: also the form of a welcome. */
export type ViberMessage = {
  sender: { name: string };
  type: 'text' | 'picture';
  text: string;
  media?: string;
  min_api_version?: number;
  keyboard?: ViberKeyboard;
};

/**
 * The message for a fitted reply. A caption that is too long becomes a text with the picture's address, since
 * Viber refuses the one and shows the other as a preview. Throws where the keyboard can't be shown: that is a bug.
 */
export function toViberMessage(reply: Reply, senderName: string): ViberMessage {
  const text = plainText(reply.text);
  const keyboard = toKeyboard(reply.choices);
  const { picture } = reply;
  return {
    sender: { name: senderName },
    ...(picture === undefined
      ? { type: 'text' as const, text }
      : text.length <= longestCaption
        ? { type: 'picture' as const, text, media: picture.url }
        : { type: 'text' as const, text: `${text}\n\n${picture.url}` }),
    ...(keyboard ? { min_api_version: minApiVersion, keyboard } : {}),
  };
}

/** The same message for an old Viber (status 13): no keyboard, and the choices as lines of text. */
export function withoutKeyboard(message: ViberMessage, choices: readonly Choice[]): ViberMessage {
  const { keyboard: _, min_api_version: __, ...plain } = message;
  const lines = choices.map((choice) =>
    'url' in choice ? `${choice.label}: ${choice.url}` : `— ${choice.label}`,
  );
  return { ...plain, text: `${message.text}\n\n${lines.join('\n')}` };
}

/** A keyboard 6 columns wide: short labels in pairs, and all in pairs where the rows would not suffice. */
export function toKeyboard(choices: readonly Choice[]): ViberKeyboard | null {
  if (choices.length === 0) return null;
  const columns = choices.length > mostRows ? choices.map(() => 3) : columnsOf(choices);
  const Buttons = choices.map((choice, index) => ({
    Columns: columns[index] ?? 6,
    Rows: 1,
    Text: escapeHtml(choice.label),
    TextSize:
      columns[index] === 3 && choice.label.length > halfRowLabel ? ('small' as const) : ('regular' as const),
    ...('url' in choice
      ? { ActionType: 'open-url' as const, ActionBody: choice.url }
      : { ActionType: 'reply' as const, ActionBody: choiceMarker + choice.value }),
    Silent: true,
  }));
  return keyboardSchema.parse({ Type: 'keyboard', InputFieldState: 'regular', Buttons });
}

/** Width of each button: 3 for two short neighbours, 6 for the rest. */
function columnsOf(choices: readonly Choice[]): number[] {
  const columns: number[] = [];
  while (columns.length < choices.length) {
    const [one, two] = choices.slice(columns.length, columns.length + 2);
    const pair = one && two && Math.max(one.label.length, two.label.length) <= halfRowLabel;
    columns.push(...(pair ? [3, 3] : [6]));
  }
  return columns;
}

/** The text of a button knows a few HTML tags, so what people wrote is escaped. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
