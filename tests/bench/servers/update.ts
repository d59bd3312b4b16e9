// Owns the updates that a webhook is loaded with, and how a server of the benchmark tells where it listens.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, peakMb, report } from '../in-child.ts';

export const secret = 'a-secret-of-the-benchmark';
export const hookPath = '/hook/telegram';

/** What a resident does: writes a question in own words, or presses a button of the menu. */
export type Act = 'question' | 'command';

/** The chat of an update: one of 5000. */
export function chatOf(number: number): number {
  return 1_000_000 + (number % 5000);
}

/** The body of one update; every number is an event of its own. */
export function updateOf(number: number, act: Act): string {
  const id = chatOf(number);
  const text = act === 'question' ? 'Коли голосування?' : '/help';
  const entities = act === 'question' ? {} : { entities: [{ type: 'bot_command', offset: 0, length: 5 }] };
  const from = { id, is_bot: false, first_name: 'Ann', language_code: 'uk' };
  const message = { message_id: number, from, chat: { id, type: 'private' }, date: 1, text, ...entities };
  return JSON.stringify({ update_id: number, message });
}

/** An answer in the webhook's own response. */
export function answerTo(chat: number): string {
  return JSON.stringify({ method: 'sendMessage', chat_id: chat, text: 'ok' });
}

/** What a server is given: a database that is there, and where answers are sent (absent: nowhere). */
export type ServerTask = { file: string; apiRoot?: string };

/** The bot that grammY is told to be, so that it asks nobody. */
export const benchBot = {
  id: 1,
  is_bot: true,
  first_name: 'Bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
} as never;

/** What a server used so far: the most memory, and the processor. */
export type ServerUse = { peakMb: number; cpuMs: number };

/** Listens on a free port, says which, and tells its use when it is asked. */
export function listenAndReport(server: Server): void {
  server.keepAliveTimeout = 60_000;
  answering(() => {
    const { user, system } = process.cpuUsage();
    return { peakMb: peakMb(), cpuMs: (user + system) / 1000 } satisfies ServerUse;
  });
  server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }));
}
