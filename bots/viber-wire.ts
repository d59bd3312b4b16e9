// Owns Viber's wire: exact numbers in JSON, the signature of callbacks, one call of the REST API.
// What is sent and what a status means is left to viber-send.ts and viber-status.ts.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RawRequest } from '../src/core/channel.ts';
import type { Answer, Wire } from './wire.ts';

/**
 * Parses JSON and keeps integers above 2^53 as strings of their digits: a message token has 19 digits, and a
 * rounded one matches no receipt. Null where it isn't JSON.
 */
export function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, exactly);
  } catch {
    return null;
  }
}

/** Whether a body is a JSON object at all. */
export function isJson(body: Uint8Array): boolean {
  const json = parseExactly(Buffer.from(body).toString('utf8'));
  return typeof json === 'object' && json !== null;
}

function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const rounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return rounded && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** A message token: always its exact digits. */
export const tokenSchema = z.union([z.string(), z.number()]).transform(String);

/**
 * Whether a callback comes from Viber: hex HMAC-SHA256 of the raw body under the bot's token, in the header or,
 * as older clients read it, in `?sig=`. Compared in constant time.
 * Source: https://developers.viber.com/docs/api/rest-bot-api/#callbacks
 */
export function isSigned(request: RawRequest, token: string): boolean {
  const given = request.headers['x-viber-content-signature'] ?? request.query.sig ?? '';
  if (!/^[0-9a-f]{64}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(signatureOf(request.body, token), 'hex'));
}

/** The signature that Viber puts on a body. */
export function signatureOf(body: Uint8Array, token: string): string {
  return createHmac('sha256', token).update(body).digest('hex');
}

const answerSchema = z.looseObject({
  status: z.int(),
  status_message: z.string().default(''),
  message_token: tokenSchema.optional(),
  billing_status: z.int().optional(),
  failed_list: z
    .array(z.looseObject({ receiver: z.string(), status: z.int(), status_message: z.string().default('') }))
    .default([]),
  uri: z.string().optional(),
  members: z.array(z.looseObject({ id: z.string(), role: z.string().default('') })).default([]),
});

/** What Viber says to a call; it comes with HTTP 200 also where it says no. */
export type ViberAnswer = z.infer<typeof answerSchema>;

/** One API call; `said` is null where the answer isn't Viber's. */
export type ViberCall = (
  method: string,
  payload: object,
) => Promise<{ answer: Answer; said: ViberAnswer | null }>;

/** A caller of the REST API at `apiRoot` (it ends in `/pa`) with the bot's token. */
export function viberCaller(wire: Wire, apiRoot: string, token: string): ViberCall {
  const root = apiRoot.replace(/\/+$/, '');
  const headers = { 'content-type': 'application/json', 'x-viber-auth-token': token };
  return async (method, payload) => {
    const answer = await wire.post({ url: `${root}/${method}`, headers, body: JSON.stringify(payload) });
    if (answer.kind !== 'answered') return { answer, said: null };
    const parsed = answerSchema.safeParse(parseExactly(answer.body));
    return { answer, said: parsed.success ? parsed.data : null };
  };
}
