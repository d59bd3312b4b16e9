// Asking addresses of earlier cycles for consent: who is asked, what a yes grants, and that silence grants nothing.
import { describe, expect, test } from 'vitest';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { dayMs } from '../../src/core/time.ts';
import { settle } from '../db/rows.ts';
import type { World } from '../support/harness.ts';
import { approver, created, editor, staffed } from './broadcasting.ts';
import { all } from './look.ts';

/** An address of an earlier cycle, with more consents where they are given. */
async function legacy(world: World, id: string, granted: Parameters<typeof settle>[2] = {}): Promise<void> {
  await settle(world, id, {
    addresses: [{ channel: 'email', listSource: 'цикл 2025', listGround: 'участь' }],
    ...granted,
    granted: [['official', 'any'], ...(granted.granted ?? [])],
  });
}

async function asked(world: World): Promise<string> {
  const result = await world.desk.letters.ask({ at: null, by: editor });
  if (!result.ok) throw new Error(result.message);
  return result.value.id;
}

/** Approves the letter and sends it to as many people as are told. */
async function sent(world: World, id: string, people: number) {
  const done = await world.desk.broadcasts.act(id, 'approve', approver);
  if (!done.ok) throw new Error(done.message);
  await reconcile(world.app);
  await world.send('email', people);
  return world.channel('email').parcels.slice(-people);
}

/** Where a channel has no buttons, their links are lines of the text. */
const tokenIn = (parcel: Awaited<ReturnType<typeof sent>>[number] | undefined): string =>
  /\/confirm\/([\w-]+)/.exec(JSON.stringify(parcel?.reply ?? ''))?.[1] ?? '';

describe('the letter that asks for consent', () => {
  test('goes to unconfirmed addresses only, each with a link of its own, and can be left', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    await legacy(world, 'older');
    await legacy(world, 'letters', { granted: [['letters', 'any']] });
    await legacy(world, 'reminded', { granted: [['reminders', 'city']] });
    await settle(world, 'chat', { granted: [['reminders', 'city']] });
    const id = await asked(world);
    expect((await world.desk.broadcasts.show(id))?.recipients).toEqual({ email: 2 });
    const parcels = await sent(world, id, 2);
    expect(parcels.map(({ address }) => address).sort()).toEqual(['old@example.com', 'older@example.com']);
    expect(new Set(parcels.map(tokenIn)).size).toBe(2);
    for (const { reply, letter } of parcels) {
      expect(reply.text).toContain('Чи можна вам писати далі?');
      expect(letter?.unsubscribeUrl).toContain('https://uchast.example/u/');
      expect(letter?.why).toBe('legacy');
    }
  });

  test('grants letters and reminders by a press of the button, never by a visit', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    const [parcel] = await sent(world, await asked(world), 1);
    const mailing = mailingDesk(world.app);
    expect(await mailing.lookAtConfirmation(tokenIn(parcel))).toBe('waiting');
    expect((await all(world, 'standing')).map(({ purpose }) => purpose)).toEqual(['official']);
    expect(await mailing.confirm(tokenIn(parcel))).toBe('confirmed');
    const standing = await all(world, 'standing');
    expect(
      standing
        .filter(({ granted }) => granted)
        .map(({ purpose }) => purpose)
        .sort(),
    ).toEqual(['letters', 'official', 'reminders']);
    const consent = (await all(world, 'consent')).find(({ purpose }) => purpose === 'letters');
    expect(consent).toMatchObject({ ground: 'double opt-in', contest: 'any' });
    expect(consent?.wording).toContain('Я погоджуюся отримувати листи');
  });

  test('tells in its results how many said yes, and counts no visits of links that are each person’s own', async () => {
    const world = await staffed();
    for (const name of ['old', 'older', 'oldest']) await legacy(world, name);
    const id = await asked(world);
    const parcels = await sent(world, id, 3);
    for (const parcel of parcels.slice(1)) await mailingDesk(world.app).confirm(tokenIn(parcel));
    const results = await world.desk.broadcasts.results(id);
    expect(results?.letters).toMatchObject({ accepted: 3, agreed: 2, clicked: null, links: [] });
  });

  test('brings no agitation to who never answered', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    await sent(world, await asked(world), 1);
    world.clock.pass(30 * dayMs);
    const view = await created(world, { nature: 'agitation', audience: {} });
    expect(view.recipients.email).toBe(0);
  });

  test('comes once a cycle to an address, and later ones only to who is new', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    await sent(world, await asked(world), 1);
    await reconcile(world.app);
    expect(await world.desk.letters.ask({ at: null, by: editor })).toMatchObject({ code: 'ask.nobody' });
    await legacy(world, 'late');
    const [parcel] = await sent(world, await asked(world), 1);
    expect(parcel?.address).toBe('late@example.com');
  });

  test('counts among the four letters a cycle', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    await sent(world, await asked(world), 1);
    for (let count = 0; count < 3; count += 1) {
      world.clock.pass(14 * dayMs);
      const { id } = await created(world, { at: world.clock.now(), audience: {}, text: `Новина ${count}.` });
      await sent(world, id, 1);
    }
    world.clock.pass(14 * dayMs);
    expect((await created(world, { audience: {}, text: 'Ще одна.' })).recipients.email).toBe(0);
  });

  test('waits for another person; refused, it leaves nothing behind', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    const result = await world.desk.letters.ask({ at: null, by: approver });
    const id = result.ok ? result.value.id : '';
    expect(await world.desk.broadcasts.act(id, 'approve', approver)).toMatchObject({ code: 'broadcast.own' });
    expect(await all(world, 'delivery')).toEqual([]);
    expect(await all(world, 'optIn')).toEqual([]);
    expect(await world.desk.letters.ask({ at: null, by: editor })).toMatchObject({ code: 'ask.open' });
    await reconcile(world.app);
    expect((await world.desk.broadcasts.show(id))?.state).toBe('waiting');
  });

  test('cancelled before anybody read it leaves no link behind, and the next one makes new ones', async () => {
    const world = await staffed();
    await legacy(world, 'old');
    const id = await asked(world);
    for (const act of ['approve', 'cancel'] as const)
      expect((await world.desk.broadcasts.act(id, act, approver)).ok).toBe(true);
    expect(await all(world, 'optIn')).toEqual([]);
    expect(await all(world, 'delivery')).toMatchObject([{ state: 'skipped', body: null }]);
    const [parcel] = await sent(world, await asked(world), 1);
    expect(await mailingDesk(world.app).confirm(tokenIn(parcel))).toBe('confirmed');
    expect(await all(world, 'optIn')).toHaveLength(1);
  });

  test('cancelled on its way keeps the links of who has got it', async () => {
    const world = await staffed();
    for (const name of ['old', 'older']) await legacy(world, name);
    const id = await asked(world);
    world
      .channel('email')
      .answers((_, nth) =>
        nth === 1
          ? { kind: 'sent', providerId: 'x', priceEur: 0 }
          : { kind: 'transient', code: '451', text: 'later' },
      );
    const [parcel] = await sent(world, id, 2);
    expect((await world.desk.broadcasts.act(id, 'cancel', approver)).ok).toBe(true);
    expect(await all(world, 'optIn')).toHaveLength(1);
    expect(await mailingDesk(world.app).confirm(tokenIn(parcel))).toBe('confirmed');
  });

  test.each([
    ['a stranger', { at: null, by: 'nobody@city.example' }, 'staff.unknown'],
    ['nobody to ask', { at: null, by: editor }, 'ask.nobody'],
  ])('is refused for %s', async (_, of, code) => {
    const world = await staffed();
    expect(await world.desk.letters.ask(of)).toMatchObject({ ok: false, code });
  });
});
