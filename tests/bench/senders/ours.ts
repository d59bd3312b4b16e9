// Owns the product as a sender: its drainer, its channel and its ledger, on a database in which the rows are waiting.
import SqliteFile from 'better-sqlite3';
import { addDeliveries } from '../../../db/ledger.ts';
import { writing } from '../../../src/app/app.ts';
import { type Drainer, startDrainer } from '../../../src/app/sending/dispatch.ts';
import { replyRow } from '../../../src/app/talk/reply-row.ts';
import type { Channel } from '../../../src/core/channel.ts';
import { telegramTo, unlimited, viberTo } from '../channels.ts';
import { given, report, startMeter } from '../in-child.ts';
import { noon, openBenchWorld } from '../world.ts';
import type { SenderOptions } from './task.ts';

export type OurOptions = Omit<SenderOptions, 'run' | 'messages'> & {
  file: string;
  channel: 'telegram' | 'viber';
  /** paced: at the channel's own pace · unlimited: with `concurrency` and no pace. */
  pace: 'paced' | 'unlimited';
  /** Puts in an answer to a resident once a second. */
  replies: boolean;
};

const options = given<OurOptions>();
const { file, apiRoot, concurrency } = options;
const drainer = { nudge: (): void => undefined, stop: async (): Promise<void> => undefined } as Drainer;
const world = openBenchWorld({
  file,
  start: noon,
  nudge: () => drainer.nudge(),
  channels: (common) => [
    options.channel === 'viber' ? viberTo(apiRoot, common) : telegramTo(apiRoot, common),
  ],
});
const { app, letters } = world;
const [own] = app.channels as [Channel];
const channel = options.pace === 'paced' ? own : unlimited(own, concurrency);
const watch = new SqliteFile(file, { readonly: true });
const open = watch.prepare(
  `select 1 from delivery where broadcast_id = 'blast' and state in ('pending', 'claimed', 'calling') limit 1`,
);

/** An answer to a resident, as the receiving of messages puts it in; its text says when. */
async function reply(): Promise<void> {
  const address = { id: `a${'1'.padStart(31, '0')}`, channel: options.channel };
  const row = replyRow(app, {
    reply: { text: `reply ${Date.now()}`, choices: [] },
    person: { id: '1'.padStart(32, '0') },
    address,
    now: app.clock.now(),
  });
  await writing(app, (at) => addDeliveries(at, [row]));
  app.nudge(options.channel);
}

const read = startMeter();
Object.assign(drainer, startDrainer(app, channel, letters));
if (options.replies) setInterval(() => void reply(), 1000);
const timer = setInterval(() => {
  if (open.get() !== undefined) return;
  clearInterval(timer);
  report({ ...read(), storeMs: null });
}, 10);
