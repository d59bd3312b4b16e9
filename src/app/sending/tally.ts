// Owns counting what happened in this process since it started, for whoever asks: calls of channels by outcome, refused
// webhooks, returned letters. No person is in it. Telling it to Prometheus is src/metrics.ts's.
import type { Channel } from '../../core/channel.ts';
import type { Outcome } from '../../core/delivery.ts';
import type { PartState } from '../running/storage.ts';

/** What is counted, and by which labels. */
export const tallies = {
  sends: ['channel', 'outcome'],
  refusals: ['channel', 'status'],
  returns: ['kind'],
} as const;
export type TallyName = keyof typeof tallies;

export type Tally = {
  count: (name: TallyName, labels: readonly string[]) => void;
  /** What was counted, each with its labels in order. */
  of: (name: TallyName) => { labels: string[]; n: number }[];
  /** How the calls of a channel went of late; null: nothing is wrong. `now` is monotonic. */
  silence: (channel: string, now: number) => Silence | null;
  /** The channel, with the outcome of every call counted. */
  watched: (channel: Channel) => Channel;
};

/** Nothing went through for so long, and this came instead. */
export type Silence = { forMs: number; code: string };

/** So many failures in a row, over so long a time, are more than one person's trouble. */
const fewestFailures = 3;
const shortestMs = 10_000;
/** A failure this long ago says nothing any more: what waits is tried again every ten minutes. */
const forgottenMs = 15 * 60_000;

type Streak = { failures: number; since: number; last: number; code: string };

/** Counts in memory; `now` is a monotonic clock in milliseconds. */
export function createTally(now: () => number = () => performance.now()): Tally {
  const counts: Record<TallyName, Map<string, number>> = {
    sends: new Map(),
    refusals: new Map(),
    returns: new Map(),
  };
  const streaks = new Map<string, Streak>();
  const count: Tally['count'] = (name, labels) => {
    const key = labels.join('\n');
    counts[name].set(key, (counts[name].get(key) ?? 0) + 1);
  };
  function note(channel: string, outcome: Outcome): void {
    count('sends', [channel, outcome.kind]);
    if (!isSilence(outcome)) {
      streaks.delete(channel);
      return;
    }
    const streak = streaks.get(channel);
    const at = now();
    if (!streak) streaks.set(channel, { failures: 1, since: at, last: at, code: outcome.code });
    else Object.assign(streak, { failures: streak.failures + 1, last: at, code: outcome.code });
  }
  return {
    count,
    of: (name) => [...counts[name]].map(([key, n]) => ({ labels: key.split('\n'), n })),
    silence: (channel, at) => {
      const streak = streaks.get(channel);
      if (!streak || streak.failures < fewestFailures || at - streak.last > forgottenMs) return null;
      const forMs = at - streak.since;
      return forMs < shortestMs ? null : { forMs, code: streak.code };
    },
    watched: (channel) => {
      const { send } = channel;
      // What else the channel is, and learns while it runs, shows through.
      return Object.assign(Object.create(channel) as Channel, {
        send: async (parcels: Parameters<Channel['send']>[0]) => {
          const outcomes = await send.call(channel, parcels);
          for (const outcome of outcomes) note(channel.name, outcome);
          return outcomes;
        },
      });
    },
  };
}

/** Whether the platform itself did not do its work; a refusal of one message is an answer. */
function isSilence(outcome: Outcome): outcome is Extract<Outcome, { code: string }> {
  return outcome.kind === 'transient' || outcome.kind === 'unknown' || outcome.kind === 'misconfigured';
}

/** What a channel says of itself and what its calls say, in one state. */
export function channelPart(
  state: PartState,
  silence: Silence | null,
  word: (key: string, values: Readonly<Record<string, string | number>>) => string,
): PartState {
  if (!state.ready || !silence) return state;
  const values = { seconds: Math.round(silence.forMs / 1000), code: silence.code };
  return { ready: false, code: 'silent', detail: word('cli.ready.silent', values) };
}
