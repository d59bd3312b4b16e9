// Owns the servers that peers need: a PostgreSQL of our own, a Redis if one is there; without them a peer is left out.
import { connect } from 'node:net';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { say, type Table } from './table.ts';

/** A server's address, or null with the reason said: PostgreSQL is a running server or words, Redis an address. */
export type Peers = { postgres: Postgres | string; redis: string | null };

/** Starts what peers need for the time of `work`, and says what is missing. */
export async function withPeers(work: (peers: Peers) => Promise<Table[]>): Promise<Table[]> {
  const postgres = await startPostgres();
  const redis = await findRedis();
  const missing = [
    ...(typeof postgres === 'string' ? [`${postgres}; pg-boss is left out.`] : []),
    ...(redis === null
      ? ['No Redis answers (REDIS_URL, else 127.0.0.1:6379); BullMQ on Redis is left out.']
      : []),
  ];
  for (const words of missing) say(words);
  try {
    const tables = await work({ postgres, redis });
    return tables.map((table) => ({ ...table, notes: [...table.notes, ...missing] }));
  } finally {
    if (typeof postgres !== 'string') await postgres.stop();
  }
}

/** The address of a Redis that says PONG within a second. */
async function findRedis(): Promise<string | null> {
  const address = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
  const { hostname, port } = new URL(address);
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 1000 });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found ? address : null);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    // A server that wants a password answers -NOAUTH, and is there all the same.
    socket.once('data', (said) => end(/^[+-](?:PONG|NOAUTH)/.test(said.toString())));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
