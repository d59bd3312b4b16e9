// Owns what Prometheus is told: counts straight from the ledger, and the process's own figures.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { listAlarms } from '../db/desk.ts';
import { count } from '../db/drizzle.ts';
import { unknownWaiting } from '../db/unknown.ts';

/**
 * A registry whose figures are read when they are asked for. `purseLeft`: euros left of this month's limit; null where
 * the city has set none, and then nothing is told of it.
 */
export function createMetrics(
  db: Database,
  purseLeft: () => Promise<number | null>,
): () => Promise<{ contentType: string; text: string }> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'uchast_' });
  const deliveries = new Gauge({
    name: 'uchast_deliveries',
    help: 'Rows of the ledger by channel and state',
    labelNames: ['channel', 'state'],
    registers: [registry],
  });
  const broadcasts = new Gauge({
    name: 'uchast_broadcasts',
    help: 'Broadcasts by state',
    labelNames: ['state'],
    registers: [registry],
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const unknown = gauge(
    'uchast_unknown_waiting',
    'Messages of unknown outcome on which somebody must decide',
  );
  const alarms = gauge('uchast_alarms_open', 'Alarms that are open');
  const purse = new Gauge({
    name: 'uchast_purse_left_euros',
    help: 'What is left of the limit for paid messages; absent where the city has set none',
    // A gauge without labels would say 0 where there is nothing to say.
    labelNames: ['limit'],
    registers: [registry],
  });
  const { delivery, broadcast } = db.tables;
  return async () => {
    deliveries.reset();
    broadcasts.reset();
    const rows = await db.read
      .select({ channel: delivery.channel, state: delivery.state, rows: count() })
      .from(delivery)
      .groupBy(delivery.channel, delivery.state);
    for (const { channel, state, rows: n } of rows) deliveries.set({ channel, state }, n);
    const states = await db.read
      .select({ state: broadcast.state, rows: count() })
      .from(broadcast)
      .groupBy(broadcast.state);
    for (const { state, rows: n } of states) broadcasts.set({ state }, n);
    const at = { t: db.tables, s: db.read };
    unknown.set(await unknownWaiting(at));
    alarms.set((await listAlarms(at)).length);
    purse.reset();
    const left = await purseLeft();
    if (left !== null) purse.set({ limit: 'month' }, left);
    return { contentType: registry.contentType, text: await registry.metrics() };
  };
}
