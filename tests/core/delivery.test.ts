// The states of a delivery: where an outcome leads, and where no sequence of outcomes ever leads.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backoffMs,
  type DeliveryState,
  isRepeatable,
  mostAttempts,
  type Outcome,
  type Priority,
  priority,
  settle,
} from '../../src/core/delivery.ts';

const now = 1_800_000_000_000;
const later = now + 3_600_000;
const row = (differs: Partial<Parameters<typeof settle>[1]> = {}) => ({
  attempts: 1,
  priority: priority.reminder as Priority,
  expiresAt: later,
  ...differs,
});
const words = { code: '500', text: 'oops' };

describe('an outcome', () => {
  test.each<[string, Outcome, ReturnType<typeof row>, DeliveryState, number | null]>([
    ['accepted', { kind: 'sent', providerId: 'm1', priceEur: 0.02 }, row(), 'sent', null],
    [
      'throttled: not before the platform says',
      { kind: 'throttled', untilMs: now + 5000, code: '429' },
      row(),
      'pending',
      now + 5000,
    ],
    [
      'throttled until the past: at once',
      { kind: 'throttled', untilMs: now - 5000, code: '429' },
      row(),
      'pending',
      now,
    ],
    [
      'throttled beyond its last useful moment',
      { kind: 'throttled', untilMs: later, code: '429' },
      row(),
      'expired',
      null,
    ],
    ['surely not accepted', { kind: 'transient', ...words }, row(), 'pending', now + 2000],
    [
      'surely not accepted, for the eighth time',
      { kind: 'transient', ...words },
      row({ attempts: 8 }),
      'failed',
      null,
    ],
    [
      'surely not accepted, too late to try again',
      { kind: 'transient', ...words },
      row({ expiresAt: now + 2000 }),
      'expired',
      null,
    ],
    ['perhaps accepted', { kind: 'unknown', ...words }, row(), 'unknown', null],
    [
      'perhaps accepted, a correction',
      { kind: 'unknown', ...words },
      row({ priority: priority.correction }),
      'unknown',
      null,
    ],
    [
      'perhaps accepted, a reply: sent again',
      { kind: 'unknown', ...words },
      row({ priority: priority.reply }),
      'pending',
      now + 2000,
    ],
    [
      'perhaps accepted, a reply, for the eighth time',
      { kind: 'unknown', ...words },
      row({ priority: priority.reply, attempts: 8 }),
      'unknown',
      null,
    ],
    ['nobody there any more', { kind: 'gone', ...words }, row(), 'gone', null],
    ['moved elsewhere: at once', { kind: 'moved', to: 'b' }, row(), 'pending', now],
    ['this message never', { kind: 'rejected', ...words }, row(), 'failed', null],
    [
      'our settings are wrong: waits for the channel',
      { kind: 'misconfigured', ...words },
      row(),
      'pending',
      now,
    ],
  ])('%s', (_, outcome, of, state, dueAt) => {
    expect(settle(outcome, of, now)).toMatchObject({ state, dueAt });
  });

  test('keeps the provider’s id and price of what was accepted, and of nothing else', () => {
    expect(settle({ kind: 'sent', providerId: 'm1', priceEur: 0.02 }, row(), now)).toMatchObject({
      providerId: 'm1',
      priceEur: 0.02,
      reason: null,
    });
    expect(settle({ kind: 'gone', ...words }, row(), now)).toMatchObject({
      providerId: null,
      priceEur: 0,
      reason: '500',
    });
  });
});

test('only replies may be sent twice', () => {
  expect(
    Object.entries(priority)
      .filter(([, of]) => isRepeatable(of))
      .map(([name]) => name),
  ).toEqual(['reply']);
});

test('the distance between attempts grows to ten minutes and no further', () => {
  const distances = Array.from({ length: 40 }, (_, n) => backoffMs(n + 1));
  expect(distances.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
  expect(distances.every((ms, n) => n === 0 || ms >= (distances[n - 1] ?? 0))).toBe(true);
  expect(Math.max(...distances)).toBe(600_000);
});

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    kind: fc.constant('sent' as const),
    providerId: fc.constantFrom('m', null),
    priceEur: fc.constant(0),
  }),
  fc.record({
    kind: fc.constant('throttled' as const),
    untilMs: fc.integer({ min: now - 10_000, max: later + 10_000 }),
    code: fc.constant('429'),
  }),
  fc.constantFrom<Outcome>(
    { kind: 'transient', ...words },
    { kind: 'unknown', ...words },
    { kind: 'gone', ...words },
    { kind: 'rejected', ...words },
    { kind: 'misconfigured', ...words },
    { kind: 'moved', to: 'b' },
  ),
);
const priorities = fc.constantFrom<Priority>(...Object.values(priority));

describe('whatever the platforms answer', () => {
  test('a row that ended is never called again, and one whose outcome is unknown only where it is a reply', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 30 }), priorities, (sequence, of) => {
        let at = now;
        let attempts = 0;
        for (const outcome of sequence) {
          attempts += 1;
          const settled = settle(outcome, row({ attempts, priority: of }), at);
          if (outcome.kind === 'unknown' && of !== priority.reply) expect(settled.state).toBe('unknown');
          if (['sent', 'gone', 'rejected'].includes(outcome.kind)) expect(settled.state).not.toBe('pending');
          // Only a pending row is ever claimed and called again.
          if (settled.state !== 'pending') {
            expect(settled.dueAt).toBeNull();
            break;
          }
          at = Math.max(at, settled.dueAt ?? at);
        }
      }),
    );
  });

  test('no row waits for an instant at or after its last useful moment', () => {
    fc.assert(
      fc.property(
        outcomes,
        priorities,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: now - 5000, max: later }),
        (outcome, of, attempts, at) => {
          const settled = settle(outcome, row({ attempts, priority: of }), at);
          if (settled.state === 'pending') {
            expect(settled.dueAt).toBeGreaterThanOrEqual(at);
            expect(settled.dueAt).toBeLessThan(later);
          }
        },
      ),
    );
  });

  test('failures of the platform end after a few attempts', () => {
    fc.assert(
      fc.property(priorities, fc.integer({ min: mostAttempts, max: 50 }), (of, attempts) => {
        const settled = settle({ kind: 'transient', ...words }, row({ attempts, priority: of }), now);
        expect(settled.state).toBe('failed');
      }),
    );
  });
});
