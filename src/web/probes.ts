// Owns the routes by which an instance is watched from outside: whether it lives, what of it works, and its figures. Rooms
// for people and webhooks are door.ts's.
import { Hono } from 'hono';
import { listen } from './limits-server.ts';

/** Whether the instance can do its work, by part, in words. */
export type Readiness = {
  ready: boolean;
  parts: Record<string, { ready: boolean; detail: string; code?: string; since?: string }>;
};

export type Probes = {
  readiness: () => Promise<Readiness>;
  /** Figures for Prometheus; null where there are none yet. */
  metrics: () => Promise<{ contentType: string; text: string } | null>;
};

/** After which it makes sense to come again to a process that is still starting. */
const comeAgainSeconds = '5';
/** Whoever watches needs few connections. */
const connections = 64;

/** Mounts /healthz, /readyz and /metrics. */
export function mountProbes(door: Hono, { readiness, metrics }: Probes): void {
  door.get('/healthz', (c) => c.json({ ok: true }));
  door.get('/readyz', async (c) => {
    const state = await readiness();
    return c.json(state, state.ready ? 200 : 503);
  });
  door.get('/metrics', async (c) => {
    const figures = await metrics();
    if (!figures) return c.text('', 503, { 'Retry-After': comeAgainSeconds });
    return c.text(figures.text, 200, { 'Content-Type': figures.contentType });
  });
}

export type SmallDoor = {
  /** Where it is open, with the port that it has. */
  url: string;
  close: () => Promise<void>;
};

/**
 * Opens a door that has nothing but probes. `otherwise`: the status of everything else; with 503 whoever asks, a platform
 * among them, is told to come again. Rejects where the port is taken.
 */
export async function openSmallDoor(
  of: Probes & { host: string; port: number; otherwise: 404 | 503 },
): Promise<SmallDoor> {
  const door = new Hono();
  door.use('*', async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'no-store');
  });
  mountProbes(door, of);
  door.notFound((c) => {
    if (of.otherwise === 503) c.header('Retry-After', comeAgainSeconds);
    return c.json({ error: of.otherwise === 503 ? 'unavailable' : 'not found' }, of.otherwise);
  });
  const server = await listen(door, { host: of.host, port: of.port, connections });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : of.port;
  return {
    url: `http://${of.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
