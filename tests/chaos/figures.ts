// Owns what is counted from a crash record: how soon sending went on, what was unknown and how much of that is allowed.
import { type AllReceived, numberIn } from './judge.ts';
import type { ChaosRecord, Kill } from './record.ts';
import { isWithheld, pauseEnd, type Struck } from './troubles.ts';

export type Spread = { count: number; p50: number; p99: number; max: number };

export type Figures = {
  kills: number;
  killsBeforeAnswering: number;
  clockJumps: number;
  /** Lives in which nothing was made ready for ten seconds although approved broadcasts were waiting. */
  stalledLives: number;
  faults: number;
  messages: number;
  lost: number;
  doubled: number;
  unknown: number;
  /** The most that could be unknown: what the kills found in a call, and what the platforms kept to themselves. */
  unknownBound: { inCallAtKills: number; withheld: number };
  /** Unknown that had arrived all the same, which is why nobody gets them twice. */
  unknownArrived: number;
  /** The most in a call at one kill: messages on the lanes of 30 and 50 a second, calls on the one without a limit. */
  mostInCall: { telegram: number; email: number; viberCalls: number };
  /** Kills with more in a call than may be: 3 for Telegram, twice the concurrency for the others, hung calls aside. */
  killsOverBound: number;
  /** Milliseconds from the start of the process, and from its first answer, to the first message. */
  resumedAfterStart: Spread;
  resumedAfterReady: Spread;
  /** Milliseconds from the end of a pause that Telegram asked for to the next message there. */
  resumedAfterPause: Spread;
  messagesDuringPauses: number;
  telegram429: number;
};

const peopleACall = 300;
/** Calls of each channel that may be under way at once, as its adapter declares them. */
const concurrency = { viber: 8, email: 5 };
const mostAt30ASecond = 3;

export function figuresOf(record: ChaosRecord): Figures {
  const { kills, verdict, struck } = record;
  const all = Object.values(struck).flat();
  const instants = instantsOf(record.received);
  const resumed = resumptions(record, instants.all);
  const inCall = (channel: string) => kills.map((kill) => inCallAt(kill, channel));
  return {
    kills: kills.length,
    killsBeforeAnswering: kills.filter((kill) => kill.readyAt === null).length,
    clockJumps: kills.reduce((sum, kill) => sum + kill.clockOffsetsMs.length - 1, 0),
    stalledLives: kills.filter((kill) => kill.stalled).length,
    faults: all.length,
    messages: instants.all.length,
    lost: verdict.lost.length,
    doubled: verdict.doubled.length,
    unknown: verdict.unknown.length,
    unknownBound: {
      inCallAtKills: kills.flatMap((kill) => kill.inCall).reduce((sum, one) => sum + one.rows, 0),
      withheld: all.filter(isWithheld).reduce((sum, one) => sum + peopleOf(one), 0),
    },
    unknownArrived: verdict.unknown.filter((one) => one.got > 0).length,
    mostInCall: {
      telegram: Math.max(0, ...inCall('telegram')),
      email: Math.max(0, ...inCall('email')),
      viberCalls: Math.max(0, ...inCall('viber')),
    },
    killsOverBound: kills.filter((kill) => isOverBound(kill, struck)).length,
    resumedAfterStart: spread(resumed.map(({ first, spawnedAt }) => first - spawnedAt)),
    resumedAfterReady: spread(resumed.map(({ first, readyAt }) => Math.max(0, first - readyAt))),
    resumedAfterPause: spread(afterPauses(record, instants.telegram)),
    messagesDuringPauses: duringPauses(record, instants.telegram),
    telegram429: record.limit.refused,
  };
}

function peopleOf({ method }: Struck): number {
  return method === 'broadcast_message' ? peopleACall : 1;
}

/** Messages of a channel in a call at a kill; on Viber the calls that carry them. */
export function inCallAt({ inCall }: Kill, channel: string): number {
  const own = inCall.filter((one) => one.channel === channel);
  return own.reduce((sum, { rows }) => sum + (channel === 'viber' ? Math.ceil(rows / peopleACall) : rows), 0);
}

function isOverBound(kill: Kill, struck: ChaosRecord['struck']): boolean {
  const hung = (of: readonly Struck[]) =>
    of.filter((one) => isWithheld(one) && one.at >= kill.spawnedAt && one.at <= kill.killedAt).length;
  return (
    inCallAt(kill, 'telegram') > mostAt30ASecond + hung(struck.telegram) ||
    inCallAt(kill, 'viber') > 2 * concurrency.viber + hung(struck.viber) ||
    inCallAt(kill, 'email') > 2 * concurrency.email + hung(struck.smtp)
  );
}

/** The instants at which messages of broadcasts arrived, in order. */
function instantsOf(received: AllReceived): { all: number[]; telegram: number[] } {
  const of = (people: AllReceived[keyof AllReceived]) =>
    Object.values(people)
      .flat()
      .filter(({ text }) => numberIn(text) !== null)
      .map(({ at }) => at);
  const telegram = of(received.telegram).sort((a, b) => a - b);
  const all = [...telegram, ...of(received.viber), ...of(received.smtp)].sort((a, b) => a - b);
  return { all, telegram };
}

/** For each life that answered and had something to send: when its first message arrived. */
function resumptions({ kills, last }: ChaosRecord, instants: readonly number[]) {
  return kills.flatMap((kill, index) => {
    const next = kills[index + 1];
    const life = next ?? { ...last, killedAt: Number.POSITIVE_INFINITY };
    const waiting = (kill.open.telegram ?? 0) + (kill.open.email ?? 0);
    // Too few rows to be sure that one of them is left, or a life that ended before it could send.
    if (waiting < 20 || life.readyAt === null) return [];
    const first = instants.find((at) => at >= life.spawnedAt) ?? Number.POSITIVE_INFINITY;
    if (first > life.killedAt && life.killedAt - life.readyAt < 2000) return [];
    return [{ first, spawnedAt: life.spawnedAt, readyAt: life.readyAt }];
  });
}

/** For each pause that Telegram asked for: how long after its end, or after the restart that came later, the next message came. */
function afterPauses({ kills, last, struck }: ChaosRecord, instants: readonly number[]): number[] {
  const lives = [...kills, { ...last, killedAt: Number.POSITIVE_INFINITY }];
  return struck.telegram.flatMap((one) => {
    const end = pauseEnd(one);
    if (end === null) return [];
    for (const { readyAt, killedAt } of lives) {
      if (readyAt === null || killedAt <= end) continue;
      const from = Math.max(end, readyAt);
      const next = instants.find((at) => at >= from) ?? Number.POSITIVE_INFINITY;
      // Killed before it could send: the next life counts.
      if (next < killedAt) return [next - from];
    }
    return [];
  });
}

/** Messages that Telegram took while it had asked for a pause; what was under way when it said so does not count. */
function duringPauses({ struck }: ChaosRecord, instants: readonly number[]): number {
  const under = 250;
  return struck.telegram.reduce((sum, one) => {
    const end = pauseEnd(one);
    return end === null ? sum : sum + instants.filter((at) => at > one.at + under && at < end).length;
  }, 0);
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}
