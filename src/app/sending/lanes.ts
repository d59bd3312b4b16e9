// Owns who sends on which channel: one process alone, or many of which one at a time holds the lane of a channel while
// each sends its own replies.
import { giveLaneBack, openLane, takeLane } from '../../../db/lanes.ts';
import type { Channel } from '../../core/channel.ts';
import type { Jobs } from '../../jobs/contract.ts';
import { type App, writing } from '../app.ts';
import type { Letters } from '../letters/letters.ts';
import { type Drainer, startDrainer, startSender } from './dispatch.ts';
import { createHand, slotsOf } from './dispatch-hand.ts';
import type { Place } from './dispatch-places.ts';
import { type Life, startLife } from './life.ts';

export type Senders = {
  /** Wakes whoever sends on this channel here. */
  nudge: (channel: string) => void;
  /** A place on the wire for a reply that is being written; null: it waits in the ledger for its turn. */
  place: (channel: string) => Place | null;
  /** Ends what this process sends; the lanes that it holds end with its jobs. */
  stop: () => Promise<void>;
};

const reached = (app: App) => app.channels.filter(({ capabilities }) => capabilities.reaches);

/** The senders of the only process on a database. */
export function sendAlone(app: App, letters: Letters): Senders {
  const drainers = new Map(reached(app).map((one) => [one.name, startDrainer(app, one, letters)]));
  return {
    nudge: (channel) => drainers.get(channel)?.nudge(),
    place: (channel) => drainers.get(channel)?.place() ?? null,
    stop: async () => {
      await Promise.all([...drainers.values()].map((one) => one.stop()));
    },
  };
}

/** The senders of one process of several: its replies at once, and each lane whenever it falls to it. */
export async function sendTogether(app: App, letters: Letters, jobs: Jobs): Promise<Senders> {
  const life = startLife(app);
  const holding = new Map<string, Drainer>();
  const replying = new Map<string, { id: string; drainer: Drainer }>();
  for (const channel of reached(app)) {
    const slots = slotsOf(channel) ?? 0;
    await writing(app, (at) => openLane(at, { channel: channel.name, slots }));
    const id = await life.begin();
    const hand = createHand(app, { channel, life, caller: id, token: null });
    replying.set(channel.name, { id, drainer: startSender(app, { channel, letters, hand }) });
    await jobs.hold(`lane-${channel.name}`, async (signal) => {
      const drainer = await holdLane(app, { channel, letters, life });
      holding.set(channel.name, drainer);
      const end = () => void drainer.stop();
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      await drainer.ended;
      signal.removeEventListener('abort', end);
      if (holding.get(channel.name) === drainer) holding.delete(channel.name);
    });
  }
  return {
    nudge: (channel) => {
      replying.get(channel)?.drainer.nudge();
      holding.get(channel)?.nudge();
    },
    place: () => null,
    stop: async () => {
      for (const { id, drainer } of replying.values()) {
        await drainer.stop();
        await life.end(id);
      }
      await life.stop();
    },
  };
}

type Holding = { channel: Channel; letters: Letters; life: Life };

/**
 * Takes a lane and drains it under its new token. When the drainer has ended, its lane is given back (if nobody has
 * taken it meanwhile) and its life with it.
 */
async function holdLane(app: App, { channel, letters, life }: Holding): Promise<Drainer> {
  const caller = await life.begin();
  const { token, before } = await writing(app, (at) => takeLane(at, { channel: channel.name, life: caller }));
  const how = before === null ? 'holds the lane' : 'holds the lane, which nobody gave back';
  app.log.info({ channel: channel.name, generation: token, holder: caller }, how);
  const hand = createHand(app, { channel, life, caller, token });
  const drainer = startSender(app, { channel, letters, hand });
  const ended = drainer.ended.then(async () => {
    await writing(app, (at) => giveLaneBack(at, { channel: channel.name, token }));
    await life.end(caller);
  });
  return { ...drainer, ended };
}
