// Owns reading a Viber callback: which of our events it is. The signature is checked in viber.ts, storing is the
// application's.
import { z } from 'zod';
import type { Inbound, Unsupported } from '../src/core/inbound.ts';
import { readOpening, validSource } from './opening.ts';
import { choiceMarker } from './viber-message.ts';
import { parseExactly, tokenSchema } from './viber-wire.ts';

export const viberName = 'viber';

const base = z.looseObject({ event: z.string(), timestamp: z.number().default(0) });
const person = z.looseObject({ id: z.string().min(1) });
const named = { message_token: tokenSchema, timestamp: z.number() };

const schemas = {
  conversation_started: z.looseObject({ ...named, user: person, context: z.string().nullish() }),
  subscribed: z.looseObject({ ...named, user: person }),
  unsubscribed: z.looseObject({ ...named, user_id: z.string().min(1) }),
  message: z.looseObject({
    ...named,
    sender: person,
    message: z.looseObject({
      type: z.string(),
      text: z.string().optional(),
      media: z.string().optional(),
    }),
  }),
  receipt: z.looseObject({ ...named, user_id: z.string().min(1), desc: z.string().optional() }),
};

/** What one callback means. `welcome`: its response may carry one message. */
export type ViberReading = { inbounds: Inbound[]; welcome: boolean };

/**
 * Reads one callback body; null where it is broken. Events that we don't know are read as nothing: Viber adds some
 * without notice. Source: https://developers.viber.com/docs/api/rest-bot-api/#callbacks
 */
export function readCallback(body: Uint8Array): ViberReading | null {
  const json = parseExactly(Buffer.from(body).toString('utf8'));
  const known = base.safeParse(json);
  if (!known.success) return null;
  const inbound = readEvent(known.data.event, json);
  if (inbound === 'broken') return null;
  const inbounds = inbound === 'nothing' ? [] : [inbound];
  return { inbounds, welcome: known.data.event === 'conversation_started' };
}

type Read = Inbound | 'nothing' | 'broken';

function readEvent(event: string, json: unknown): Read {
  switch (event) {
    case 'conversation_started':
      return readOpened(json);
    case 'subscribed': {
      const { success, data } = schemas.subscribed.safeParse(json);
      return success ? { ...common(event, data, data.user.id), kind: 'joined' } : 'broken';
    }
    case 'unsubscribed': {
      const { success, data } = schemas.unsubscribed.safeParse(json);
      return success ? { ...common(event, data, data.user_id), kind: 'left' } : 'broken';
    }
    case 'message':
      return readMessage(json);
    case 'delivered':
    case 'seen':
    case 'failed':
      return readReceipt(event, json);
    default:
      return 'nothing';
  }
}

/**
 * The token is the message's own, so a receipt of another kind or another device's event has the same one: the
 * event's name and the person make it unique. A repeated callback has all three again.
 */
function common(event: string, data: { message_token: string; timestamp: number }, address: string) {
  const eventId = `${event}:${data.message_token}:${address}`;
  return { channel: viberName, address, eventId, at: data.timestamp };
}

function readOpened(json: unknown): Read {
  const { success, data } = schemas.conversation_started.safeParse(json);
  if (!success) return 'broken';
  const source = validSource(data.context);
  return { ...common('conversation_started', data, data.user.id), kind: 'opened', source, welcome: true };
}

function readReceipt(state: 'delivered' | 'seen' | 'failed', json: unknown): Read {
  const { success, data } = schemas.receipt.safeParse(json);
  if (!success) return 'broken';
  const reason = state === 'failed' ? (data.desc ?? null) : null;
  const providerId = data.message_token;
  return { ...common(state, data, data.user_id), kind: 'receipt', providerId, state, reason };
}

function readMessage(json: unknown): Read {
  const { success, data } = schemas.message.safeParse(json);
  if (!success) return 'broken';
  const of = common('message', data, data.sender.id);
  const { type } = data.message;
  if (type !== 'text' && type !== 'url')
    return { ...of, kind: 'unsupported', what: contents[type] ?? 'other' };
  const text = data.message.text ?? data.message.media;
  if (text === undefined) return 'broken';
  if (isClick(text)) return 'nothing';
  if (text.startsWith(choiceMarker)) return { ...of, kind: 'choice', value: text.slice(choiceMarker.length) };
  const opening = readOpening(text);
  if (opening) return { ...of, kind: 'opened', source: opening.source, welcome: false };
  return { ...of, kind: 'text', text };
}

const contents: Readonly<Record<string, Unsupported>> = {
  picture: 'picture',
  sticker: 'sticker',
  location: 'location',
  contact: 'contact',
  file: 'file',
  audio: 'voice',
  voice: 'voice',
};

/**
 * A pressed link comes back as a message that is the link and nothing else. Which links were on our buttons isn't
 * kept here (a keyboard stays on the phone for years), so every message that is one bare link counts as a click:
 * a resident who means to ask about a link writes a word beside it.
 */
function isClick(text: string): boolean {
  return /^(?:https?|viber|tg):\/\/\S+$/i.test(text.trim());
}
