// Sending: what each answer of a platform makes of a row, of the lane, of the person's address and of the alarm.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { recoverAfterCrash, startDrainer } from '../../src/app/sending/dispatch.ts';
import { type Outcome, priority } from '../../src/core/delivery.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from '../db/rows.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';
import { all } from './look.ts';

const words = { code: 'E1', text: 'слова платформи' };

/** A broadcast that is being sent to these people on one channel. */
async function broadcastTo(world: World, people: readonly string[], channel = 'telegram'): Promise<void> {
  await keepBroadcast(world, 'b', { state: 'sending' });
  for (const [index, name] of people.entries()) {
    await settle(world, name, { addresses: [{ channel }] });
    const row = {
      broadcastId: 'b',
      personId: name,
      addressId: `${name}-0`,
      body: null,
      priority: priority.reminder,
    };
    await keep(world, [
      deliveryRow(world, name, { ...row, channel, dueAt: world.clock.now() - 100 + index }),
    ]);
  }
}

const answers = (world: World, outcome: Outcome, channel = 'telegram') =>
  world.channel(channel).answers(() => outcome);

describe('a message', () => {
  test('that is accepted is sent, keeps the provider’s id, and proves the address once the broadcast is done', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    await world.send('telegram', 1);
    expect((await ledger(world)).ann).toMatchObject({ state: 'sent', providerId: 'at-ann', attempts: 1 });
    await reconcile(world.app);
    expect(await all(world, 'address')).toMatchObject([{ provenAt: world.clock.now() }]);
    expect(await all(world, 'attempt')).toEqual([]);
  });

  test('says in a chat the text with its buttons, in a letter the letter with its subject and its way out', async () => {
    const world = openWorld();
    const body = {
      text: 'Коротко.',
      letterText: 'Докладно.',
      choices: [
        { label: 'Що мені робити?', value: '/role' },
        { label: 'Сайт', url: 'https://city.example' },
      ],
      subject: 'Голосування',
      preheader: 'До 28 березня',
    };
    await keepBroadcast(world, 'b', { state: 'sending', body });
    await settle(world, 'ann');
    await settle(world, 'eve', { addresses: [{ channel: 'email' }] });
    const row = { broadcastId: 'b', body: null };
    await keep(world, [
      deliveryRow(world, 'a', { ...row, addressId: 'ann-0', personId: 'ann' }),
      deliveryRow(world, 'e', { ...row, addressId: 'eve-0', personId: 'eve', channel: 'email' }),
    ]);
    await world.send('telegram', 1);
    await world.send('email', 1);
    expect(world.channel('telegram').parcels[0]).toMatchObject({
      reply: {
        text: 'Коротко.',
        choices: [...body.choices, { label: 'Чому я це отримав?', value: '/why b' }],
      },
    });
    expect(world.channel('telegram').parcels[0]?.letter).toBeUndefined();
    const letter = world.channel('email').parcels[0];
    expect(letter?.reply.text).toMatch(/^Докладно\.\n\nСайт: https:\/\/uchast\.example\/l\/[\w-]+\.0$/);
    expect(letter?.letter).toMatchObject({ subject: 'Голосування', preheader: 'До 28 березня' });
    expect(letter?.letter?.unsubscribeUrl).toMatch(/^https:\/\/uchast\.example\/u\/[\w.-]+\?from=[\w-]+$/);
  });

  test('to many at once is one call, and each person has an outcome of their own', async () => {
    const world = openWorld();
    await broadcastTo(world, ['a', 'b', 'c', 'd'], 'viber');
    const outcomes: Record<string, Outcome> = {
      a: { kind: 'sent', providerId: 'm', priceEur: 0.02 },
      b: { kind: 'gone', ...words },
      c: { kind: 'rejected', ...words },
      d: { kind: 'unknown', ...words },
    };
    world
      .channel('viber')
      .answers((parcel) => outcomes[parcel.deliveryId] ?? { kind: 'transient', ...words });
    await world.send('viber', 4);
    expect(world.channel('viber').calls).toEqual([4]);
    expect(await states(world)).toEqual({ a: 'sent', b: 'gone', c: 'failed', d: 'unknown' });
  });

  test('that is too long for one is sent in parts, and sent whole again when a part fails', async () => {
    const world = openWorld({ channels: [recordingChannel('telegram', { textLength: 20 })] });
    const reply = { text: 'Один два три. Чотири п’ять. Шість сім вісім.', choices: [] };
    await keep(world, [deliveryRow(world, 'a', { body: { reply, to: 'ann' } })]);
    world
      .channel('telegram')
      .answers((_, nth) =>
        nth === 2 ? { kind: 'transient', ...words } : { kind: 'sent', providerId: `m${nth}`, priceEur: 0 },
      );
    await world.send('telegram', 2);
    expect((await ledger(world)).a).toMatchObject({ state: 'pending', attempts: 1 });
    world.clock.pass(2000);
    await world.send('telegram', 3);
    expect((await ledger(world)).a).toMatchObject({ state: 'sent', attempts: 2 });
    const texts = world.channel('telegram').parcels.map((parcel) => parcel.reply.text);
    expect(texts.slice(2)).toEqual(['Один два три.', 'Чотири п’ять.', 'Шість сім вісім.']);
  });
});

describe('a platform that says', () => {
  test('not now (429): the row waits until then, and uses nothing up', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    const until = world.clock.now() + 10;
    answers(world, { kind: 'throttled', untilMs: until, code: '429' });
    await world.send('telegram', 1);
    expect((await ledger(world)).ann).toMatchObject({ state: 'pending', dueAt: until, reason: '429' });
    world.clock.set(until);
    answers(world, { kind: 'sent', providerId: 'm', priceEur: 0 });
    await world.send('telegram', 1);
    expect(await states(world)).toEqual({ ann: 'sent' });
  });

  test('not now, any number of times: the attempts are not used up', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    for (let n = 0; n < 10; n += 1) {
      answers(world, { kind: 'throttled', untilMs: world.clock.now(), code: '429' });
      await world.send('telegram', 1);
    }
    answers(world, { kind: 'transient', ...words });
    await world.send('telegram', 1);
    expect((await ledger(world)).ann).toMatchObject({ state: 'pending', attempts: 1 });
  });

  test('an error of its own (5xx): tried again later, eight times at most', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    answers(world, { kind: 'transient', ...words });
    for (let n = 0; n < 8; n += 1) {
      expect(await states(world)).toEqual({ ann: 'pending' });
      await world.send('telegram', 1);
      world.clock.pass(hourMs);
    }
    expect((await ledger(world)).ann).toMatchObject({ state: 'failed', attempts: 8, reason: 'E1' });
  });

  test('nothing (a time-out): a reminder stays unknown and is never sent again by itself', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    answers(world, { kind: 'unknown', ...words });
    await world.send('telegram', 1);
    world.clock.pass(hourMs);
    await recoverAfterCrash(world.app);
    await keep(world, [deliveryRow(world, 'other')]);
    await world.send('telegram', 1);
    expect((await ledger(world)).ann).toMatchObject({ state: 'unknown', attempts: 1 });
    expect(world.channel('telegram').parcels.map((parcel) => parcel.deliveryId)).toEqual(['ann', 'other']);
  });

  test('nothing to a reply: it is sent again, because somebody waits for it', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'a')]);
    answers(world, { kind: 'unknown', ...words });
    await world.send('telegram', 1);
    expect((await ledger(world)).a).toMatchObject({ state: 'pending', dueAt: world.clock.now() + 2000 });
  });

  test('blocked: the row ends, and the address is reached no more', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    answers(world, { kind: 'gone', ...words });
    await world.send('telegram', 1);
    expect(await states(world)).toEqual({ ann: 'gone' });
    expect(await all(world, 'address')).toMatchObject([{ state: 'gone' }]);
  });

  test('moved: the address follows, and the message goes to the new one', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    world
      .channel('telegram')
      .answers((parcel) =>
        parcel.address === 'new-ann'
          ? { kind: 'sent', providerId: 'm', priceEur: 0 }
          : { kind: 'moved', to: 'new-ann' },
      );
    await world.send('telegram', 2);
    expect(await states(world)).toEqual({ ann: 'sent' });
    expect(await all(world, 'address')).toMatchObject([{ address: 'new-ann' }]);
  });

  test('your settings are wrong: nobody is burnt, staff are alarmed, and a success clears it', async () => {
    const world = openWorld();
    await broadcastTo(world, ['ann']);
    answers(world, { kind: 'misconfigured', ...words });
    await world.send('telegram', 1);
    expect(await states(world)).toEqual({ ann: 'pending' });
    expect((await world.desk.today()).alarms).toMatchObject([{ key: 'channel.telegram' }]);
    expect(world.logged.join()).toContain('the platform refuses our settings');
  });
});

describe('a lane', () => {
  test('keeps replies before reminders, though the reminders came first', async () => {
    const world = openWorld({ channels: [recordingChannel('telegram', { concurrency: 1, perSecond: 100 })] });
    await broadcastTo(world, ['a', 'b', 'c']);
    await keep(world, [deliveryRow(world, 'reply')]);
    await world.send('telegram', 4);
    expect(world.channel('telegram').parcels.map((parcel) => parcel.deliveryId)).toEqual([
      'reply',
      'a',
      'b',
      'c',
    ]);
  });

  test('stops a paused broadcast within the call under way, and goes on with replies', async () => {
    const world = openWorld({ channels: [recordingChannel('telegram', { concurrency: 1, perSecond: 100 })] });
    await broadcastTo(world, ['a', 'b', 'c']);
    const channel = world.channel('telegram');
    channel.answers((parcel, nth) => {
      // Somebody presses pause while the first call is under way.
      if (nth === 1) void writing(world.app, (at) => changeBroadcast(at, 'b', { state: 'paused' }));
      return { kind: 'sent', providerId: parcel.deliveryId, priceEur: 0 };
    });
    const drainer = startDrainer(world.app, channel, world.letters);
    await channel.arrived(1);
    await keep(world, [deliveryRow(world, 'reply')]);
    drainer.nudge();
    await channel.arrived(2);
    await drainer.stop();
    expect(channel.parcels.map((parcel) => parcel.deliveryId)).toEqual(['a', 'reply']);
    expect(await states(world)).toEqual({ a: 'sent', b: 'pending', c: 'pending', reply: 'sent' });
  });

  test('lets nothing leave at or after its last useful moment, though it was claimed before', async () => {
    const world = openWorld({ channels: [recordingChannel('telegram', { concurrency: 1, perSecond: 100 })] });
    const closes = world.clock.now() + hourMs;
    await keep(
      world,
      ['a', 'b'].map((id) => deliveryRow(world, id, { expiresAt: closes })),
    );
    world.channel('telegram').answers((parcel) => {
      world.clock.set(closes);
      return { kind: 'sent', providerId: parcel.deliveryId, priceEur: 0 };
    });
    await world.send('telegram', 1);
    expect(await states(world)).toEqual({ a: 'sent', b: 'pending' });
  });

  test('that is stopped gives back what it had only claimed', async () => {
    const world = openWorld({ channels: [recordingChannel('telegram', { concurrency: 1, perSecond: 100 })] });
    await keep(
      world,
      Array.from({ length: 50 }, (_, n) => deliveryRow(world, `r${String(n).padStart(2, '0')}`)),
    );
    await world.send('telegram', 1);
    const found = Object.values(await states(world));
    expect(found.filter((state) => state === 'claimed' || state === 'calling')).toEqual([]);
    expect(found.filter((state) => state === 'sent')).toHaveLength(world.channel('telegram').parcels.length);
  });

  test('sends every one of 500 replies once', async () => {
    const world = openWorld();
    await keep(
      world,
      Array.from({ length: 500 }, (_, n) => deliveryRow(world, `r${n}`)),
    );
    await world.send('telegram', 500);
    expect(new Set(world.channel('telegram').parcels.map((parcel) => parcel.deliveryId)).size).toBe(500);
    expect(world.channel('telegram').parcels).toHaveLength(500);
    expect(new Set(Object.values(await states(world)))).toEqual(new Set(['sent']));
  });

  test('logs no address and no word of a message', async () => {
    const world = openWorld();
    await keep(world, [
      deliveryRow(world, 'a', { body: { reply: { text: 'таємне', choices: [] }, to: 'secret-chat' } }),
    ]);
    answers(world, { kind: 'misconfigured', ...words });
    await world.send('telegram', 1);
    expect(world.logged.join('\n')).not.toMatch(/таємне|secret-chat/);
  });
});

test('a row whose broadcast and text are gone is rejected, not sent empty', async () => {
  const world = openWorld();
  await keep(world, [
    deliveryRow(world, 'a', { body: null }),
    deliveryRow(world, 'b', { dueAt: world.clock.now() + 1 }),
  ]);
  world.clock.pass(dayMs / 2);
  await world.send('telegram', 1);
  expect(world.channel('telegram').parcels.map((parcel) => parcel.deliveryId)).toEqual(['b']);
  expect((await ledger(world)).a).toMatchObject({ state: 'failed', reason: 'noContent' });
});
