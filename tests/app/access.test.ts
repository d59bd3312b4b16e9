// How staff come in: by link, by password with second factor, back after a lost one; who guesses waits; who is shown out is out.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watch } from '../../src/app/running/watchdog.ts';
import { hashPassword, isPassword, passwordProblem } from '../../src/app/staff/access-password.ts';
import { codeHash, freshCodes } from '../../src/app/staff/access-recovery.ts';
import { codeAt, freshSecret, isSecret, stepOf } from '../../src/app/staff/access-totp.ts';
import { pauseAfter } from '../../src/app/staff/access-tries.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const olena = 'olena@city.example';
const password = 'чотири слова без зв’язку';
const comer = { source: '192.0.2.1', browser: 'firefox windows' };

describe('a code of the second factor', () => {
  // The secret and the moments of RFC 6238, appendix B; its eight digits cut to the last six.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is %s, as the standard says', (second, code) => {
    expect(codeAt(secret, Math.floor(second / 30))).toBe(code);
  });

  test.each([
    ['the present half minute', 0, true],
    ['the one before', -1, true],
    ['the next one', 1, true],
    ['two before', -2, false],
    ['two later', 2, false],
  ])('of %s is right: %s', (_label, off, right) => {
    const now = 1_800_000_000_000;
    const code = codeAt(secret, now / 30_000 + off);
    expect(stepOf(secret, code, { now, taken: null }) !== null).toBe(right);
  });

  test.each(['', '12345', '1234567', 'abcdef', '٢٨٧٠٨٢', '287082x'])('%j is none', (code) => {
    expect(stepOf(secret, code, { now: 59_000, taken: null })).toBeNull();
  });

  test('that was taken, or one before it, is not taken again', () => {
    const code = codeAt(secret, 100);
    expect(stepOf(secret, code, { now: 3_000_000, taken: 99 })).toBe(100);
    expect(stepOf(secret, code, { now: 3_000_000, taken: 100 })).toBeNull();
    expect(stepOf(secret, code, { now: 3_000_000, taken: 101 })).toBeNull();
  });

  test('has a secret of its own each time', () => {
    expect(isSecret(freshSecret())).toBe(true);
    expect(freshSecret()).not.toBe(freshSecret());
  });
});

describe('a password', () => {
  const of = { email: olena, common: ['qwertyuiopas', 'парольпароль', 'password'] };
  test.each([
    ['закороткий1', 'short'],
    ['ab'.repeat(101), 'long'],
    ['abababababab', 'common'],
    ['qwertyuiopas', 'common'],
    ['ПарольПароль', 'common'],
    ['password2027!', 'common'],
    ['my olena@city.example', 'email'],
    ['Olena is the best', 'email'],
    [password, null],
    ['correct horse battery', null],
  ])('%j is refused as: %s', (text, problem) => {
    expect(passwordProblem(text, of)).toBe(problem);
  });

  test('is kept so that it is known again, differently each time, and never as it is', async () => {
    const [one, other] = [await hashPassword(password), await hashPassword(password)];
    expect(one).not.toBe(other);
    expect(one).not.toContain(password);
    expect(await isPassword(password, one)).toBe(true);
    expect(await isPassword(`${password}.`, one)).toBe(false);
    expect(await isPassword(password, null)).toBe(false);
  });
});

describe('recovery codes', () => {
  test('are ten, all different, and known however they are typed', () => {
    const codes = freshCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
      expect(codeHash(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(codeHash(code));
    }
  });

  test('are never taken for six digits', () => {
    fc.assert(fc.property(fc.string({ maxLength: 15 }), (text) => codeHash(text) === null));
  });
});

test('pauses grow, and never beyond a quarter of an hour', () => {
  expect([4, 5, 6, 7, 13, 40].map((failures) => pauseAfter(failures, 5) / 1000)).toEqual([
    0, 5, 10, 20, 900, 900,
  ]);
});

/** Somebody of the staff with password and second factor, signed in by link. */
async function guarded(world: World, role: 'editor' | 'approver' | 'admin' = 'approver') {
  const added = await world.desk.staff.add(olena, role, 'cli');
  if (!added.ok) throw new Error(added.message);
  const { id } = added.value.member;
  const first = await world.desk.staff.signIn(added.value.token, { comer });
  if (!first.ok) throw new Error(first.message);
  const asker = { id, session: first.value.session };
  const { secret } = world.desk.access.newSecret(olena);
  const given = { password, secret, code: codeNow(secret), current: '' };
  const set = await world.desk.access.setPassword(asker, given);
  if (!set.ok) throw new Error(set.message);
  vi.advanceTimersByTime(minuteMs);
  return { id, asker, secret, codes: set.value.codes };
}

const codeNow = (secret: string) => codeAt(secret, Math.floor(Date.now() / 30_000));

describe('somebody of the staff', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('comes in by password and code, and not twice by one code', async () => {
    const world = openWorld();
    const { secret } = await guarded(world);
    const given = { email: ` ${olena.toUpperCase()}`, password, code: codeNow(secret), comer };
    expect(await world.desk.staff.signInByPassword(given)).toMatchObject({ ok: true });
    expect(await world.desk.staff.signInByPassword(given)).toMatchObject({ code: 'staff.password' });
  });

  test.each([
    ['a wrong password', { password: 'щось зовсім інше' }],
    ['a wrong code', { code: '000000' }],
    ['no code', { code: '' }],
    ['an unknown address', { email: 'nobody@city.example' }],
  ])('is refused with %s in the same words', async (_label, wrong) => {
    const world = openWorld();
    const { secret } = await guarded(world);
    const given = { email: olena, password, code: codeNow(secret), comer, ...wrong };
    const refused = await world.desk.staff.signInByPassword(given);
    expect(refused).toEqual({
      ok: false,
      code: 'staff.password',
      message: world.app.files.phrases['cli.refuse.staff.password'],
    });
  });

  test('is asked for the code after a link as well; a slip leaves the link good', async () => {
    const world = openWorld();
    const { id, secret } = await guarded(world);
    const link = await world.desk.staff.invite(id, 'cli');
    const token = link.ok ? link.value.token : '';
    expect(await world.desk.staff.asksCode(token)).toBe(true);
    expect(await world.desk.staff.signIn(token)).toMatchObject({ code: 'staff.code' });
    expect(await world.desk.staff.signIn(token, { code: codeNow(secret) })).toMatchObject({ ok: true });
  });

  test('comes back with a recovery code, each once', async () => {
    const world = openWorld();
    const { asker, codes } = await guarded(world);
    const come = (code = '') => world.desk.staff.signInByPassword({ email: olena, password, code });
    expect(await come(codes[0])).toMatchObject({ ok: true });
    expect(await come(codes[0])).toMatchObject({ ok: false });
    expect(await world.desk.access.mine(asker)).toMatchObject({ codesLeft: 9, secondFactor: true });
    expect(JSON.stringify(await all(world, 'recovery'))).not.toContain(codes[1]);
  });

  test('who lost everything comes back by link after a reset, and hears of it', async () => {
    const world = openWorld();
    const { asker } = await guarded(world);
    const reset = await world.desk.staff.reset(olena, 'cli');
    expect(await world.desk.staff.session(asker.session)).toBeNull();
    const token = reset.ok ? reset.value.token : '';
    expect(await world.desk.staff.signIn(token)).toMatchObject({ ok: true });
    expect((await said(world)).at(-1)).toMatchObject({ body: { to: olena } });
    expect((await said(world)).at(-1)?.text).toContain('скасовано');
    expect((await world.desk.audit(9)).map(({ act }) => act)).toContain('staff.reset');
  });

  test('changes password and codes only with a code', async () => {
    const world = openWorld();
    const { asker, secret } = await guarded(world);
    const fresh = world.desk.access.newSecret(olena).secret;
    const given = { password, secret: fresh, code: codeNow(fresh) };
    const { access } = world.desk;
    expect(await access.setPassword(asker, { ...given, current: '' })).toMatchObject({ code: 'staff.code' });
    expect(await access.newCodes(asker, '000000')).toMatchObject({ code: 'staff.code' });
    expect(await access.remove(asker, '000000')).toMatchObject({ code: 'staff.code' });
    expect(await access.setPassword(asker, { ...given, current: codeNow(secret) })).toMatchObject({
      ok: true,
    });
  });

  test('sees all sign-ins, ends one or the others, and nobody else’s', async () => {
    const world = openWorld();
    const { asker, codes, id } = await guarded(world);
    const again = await world.desk.staff.signInByPassword({
      email: olena,
      password,
      code: codes[0] ?? '',
      comer,
    });
    const before = await world.desk.access.mine(asker);
    expect(before.sessions).toMatchObject([
      { browser: 'firefox windows', way: 'password', current: false },
      { browser: 'firefox windows', way: 'link', current: true },
    ]);
    const key = before.sessions[0]?.key ?? '';
    expect(await world.desk.access.end({ id: 'another', session: 'x' }, key)).toEqual({ ended: 0 });
    expect(await world.desk.access.end(asker, 'others')).toEqual({ ended: 1 });
    expect(await world.desk.staff.session(again.ok ? again.value.session : '')).toBeNull();
    expect(await world.desk.staff.session(asker.session)).not.toBeNull();
    await world.desk.staff.endSessions(id, 'cli');
    expect(await world.desk.staff.session(asker.session)).toBeNull();
  });

  test('who does nothing for two hours has to come in again', async () => {
    const world = openWorld();
    const { asker } = await guarded(world);
    vi.advanceTimersByTime(2 * hourMs - minuteMs);
    expect(await world.desk.staff.session(asker.session)).not.toBeNull();
    vi.advanceTimersByTime(2 * hourMs + minuteMs);
    expect(await world.desk.staff.session(asker.session)).toBeNull();
  });

  test.each(['changeRole', 'disable'] as const)('is out at once after %s', async (how) => {
    const world = openWorld();
    const { id, asker } = await guarded(world);
    const result =
      how === 'disable'
        ? await world.desk.staff.disable(id, 'cli')
        : await world.desk.staff.changeRole(id, 'editor', 'cli');
    expect(result.ok).toBe(true);
    expect(await world.desk.staff.session(asker.session)).toBeNull();
  });

  test.each(['changeRole', 'disable', 'add'] as const)('who administers alone stays so: %s', async (how) => {
    const world = openWorld();
    const { id } = await guarded(world, 'admin');
    const { staff } = world.desk;
    const ask = {
      changeRole: () => staff.changeRole(id, 'editor', 'cli'),
      disable: () => staff.disable(id, 'cli'),
      add: () => staff.add(olena, 'editor', 'cli'),
    };
    expect(await ask[how]()).toMatchObject({ ok: false, code: 'staff.last' });
    await staff.add('second@city.example', 'admin', 'cli');
    expect(await ask[how]()).toMatchObject({ ok: true });
  });
});

describe('who guesses', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());
  const guess = (world: World, email = olena, source = comer.source) =>
    world.desk.staff.signInByPassword({
      email,
      password: 'не той пароль',
      code: '000000',
      comer: { source, browser: null },
    });

  test.each([olena, 'nobody@city.example'])(
    'at %s waits from the sixth try on, member or not',
    async (email) => {
      const world = openWorld();
      await guarded(world);
      const codes: string[] = [];
      for (let tries = 0; tries < 6; tries += 1) {
        const result = await guess(world, email);
        codes.push(result.ok ? 'in' : result.code);
      }
      expect(codes).toEqual([...Array(5).fill('staff.password'), 'staff.wait']);
      vi.advanceTimersByTime(6000);
      expect(await guess(world, email)).toMatchObject({ code: 'staff.password' });
    },
  );

  test('many times at once has no more tries than one after another', async () => {
    const world = openWorld();
    await guarded(world);
    const results = await Promise.all(Array.from({ length: 8 }, () => guess(world)));
    expect(results.filter((one) => !one.ok && one.code === 'staff.wait')).toHaveLength(3);
  });

  test('at many accounts from one place waits, too; elsewhere nobody does', async () => {
    const world = openWorld();
    for (let n = 0; n < 20; n += 1) await guess(world, `a${n}@city.example`);
    expect(await guess(world, 'another@city.example')).toMatchObject({ code: 'staff.wait' });
    expect(await guess(world, 'another@city.example', '192.0.2.9')).toMatchObject({ code: 'staff.password' });
  });

  test('does not keep the person out who knows the way, once the pause is over', async () => {
    const world = openWorld();
    const { secret } = await guarded(world);
    for (let tries = 0; tries < 6; tries += 1) await guess(world);
    vi.advanceTimersByTime(minuteMs);
    const code = codeNow(secret);
    expect(await world.desk.staff.signInByPassword({ email: olena, password, code, comer })).toMatchObject({
      ok: true,
    });
    expect(await guess(world)).toMatchObject({ code: 'staff.password' });
  });

  test('leaves sums in the audit trail and an alarm, and no address in the counts', async () => {
    const world = openWorld();
    const { id } = await guarded(world);
    for (let tries = 0; tries < 12; tries += 1) {
      await guess(world);
      vi.advanceTimersByTime(16 * minuteMs);
    }
    const refused = (await world.desk.trail.find({ acts: ['signIn.refused'] }, 9)).lines;
    expect(refused.map(({ about, detail }) => [about.name, detail])).toEqual([
      [olena, { count: 10 }],
      [olena, { count: 5 }],
    ]);
    await watch(world.app);
    expect(await all(world, 'alarm')).toMatchObject([{ key: `access.${id}`, clearedAt: null }]);
    const rows = JSON.stringify(await all(world, 'signInTry'));
    expect(rows).not.toContain(olena);
    expect(rows).not.toContain(comer.source);
    vi.advanceTimersByTime(25 * hourMs);
    await watch(world.app);
    expect((await all(world, 'alarm'))[0]?.clearedAt).not.toBeNull();
  });

  test('may ask for three links in a quarter of an hour, and hears the same every time', async () => {
    const world = openWorld();
    await world.desk.staff.add(olena, 'editor', 'cli');
    for (let n = 0; n < 5; n += 1) await world.desk.staff.requestSignIn(olena);
    expect(await said(world)).toHaveLength(3);
    vi.advanceTimersByTime(16 * minuteMs);
    await world.desk.staff.requestSignIn(olena);
    expect(await said(world)).toHaveLength(4);
  });
});
