// Owns the tables of what comes back from letters: bounces, complaints, clicks, why people leave, and how many went where.
import type { Kit } from './columns.ts';

/** hard: no such mailbox · soft: not now · policy: our fault · complaint: marked as spam · leave: «відписатися» as an answer. */
export type ReturnKind = 'hard' | 'soft' | 'policy' | 'complaint' | 'leave';

export function mailTables(kit: Kit) {
  const { table, text, integer, boolean, instant, index, primaryKey } = kit;
  /** What a mail server, a provider or a person sent back about one letter; never its words or addresses. */
  const mailReturn = table(
    'mail_return',
    {
      id: text().primaryKey(),
      deliveryId: text().notNull(),
      broadcastId: text(),
      kind: text().$type<ReturnKind>().notNull(),
      /** Enhanced status (`5.1.1`) or the feedback type; null where none was given. */
      code: text(),
      at: instant().notNull(),
    },
    (t) => [
      index('mail_return_delivery').on(t.deliveryId),
      index('mail_return_broadcast').on(t.broadcastId, t.kind),
    ],
  );
  /** Visits of a letter's links, counted once a letter and link; `human` is what is left after scanners. */
  const click = table(
    'click',
    {
      broadcastId: text().notNull(),
      /** The place of the link in the letter, from 0. */
      link: integer().notNull(),
      /** A hash of the delivery, so that nobody's reading is kept with their name. */
      visitor: text().notNull(),
      human: boolean().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.broadcastId, t.link, t.visitor] })],
  );
  /** Why people left, if they said so: no person, only the broadcast whose link it was and their choice. */
  const leaving = table(
    'leaving',
    {
      id: text().primaryKey(),
      broadcastId: text(),
      kind: text().notNull(),
      reason: text(),
      at: instant().notNull(),
    },
    (t) => [index('leaving_broadcast').on(t.broadcastId)],
  );
  /** Letters handed over to each receiving domain in each hour, for caps and warming up. */
  const mailPace = table(
    'mail_pace',
    { domain: text().notNull(), hour: instant().notNull(), letters: integer().notNull() },
    (t) => [primaryKey({ columns: [t.domain, t.hour] })],
  );
  return { mailReturn, click, leaving, mailPace };
}
