// Owns the tables of the ledger: broadcasts, one row a recipient, and every attempt.
import type {
  Audience,
  BroadcastBody,
  BroadcastKind,
  BroadcastState,
  Nature,
  Payment,
} from '../src/core/broadcast.ts';
import type { Letter } from '../src/core/channel.ts';
import type { ContestId, StageId } from '../src/core/contest.ts';
import type { DeliveryState } from '../src/core/delivery.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Kit } from './columns.ts';
import { sql } from './drizzle.ts';

/** What a reply's row carries; a broadcast's rows carry nothing and read the broadcast. */
export type DeliveryBody = {
  reply: Reply;
  /** `replyTo`: the local part of the address to which an answer goes. */
  letter?: Pick<Letter, 'subject' | 'preheader' | 'replyTo'>;
  /** Residents' questions whose words are in it: it goes when they go. */
  questions?: string[];
  /** The address of somebody of the staff, who is no resident and has no address row. */
  to?: string;
  /** What a letter is about, where letters of its kind are counted: the link to one's own data. */
  about?: 'myData';
};

/** The ledger: what is to be said, to whom, and what became of it. */
export function ledgerTables(kit: Kit) {
  const { table, text, integer, real, instant, json, index, uniqueIndex } = kit;
  const broadcast = table(
    'broadcast',
    {
      id: text().primaryKey(),
      key: text().notNull(),
      planId: text(),
      line: text(),
      kind: text().$type<BroadcastKind>().notNull(),
      nature: text().$type<Nature>().notNull(),
      contest: text().$type<ContestId>(),
      stage: text().$type<StageId>(),
      priority: integer().notNull(),
      at: instant().notNull(),
      lastUsefulAt: instant().notNull(),
      audience: json<Audience>().notNull(),
      channels: json<string[]>().notNull(),
      body: json<BroadcastBody>().notNull(),
      contentHash: text().notNull(),
      state: text().$type<BroadcastState>().notNull(),
      reason: text(),
      createdAt: instant().notNull(),
      createdBy: text(),
      editedBy: text(),
      approvedBy: text(),
      approvedAt: instant(),
      approvedHash: text(),
      /** The last person who was expanded; null before the first page. */
      cursor: text(),
      doneAt: instant(),
      /** What happens to people whom a message would cost money: paid (null), or it waits for their next visit. */
      payment: text().$type<Payment>(),
      /** The broadcast that this one corrects or recalls. */
      amends: text(),
    },
    (t) => [
      uniqueIndex('broadcast_key').on(t.key),
      index('broadcast_state_at').on(t.state, t.at),
      // Those that may have reached somebody lately.
      index('broadcast_useful').on(t.lastUsefulAt),
    ],
  );
  const delivery = table(
    'delivery',
    {
      id: text().primaryKey(),
      broadcastId: text(),
      personId: text().notNull(),
      addressId: text(),
      channel: text().notNull(),
      priority: integer().notNull(),
      state: text().$type<DeliveryState>().notNull(),
      dueAt: instant().notNull(),
      expiresAt: instant().notNull(),
      attempts: integer().notNull(),
      body: json<DeliveryBody>(),
      reason: text(),
      providerId: text(),
      priceEur: real().notNull(),
      createdAt: instant().notNull(),
      settledAt: instant(),
      /** The platform's id of the message that this row edits or deletes; null: a message of its own. */
      amends: text(),
      /** Broadcasts of the same day whose texts this row carries too; their own rows are skipped as merged. */
      also: json<string[]>(),
      /** Who of the staff decided that an unknown row stays as it is. */
      decidedBy: text(),
      /** The life of the process that has it in a call, where several send; null where only one does. */
      caller: text(),
    },
    (t) => [
      // Replies have no broadcast, and each of them would cost a place in it.
      uniqueIndex('delivery_broadcast_person')
        .on(t.broadcastId, t.personId)
        .where(sql`broadcast_id is not null`),
      // A broadcast's rows by state: counted from the index alone, and found in their order. Replies have no broadcast.
      index('delivery_counts').on(t.broadcastId, t.state, t.channel, t.dueAt),
      index('delivery_person').on(t.personId, t.createdAt),
      // What waits for a person to write: hardly any rows, looked for at every message.
      index('delivery_visit').on(t.personId).where(sql`state = 'pending' and reason = 'nextVisit'`),
      index('delivery_paid').on(t.channel, t.settledAt).where(sql`price_eur > 0`),
    ],
  );
  const attempt = table(
    'attempt',
    {
      deliveryId: text().notNull(),
      at: instant().notNull(),
      outcome: text().notNull(),
      code: text(),
    },
    (t) => [index('attempt_delivery').on(t.deliveryId)],
  );
  return { broadcast, delivery, attempt };
}
