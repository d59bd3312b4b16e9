// Owns Viber's table of status codes: what each makes of one message.
import type { Outcome } from '../src/core/delivery.ts';
import type { ViberAnswer, ViberCall } from './viber-wire.ts';
import { outcomeOfFailure, outcomeOfGarbage } from './wire.ts';

type Treatment = 'rejected' | 'misconfigured' | 'gone' | 'throttled' | 'transient';

/**
 * Source: https://developers.viber.com/docs/api/rest-bot-api/#error-codes . Rejected are our own mistakes and what
 * this message can't do; misconfigured is what stops the whole bot, an empty purse included.
 */
const statuses: Readonly<Record<number, { name: string; treatment: Treatment }>> = {
  1: { name: 'invalidUrl', treatment: 'rejected' },
  2: { name: 'invalidAuthToken', treatment: 'misconfigured' },
  3: { name: 'badData', treatment: 'rejected' },
  4: { name: 'missingData', treatment: 'rejected' },
  5: { name: 'receiverNotRegistered', treatment: 'gone' },
  6: { name: 'receiverNotSubscribed', treatment: 'gone' },
  7: { name: 'publicAccountBlocked', treatment: 'misconfigured' },
  8: { name: 'publicAccountNotFound', treatment: 'misconfigured' },
  9: { name: 'publicAccountSuspended', treatment: 'misconfigured' },
  10: { name: 'webhookNotSet', treatment: 'misconfigured' },
  11: { name: 'receiverNoSuitableDevice', treatment: 'rejected' },
  12: { name: 'tooManyRequests', treatment: 'throttled' },
  13: { name: 'apiVersionNotSupported', treatment: 'rejected' },
  14: { name: 'incompatibleWithVersion', treatment: 'rejected' },
  15: { name: 'publicAccountNotAuthorized', treatment: 'misconfigured' },
  16: { name: 'inchatReplyMessageNotAllowed', treatment: 'rejected' },
  17: { name: 'publicAccountIsNotInline', treatment: 'rejected' },
  18: { name: 'noPublicChat', treatment: 'rejected' },
  19: { name: 'cannotSendBroadcast', treatment: 'rejected' },
  20: { name: 'broadcastNotAllowed', treatment: 'rejected' },
  21: { name: 'unsupportedCountry', treatment: 'rejected' },
  22: { name: 'paymentUnsupported', treatment: 'rejected' },
  23: { name: 'freeMessagesExceeded', treatment: 'misconfigured' },
  24: { name: 'noBalance', treatment: 'misconfigured' },
};

export const statusOf = { ok: 0, tooManyRequests: 12, apiVersionNotSupported: 13 } as const;

/** 19 and 20: this bot may not use `broadcast_message`; each person gets an own call instead. */
export function forbidsBroadcast(said: ViberAnswer | null): boolean {
  return said?.status === 19 || said?.status === 20;
}

/** Viber doesn't say how long to wait; its documented windows of calls are 10 s long. */
const throttleMs = 10_000;

/** The outcome of a non-zero status; one without an entry is Viber's general error, which passes. */
export function outcomeOfStatus(status: number, text: string, now: number): Outcome {
  const known = statuses[status] ?? { name: 'generalError', treatment: 'transient' as const };
  const code = `viber:${status}:${known.name}`;
  if (known.treatment === 'throttled') return { kind: 'throttled', untilMs: now + throttleMs, code };
  return { kind: known.treatment, code, text };
}

/** The outcome of a call that wasn't accepted; null where it was. */
export function outcomeOfCall({ answer, said }: Awaited<ReturnType<ViberCall>>, now: number): Outcome | null {
  const failure = outcomeOfFailure(answer, now);
  if (failure) return failure;
  if (!said) return outcomeOfGarbage(answer.kind === 'answered' ? answer.status : 0);
  return said.status === statusOf.ok ? null : outcomeOfStatus(said.status, said.status_message, now);
}
