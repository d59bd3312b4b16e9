// Owns how the emulated Telegram hands out updates: to a webhook, in order per chat and again until it is taken, or
// to a long poll, until it is confirmed.

import { wait } from './faults.ts';
import { type Posted, postTo } from './http.ts';

export type Update = { update_id: number } & Record<string, unknown>;
export type Webhook = { url: string; secret: string };

export type Updates = {
  /** Resolves with the webhook's last answer, or, for a long poll, when the update was confirmed. */
  deliver: (update: Update) => Promise<Posted>;
  setWebhook: (webhook: Webhook | null) => void;
  webhook: () => Webhook | null;
  /** Updates from `offset` on; waits up to `timeoutMs` for the first one. */
  poll: (query: { offset: number; limit: number; timeoutMs: number }) => Promise<Update[]>;
  pending: () => number;
  stop: () => void;
};

type Waiting = { update: Update; done: (posted: Posted) => void };

/** `retryMs` lies between two attempts at a webhook, of which there are at most `attempts`. */
export function updateQueue(options: { retryMs: number; attempts: number }): Updates {
  let webhook: Webhook | null = null;
  let waiting: Waiting[] = [];
  let wake: (() => void) | null = null;
  let stopped = false;
  const chats = new Map<string, Promise<unknown>>();

  const post = async (update: Update, to: Webhook): Promise<Posted> => {
    let posted: Posted = { status: 0, body: '' };
    for (let tries = 0; tries < options.attempts && !stopped; tries += 1) {
      if (tries > 0) await wait(options.retryMs);
      const headers = { 'x-telegram-bot-api-secret-token': to.secret };
      posted = await postTo(to.url, JSON.stringify(update), headers);
      if (posted.status >= 200 && posted.status < 300) break;
    }
    return posted;
  };

  return {
    deliver: (update) => {
      const to = webhook;
      if (to) {
        // Updates of one chat wait for each other, those of different chats don't.
        const chat = chatOf(update);
        const posting = (chats.get(chat) ?? Promise.resolve()).then(() => post(update, to));
        chats.set(chat, posting);
        return posting;
      }
      return new Promise((done) => {
        waiting.push({ update, done });
        wake?.();
      });
    },
    setWebhook: (next) => {
      webhook = next;
    },
    webhook: () => webhook,
    poll: async ({ offset, limit, timeoutMs }) => {
      const confirmed = waiting.filter(({ update }) => update.update_id < offset);
      waiting = waiting.filter(({ update }) => update.update_id >= offset);
      for (const { done } of confirmed) done({ status: 200, body: '' });
      if (waiting.length === 0 && timeoutMs > 0 && !stopped) {
        // A second poll ends the first one, as Telegram does.
        wake?.();
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return waiting.slice(0, limit).map(({ update }) => update);
    },
    pending: () => waiting.length,
    stop: () => {
      stopped = true;
      wake?.();
    },
  };
}

function chatOf(update: Update): string {
  const of = (update.message ?? update.callback_query ?? update.my_chat_member) as
    | { chat?: { id: number }; from?: { id: number } }
    | undefined;
  return String(of?.chat?.id ?? of?.from?.id ?? '');
}
