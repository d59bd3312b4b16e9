// Owns the one connection of a process that writes to PostgreSQL: a statement that answers nothing is not waited for, the
// next one is sent behind it. Who writes when is postgres-queue.ts's.
import type { Client, QueryConfig, QueryResult } from 'pg';
import { writerLock } from './postgres-locks.ts';

/** So many statements are sent ahead of their answers at most: what was sent lies in memory until it is answered. */
const mostAhead = 16;

/** A statement in the driver's words; one that asks for rows asks for them as arrays, as drizzle always does. */
type Asked = QueryConfig & { rowMode?: string };

export type Writer = {
  /**
   * Runs a statement of the write that is under way. One that asks for rows is waited for; every other one has an empty
   * result at once, and its failure is thrown by a later statement of the write or by its end.
   */
  query: (config: Asked, values?: unknown[]) => Promise<QueryResult>;
  /** Begins a write and asks for the lock of all writers; both are sent ahead. Rejects where nobody can be reached. */
  begin: () => Promise<void>;
  /** Sends a word of the transaction ahead: `savepoint …`. */
  say: (text: string) => void;
  /** Waits for everything that was sent; throws the first failure among it, which is then forgotten. */
  settled: () => Promise<void>;
  commit: () => Promise<void>;
  rollBack: () => Promise<void>;
  /** Takes back to a savepoint; false where the connection is lost, and with it the whole write. */
  takeBack: (savepoint: string) => Promise<boolean>;
  end: () => Promise<void>;
};

const nothing = { rows: [], rowCount: 0, command: '', oid: 0, fields: [] } as QueryResult;

/** An end waits so long for what was sent: somebody else may hold the lock, or nobody may answer any more. */
const endsWithinMs = 2_000;

async function endSoon(client: Client): Promise<void> {
  const cut = setTimeout(() => (client as unknown as OnWire).connection.stream.destroy(), endsWithinMs);
  await client.end().catch(() => undefined);
  clearTimeout(cut);
}

/** What the driver keeps of a connection; without it a connection on which nobody answers is never given up. */
type OnWire = { connection: { stream: { destroy: () => void } } };

/**
 * A write stays on the connection on which it began: if that is lost, every later statement of the write fails, and the
 * next write begins on a new one. `make` gives a client in pipeline mode that is not connected; `ready` prepares one that is.
 */
export function openWriter(make: () => Client, ready: (client: Client) => Promise<unknown>): Writer {
  let current: Client | null = null;
  let bound: Client | null = null;
  let fault: { error: unknown } | null = null;
  let newest: Promise<unknown> = Promise.resolve();
  let ahead = 0;

  const connect = async (): Promise<Client> => {
    const client = make();
    const drop = () => {
      if (current === client) current = null;
    };
    client.on('error', drop);
    client.on('end', drop);
    await client.connect();
    await ready(client);
    return client;
  };
  const send = (config: QueryConfig, values?: unknown[]): Promise<QueryResult> => {
    if (!bound) throw new Error('no write is under way');
    return bound.query(config, values);
  };
  const sendAhead = (config: QueryConfig, values?: unknown[]): void => {
    ahead += 1;
    // Answers come in the order of the statements: once the newest is there, all are.
    newest = send(config, values).then(
      () => {
        ahead -= 1;
      },
      (error: unknown) => {
        ahead -= 1;
        fault ??= { error };
      },
    );
  };
  /** What failed first; what came after it only says that the transaction had failed. */
  const thrown = (error: unknown) => (fault ? fault.error : error);
  const settled = async () => {
    await newest;
    if (!fault) return;
    const { error } = fault;
    fault = null;
    throw error;
  };
  const end = async () => {
    const client = current ?? bound;
    current = null;
    if (client) await endSoon(client);
  };
  /** Ends a transaction, or part of it, whatever failed in it; false where nobody answers any more. */
  const takenBack = async (text: string): Promise<boolean> => {
    await newest;
    fault = null;
    return await send({ text }).then(
      () => true,
      async () => {
        // A connection on which a roll-back fails is of no more use: its end rolls back.
        await end();
        return false;
      },
    );
  };
  return {
    query: async (config, values) => {
      if (fault) throw fault.error;
      if (config.rowMode !== 'array') {
        sendAhead(config, values);
        if (ahead >= mostAhead) await newest;
        return nothing;
      }
      try {
        return await send(config, values);
      } catch (error) {
        throw thrown(error);
      }
    },
    begin: async () => {
      current ??= await connect();
      bound = current;
      fault = null;
      sendAhead({ text: `begin; select pg_advisory_xact_lock(${writerLock})` });
    },
    say: (text) => sendAhead({ text }),
    settled,
    commit: async () => {
      const done = send({ text: 'commit' });
      // Where a statement before it has failed, PostgreSQL answers a commit by rolling back.
      await done.catch(() => undefined);
      await settled();
      const { command } = await done;
      if (command !== 'COMMIT') throw new Error(`the write was not stored: ${command}`);
    },
    rollBack: async () => void (await takenBack('rollback')),
    takeBack: (savepoint) => takenBack(`rollback to ${savepoint}`),
    end,
  };
}
