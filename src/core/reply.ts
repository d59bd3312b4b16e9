// Owns what we say: text with light markup and choices, and how a reply is fitted to what a channel can show.

/** A choice that the person can press or type: it comes back as `value`, or opens `url`. */
export type Choice = { label: string; value: string } | { label: string; url: string };

/** One message. `text` knows `**bold**` and bare links only; no channel field exists on it. */
export type Reply = { text: string; choices: readonly Choice[]; picture?: { url: string; alt: string } };

/** What a channel can show; null buttons: choices become lines of text. Lengths are characters after markup. */
export type Presentation = {
  textLength: number;
  captionLength: number;
  pictures: boolean;
  buttons: { most: number; labelLength: number; valueBytes: number } | null;
};

/** Takes `**bold**` out of a text: for channels without markup and for counting. */
export function plainText(text: string): string {
  return text.replace(/\*\*(.+?)\*\*/gs, '$1');
}

/**
 * Fits a reply to a channel: splits a long text at paragraphs, lines, sentences or words, in this order of
 * preference, puts the choices under the last part and turns choices that the channel can't show into text.
 */
export function fitReply(reply: Reply, to: Presentation): Reply[] {
  const { shown, told } = divideChoices(reply.choices, to);
  const numberOf = numbersOf(reply.choices);
  const lines = told.map((choice) => asLine(choice, numberOf(choice)));
  const text = told.length > 0 ? `${reply.text}\n\n${lines.join('\n')}` : reply.text;
  const withPicture = reply.picture && to.pictures;
  const first = withPicture ? Math.min(to.captionLength, to.textLength) : to.textLength;
  const parts = splitText(text, first, to.textLength);
  return parts.map((part, index) => ({
    text: part,
    choices: index === parts.length - 1 ? shown : [],
    ...(index === 0 && withPicture && reply.picture ? { picture: reply.picture } : {}),
  }));
}

/** Whether a reply goes out as one message on this channel: what a broadcast must do. */
export function fitsOneMessage(reply: Reply, to: Presentation): boolean {
  return fitReply(reply, to).length === 1;
}

function divideChoices(choices: readonly Choice[], to: Presentation): { shown: Choice[]; told: Choice[] } {
  const { buttons } = to;
  if (!buttons) return { shown: [], told: [...choices] };
  const fits = (choice: Choice) =>
    choice.label.length <= buttons.labelLength &&
    ('url' in choice || Buffer.byteLength(choice.value) <= buttons.valueBytes);
  const shown = choices.filter(fits).slice(0, buttons.most);
  return { shown, told: choices.filter((choice) => !shown.includes(choice)) };
}

function asLine(choice: Choice, number: number): string {
  return 'url' in choice ? `${choice.label}: ${choice.url}` : `${number}. ${choice.label}`;
}

/** Typing its number does what pressing a choice does; addresses are opened and have none. */
function numbersOf(choices: readonly Choice[]): (choice: Choice) => number {
  const pressed: readonly Choice[] = choices.filter((choice) => 'value' in choice);
  return (choice) => pressed.indexOf(choice) + 1;
}

/** Splits a text into parts of at most `first`, then `rest` characters, never inside `**bold**` if it can be helped. */
export function splitText(text: string, first: number, rest: number): string[] {
  const parts: string[] = [];
  let left = text;
  while (plainText(left).length > (parts.length === 0 ? first : rest)) {
    const most = parts.length === 0 ? first : rest;
    const at = breakPoint(left, most);
    parts.push(left.slice(0, at).trimEnd());
    left = left.slice(at).trimStart();
  }
  if (left !== '' || parts.length === 0) parts.push(left);
  return parts;
}

function breakPoint(text: string, most: number): number {
  const window = text.slice(0, most);
  for (const separator of ['\n\n', '\n', '. ', ' ']) {
    const at = window.lastIndexOf(separator);
    if (at > most / 3) return at + (separator === '. ' ? 1 : 0);
  }
  // A surrogate pair is never cut in two.
  const code = window.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
}
