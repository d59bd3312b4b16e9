// Owns what every channel that can change what was sent promises about it; the suite that runs it is conformance.ts.
import { expect } from 'vitest';
import type { Reply } from '../../src/core/reply.ts';
import type { Mischief, Subject } from './conformance.ts';
import { only, parcel, say } from './harness.ts';

async function change({ channel }: Subject, address: string, to: { messageId: string; reply: Reply | null }) {
  if (!channel.amend) throw new Error('the channel can not change what was sent');
  return only(await channel.amend([{ deliveryId: 'd', address, ...to }]));
}

/** Other words stand where the old ones stood, nothing stands where a message was taken back, and no mischief throws. */
export async function amend(subject: Subject): Promise<void> {
  const { channel, reachable, behave, shown } = subject;
  const to = reachable(16);
  const sent = only(await channel.send([parcel(to, 'Хибна дата')]));
  const messageId = sent.kind === 'sent' ? (sent.providerId ?? '') : '';
  const kinds: Partial<Record<Mischief, string>> = {
    hang: 'unknown',
    dropAfter: 'unknown',
    garbage: 'unknown',
    serverError: 'transient',
    throttle: 'throttled',
    absent: 'transient',
  };
  for (const [mischief, kind] of Object.entries(kinds) as [Mischief, string][]) {
    behave(mischief);
    const outcome = await change(subject, to, { messageId, reply: say('Правильна дата') });
    expect([mischief, outcome.kind]).toEqual([mischief, kind]);
    behave(null);
  }
  const done = { kind: 'sent', providerId: messageId, priceEur: 0 };
  expect(await change(subject, to, { messageId, reply: say('**Правильна** дата') })).toEqual(done);
  expect(await shown(to)).toEqual(['Правильна дата']);
  expect(await change(subject, to, { messageId, reply: null })).toEqual(done);
  expect(await shown(to)).toEqual([]);
  expect(await channel.amend?.([])).toEqual([]);
}
