// Owns what Prometheus is told: the queue from kept sums and indexes, what this process counted, and the process itself.
import { stat } from 'node:fs/promises';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Place } from '../db/database.ts';
import { listAlarms } from '../db/desk.ts';
import { count } from '../db/drizzle.ts';
import { firstDue, keptStates, lanesNow, waitingReplies } from '../db/gauges.ts';
import type { At } from '../db/people.ts';
import { unknownWaiting } from '../db/unknown.ts';
import { type App, reading } from './app/app.ts';
import { sweepAge } from './app/running/readiness.ts';
import type { Storage } from './app/running/storage.ts';
import { type Tally, type TallyName, tallies } from './app/sending/tally.ts';

export type MetricsOptions = {
  app: Pick<App, 'db' | 'clock' | 'channels'>;
  /** Euros left of this month's limit; null where the city has set none, and then nothing is told of it. */
  purseLeft: () => Promise<number | null>;
  /** What else can be told; absent where nothing of it is there. */
  tally?: Tally;
  storage?: Pick<Storage, 'disk'>;
  place?: Place;
  version?: string;
};

export type Metrics = {
  /** The text that Prometheus fetches. A part that can't be read is left out, so that the others are still seen. */
  read: () => Promise<{ contentType: string; text: string }>;
  /** Notes one answered request. */
  answered: (one: { room: string; status: number; seconds: number }) => void;
};

/** Every gauge that is read when it is asked for: name, help, labels. */
const gauges = {
  deliveries: ['Rows of broadcasts by channel and state', ['channel', 'state']],
  broadcasts: ['Broadcasts by state', ['state']],
  replies_waiting: ['Messages outside of broadcasts that wait to be sent', ['channel']],
  oldest_waiting_seconds: ['How long the first waiting message has been due', ['channel']],
  lane_takeovers: ['How often another process took over the sending of a channel', ['channel']],
  lane_held: ['Whether any process sends the broadcasts of a channel, where several could', ['channel']],
  unknown_waiting: ['Messages of unknown outcome on which somebody must decide', []],
  alarms_open: ['Alarms that are open', []],
  // With a label, because a gauge without one would say 0 where there is nothing to say.
  purse_left_euros: ['What is left of the limit for paid messages, where there is one', ['limit']],
  sweep_age_seconds: ['Since the last sweep ended', []],
  database_bytes: ['Size of the database file and its journal', ['file']],
  disk_free_bytes: ['Free room where the data is', []],
  build_info: ['Version of the program and of its runtime', ['version', 'node']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;
type GaugeName = keyof typeof gauges;

const counters: Readonly<Record<TallyName, [name: string, help: string]>> = {
  sends: ['sends_total', 'Outcomes of calls to channels, one a message'],
  refusals: ['webhook_refusals_total', 'Webhook requests that were refused, by status'],
  returns: ['letters_returned_total', 'Returned letters by what they mean'],
};

/** Answers to webhooks are quick, reports and imports are not. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Names of all metrics of ours with their labels: what dashboards and alerts may use. */
export const ownMetrics: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...Object.entries(gauges).map(([name, [, labels]]) => [`uchast_${name}`, labels]),
  ...Object.entries(counters).map(([name, [own]]) => [`uchast_${own}`, tallies[name as TallyName]]),
  ['uchast_request_seconds', ['room', 'status']],
]);

/** A registry whose figures are read when they are asked for. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'uchast_' });
  const made = new Map(
    Object.entries(gauges).map(([name, [help, labels]]) => [
      name,
      new Gauge({ name: `uchast_${name}`, help, labelNames: [...labels], registers: [registry] }),
    ]),
  );
  const counted = Object.entries(counters).map(([tally, [name, help]]) => ({
    tally: tally as TallyName,
    counter: new Counter({
      name: `uchast_${name}`,
      help,
      labelNames: [...tallies[tally as TallyName]],
      registers: [registry],
    }),
  }));
  const requests = new Histogram({
    name: 'uchast_request_seconds',
    help: 'How long requests took until their answer began, by where they lead and the class of the status',
    labelNames: ['room', 'status'],
    buckets,
    registers: [registry],
  });
  const set: Setter = (name, value, labels = {}) => made.get(name)?.set(labels, value);
  return {
    answered: ({ room, status, seconds }) =>
      requests.observe({ room, status: `${Math.floor(status / 100)}xx` }, seconds),
    read: async () => {
      for (const gauge of made.values()) gauge.reset();
      for (const { tally, counter } of counted) putCounts(counter, tally, options.tally);
      for (const part of [ofQueue, ofDesk, ofPlace]) await part(options, set).catch(() => undefined);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

type Setter = (name: GaugeName, value: number, labels?: Record<string, string>) => void;

function putCounts(counter: Counter, name: TallyName, tally: Tally | undefined): void {
  counter.reset();
  for (const { labels, n } of tally?.of(name) ?? [])
    counter.inc(Object.fromEntries(tallies[name].map((label, at) => [label, labels[at] ?? ''])), n);
}

async function ofQueue({ app, place }: MetricsOptions, set: Setter): Promise<void> {
  const at = reading(app);
  for (const { channel, state, n } of await keptStates(at)) set('deliveries', n, { channel, state });
  for (const { name } of app.channels.filter(({ capabilities }) => capabilities.reaches)) {
    set('replies_waiting', await waitingReplies(at, name), { channel: name });
    const due = await firstDue(at, name);
    const waited = due === null ? 0 : Math.max(0, app.clock.now() - due) / 1000;
    set('oldest_waiting_seconds', waited, { channel: name });
  }
  // The only process on a database holds no lane, and its lanes, if a copy brought any, are nobody's.
  for (const { channel, takeOvers, held } of place?.kind === 'sqlite' ? [] : await lanesNow(at)) {
    set('lane_takeovers', takeOvers, { channel });
    set('lane_held', held ? 1 : 0, { channel });
  }
  for (const { state, rows } of await broadcastsByState(at)) set('broadcasts', rows, { state });
  const age = await sweepAge(app);
  if (age !== null) set('sweep_age_seconds', age / 1000);
}

async function broadcastsByState({ t, s }: At) {
  const { broadcast } = t;
  return await s.select({ state: broadcast.state, rows: count() }).from(broadcast).groupBy(broadcast.state);
}

async function ofDesk({ app, purseLeft }: MetricsOptions, set: Setter): Promise<void> {
  const at = reading(app);
  set('unknown_waiting', await unknownWaiting(at));
  set('alarms_open', (await listAlarms(at)).length);
  const left = await purseLeft();
  if (left !== null) set('purse_left_euros', left, { limit: 'month' });
}

async function ofPlace({ storage, place, version }: MetricsOptions, set: Setter): Promise<void> {
  set('build_info', 1, { version: version ?? '', node: process.version });
  const free = storage ? (await storage.disk()).free : null;
  if (free !== null) set('disk_free_bytes', free);
  if (place?.kind !== 'sqlite') return;
  for (const [file, path] of [
    ['database', place.file],
    ['journal', `${place.file}-wal`],
  ] as const) {
    const size = await stat(path).then(
      (one) => one.size,
      () => null,
    );
    if (size !== null) set('database_bytes', size, { file });
  }
}
