// Owns taking a Telegram update from a host, whatever library brought it. How it is read is telegram-receive.ts's.
import { readUpdate, telegramName } from '../telegram-receive.ts';
import type { House } from './house.ts';

/** An update as the host got it; `stopSpinning` ends the waiting of a pressed button, by the host's own client. */
export type HostUpdate = {
  update: unknown;
  token: string;
  stopSpinning: (callbackId: string) => Promise<unknown>;
};

/**
 * Takes an update in; false where the host shall have it, too. Rejects where it could not be stored: let the error
 * through, so that a webhook answers with a failure and Telegram sends the update again.
 */
export async function takeUpdate(house: House, of: HostUpdate): Promise<boolean> {
  if (!house.speaksFor(of.token))
    throw new Error('uchast is mounted into another bot than the one whose TELEGRAM_BOT_TOKEN it has');
  const reading = readUpdate(of.update, house.now());
  let answered = false;
  for (const inbound of reading?.inbounds ?? []) {
    const taken = await house.take(inbound);
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
