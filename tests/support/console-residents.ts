// Owns the residents on the other side of a clerk's day: who got which words on which emulated platform, and writing to the bot.
import { type startEmulation, until } from './process.ts';

type Emulation = Awaited<ReturnType<typeof startEmulation>>;
type Got = Record<string, Record<string, { text: string }[]>>;

/** People of the emulated platforms; `served` tells where the server is, `secret` is that of Telegram's webhook. */
export function residentsAt(emulation: () => Emulation, of: { served: () => string; secret: string }) {
  const received = async (channel: string) =>
    (await emulation().control<Got>('GET', `/received?channel=${channel}`))[channel] ?? {};
  let update = 100;
  return {
    /** By person, how many messages that say this came to them; people without one are left out. */
    heard: async (channel: string, said: string): Promise<number[]> => {
      const got = Object.values(await received(channel));
      return got
        .map((messages) => messages.filter((one) => one.text.includes(said)).length)
        .filter((n) => n > 0);
    },
    /** Writes to the bot from one chat in Telegram and waits for the next answer. */
    says: async (said: string, chat = 4242): Promise<string> => {
      const mine = async () => (await received('telegram'))[String(chat)] ?? [];
      const before = (await mine()).length;
      update += 1;
      const from = { id: chat, is_bot: false, first_name: 'Ірина' };
      const message = { message_id: update, date: 1, chat: { id: chat, type: 'private' }, from, text: said };
      await fetch(`${of.served()}/hook/telegram`, {
        method: 'POST',
        headers: { 'X-Telegram-Bot-Api-Secret-Token': of.secret },
        body: JSON.stringify({ update_id: update, message }),
      });
      await until(async () => (await mine()).length > before, 15_000, `an answer to «${said}»`);
      return (await mine()).at(-1)?.text ?? '';
    },
    /** Writes to the bot from a chat in Viber, through the platform's own call to the webhook, and waits for the answer. */
    saysOnViber: async (said: string, id: string): Promise<string> => {
      const mine = async () => (await received('viber'))[id] ?? [];
      const before = (await mine()).length;
      const sender = { id, name: 'Галина', language: 'uk', country: 'UA', api_version: 10 };
      const callback = { event: 'message', sender, message: { type: 'text', text: said } };
      await emulation().control('POST', '/deliver', { channel: 'viber', callback });
      await until(async () => (await mine()).length > before, 15_000, `an answer in Viber to «${said}»`);
      return (await mine()).at(-1)?.text ?? '';
    },
  };
}
