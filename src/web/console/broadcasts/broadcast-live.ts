// Owns streaming the progress of a broadcast as server-sent events: as long as it goes on, the reader is there and
// signed in, and the server runs. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
import { setTimeout } from 'node:timers/promises';
import { html } from 'hono/html';
import { isMoving } from '../../../app/broadcasts/broadcast-live.ts';
import { type Answer, type ConsoleRoute, everyone, missing, type Visit } from '../visit.ts';
import { progressPart } from './broadcast-progress.ts';

export const liveRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id/live', who: everyone, answer: livePage },
];

/** Figures come at most so often; after so many ticks without news a sign of life, long before proxies hang up. */
const tickMs = 2000;
const quietTicks = 7;
/** More watchers than staff have screens are a fault somewhere: they are asked to come again later. */
const mostStreams = 50;
const comeAgainMs = 10_000;

const open = new Set<AbortController>();

/** Ends every stream at once: the server that stops waits for none of them. */
export function endStreams(): void {
  for (const one of open) one.abort();
}

async function livePage(visit: Visit): Promise<Answer> {
  const id = visit.param('id');
  if (!(await visit.desk.broadcasts.progress(id))) return missing(visit, html``);
  if (open.size >= mostStreams) return { live: once(`retry: ${comeAgainMs}\n\n`) };
  return { live: streamed(visit, id) };
}

function once(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

/**
 * One event a tick, made only when the reader has taken the last one: who reads slowly gets fewer, and nothing piles up.
 */
function streamed(visit: Visit, id: string): ReadableStream<Uint8Array> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, visit.left]);
  open.add(ended);
  const forget = () => open.delete(ended);
  signal.addEventListener('abort', forget, { once: true });
  const events = eventsOf(visit, { id, signal });
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      pull: async (controller) => {
        const next = await events.next();
        if (!next.done) return controller.enqueue(encoder.encode(next.value));
        forget();
        controller.close();
      },
      cancel: () => ended.abort(),
    },
    { highWaterMark: 0 },
  );
}

type Streaming = { id: string; signal: AbortSignal };

/** Events as text: `progress` when figures changed, `changed` when what can be done did too, `over` when nothing moves any more, `left` when the session ended. */
async function* eventsOf(visit: Visit, { id, signal }: Streaming): AsyncGenerator<string, void> {
  yield `retry: ${tickMs}\n\n`;
  let before = '';
  let state: string | null = null;
  let quiet = 0;
  while (!signal.aborted) {
    if (!(await visit.stillHere())) return yield event('left', '');
    const progress = await visit.desk.broadcasts.progress(id);
    if (!progress) return;
    const now = String(await progressPart(visit.say, progress));
    quiet = now === before ? quiet + 1 : 0;
    if (now !== before) yield event('progress', now);
    else if (quiet % quietTicks === 0) yield ': here\n\n';
    before = now;
    if (state !== null && state !== progress.state && isMoving(progress))
      yield event('changed', progress.state);
    state = progress.state;
    if (!isMoving(progress)) return yield event('over', progress.state);
    await pause(signal);
  }
}

function event(name: string, data: string): string {
  return `event: ${name}\n${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}

/** A tick's pause, over at once when the stream is to end. */
async function pause(signal: AbortSignal): Promise<void> {
  await setTimeout(tickMs, undefined, { signal, ref: false }).catch(() => undefined);
}
