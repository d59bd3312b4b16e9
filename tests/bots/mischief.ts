// Owns how a platform is made to misbehave or to be absent for the suite of all channels.
import type { Channel } from '../../src/core/channel.ts';
import type { Fault } from '../emulators/faults.ts';
import type { Mischief } from './conformance.ts';

/** The faults of an HTTP platform; `absent` is no fault: the calls go to a port where nobody listens. */
export const httpFaults: Record<Exclude<Mischief, 'absent' | 'throttle'>, Fault> = {
  hang: { kind: 'hang' },
  drop: { kind: 'dropBefore' },
  dropAfter: { kind: 'dropAfter' },
  garbage: { kind: 'garbage' },
  serverError: { kind: 'http', status: 503 },
};

/** Sends by the channel, or by its twin that talks to nobody while the platform is absent. */
export function withAbsence(channel: Channel, twin: Channel) {
  const absent = { now: false };
  const switched: Channel = {
    ...channel,
    send: (parcels) => (absent.now ? twin : channel).send(parcels),
    ...(channel.amend
      ? { amend: async (changes) => (await (absent.now ? twin : channel).amend?.(changes)) ?? [] }
      : {}),
    stop: async () => {
      await Promise.all([channel.stop(), twin.stop()]);
    },
  };
  return { channel: switched, absent };
}
