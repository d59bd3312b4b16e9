// Owns one expansion as a process of its own: its time, its memory, and how long it keeps anybody waiting.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { addDeliveries } from '../../db/ledger.ts';
import { writing } from '../../src/app/app.ts';
import { expand } from '../../src/app/broadcasts/expand.ts';
import { replyRow } from '../../src/app/talk/reply-row.ts';
import { addBenchBroadcast } from './broadcast.ts';
import { silentChannels } from './channels.ts';
import { given, peakMb, report, startMeter } from './in-child.ts';
import { noon, openBenchWorld } from './world.ts';

export type ExpansionReport = {
  ms: number;
  /** Of the processor, this process alone. */
  cpuMs: number;
  /** The longest that the process did nothing else, by the runtime's own histogram and by a probe of every turn. */
  longestBlockMs: number;
  longestTurnMs: number;
  /** The longest that an answer to a resident waited until it was stored, put in every 50 ms. */
  longestReplyMs: number;
  replies: number;
  peakMb: number;
  /** Before the expansion: the process with the product loaded. */
  beforeMb: number;
};

const { app } = openBenchWorld({
  file: given<{ file: string }>().file,
  start: noon,
  channels: silentChannels,
});
const broadcast = await addBenchBroadcast(app, { id: 'blast', channels: ['telegram', 'viber'] });
const replyEveryMs = 50;
const waits: number[] = [];
const turns = { longest: 0, last: performance.now(), over: false };

function turn(): void {
  const now = performance.now();
  turns.longest = Math.max(turns.longest, now - turns.last);
  turns.last = now;
  if (!turns.over) setImmediate(turn);
}

/** An answer that came up at the instant `due`, whenever the process finds the time to store it. */
async function reply(due: number): Promise<void> {
  const row = replyRow(app, {
    reply: { text: 'reply', choices: [] },
    person: { id: '1'.padStart(32, '0') },
    address: { id: `a${'1'.padStart(31, '0')}`, channel: 'telegram' },
    now: app.clock.now(),
  });
  await writing(app, (at) => addDeliveries(at, [row]));
  waits.push(performance.now() - due);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Everything that runs is loaded and compiled before: a service has answered people for days.
await reply(performance.now());
waits.length = 0;
const beforeMb = peakMb();
const histogram = monitorEventLoopDelay({ resolution: 1 });
histogram.enable();
turns.last = performance.now();
setImmediate(turn);
let due = performance.now();
/** Each answer has a timer of its own: an interval would add its own lateness to what is measured. */
function awaitReply(): void {
  setTimeout(
    () => {
      void reply(due);
      due += replyEveryMs;
      if (!turns.over) awaitReply();
    },
    Math.max(0, due - performance.now()),
  );
}
awaitReply();
await pause(2 * replyEveryMs);
const read = startMeter();
await expand(app, broadcast);
const { ms, cpuMs } = read();
// Whoever had to wait until now is counted, too.
await pause(2 * replyEveryMs);
turns.over = true;
histogram.disable();
const figures: ExpansionReport = {
  ms,
  cpuMs,
  longestBlockMs: histogram.max / 1e6,
  longestTurnMs: turns.longest,
  longestReplyMs: Math.max(0, ...waits),
  replies: waits.length,
  peakMb: peakMb(),
  beforeMb,
};
report(figures);
