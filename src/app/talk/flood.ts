// Owns what happens to a resident who sends far more than anybody can mean: one polite sentence, then a minute of
// silence. Counted in this process's memory; nobody else's messages wait or are lost by it.
import { findAddress } from '../../../db/people.ts';
import { isStop, readCommand } from '../../core/dialog/command.ts';
import type { Inbound } from '../../core/inbound.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { type Counter, createCounter } from '../running/counter.ts';
import { replyRow } from './reply-row.ts';

const minute = 60;

/** Why an event is not taken in, and for how many seconds that will be so. `told`: it was the first, and was answered. */
export type Refused = { told: boolean; seconds: number };

/** Null: take it in. */
export type Gate = (inbound: Inbound) => Promise<Refused | null>;

/** Stands before `receive` on every channel. `most`: messages a minute from one address of a channel. */
export function floodGate(app: App, most: number): Gate {
  const messages = createCounter({ most, seconds: minute, silence: minute });
  const stops = createCounter({ most: 1, seconds: minute });
  return async (inbound) => {
    if (!isCounted(inbound)) return null;
    const { count, waitMs } = await messages.add(whoIn(inbound));
    if (count <= most || (await isHeardAnyway(app, stops, inbound))) return null;
    const told = count === most + 1;
    if (told) await tell(app, inbound);
    return { told, seconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  };
}

function whoIn({ channel, address }: Inbound): string {
  return `${channel}\n${address}`;
}

/** What a person sends by hand; what a platform tells of people and messages is never dropped. */
function isCounted({ kind }: Inbound): boolean {
  return kind === 'text' || kind === 'choice' || kind === 'unsupported' || kind === 'opened';
}

/** Whoever wants to be left alone is heard also in the middle of a flood, once a minute. */
async function isHeardAnyway(app: App, stops: Counter, inbound: Inbound): Promise<boolean> {
  const text = inbound.kind === 'text' ? inbound.text : inbound.kind === 'choice' ? inbound.value : '';
  const stop = readCommand(text)?.kind === 'stop' || isStop(text, app.files.phrases['stop.words'] ?? '');
  if (!stop) return false;
  const { count } = await stops.add(whoIn(inbound));
  return count <= stops.most;
}

/** Says once that it is too much. Where people fetch their answers, the door says it in its own. */
async function tell(app: App, { channel, address }: Inbound): Promise<void> {
  const found = await findAddress(reading(app), channel, address);
  const reaches = app.channels.find(({ name }) => name === channel)?.capabilities.reaches;
  if (!found || !reaches) return;
  const content = await currentContent(app);
  const reply = { text: content.phrases['flood.told'] ?? '', choices: [] };
  const row = replyRow(app, { reply, ...found, now: app.clock.now() });
  await writing(app, (at) => at.s.insert(at.t.delivery).values(row));
  app.nudge(channel);
}
