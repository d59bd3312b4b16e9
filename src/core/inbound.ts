// Owns what can come in from a resident or a platform, whatever the channel.

type Common = {
  /** The channel's name, as `Channel.name`. */
  channel: string;
  /** Whom it came from, as the platform writes it: chat id, Viber id, session id, e-mail address. */
  address: string;
  /** Unique in the channel: the same event delivered twice has the same id. */
  eventId: string;
  /** Instant in milliseconds, by the platform. */
  at: number;
};

export type Unsupported = 'voice' | 'sticker' | 'picture' | 'location' | 'contact' | 'file' | 'other';

/**
 * text: something typed · choice: one of our buttons · opened: the chat was opened, with the source of the
 * deep link; `welcome` says that the answer is returned in the response body, at most one message ·
 * joined/left: subscribed or unblocked, unsubscribed or blocked, by the platform's own button ·
 * receipt: what became of a message that we sent · unsupported: voice, sticker, picture … · group: the bot was put
 * into a group, or called there by its own name; the address is the group's, and nothing of it is kept
 */
export type Inbound = Common &
  (
    | { kind: 'text'; text: string }
    | { kind: 'choice'; value: string }
    | { kind: 'opened'; source: string | null; welcome: boolean }
    | { kind: 'joined' }
    | { kind: 'left' }
    | { kind: 'receipt'; providerId: string; state: 'delivered' | 'seen' | 'failed'; reason: string | null }
    | { kind: 'moved'; to: string }
    | { kind: 'unsupported'; what: Unsupported }
    | { kind: 'group'; event: 'added' | 'called' }
  );

/**
 * An event whose words every database can keep: without zero bytes and halves of letters, which JSON can write and no
 * person can type. Everything else stays as it came.
 */
export function withSoundWords(inbound: Inbound): Inbound {
  switch (inbound.kind) {
    case 'text':
      return { ...inbound, text: soundText(inbound.text) };
    case 'choice':
      return { ...inbound, value: soundText(inbound.value) };
    case 'receipt':
      return { ...inbound, reason: inbound.reason === null ? null : soundText(inbound.reason) };
    default:
      return inbound;
  }
}

/** A text without zero bytes and unpaired surrogates. */
export function soundText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
