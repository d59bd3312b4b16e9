// Owns the tables of residents: people, their addresses, conversations, consents and what was taken in from them.
import type { Pace, Topic } from '../src/core/broadcast.ts';
import type { Purpose } from '../src/core/consent.ts';
import type { ContestId, Role } from '../src/core/contest.ts';
import type { Conversation } from '../src/core/dialog/conversation.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Kit } from './columns.ts';
import { sql } from './drizzle.ts';

export type AddressState = 'active' | 'gone' | 'unproven';

/** A resident and the addresses at which they can be reached. */
export function peopleTables(kit: Kit) {
  const { table, text, boolean, instant, json, index, uniqueIndex, primaryKey } = kit;
  const person = table(
    'person',
    {
      id: text().primaryKey(),
      createdAt: instant().notNull(),
      contest: text().$type<ContestId>(),
      role: text().$type<Role>(),
      source: text(),
      /** The channel that the person chose for what we begin. */
      prefers: text(),
      /** How stage notices come: one by one (null), or as one digest a week. */
      pace: text().$type<Pace>(),
    },
    (t) => [index('person_pace').on(t.pace).where(sql`pace is not null`)],
  );
  const address = table(
    'address',
    {
      id: text().primaryKey(),
      personId: text().notNull(),
      channel: text().notNull(),
      address: text().notNull(),
      /** unproven: an opt-in letter is under way · gone: blocked, unsubscribed by the platform's button or deleted. */
      state: text().$type<AddressState>().notNull(),
      createdAt: instant().notNull(),
      /** When the person last wrote here: opens a free session where the platform has one. */
      wroteAt: instant(),
      /** When the session began in which the person wrote last, by the platform's stricter reading: its first message. */
      sessionAt: instant(),
      /** When a message of ours last proved to arrive here. */
      provenAt: instant(),
      /** Where an e-mail address came from and on what ground; null for chats. */
      listSource: text(),
      listGround: text(),
    },
    (t) => [
      uniqueIndex('address_channel_address').on(t.channel, t.address),
      index('address_person').on(t.personId),
    ],
  );
  const conversation = table('conversation', {
    addressId: text().primaryKey(),
    state: json<Conversation>().notNull(),
    updatedAt: instant().notNull(),
  });
  const inbox = table(
    'inbox',
    {
      channel: text().notNull(),
      eventId: text().notNull(),
      at: instant().notNull(),
      /** The welcome that was returned in the response: a repeat of the event gets the same one. */
      welcome: json<Reply>(),
    },
    (t) => [primaryKey({ columns: [t.channel, t.eventId] }), index('inbox_at').on(t.at)],
  );
  const consent = table(
    'consent',
    {
      id: text().primaryKey(),
      personId: text().notNull(),
      purpose: text().$type<Purpose>().notNull(),
      contest: text().$type<ContestId | 'any'>().notNull(),
      granted: boolean().notNull(),
      at: instant().notNull(),
      channel: text().notNull(),
      wording: text().notNull(),
      ground: text().notNull(),
    },
    (t) => [index('consent_person').on(t.personId)],
  );
  /** What the consent ledger says now, one row a person, purpose and contest: for the audience queries. */
  const standing = table(
    'standing',
    {
      personId: text().notNull(),
      purpose: text().$type<Purpose>().notNull(),
      contest: text().$type<ContestId | 'any'>().notNull(),
      granted: boolean().notNull(),
      at: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.personId, t.purpose, t.contest] }),
      index('standing_purpose').on(t.purpose, t.contest, t.granted, t.personId),
    ],
  );
  const optIn = table('opt_in', {
    tokenHash: text().primaryKey(),
    address: text().notNull(),
    personId: text(),
    contest: text().$type<ContestId>(),
    role: text().$type<Role>(),
    wording: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    confirmedAt: instant(),
  });
  const suppression = table('suppression', {
    hash: text().primaryKey(),
    at: instant().notNull(),
    reason: text().notNull(),
  });
  /** A kind of message that a person does not want, while the subscription stands. */
  const mute = table(
    'mute',
    {
      personId: text().notNull(),
      topic: text().$type<Topic>().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.personId, t.topic] })],
  );
  /** Who told us that they have voted, and nothing else about it; forgotten with the cycle. */
  const voted = table(
    'voted',
    {
      personId: text().notNull(),
      contest: text().$type<ContestId>().notNull(),
      cycle: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.personId, t.contest, t.cycle] })],
  );
  /** A short-lived code with which a person links another chat to this one; only its hash is kept. */
  const linkCode = table('link_code', {
    codeHash: text().primaryKey(),
    personId: text().notNull(),
    expiresAt: instant().notNull(),
  });
  /** Codes that were tried from an address: guessing is slow. */
  const linkTry = table(
    'link_try',
    { id: text().primaryKey(), addressId: text().notNull(), at: instant().notNull() },
    (t) => [index('link_try_address').on(t.addressId, t.at)],
  );
  return {
    person,
    address,
    conversation,
    inbox,
    consent,
    standing,
    optIn,
    suppression,
    mute,
    voted,
    linkCode,
    linkTry,
  };
}
