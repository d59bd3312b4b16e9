// Owns that there is always something to send: it writes and approves broadcasts on the command line beside the process
// that is killed, and resumes what a breaker paused.
import { ask } from '../support/process.ts';
import { type City, type Offered, offer, staff } from './city.ts';
import type { Watch } from './ledger.ts';

/** At 30 a second to Telegram and to letter boxes; without a limit to Viber, which takes 300 people a call. */
export const lanes = { limited: ['telegram', 'email'], fast: ['viber'] } as const;

export type Feeder = {
  offered: Offered[];
  /** Asks for one more broadcast of the fast lane. */
  wantFast: () => void;
  /** No more broadcasts; resolves when the last one is written. */
  stop: () => Promise<void>;
};

/** Keeps one broadcast of the limited lane under way and the next one approved. */
export function startFeeder(city: City, watch: Watch): Feeder {
  const offered: Offered[] = [];
  const given = { fast: 0, wanted: 0 };
  let stopping = false;

  const give = async (lane: keyof typeof lanes) => {
    offered.push(await offer(city, offered.length + 1, lanes[lane]));
  };

  const isOpen = (one: Offered, states: ReadonlyMap<string, string>) => {
    const state = states.get(one.id);
    return state !== undefined && state !== 'done';
  };

  async function feed(): Promise<void> {
    while (!stopping) {
      const states = watch.states();
      const limited = offered.filter((one) => one.channels === lanes.limited && isOpen(one, states));
      if (limited.length < 2) await give('limited');
      else if (given.fast < given.wanted) {
        given.fast += 1;
        await give('fast');
      } else await pause(100);
    }
  }

  const running = feed();
  return {
    offered,
    wantFast: () => {
      given.wanted += 1;
    },
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}

/** Has staff resume what a breaker has paused; returns how many broadcasts that were. */
export async function resumePaused(city: City, watch: Watch): Promise<number> {
  const paused = [...watch.states()].filter(([, state]) => state === 'paused');
  for (const [id] of paused) await ask(city.earlier, 'broadcast', 'resume', id, '--by', staff);
  return paused.length;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
