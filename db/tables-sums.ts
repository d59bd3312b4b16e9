// Owns the tables of the sums that are kept beside people and the ledger, so that no page has to count them; sums.ts fills them.
import type { Cell } from '../src/core/figures.ts';
import type { Kit } from './columns.ts';

export function sumTables(kit: Kit) {
  const { table, text, integer, json, primaryKey } = kit;
  /** Sums about people: what is counted, by which value, on which local day (empty: it has none). No person is in it. */
  const keptSum = table(
    'kept_sum',
    { family: text().notNull(), key: text().notNull(), on: text().notNull(), n: integer().notNull() },
    (t) => [primaryKey({ columns: [t.family, t.on, t.key] })],
  );
  /** What a person adds to the sums at present: taken off again when that changes, or when the person is erased. */
  const counted = table('counted', {
    personId: text().primaryKey(),
    cells: json<readonly Cell[]>().notNull(),
  });
  /** People and broadcasts of which something changed since they were counted; triggers put them here, in the same write. */
  const uncounted = table(
    'uncounted',
    { kind: text().$type<'person' | 'broadcast'>().notNull(), id: text().notNull() },
    (t) => [primaryKey({ columns: [t.kind, t.id] })],
  );
  /** Rows of the ledger by broadcast, channel and state. */
  const broadcastSum = table(
    'broadcast_sum',
    {
      broadcastId: text().notNull(),
      channel: text().notNull(),
      state: text().notNull(),
      n: integer().notNull(),
    },
    (t) => [primaryKey({ columns: [t.broadcastId, t.channel, t.state] })],
  );
  return { keptSum, counted, uncounted, broadcastSum };
}
