// Owns the product as a sender of letters: its drainer, its channel and its ledger, on a database with waiting rows.
import SqliteFile from 'better-sqlite3';
import { type Drainer, startDrainer } from '../../src/app/sending/dispatch.ts';
import type { Channel } from '../../src/core/channel.ts';
import { unlimited } from './channels.ts';
import { given, report, startMeter } from './in-child.ts';
import { mailTo } from './mail-channel.ts';
import { keepCompiled } from './mail-compiled.ts';
import type { MailTask } from './mail-peer.ts';
import { noon, openBenchWorld } from './world.ts';

const { file, url, keyPem } = given<MailTask & { file: string }>();
const drainer = { nudge: (): void => undefined, stop: async (): Promise<void> => undefined } as Drainer;
const { app, letters } = openBenchWorld({
  file,
  start: noon,
  nudge: () => drainer.nudge(),
  channels: ({ log }) => [mailTo({ url, keyPem, log })],
});
const [own] = app.channels as [Channel];
const watch = new SqliteFile(file, { readonly: true });
const open = watch.prepare(
  `select 1 from delivery where broadcast_id = 'blast' and state in ('pending', 'claimed', 'calling') limit 1`,
);

const read = startMeter();
Object.assign(drainer, startDrainer(app, unlimited(own, own.capabilities.concurrency), letters));
const timer = setInterval(() => {
  if (open.get() !== undefined) return;
  clearInterval(timer);
  const figures = read();
  keepCompiled();
  report(figures);
}, 10);
