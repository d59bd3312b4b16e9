// Owns the sums of a rehearsal: what it sends and costs by month and channel, and its messages as rows of a file.
import type { PlannedMessage } from '../../../app/desk.ts';
import { isoInKyiv, localDate } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { audiencePairsInWords, nameOfKey } from '../broadcasts/broadcast-words.ts';
import { type Cell, euros, table } from '../show.ts';
import type { Say } from '../words.ts';

/** Messages, people and money of each month and channel, and together. */
export function costSheet(say: Say, messages: readonly PlannedMessage[]): Html {
  const groups = Map.groupBy(messages, ({ at, channel }) => `${localDate(at).slice(0, 7)} ${channel}`);
  const rows = [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]): Cell[] => {
      const [month = '', channel = ''] = key.split(' ');
      return [monthName(month), say(`channel.${channel}`), ...sums(own)];
    });
  return table({
    caption: say('planned.costs'),
    head: [
      say('planned.month'),
      ...['channel', 'planned', 'people', 'price'].map((key) => say(`head.${key}`)),
    ],
    rows: [...rows, [say('head.total'), '', ...sums(messages)]],
    numbers: [2, 3, 4],
  });
}

function sums(messages: readonly PlannedMessage[]): Cell[] {
  const people = messages.reduce((sum, { recipients }) => sum + recipients, 0);
  const price = messages.reduce((sum, { priceEur }) => sum + priceEur, 0);
  return [messages.length, people, euros(price)];
}

/** `2026-11` → `листопад 2026 р.` */
export function monthName(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat('uk', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(first);
}

const columns = ['at', 'name', 'line', 'channel', 'audience', 'people', 'price', 'useful', 'subject', 'text'];

/** A row a message and channel under a row of names; instants with the offset of Kyiv, prices in euros with a point. */
export function plannedRows(say: Say, messages: readonly PlannedMessage[]): string[][] {
  const rows = messages.map((one) => [
    isoInKyiv(one.at),
    nameOfKey(say, one.broadcast),
    one.line ?? '',
    say(`channel.${one.channel}`),
    audiencePairsInWords(say, one.audience),
    String(one.recipients),
    one.priceEur.toFixed(4),
    isoInKyiv(one.lastUsefulAt),
    one.subject ?? '',
    one.text,
  ]);
  return [columns.map((name) => say(`planned.column.${name}`)), ...rows];
}
