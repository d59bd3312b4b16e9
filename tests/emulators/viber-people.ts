// Owns what the emulated Viber knows about people: who can be reached, whose session is open, how many messages went
// unanswered in this hour.
import type { Said } from './viber-check.ts';

/** What is wrong with a person, by the status that Viber answers; nobody is listed at first. */
export type ViberPerson = 'notRegistered' | 'notSubscribed' | 'noDevice' | 'oldDevice' | 'wrongCountry';

const statuses: Record<ViberPerson, Said> = {
  notRegistered: { status: 5, status_message: 'receiverNotRegistered' },
  notSubscribed: { status: 6, status_message: 'receiverNotSubscribed' },
  noDevice: { status: 11, status_message: 'receiverNoSuitableDevice' },
  oldDevice: { status: 13, status_message: 'apiVersionNotSupported' },
  wrongCountry: { status: 21, status_message: 'unsupportedCountry' },
};

const sessionMs = 24 * 3_600_000;
const mostUnanswered = 100;

export type ViberPeople = {
  states: Map<string, ViberPerson>;
  /** Why a message to this person is refused, or null: then it counts as unanswered. */
  refuse: (id: string, message: { hasKeyboard: boolean }, now: number) => Said | null;
  /** The person wrote: a session of 24 h begins unless one runs, and nothing is unanswered any more. */
  wrote: (id: string, now: number) => void;
  /** `billing_status`: 2 in a session, 5 charged outside of one. */
  billing: (id: string, now: number) => number;
};

export function viberPeople(): ViberPeople {
  const states = new Map<string, ViberPerson>();
  const sessions = new Map<string, number>();
  const unanswered = new Map<string, { hour: number; count: number }>();
  return {
    states,
    refuse: (id, { hasKeyboard }, now) => {
      const state = states.get(id);
      if (state && (state !== 'oldDevice' || hasKeyboard)) return statuses[state];
      const hour = Math.floor(now / 3_600_000);
      const last = unanswered.get(id);
      const count = last?.hour === hour ? last.count : 0;
      if (count >= mostUnanswered) return { status: 12, status_message: 'tooManyRequests' };
      unanswered.set(id, { hour, count: count + 1 });
      return null;
    },
    wrote: (id, now) => {
      unanswered.delete(id);
      if (now >= (sessions.get(id) ?? 0) + sessionMs || !sessions.has(id)) sessions.set(id, now);
    },
    billing: (id, now) => (now < (sessions.get(id) ?? Number.NEGATIVE_INFINITY) + sessionMs ? 2 : 5),
  };
}
