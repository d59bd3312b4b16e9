// Owns the contract of a channel: what it can do, what it receives, what it sends. An adapter only translates.
import type { Outcome } from './delivery.ts';
import type { Inbound } from './inbound.ts';
import type { Presentation, Reply } from './reply.ts';

export type Capabilities = Presentation & {
  /** How many recipients one call can serve with the same message. */
  recipientsPerCall: number;
  /** Messages a second (people, not calls) that the platform permits in bulk, and calls that may be under way at once. */
  perSecond: number;
  concurrency: number;
  /** The welcome goes back in the response to the platform's request. */
  answersInResponse: boolean;
  /** Whether a message is a letter with a subject and an unsubscribe address. */
  letters: boolean;
  /** Whether messages can be brought to people unasked; false: they wait for the next visit. */
  reaches: boolean;
  /** Price of one message that we begin, in euros; 0 where it is free. */
  priceEur: number;
  /** For how long after a person's first message what we send is free, in milliseconds; absent: it makes no difference. */
  sessionMs?: number;
};

/**
 * What makes the links of a letter those of one recipient: recipients share the reply, in which `standIn` stands, and
 * whoever composes puts `value` in its place, in the text and the HTML part. Both are URL-safe characters.
 */
export type LetterFill = { standIn: string; value: string };

/** A letter: what only a mail-like channel needs beside the reply itself. */
export type Letter = {
  subject: string;
  preheader: string;
  /** Why this person gets it, for the foot: they consented, they may only be on the list, they asked to confirm, they are staff. */
  why: 'consent' | 'legacy' | 'list' | 'optin' | 'staff';
  /** One-click unsubscribe address of this recipient; null: a letter that nobody can unsubscribe from (opt-in, sign-in). */
  unsubscribeUrl: string | null;
  messageId: string;
  /** Where an answer shall go instead of the sender; absent: to the sender. */
  replyTo?: string;
  /** Envelope sender: the signed return path of this recipient. */
  returnPath: string | null;
  /** `campaign:city:type` of Feedback-ID; null for transactional letters. */
  feedbackId: string | null;
  /** Absent: nothing in the reply is the recipient's own. Left as it is, a link still opens, uncounted. */
  fill?: LetterFill;
};

/** One message to one address. Parcels of one call share the same `reply` object. */
export type Parcel = { deliveryId: string; address: string; reply: Reply; letter?: Letter };

/** A change of a message that was sent before: other words, or none at all (`reply` null: it is deleted). */
export type Amendment = { deliveryId: string; address: string; messageId: string; reply: Reply | null };

/** A request as it came: header names in lower case, the body's raw bytes. */
export type RawRequest = {
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: Uint8Array;
};

export type RawResponse = { status: number; contentType: string; body: string };

/**
 * What became of a request: its events and how to acknowledge them (with the welcome, where the channel
 * answers in the response), or a refusal with an HTTP status (401 forged, 400 broken).
 */
export type Reception =
  | { kind: 'accepted'; inbounds: Inbound[]; acknowledge: (welcome: Reply | null) => RawResponse }
  | { kind: 'refused'; status: 400 | 401; reason: string };

/** Hands an event to the application; resolves when it is stored. */
export type Receive = (inbounds: Inbound[]) => Promise<void>;

export type Channel = {
  name: string;
  capabilities: Capabilities;
  /** Translates a webhook request; absent where the channel has no webhook. */
  receive?: (request: RawRequest) => Reception;
  /** Sends at most `recipientsPerCall` parcels that share one reply; one outcome a parcel, in order; never throws. */
  send: (parcels: readonly Parcel[]) => Promise<Outcome[]>;
  /**
   * Edits or deletes messages that were sent; one outcome each, in order; never throws. Absent where the platform
   * can't. `sent` means that the change was made, `rejected` that the message is too old or gone.
   */
  amend?: (changes: readonly Amendment[]) => Promise<Outcome[]>;
  /**
   * Where the channel is one public place of the city and no chat with a person: its address. A broadcast that names
   * such a channel posts there once.
   */
  outlet?: string;
  /** Registers the webhook or starts polling; called once the server listens. Never throws: a problem is returned in words. */
  start: (receive: Receive) => Promise<ChannelState>;
  /** Ends polling and waits for what is in flight. */
  stop: () => Promise<void>;
  /** Removes what the channel itself keeps of these deliveries (letters that became files); absent where it keeps nothing. */
  forget?: (deliveryIds: readonly string[]) => Promise<void>;
  /** Deep link that opens this channel with a source, or null where the channel has none (yet). */
  deepLink: (source: string) => string | null;
};

/** Readiness of a channel, in words for staff and the administrator. */
export type ChannelState = { ready: boolean; detail: string };
