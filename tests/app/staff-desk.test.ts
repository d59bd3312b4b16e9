// Who of the staff may come in: a link once and for half an hour, a session that ends, a trail of acts.
import { describe, expect, test, vi } from 'vitest';
import { firstAdminLink } from '../../src/app/staff/staff-desk.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const olena = 'olena@city.example';

async function invited(world: World, email = olena): Promise<string> {
  const result = await world.desk.staff.add(email, 'approver', 'cli');
  if (!result.ok) throw new Error(result.message);
  return result.value.token;
}

/** Links and sessions live by the real clock; here it is moved on by hand. */
async function later(ms: number, look: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  try {
    await look();
  } finally {
    vi.useRealTimers();
  }
}

describe('a sign-in link', () => {
  test('opens a session once', async () => {
    const world = openWorld();
    const token = await invited(world);
    const first = await world.desk.staff.signIn(token);
    expect(first).toMatchObject({ ok: true, value: { member: { email: olena, role: 'approver' } } });
    expect(await world.desk.staff.signIn(token)).toMatchObject({ ok: false, code: 'staff.link' });
  });

  test('that is pressed twice at once opens one session', async () => {
    const world = openWorld();
    const token = await invited(world);
    const both = await Promise.all([world.desk.staff.signIn(token), world.desk.staff.signIn(token)]);
    expect(both.filter((result) => result.ok)).toHaveLength(1);
  });

  test.each([
    [29 * minuteMs, true],
    [30 * minuteMs, false],
    [24 * hourMs, false],
  ])('after %i ms opens: %s', async (ms, opens) => {
    const world = openWorld();
    const token = await invited(world);
    await later(ms, async () => {
      expect((await world.desk.staff.signIn(token)).ok).toBe(opens);
    });
  });

  test('that nobody made is refused in words', async () => {
    expect(await openWorld().desk.staff.signIn('nonsense')).toMatchObject({ ok: false, code: 'staff.link' });
  });

  test('is stored only as its hash', async () => {
    const world = openWorld();
    const token = await invited(world);
    expect(JSON.stringify(await all(world, 'signIn'))).not.toContain(token);
  });

  test('is mailed to a member, in training mode too, and to nobody else', async () => {
    const world = openWorld({ sendTo: { kind: 'nobody' } });
    await invited(world);
    await world.desk.staff.requestSignIn('  Olena@City.Example ');
    await world.desk.staff.requestSignIn('stranger@example.com');
    const letters = await said(world);
    expect(letters).toMatchObject([{ channel: 'email', body: { to: olena } }]);
    const token = /\/console\/in\/([\w-]+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
    expect((await world.desk.staff.signIn(token)).ok).toBe(true);
  });

  test('leaves the ledger without its address and token once it is sent', async () => {
    const world = openWorld();
    await invited(world);
    await world.desk.staff.requestSignIn(olena);
    await world.send('email', 1);
    expect(world.channel('email').parcels[0]?.address).toBe(olena);
    expect(JSON.stringify(await all(world, 'delivery'))).not.toContain(olena);
  });
});

describe('a session', () => {
  async function signedIn(world: World) {
    const result = await world.desk.staff.signIn(await invited(world));
    if (!result.ok) throw new Error(result.message);
    return result.value;
  }

  test('knows its member and a secret of its own against forged forms', async () => {
    const world = openWorld();
    const { session, csrf } = await signedIn(world);
    expect(await world.desk.staff.session(session)).toEqual({
      member: expect.objectContaining({ email: olena }),
      csrf,
    });
    expect(JSON.stringify(await all(world, 'session'))).not.toContain(session);
  });

  test('ends when its member leaves it, and by itself after twelve hours of work', async () => {
    const world = openWorld();
    const { session } = await signedIn(world);
    for (let hours = 1; hours < 12; hours += 1) {
      await later(hours * hourMs, async () => expect(await world.desk.staff.session(session)).not.toBeNull());
    }
    await later(12 * hourMs - minuteMs, async () =>
      expect(await world.desk.staff.session(session)).not.toBeNull(),
    );
    await later(12 * hourMs + minuteMs, async () =>
      expect(await world.desk.staff.session(session)).toBeNull(),
    );
    await world.desk.staff.signOut(session);
    expect(await world.desk.staff.session(session)).toBeNull();
  });

  test('of nobody is nobody', async () => {
    expect(await openWorld().desk.staff.session('nonsense')).toBeNull();
  });
});

describe('staff', () => {
  test('are added once, however the address is written, and again with a new role', async () => {
    const world = openWorld();
    await invited(world);
    await world.desk.staff.add('OLENA@city.example', 'admin', 'cli');
    expect(await world.desk.staff.list()).toMatchObject([{ email: olena, role: 'admin' }]);
  });

  test.each(['olena', 'o l@e', '@', ''])('%j is no address', async (email) => {
    expect(await openWorld().desk.staff.add(email, 'editor', 'cli')).toMatchObject({
      ok: false,
      code: 'staff.email',
    });
  });

  test('have a trail of what they did, the newest first', async () => {
    const world = openWorld();
    const token = await invited(world);
    world.clock.pass(minuteMs);
    await world.desk.staff.signIn(token);
    expect((await world.desk.audit(10)).map(({ actor, act }) => [actor, act])).toEqual([
      [olena, 'signIn'],
      ['cli', 'staff.add'],
    ]);
  });

  test('begin with a first administrator, whose link is offered until somebody came in', async () => {
    const world = openWorld();
    const first = await firstAdminLink(world.app);
    expect(first).not.toBeNull();
    expect(await firstAdminLink(world.app)).not.toBe(first);
    await world.desk.staff.signIn(first ?? '');
    expect(await firstAdminLink(world.app)).toBeNull();
  });
});
