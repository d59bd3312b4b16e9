// Owns the typed form of opening a chat, `/start source`, which every channel understands alike.

/** What may stand in a deep link or behind `/start`: Telegram's own charset and length, taken for all channels. */
const sourcePattern = /^[A-Za-z0-9_-]{1,64}$/;

/** The source if it is a valid one, else null: whoever opens the chat is greeted all the same. */
export function validSource(source: string | undefined | null): string | null {
  return source && sourcePattern.test(source) ? source : null;
}

/** Reads `/start` and `/start source`, whatever stands for the source; null where the text is something else. */
export function readOpening(text: string): { source: string | null } | null {
  const found = /^\/start(?:@\w+)?(?:\s+(.*))?$/is.exec(text.trim());
  return found ? { source: validSource(found[1]) } : null;
}
