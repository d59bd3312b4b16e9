// Owns the city of the record of many processes: its people in PostgreSQL, and what its tables say while it runs.
import pg from 'pg';
import { openPostgres } from '../../db/postgres.ts';
import type { BroadcastBody } from '../../src/core/broadcast.ts';
import { addressesOf } from './city.ts';

export type ManySizes = { telegram: number; viber: number };
const createdAt = Date.parse('2027-02-01T12:00:00+02:00');
const rowsAnInsert = 500;

/** People of both chats who asked for reminders before. */
export async function settlePeople(url: string, sizes: ManySizes): Promise<void> {
  const db = openPostgres(url);
  const { person, address, consent, standing } = db.tables;
  for (const channel of ['telegram', 'viber'] as const) {
    const all = addressesOf(channel, sizes[channel]);
    for (let from = 0; from < all.length; from += rowsAnInsert) {
      const some = all.slice(from, from + rowsAnInsert).map((one) => ({ one, id: `${channel}-${one}` }));
      await db.write(async (s) => {
        await s.insert(person).values(
          some.map(({ id }) => ({
            id,
            createdAt,
            contest: 'city' as const,
            role: 'voter' as const,
            source: null,
            prefers: null,
            pace: null,
          })),
        );
        await s.insert(address).values(
          some.map(({ id, one }) => ({
            id: `${id}-address`,
            personId: id,
            channel,
            address: one,
            state: 'active' as const,
            createdAt,
            wroteAt: createdAt,
            sessionAt: null,
            provenAt: null,
            listSource: null,
            listGround: null,
          })),
        );
        const given = { purpose: 'reminders', contest: 'city', granted: true, at: createdAt } as const;
        const said = { channel, wording: 'так', ground: 'consent' };
        const consents = some.map(({ id }) => ({ id: `${id}-consent`, personId: id, ...given, ...said }));
        await s.insert(consent).values(consents);
        await s.insert(standing).values(consents);
      });
    }
  }
  await db.close();
}

export type Row = {
  broadcast: string;
  person: string;
  channel: string;
  state: string;
  reason: string | null;
};

/** What the tables say, asked beside the processes; a connection that is lost is made anew. */
export function watchTables(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const rows = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return (await pool.query<T>(text, values)).rows;
      } catch (error) {
        if (tries > 40) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  };
  return {
    open: async () => {
      const [row] = await rows<{ n: number }>(
        `select count(*)::int as n from delivery where state in ('pending', 'claimed', 'calling') and broadcast_id is not null`,
      );
      return row?.n ?? 0;
    },
    /** Rows of broadcasts in a call of these lives. */
    inCall: async (callers: readonly string[]) => {
      const [row] = await rows<{ n: number }>(
        `select count(*)::int as n from delivery where state = 'calling' and broadcast_id is not null and caller = any($1)`,
        [callers],
      );
      return row?.n ?? 0;
    },
    /** Of every broadcast whose hour has come by the city's clock. */
    states: async () => {
      const found = await rows<{ id: string; state: string }>(
        `select id, state from broadcast where at <= extract(epoch from now()) * 1000
           + coalesce((select (value ->> 'offset')::float from meta where key = 'clock'), 0)`,
      );
      return new Map(found.map(({ id, state }) => [id, state]));
    },
    /** What plan, calendar and events have asked for, and has begun. */
    planned: () =>
      rows<{ id: string; kind: string; body: BroadcastBody }>(
        `select id, kind, body from broadcast where kind <> 'own' and state in ('expanding', 'sending', 'done')`,
      ),
    /** Titles of the tasks of which somebody was told. */
    tasksTold: async () => {
      const found = await rows<{ title: string }>('select title from task where reminded_at is not null');
      return found.map(({ title }) => title);
    },
    deliveries: () =>
      rows<Row>(
        `select d.broadcast_id as broadcast, a.address as person, d.channel, d.state, d.reason
         from delivery d join address a on a.id = d.address_id where d.broadcast_id is not null`,
      ),
    /**
     * Ticks that were done, by name; those of one moment for which several were done, and those that were done while another
     * one of the name was under way. The first of each process belongs to no moment: it is asked for at its start.
     */
    ticks: () =>
      rows<{ name: string; done: number; twice: number; beside: number }>(
        `with done as (select id, name, singleton_on, started_on, completed_on from pgboss.job
             where name like 'tick.%' and state = 'completed'),
           twice as (select name from done where singleton_on is not null group by name, singleton_on having count(*) > 1)
         select name, count(*)::int as done,
           (select count(*)::int from twice where twice.name = done.name) as twice,
           count(*) filter (where exists (select 1 from done other where other.id <> done.id and other.name = done.name
             and other.started_on < done.completed_on and other.started_on > done.started_on))::int as beside
         from done group by name order by name`,
      ),
    close: () => pool.end(),
  };
}
