// Owns what is asked of the city during the soak: what residents and platforms send on a busy day, one request at a time.
import { createHmac, randomUUID } from 'node:crypto';
import type { Sent } from './sender.ts';

export const hookSecret = 'soak-hook-secret';

const questions = [
  ...['Коли можна подати проєкт?', 'як проголосувати', '/stage', '/help', 'скільки підписів треба', 'дякую'],
  ...[
    'чи можна змінити голос',
    '/contest kids',
    'хто рахує голоси?',
    'ййй',
    '/role voter',
    'де подивитися переможців',
  ],
];
const pages = [
  '/',
  '/privacy',
  '/calendar/city.ics',
  '/go/poster',
  '/projects',
  '/register',
  '/open-data',
  '/nowhere',
  '/healthz',
];

function pick<T>(list: readonly [T, ...T[]] | readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

/** The events of both platforms: from 400 residents, none of whom sends more than a person can. */
function hook(number: number, viberToken: string): Sent {
  const text = pick(questions, Math.floor(number / 7));
  const person = 10_000 + (number % 400);
  if (number % 3 === 0) {
    const callback = { event: 'message', timestamp: Date.now(), message_token: `${Date.now()}${number}` };
    const body = JSON.stringify({
      ...callback,
      sender: { id: `v${person}` },
      message: { type: 'text', text },
    });
    const signature = createHmac('sha256', viberToken).update(body).digest('hex');
    return { path: '/hook/viber', headers: { 'x-viber-content-signature': signature }, body };
  }
  const chat = { id: person, type: 'private' };
  const message = { message_id: number, date: Math.floor(Date.now() / 1000), chat, text };
  const body = JSON.stringify({ update_id: 1_000_000 + number, message });
  return { path: '/hook/telegram', headers: { 'x-telegram-bot-api-secret-token': hookSecret }, body };
}

function chat(number: number): Sent {
  const session = `soak-session-${`${number % 150}`.padStart(6, '0')}`;
  const body = JSON.stringify({ session, text: pick(questions, number), id: randomUUID() });
  return { path: '/api/chat', headers: { 'content-type': 'application/json' }, body };
}

function form(number: number): Sent {
  const type = 'application/x-www-form-urlencoded';
  const address = `address=soak-${number % 40}%40city.example&contest=city`;
  return { path: number % 2 === 0 ? '/email' : '/my', headers: { 'content-type': type }, body: address };
}

/** busy: everything that a city gets · one: everything from one address, most of it to the chat. */
export type Mix = 'busy' | 'one';

/** The request of this number. */
export function requestOf(number: number, mix: Mix, viberToken: string): Sent {
  const share = (number * 37) % 100;
  const page = (): Sent => ({ method: 'GET', path: pick(pages, number) });
  if (mix === 'one') return share < 80 ? chat(number) : share < 96 ? page() : form(number);
  if (share < 50) return hook(number, viberToken);
  if (share < 75) return chat(number);
  if (share < 92) return page();
  if (share < 97) return { method: 'GET', path: `/u/${'x'.repeat(30)}${number}` };
  return form(number);
}
