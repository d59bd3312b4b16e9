// Owns the comparison of the two engines: a write, a received message, a batch taken up and settled, a copy, in one run.
import path from 'node:path';
import { copyPlace } from '../../db/copy.ts';
import type { Place } from '../../db/database.ts';
import { openPlace } from '../../db/engine.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import { migratePostgres } from '../../db/postgres.ts';
import { migrateSqlite } from '../../db/sqlite.ts';
import { type App, writing } from '../../src/app/app.ts';
import { receive } from '../../src/app/talk/receive.ts';
import { startPostgres } from '../support/postgres.ts';
import { rounded, type Table } from './table.ts';
import { noon, openBenchWorld } from './world.ts';

type Figures = { write: number; message: number; copied: number };

/** Turns a second, the best of some rounds: what else the machine does only slows down. */
async function perSecond(
  turns: number,
  rounds: number,
  turn: (n: number) => Promise<unknown>,
): Promise<number> {
  let best = 0;
  let next = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    for (let n = 0; n < turns; n += 1) await turn(next++);
    best = Math.max(best, turns / ((performance.now() - began) / 1000));
  }
  return best;
}

const row = (id: string): DeliveryRow => ({
  id,
  broadcastId: null,
  personId: 'nobody',
  addressId: null,
  channel: 'none',
  priority: 0,
  state: 'sent',
  dueAt: noon,
  expiresAt: noon + 1,
  attempts: 1,
  body: null,
  reason: null,
  providerId: id,
  priceEur: 0,
  createdAt: noon,
  settledAt: noon,
  amends: null,
  also: null,
  decidedBy: null,
});

async function figuresOf(app: App, of: { turns: number; rounds: number }): Promise<Omit<Figures, 'copied'>> {
  const { source } = app.db.tables;
  const write = await perSecond(of.turns, of.rounds, (n) =>
    writing(app, async (at) => {
      await at.s.select().from(source).limit(1);
      await addDeliveries(at, [row(`${app.newId()}`)]);
      await at.s.insert(source).values({ name: `s-${app.newId()}`, target: null, createdAt: n });
    }),
  );
  const message = await perSecond(of.turns, of.rounds, (n) =>
    receive(app, {
      kind: 'text',
      text: '/stage',
      channel: 'webchat',
      address: `chat-${n % 50}`,
      eventId: app.newId(),
      at: app.clock.now(),
    }),
  );
  return { write, message };
}

/** Both engines with the settings that a city has: SQLite's file and PostgreSQL on the same disk, each write waited for. */
export async function engines(of: { folder: string; turns: number; rounds: number }): Promise<Table[]> {
  const server = await startPostgres();
  if (typeof server === 'string') throw new Error(server);
  const title = 'the two engines: turns a second, one after another';
  try {
    const file = path.join(of.folder, 'lite.sqlite');
    migrateSqlite(file);
    await migratePostgres(server.url);
    const places: Place[] = [
      { kind: 'sqlite', file },
      { kind: 'postgres', url: server.url },
    ];
    const found: Record<string, Omit<Figures, 'copied'>> = {};
    for (const place of places) {
      const world = openBenchWorld({ file, start: noon, channels: () => [] });
      const db = openPlace(place);
      found[place.kind] = await figuresOf({ ...world.app, db }, of);
      await db.close();
      await world.app.db.close();
    }
    const target = path.join(of.folder, 'copy.sqlite');
    migrateSqlite(target);
    const began = performance.now();
    const { rows } = await copyPlace({ kind: 'postgres', url: server.url }, { kind: 'sqlite', file: target });
    const copied = rows / ((performance.now() - began) / 1000);
    const { sqlite, postgres } = found;
    if (!sqlite || !postgres) throw new Error('an engine was not measured');
    const compared = (what: string, key: 'write' | 'message') => ({
      what,
      sqlite: rounded(sqlite[key]),
      postgres: rounded(postgres[key]),
      'postgres/sqlite': rounded(postgres[key] / sqlite[key], 3),
    });
    return [
      {
        title,
        rows: [compared('a write of three statements', 'write'), compared('a received message', 'message')],
        notes: [`db copy of ${rows} rows from PostgreSQL to SQLite: ${rounded(copied)} rows a second`],
      },
    ];
  } finally {
    await server.stop();
  }
}
