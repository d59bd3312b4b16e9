// Owns the statistics of the campaign as open data: subscribers, broadcasts and messages by month and channel, never people.
import { sentByChannel } from '../../../db/open-data.ts';
import { keptSums } from '../../../db/sums.ts';
import { kyivInstant, localDate } from '../../core/time.ts';
import { type App, channelTitle, reading } from '../app.ts';
import type { OpenRecords } from './open-data-plan.ts';
import { manyOnly, type OpenRecord } from './open-data-table.ts';

export const statisticsFields = [
  'month',
  'metric',
  'metricTitle',
  'channel',
  'channelTitle',
  'value',
] as const;
export type StatisticsField = (typeof statisticsFields)[number];

/** subscribers: at the end of the month · broadcasts, messages, delivered: in it. */
const metrics = ['subscribers', 'broadcasts', 'messages', 'delivered'] as const;
type Metric = (typeof metrics)[number];

type Row = { month: string; metric: Metric; channel: string; n: number };

/** A row a month, metric and channel, the oldest month first; the month that goes on is told as it stands. */
export async function statisticsRecords(app: App): Promise<OpenRecords<StatisticsField>> {
  const at = reading(app);
  const thisMonth = localDate(app.clock.now()).slice(0, 7);
  const sent = await sentByChannel(at);
  const comings = await keptSums(at, ['channel']);
  const rows = [...sentRows(sent), ...subscriberRows(comings, thisMonth)].sort(
    (a, b) =>
      order(a.month, b.month) ||
      metrics.indexOf(a.metric) - metrics.indexOf(b.metric) ||
      order(a.channel, b.channel),
  );
  const days = comings.map(({ on }) => kyivInstant(on));
  const instants = [...sent.map((row) => row.at), ...days].sort((a, b) => a - b);
  return {
    records: rows.map((row) => recordOf(app, row)),
    issued: instants[0] ?? null,
    modified: instants.at(-1) ?? null,
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function recordOf(app: App, { month, metric, channel, n }: Row): OpenRecord<StatisticsField> {
  return {
    month,
    metric,
    metricTitle: app.files.phrases[`web.open.metric.${metric}`] ?? metric,
    channel,
    channelTitle: channelTitle(app.files, channel),
    value: metric === 'broadcasts' ? n : manyOnly(n),
  };
}

function sentRows(sent: Awaited<ReturnType<typeof sentByChannel>>): Row[] {
  const months = Map.groupBy(sent, ({ at, channel }) => `${localDate(at).slice(0, 7)} ${channel}`);
  return [...months].flatMap(([name, some]) => {
    const [month = '', channel = ''] = name.split(' ');
    const messages = some.reduce((sum, { n }) => sum + n, 0);
    const delivered = some.reduce((sum, { state, n }) => (state === 'delivered' ? sum + n : sum), 0);
    const broadcasts = new Set(some.map(({ id }) => id)).size;
    const counted: readonly [Metric, number][] = [
      ['broadcasts', broadcasts],
      ['messages', messages],
      ['delivered', delivered],
    ];
    return counted.map(([metric, n]) => ({ month, metric, channel, n }));
  });
}

/** How many stood at the end of each month, for every month from the first on. */
function subscriberRows(cells: readonly { key: string; on: string; n: number }[], thisMonth: string): Row[] {
  return [...Map.groupBy(cells, ({ key }) => key)].flatMap(([channel, some]) => {
    const first = some.map(({ on }) => on.slice(0, 7)).sort()[0];
    return first === undefined
      ? []
      : monthsBetween(first, thisMonth).map((month) => {
          const n = some.reduce((sum, one) => (one.on.slice(0, 7) <= month ? sum + one.n : sum), 0);
          return { month, metric: 'subscribers' as const, channel, n };
        });
  });
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (
    let month = Temporal.PlainYearMonth.from(first);
    month.toString() <= last;
    month = month.add({ months: 1 })
  )
    months.push(month.toString());
  return months;
}
