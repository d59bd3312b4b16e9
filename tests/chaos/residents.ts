// Owns residents who write while everything else goes on, and whose webhooks come twice; none of them is in the audience.
import type { Emulation } from './city.ts';
import { pause } from './feeder.ts';

export type Residents = {
  /** One resident writes on each chat, and the platform repeats both webhooks. */
  write: () => void;
  /** Resolves when every webhook was taken. */
  settled: () => Promise<void>;
  /** Addresses on the channel that have written. */
  wrote: Record<'telegram' | 'viber', string[]>;
};

const firstChat = 900_000;
const firstUpdate = 5_000_000;

export function residentsOf(emulation: Emulation): Residents {
  const wrote: Residents['wrote'] = { telegram: [], viber: [] };
  const underWay = new Set<Promise<void>>();
  /** Where nobody answers (no webhook is set just now), the platform comes again. */
  const deliver = async (order: object): Promise<void> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const posted = await emulation
        .control<{ status: number }>('POST', '/deliver', order)
        .catch(() => ({ status: 0 }));
      if (posted.status === 200) return;
      await pause(300);
    }
    throw new Error('a webhook was never taken');
  };
  const begin = (order: object) => {
    const delivering = deliver(order).finally(() => underWay.delete(delivering));
    underWay.add(delivering);
  };
  return {
    wrote,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    write: () => {
      const n = wrote.telegram.length;
      const id = firstChat + n;
      const person = { id, is_bot: false, first_name: 'x' };
      const message = { message_id: 1, date: 1, chat: { id, type: 'private' }, from: person, text: '/help' };
      const update = { update_id: firstUpdate + n, message };
      for (let time = 0; time < 2; time += 1) begin({ channel: 'telegram', update });
      const viber = `resident-${n}==`;
      const callback = {
        event: 'message',
        sender: { id: viber, name: 'x', language: 'uk', country: 'UA', api_version: 10 },
        message: { type: 'text', text: '/help' },
        timestamp: 1,
        message_token: 7_000_000 + n,
      };
      begin({ channel: 'viber', callback, times: 2 });
      wrote.telegram.push(String(id));
      wrote.viber.push(viber);
    },
  };
}
