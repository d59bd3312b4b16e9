// Owns how the emulated Telegram changes what somebody was shown: edits keep what stood there before, a deleted message
// leaves the chat. That a message is too old to be deleted is scripted as a fault.
import type { Got, Received } from './faults.ts';

/** What a message looks like beside its plain text: needed to tell an edit that changes nothing. */
export type Look = { html: string; keyboard: string; photo: boolean };

/** Looks of messages that are more than plain text; a plain one has none, so that a blast costs no memory here. */
export type Looks = WeakMap<Got, Look>;

/** Keeps the look of a new or edited message. */
export function keepLook(looks: Looks, got: Got, look: Look): void {
  const plain = look.html === got.text && look.keyboard === '' && !look.photo;
  if (plain) looks.delete(got);
  else looks.set(got, look);
}

export function lookOf(looks: Looks, got: Got): Look {
  return looks.get(got) ?? { html: got.text, keyboard: '', photo: false };
}

/** The message of this id in this chat, or null: never sent, or deleted. */
export function messageIn(received: Received, chat: string, id: string): Got | null {
  return received.get(chat)?.find((got) => got.id === id) ?? null;
}

/** Shows other words; refused in Telegram's words where the message has none of this kind or would stay as it is. */
export function editMessage(
  looks: Looks,
  got: Got,
  to: { text: string; html: string; keyboard: string; field: 'text' | 'caption' },
): string | null {
  const look = lookOf(looks, got);
  if (look.photo !== (to.field === 'caption'))
    return look.photo
      ? 'there is no text in the message to edit'
      : 'there is no caption in the message to edit';
  if (look.html === to.html && look.keyboard === to.keyboard)
    return 'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
  got.edits = [...(got.edits ?? []), { text: got.text, at: Date.now() }];
  got.text = to.text;
  keepLook(looks, got, { html: to.html, keyboard: to.keyboard, photo: look.photo });
  return null;
}

/** Takes a message out of the chat, into `deleted`. */
export function deleteMessage(of: { received: Received; deleted: Received }, chat: string, got: Got): void {
  of.received.set(
    chat,
    (of.received.get(chat) ?? []).filter((one) => one !== got),
  );
  of.deleted.set(chat, [...(of.deleted.get(chat) ?? []), got]);
}
