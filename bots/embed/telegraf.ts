// Owns mounting us into a Telegraf bot as a middleware. What is ours is the house's to say; the rest goes to `next`.
import type { Share } from '../../src/core/share.ts';
import { telegramName } from '../telegram-receive.ts';
import type { Uchast } from './house.ts';
import { takeUpdate } from './telegram-update.ts';

/** What is needed of Telegraf's context. */
export type TelegrafContext = {
  readonly update: object;
  readonly telegram: { readonly token: string; answerCbQuery: (id: string) => Promise<unknown> };
};

/**
 * A middleware for `bot.use` or a `Composer`. It answers what is ours by our own sender and calls `next` for everything
 * else. Mount it behind the bot's own commands: those that stand before it stay the bot's.
 * Source: https://telegraf.js.org/#middleware
 */
export function mountInTelegraf(
  uchast: Uchast,
  share: Partial<Share> = {},
): (context: TelegrafContext, next: () => Promise<void>) => Promise<void> {
  const house = uchast.mount(telegramName, share);
  return async ({ update, telegram }, next) => {
    const stopSpinning = (id: string) => telegram.answerCbQuery(id);
    if (!(await takeUpdate(house, { update, token: telegram.token, stopSpinning }))) await next();
  };
}
