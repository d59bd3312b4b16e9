// Owns what an answer is in the ledger: a delivery of the highest priority, useful for a day.
import type { DeliveryRow } from '../../../db/ledger.ts';
import type { AddressRow } from '../../../db/people.ts';
import { priority } from '../../core/delivery.ts';
import type { Reply } from '../../core/reply.ts';
import { dayMs } from '../../core/time.ts';
import type { App } from '../app.ts';

/** A reply that could not leave within a day answers nobody any more. */
const replyLifeMs = dayMs;

/** A reply as a delivery of the highest priority. */
export function replyRow(
  app: Pick<App, 'newId'>,
  of: { reply: Reply; person: { id: string }; address: Pick<AddressRow, 'id' | 'channel'>; now: number },
): DeliveryRow {
  return {
    id: app.newId(),
    broadcastId: null,
    personId: of.person.id,
    addressId: of.address.id,
    channel: of.address.channel,
    priority: priority.reply,
    state: 'pending',
    dueAt: of.now,
    expiresAt: of.now + replyLifeMs,
    attempts: 0,
    body: { reply: of.reply },
    reason: null,
    providerId: null,
    priceEur: 0,
    createdAt: of.now,
    settledAt: null,
    amends: null,
    also: null,
    decidedBy: null,
  };
}
