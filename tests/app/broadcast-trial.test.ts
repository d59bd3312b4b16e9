// Sending a message to the city's own people first: who may get it, what it looks like, and that it counts for nothing.
import { describe, expect, test } from 'vitest';
import { settle } from '../db/rows.ts';
import type { WorldOptions } from '../support/harness.ts';
import { approver, created, editor, staffed } from './broadcasting.ts';

const picture = { url: 'https://city.example/webinar.png', alt: 'Люди за столом' };

describe('a test', () => {
  const here = async (options: WorldOptions = {}) => {
    const world = await staffed({ sendTo: { kind: 'list', addresses: new Set(['777']) }, ...options });
    const { id } = await created(world, { subject: 'Вебінар', picture });
    const send = (to: string, channel: string) => world.desk.broadcasts.test(id, { to, channel, by: editor });
    return { world, id, send };
  };

  test('goes at once to an address of SEND_TO, marked, with everything that people would get', async () => {
    const { world, send } = await here({ at: '2026-10-20 23:30' });
    expect(await send('777', 'telegram')).toEqual({ ok: true, value: null });
    await world.send('telegram', 1);
    expect(world.channel('telegram').parcels).toMatchObject([{ address: '777', reply: { picture } }]);
    expect(world.channel('telegram').parcels[0]?.reply.text).toMatch(/^\*\*\[Перевірка\]\*\*\n\nЗавтра/);
  });

  test('goes to an e-mail of the staff as a letter of staff', async () => {
    const { world, send } = await here({ sendTo: { kind: 'nobody' } });
    expect(await send('Taras@City.Example', 'email')).toEqual({ ok: true, value: null });
    await world.send('email', 1);
    expect(world.channel('email').parcels).toMatchObject([
      { letter: { subject: '[Перевірка] Вебінар', why: 'staff', unsubscribeUrl: null } },
    ]);
  });

  test('goes to a chat of a person whose e-mail is the staff’s, and to no other resident', async () => {
    const { world, send } = await here({ sendTo: { kind: 'everyone' } });
    await settle(world, 'taras', {
      addresses: [{ channel: 'viber' }, { channel: 'email', address: approver }],
    });
    await settle(world, 'ann');
    expect(await send('taras-viber', 'viber')).toMatchObject({ ok: true });
    for (const [to, channel] of [
      ['ann-telegram', 'telegram'],
      ['nobody', 'telegram'],
      ['ann@example.com', 'email'],
    ] as const)
      expect(await send(to, channel)).toMatchObject({ ok: false, code: 'broadcast.testAddress' });
  });

  test('is refused on a channel that is not there, of a broadcast that is not there, and to strangers', async () => {
    const { world, id, send } = await here();
    expect(await send('777', 'pigeon')).toMatchObject({ code: 'broadcast.testChannel' });
    const { test: attempt } = world.desk.broadcasts;
    const to = { to: '777', channel: 'telegram', by: editor };
    expect(await attempt('nothing', to)).toMatchObject({ code: 'broadcast.unknown' });
    expect(await attempt(id, { ...to, by: 'x@example.com' })).toMatchObject({ code: 'staff.unknown' });
  });

  test('counts for nothing in the results of the broadcast', async () => {
    const { world, id, send } = await here();
    await send('777', 'telegram');
    expect((await world.desk.broadcasts.results(id))?.total).toBe(0);
  });
});
