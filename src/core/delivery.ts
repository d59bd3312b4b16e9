// Owns the states of a delivery and what an outcome of a call makes of it; the ledger table keeps them.

/**
 * What a provider made of one message. sent: accepted · throttled: not accepted, nothing before `until` ·
 * transient: surely not accepted, try again · unknown: perhaps accepted · gone: this person can't be reached
 * here any more · rejected: this message can't be delivered · misconfigured: our fault, stop the channel.
 */
export type Outcome =
  | { kind: 'sent'; providerId: string | null; priceEur: number }
  | { kind: 'throttled'; untilMs: number; code: string }
  | { kind: 'transient'; code: string; text: string }
  | { kind: 'unknown'; code: string; text: string }
  | { kind: 'gone'; code: string; text: string }
  | { kind: 'moved'; to: string }
  | { kind: 'rejected'; code: string; text: string }
  | { kind: 'misconfigured'; code: string; text: string };

export const deliveryStates = [
  'pending',
  'claimed',
  'calling',
  'sent',
  'delivered',
  'failed',
  'gone',
  'unknown',
  'expired',
  'skipped',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Lower goes first: replies before corrections before reminders before promotion. */
export const priority = { reply: 0, correction: 1, reminder: 2, promotion: 3 } as const;
export type Priority = (typeof priority)[keyof typeof priority];

/** How a row that was being sent when the process died, or whose outcome is unknown, is treated. */
export function isRepeatable(of: Priority): boolean {
  return of === priority.reply;
}

/** A transient failure is tried this often, at growing distance; replies are what people wait for. */
export const mostAttempts = 8;

/** No attempt is put off by more than this. */
export const longestWaitMs = 600_000;

/** Milliseconds to wait before attempt `n + 1` after `n` attempts: 2 s, 4 s, 8 s … at most 10 minutes. */
export function backoffMs(attempts: number): number {
  return Math.min(1000 * 2 ** Math.min(attempts, 12), longestWaitMs);
}

/** What a delivery becomes: its next state and, where it is to be tried again, the instant. */
export type Settlement = {
  state: DeliveryState;
  dueAt: number | null;
  reason: string | null;
  providerId: string | null;
  priceEur: number;
};

/**
 * Settles one delivery after a call. `attempts` counts this call. Times are milliseconds of the queue's clock.
 * From `sent` nothing leads back: this function is only asked for rows in `calling`.
 */
export function settle(
  outcome: Outcome,
  row: { attempts: number; priority: Priority; expiresAt: number },
  now: number,
): Settlement {
  const end = (state: DeliveryState, reason: string | null): Settlement => ({
    state,
    dueAt: null,
    reason,
    providerId: null,
    priceEur: 0,
  });
  const again = (at: number, reason: string): Settlement =>
    at >= row.expiresAt ? end('expired', reason) : { ...end('pending', reason), dueAt: at };
  switch (outcome.kind) {
    case 'sent':
      return { ...end('sent', null), providerId: outcome.providerId, priceEur: outcome.priceEur };
    case 'throttled':
      return again(Math.max(outcome.untilMs, now), outcome.code);
    case 'transient':
      return row.attempts >= mostAttempts
        ? end('failed', outcome.code)
        : again(now + backoffMs(row.attempts), outcome.code);
    case 'moved':
      return again(now, 'moved');
    case 'misconfigured':
      return again(now, outcome.code);
    case 'unknown':
      return isRepeatable(row.priority) && row.attempts < mostAttempts
        ? again(now + backoffMs(row.attempts), outcome.code)
        : end('unknown', outcome.code);
    case 'gone':
      return end('gone', outcome.code);
    case 'rejected':
      return end('failed', outcome.code);
  }
}
