// Owns mounting us into a grammY bot as a middleware. What is ours is the house's to say; the rest goes to `next`.
import type { Share } from '../../src/core/share.ts';
import { telegramName } from '../telegram-receive.ts';
import type { Uchast } from './house.ts';
import { takeUpdate } from './telegram-update.ts';

/** What is needed of grammY's context: so a bot with a context, or a version, of its own fits as well. */
export type GrammyContext = {
  readonly update: object;
  readonly api: { readonly token: string; answerCallbackQuery: (id: string) => Promise<unknown> };
};

/**
 * A middleware for `bot.use`. It answers what is ours by our own sender and calls `next` for everything else. Mount it
 * behind the bot's own commands: those that stand before it stay the bot's.
 * Source: https://grammy.dev/guide/middleware
 */
export function mountInGrammy(
  uchast: Uchast,
  share: Partial<Share> = {},
): (context: GrammyContext, next: () => Promise<void>) => Promise<void> {
  const house = uchast.mount(telegramName, share);
  return async ({ update, api }, next) => {
    const stopSpinning = (id: string) => api.answerCallbackQuery(id);
    if (!(await takeUpdate(house, { update, token: api.token, stopSpinning }))) await next();
  };
}
