// Owns what Telegram's answers mean for one message, and grammY's way over our wire to get them.
import { GrammyError, HttpError, type Transformer } from 'grammy';
import type { Outcome } from '../src/core/delivery.ts';
import { type Answer, outcomeOfFailure, outcomeOfGarbage, type Wire } from './wire.ts';

/** How long `getUpdates` may wait at Telegram for something to happen. */
export const pollSeconds = 25;

/**
 * A transformer that carries grammY's calls over our wire: far less work a message than its own client, no second
 * deadline and, above all, it tells whether a failed request had left. An unusable answer is thrown with the answer
 * itself attached, see `outcomeOfError`. Source: https://grammy.dev/advanced/transformers
 */
export function callsOver(of: {
  wire: Wire;
  apiRoot: string;
  token: string;
  timeoutMs: number;
}): Transformer {
  const { wire, timeoutMs } = of;
  const root = `${of.apiRoot.replace(/\/+$/, '')}/bot${of.token}/`;
  const headers = { 'content-type': 'application/json' };
  const urls = new Map<string, string>();
  return async (_prev, method, payload, signal) => {
    const polling = method === 'getUpdates';
    const url = urls.get(method) ?? root + method;
    urls.set(method, url);
    const answer = await wire.post({
      url,
      headers,
      body: JSON.stringify(payload),
      timeoutMs: polling ? timeoutMs + pollSeconds * 1000 : timeoutMs,
      ...(signal ? { signal } : {}),
    });
    if (answer.kind !== 'answered') throw unusable(answer);
    const json = parse(answer.body);
    if (!isTelegramAnswer(json)) throw unusable(answer);
    return json as never;
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Every answer of the Bot API says `ok`, and a refusal says which. */
function isTelegramAnswer(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('ok' in json)) return false;
  return json.ok === true || ('error_code' in json && typeof json.error_code === 'number');
}

function unusable(answer: Answer): Error & { answer: Answer } {
  return Object.assign(new Error('no usable answer'), { answer });
}

/** The exchange behind a grammY error, where it failed before Telegram said anything. */
export function answerBehind(error: unknown): Answer | null {
  const inner = error instanceof HttpError ? error.error : error;
  return inner instanceof Error && 'answer' in inner ? (inner.answer as Answer) : null;
}

/** What a failed call made of the message; `now` in milliseconds. */
export function outcomeOfError(error: unknown, now: number): Outcome {
  if (error instanceof GrammyError) return outcomeOfRefusal(error, now);
  const answer = answerBehind(error);
  if (answer?.kind === 'answered') return outcomeOfFailure(answer, now) ?? outcomeOfGarbage(answer.status);
  if (answer) return outcomeOfFailure(answer, now) ?? unexplained;
  return unexplained;
}

/** grammY gave up for a reason of its own: whether the request had left is not known. */
const unexplained: Outcome = { kind: 'unknown', code: 'client', text: 'the client gave up' };

/** Telegram says it in words only, so the words are matched: the person blocked us, left, or was deleted. */
const goneWords403 =
  /blocked|deactivated|can't initiate|kicked|is not a member|was deleted|can't send messages to bots/i;
const goneWords400 =
  /chat not found|user not found|user is deactivated|peer_id_invalid|chat was deactivated/i;

/**
 * Sorts a refusal. Sources: https://core.telegram.org/bots/api#making-requests (error_code, parameters);
 * the words of 403 and 400 are those that bots report in practice.
 */
export function outcomeOfRefusal(error: GrammyError, now: number): Outcome {
  const { error_code: status, description: text, parameters } = error;
  const code = `telegram:${status}`;
  if (parameters.migrate_to_chat_id !== undefined)
    return { kind: 'moved', to: String(parameters.migrate_to_chat_id) };
  if (status === 429) {
    const seconds = parameters.retry_after ?? 5;
    return { kind: 'throttled', untilMs: now + seconds * 1000, code };
  }
  if (status >= 500) return { kind: 'transient', code, text };
  if (status === 401 || status === 404) return { kind: 'misconfigured', code, text };
  if (status === 403 && goneWords403.test(text)) return { kind: 'gone', code, text };
  if (status === 400 && goneWords400.test(text)) return { kind: 'gone', code, text };
  return { kind: 'rejected', code, text };
}
