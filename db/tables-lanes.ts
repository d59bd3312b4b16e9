// Owns the tables by which several processes share the sending of one city: who lives, who holds a lane, whose a slot is.
import type { Kit } from './columns.ts';

/** Instants here are milliseconds of the database's clock, the one that all processes share. One process needs none of them. */
export function laneTables(kit: Kit) {
  const { table, text, integer, instant, primaryKey } = kit;
  /** A process that runs; it is dead once it has not been seen for a while. */
  const life = table('life', {
    id: text().primaryKey(),
    startedAt: instant().notNull(),
    seenAt: instant().notNull(),
  });
  /** Who alone sends the broadcasts of a channel. Every take-over has a higher token, and whoever holds a lower one stops. */
  const lane = table('lane', {
    channel: text().primaryKey(),
    token: integer().notNull(),
    /** The life that holds it; null: it was given back. */
    holder: text(),
    takenAt: instant().notNull(),
    /** The platform asked for a pause: nothing leaves before. */
    pausedUntil: instant().notNull(),
  });
  /** A channel has as many slots as calls are permitted in a second; a slot serves again a second after its answer. */
  const sendSlot = table(
    'send_slot',
    {
      channel: text().notNull(),
      number: integer().notNull(),
      /** The life whose call is under way; null: it is free from `freeAt` on. */
      holder: text(),
      freeAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.channel, t.number] })],
  );
  return { life, lane, sendSlot };
}
