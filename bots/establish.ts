// Owns how a channel comes up: tries to register until it works, is refused for good or is stopped.
// What registering means is left to the channel.
import { setTimeout as timer } from 'node:timers/promises';
import type { ChannelState } from '../src/core/channel.ts';
import type { Log } from '../src/core/log.ts';

/** Waits `ms` milliseconds; resolves at once when the signal aborts. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const pause: Pause = (ms, signal) =>
  timer(ms, undefined, signal ? { signal } : {}).catch(() => undefined);

/** One attempt: it worked, it is worth another try, or it can't work with this configuration. */
export type Attempt = {
  kind: 'ready' | 'again' | 'refused';
  detail: string;
  /** What the platform or the network calls the problem, for the log: `detail` may quote the platform's own words. */
  code?: string;
};

export type Establishing = {
  /** Resolves at the first settled attempt, or after `patienceMs`; the state is kept up to date after that. */
  state: Promise<ChannelState>;
  stop: () => Promise<void>;
};

/** How long stopping waits for an attempt that is under way. */
const mostStopMs = 3_000;

/** 0.5 s, 1 s, 2 s … at most 30 s, each up to a quarter more or less: many processes don't come back in one moment. */
function waitMs(tries: number): number {
  return Math.min(500 * 2 ** tries, 30_000) * (0.75 + Math.random() / 2);
}

/**
 * Tries `attempt` now and then after 0.5 s, 1 s, 2 s … at most 30 s, until it is ready, refused or stopped.
 * `patienceMs` is how long the start of the process waits for it (default 15 s): the trying goes on behind.
 */
export function establish(options: {
  name: string;
  attempt: () => Promise<Attempt>;
  log: Log;
  pause: Pause;
  patienceMs?: number;
}): Establishing {
  const { name, attempt, log, patienceMs = 15_000 } = options;
  const ending = new AbortController();
  const state: ChannelState = { ready: false, detail: 'starting' };
  const trying = (async () => {
    for (let tries = 0; !ending.signal.aborted; tries += 1) {
      const { kind, detail, code } = await attempt();
      Object.assign(state, { ready: kind === 'ready', detail });
      if (kind === 'ready') log.info({ channel: name }, 'the channel is ready');
      else log.warn({ channel: name, tries: tries + 1, code }, 'the channel is not ready');
      if (kind !== 'again') return;
      await options.pause(waitMs(tries), ending.signal);
    }
  })();
  const patience = new AbortController();
  const settled = Promise.race([trying, options.pause(patienceMs, patience.signal)]);
  return {
    state: settled.then(() => {
      patience.abort();
      return state;
    }),
    stop: async () => {
      ending.abort();
      // An attempt at a platform that hangs may outlast the process: nothing depends on its end.
      const over = new AbortController();
      await Promise.race([trying, options.pause(mostStopMs, over.signal)]);
      over.abort();
    },
  };
}
