// Owns looking at the ledger while the product runs and after it was killed: read-only, straight from the file.
import SqliteFile from 'better-sqlite3';

/** Rows in a call at one moment, by channel and broadcast. */
export type InCall = { channel: string; broadcast: string; rows: number }[];

export type Watch = {
  /** Rows that are to leave: pending, claimed or in a call, by channel. */
  open: () => Record<string, number>;
  inCall: () => InCall;
  /** Approved broadcasts of which no row has been made yet. */
  waiting: () => number;
  states: () => Map<string, string>;
  close: () => void;
};

/** Opens the database of a city whose tables exist already. */
export function watchLedger(file: string): Watch {
  const connection = new SqliteFile(file, { readonly: true, timeout: 10_000 });
  const open = connection.prepare<[], { channel: string; rows: number }>(
    `select channel, count(*) as rows from delivery
     where state in ('pending', 'claimed', 'calling') and broadcast_id is not null group by channel`,
  );
  const inCall = connection.prepare<[], { channel: string; broadcast: string; rows: number }>(
    `select channel, broadcast_id as broadcast, count(*) as rows from delivery
     where state = 'calling' and broadcast_id is not null group by channel, broadcast_id`,
  );
  const states = connection.prepare<[], { id: string; state: string }>('select id, state from broadcast');
  return {
    open: () => Object.fromEntries(open.all().map(({ channel, rows }) => [channel, rows])),
    inCall: () => inCall.all(),
    waiting: () => states.all().filter(({ state }) => state === 'approved' || state === 'expanding').length,
    states: () => new Map(states.all().map(({ id, state }) => [id, state])),
    close: () => connection.close(),
  };
}
