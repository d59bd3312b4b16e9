// Owns reaching PostgreSQL: its driver, one connection for one piece of work, and who else is connected.
import { createRequire } from 'node:module';
import type { Client, ClientConfig } from 'pg';

/** Loaded when a city uses it: the default database needs none of it. */
export const driver = () => createRequire(import.meta.url)('pg') as typeof import('pg');

export const connectMs = 10_000;
const keepAliveMs = 10_000;

/** By this name PostgreSQL shows the connections of `serve`, `work` and the commands; copies are made under another. */
const applicationName = 'uchast';
const copying = 'uchast copy';

export function connectionOf(url: string, name = applicationName): ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    application_name: name,
    // A connection whose other end is gone without a word is noticed by the system, also where nobody asks anything.
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
  };
}

/** Hands one connection of its own to a piece of work and ends it. */
export async function connected<T>(
  url: string,
  work: (client: Client) => Promise<T>,
  name = copying,
): Promise<T> {
  const { Client } = driver();
  const client = new Client(connectionOf(url, name));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How many connections of `serve`, `work` or a command there are to this database. */
export async function othersConnected(url: string): Promise<number> {
  return await connected(url, async (client) => {
    const { rows } = await client.query(
      'select count(*)::integer as n from pg_stat_activity where datname = current_database() and application_name = $1',
      [applicationName],
    );
    return rows[0].n;
  });
}
