// Owns taking a Telegram update from a host, whatever library brought it. How it is read is telegram-receive.ts's.
import type { Inbound } from '../../src/core/inbound.ts';
import type { Taken } from '../../src/core/share.ts';
import { readUpdate, telegramName } from '../telegram-receive.ts';
import type { House } from './house.ts';

/** An update as the host got it; `stopSpinning` ends the waiting of a pressed button, by the host's own client. */
export type HostUpdate = {
  update: unknown;
  token: string;
  stopSpinning: (callbackId: string) => Promise<unknown>;
};

/** Between tries to store an event, in milliseconds; together about half a minute, well below Telegraf's own 90 s. */
const patienceMs = [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000, 5_000];

/**
 * Takes an update in; false where the host shall have it, too. Rejects where it could not be stored: let the error
 * through, so that a webhook of grammY's answers with a failure and Telegram sends the update again. Polling, and Telegraf
 * in any case, acknowledge it all the same, so storing is tried for half a minute before.
 */
export async function takeUpdate(house: House, of: HostUpdate): Promise<boolean> {
  if (!house.speaksFor(of.token))
    throw new Error('uchast is mounted into another bot than the one whose TELEGRAM_BOT_TOKEN it has');
  const reading = readUpdate(of.update, house.now());
  let answered = false;
  for (const inbound of reading?.inbounds ?? []) {
    const taken = await takePatiently(house, inbound);
    answered ||= taken.kind === 'answered';
  }
  if (answered && reading?.callbackId) {
    // Nothing depends on it, so nobody waits for it.
    of.stopSpinning(reading.callbackId).catch(() => {
      house.log.warn({ channel: telegramName }, 'a pressed button could not be answered');
    });
  }
  return answered;
}

async function takePatiently(house: House, inbound: Inbound): Promise<Taken> {
  for (const ms of patienceMs) {
    try {
      return await house.take(inbound);
    } catch (error) {
      if (!house.isOpen()) throw error;
      house.log.error({ channel: telegramName, error }, 'an update could not be stored');
      await house.pause(ms);
    }
  }
  return await house.take(inbound);
}
