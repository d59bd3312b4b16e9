// Owns the table that proves that erasures were carried out; what an erasure erases is db/erasure.ts's.
import type { Kit } from './columns.ts';

/** How somebody asked: in a chat, on the page behind the link to their data, or staff did it for them. */
export type ErasureWay = 'chat' | 'page' | 'staff';

/** How many rows of each class of data went. No value of anybody is in it. */
export type ErasedRows = Readonly<Record<string, number>>;

/** The proof of each erasure, which names nobody. */
export function lawTables(kit: Kit) {
  const { table, text, instant, json, index } = kit;
  const erasure = table(
    'erasure',
    {
      id: text().primaryKey(),
      at: instant().notNull(),
      way: text().$type<ErasureWay>().notNull(),
      classes: json<ErasedRows>().notNull(),
      /**
       * Keyed hashes of the addresses that were erased: to erase them again where an older copy is restored, and to answer
       * somebody who names the address. Null once no such copy is kept any more.
       */
      who: json<readonly string[]>(),
    },
    (t) => [index('erasure_at').on(t.at)],
  );
  return { erasure };
}
