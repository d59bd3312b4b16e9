// Owns what Prometheus is told: counts straight from the ledger, and the process's own figures.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { count } from '../db/drizzle.ts';

/** A registry whose figures are read when they are asked for. */
export function createMetrics(db: Database): () => Promise<{ contentType: string; text: string }> {
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
    return { contentType: registry.contentType, text: await registry.metrics() };
  };
}
