// Owns the web chat's wire: what a request of the page means and what goes back. It has no webhook and pushes
// nothing: the web door calls the application, and what is due waits in the ledger for the next request.
import { z } from 'zod';
import type { Capabilities, Channel } from '../src/core/channel.ts';
import type { Inbound } from '../src/core/inbound.ts';
import { plainText, type Reply } from '../src/core/reply.ts';
import { readOpening } from './opening.ts';

export const webchatName = 'webchat';

/** Nobody reads more in one bubble; the page scrolls, so nothing is technical here. */
const capabilities: Capabilities = {
  textLength: 4000,
  captionLength: 4000,
  pictures: true,
  buttons: { most: 24, labelLength: 80, valueBytes: 200 },
  recipientsPerCall: 1,
  perSecond: 1000,
  concurrency: 10,
  answersInResponse: false,
  letters: false,
  reaches: false,
  priceEur: 0,
};

/** The web chat; `send` accepts at once, because the rows themselves are what the page asks for. */
export function webchatChannel(): Channel {
  return {
    name: webchatName,
    capabilities,
    send: async (parcels) => parcels.map(() => ({ kind: 'sent', providerId: null, priceEur: 0 })),
    start: async () => ({ ready: true, detail: 'answers when the page asks' }),
    stop: async () => undefined,
    deepLink: () => null,
  };
}

const requestSchema = z.object({
  session: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,64}$/)
    .optional(),
  text: z.string().max(4000).optional(),
  choice: z.string().min(1).max(200).optional(),
  /** The page's own id of this message: with it, a request that the page repeats is answered once. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
});

/** `inbound` null: the page only asks what waits for its session. */
export type ChatRequest =
  | { kind: 'accepted'; session: string; inbound: Inbound | null }
  | { kind: 'refused'; status: 400; reason: string };

/**
 * Reads the body of `POST /api/chat`. `newId` makes an unguessable id of 16–64 of A–Z a–z 0–9 _ - (whoever knows a
 * session reads its answers); `now` is in milliseconds. A request without a session opens one.
 */
export function readChatRequest(body: Uint8Array, deps: { newId: () => string; now: number }): ChatRequest {
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success) return { kind: 'refused', status: 400, reason: 'not a chat request' };
  const { session = deps.newId(), text, choice, id = deps.newId() } = parsed.data;
  const base = { channel: webchatName, address: session, eventId: `${session}:${id}`, at: deps.now };
  if (choice !== undefined)
    return { kind: 'accepted', session, inbound: { ...base, kind: 'choice', value: choice } };
  if (text !== undefined && text.trim() !== '') {
    const opening = readOpening(text);
    const inbound: Inbound = opening
      ? { ...base, kind: 'opened', source: opening.source, welcome: false }
      : { ...base, kind: 'text', text };
    return { kind: 'accepted', session, inbound };
  }
  // A page that comes without a session has just been opened; one that brings its session only looks.
  const opened: Inbound = { ...base, kind: 'opened', source: null, welcome: false };
  return { kind: 'accepted', session, inbound: parsed.data.session === undefined ? opened : null };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

export type ChatAnswer = {
  session: string;
  replies: {
    text: string;
    choices: ({ label: string; value: string } | { label: string; url: string })[];
    picture?: { url: string; alt: string };
  }[];
};

/** The answer of `POST /api/chat`: plain text without markup, so that a page needs to trust nothing in it. */
export function toChatAnswer(session: string, replies: readonly Reply[]): ChatAnswer {
  return {
    session,
    replies: replies.map(({ text, choices, picture }) => ({
      text: plainText(text),
      choices: choices.map((choice) =>
        'url' in choice
          ? { label: choice.label, url: choice.url }
          : { label: choice.label, value: choice.value },
      ),
      ...(picture ? { picture } : {}),
    })),
  };
}
