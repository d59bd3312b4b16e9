// Signing up for an event, the queue, what those who signed up are told and when, and what is forgotten.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seatsTaken, takenAt } from '../../db/events.ts';
import { reading } from '../../src/app/app.ts';
import type { NewEvent } from '../../src/app/events/event-desk.ts';
import { sweepSeats } from '../../src/app/events/event-seats.ts';
import { eraseByAddress } from '../../src/app/people/person-desk.ts';
import { keepTerms } from '../../src/app/people/retention.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { bringUpToDate } from '../../src/app/running/restore.ts';
import { dayMs, isoInKyiv } from '../../src/core/time.ts';
import { kyiv, openWorld, recordingChannel, type World } from '../support/harness.ts';
import { all, person, said } from './look.ts';

const by = 'olena@city.example';

const webinar: NewEvent = {
  title: 'Вебінар для авторів',
  startsAt: kyiv('2026-11-05 18:00'),
  endsAt: kyiv('2026-11-05 19:30'),
  place: 'онлайн',
  link: 'https://meet.example/1',
  about: null,
  capacity: null,
  contest: 'city',
  stage: 'submission',
  planId: null,
  line: null,
};

async function withEvent(differs: Partial<NewEvent> = {}, options = {}) {
  const world = openWorld(options);
  const added = await world.desk.events.add({ ...webinar, ...differs }, by);
  if (!added.ok) throw new Error(added.message);
  const { id } = added.value;
  const says = async (address: string, text: string) => {
    world.clock.pass(1000);
    await world.hear({ kind: 'text', text, address });
    return (await said(world)).at(-1)?.text ?? '';
  };
  return { world, id, says };
}

/** Sweeps at a moment and returns what was begun towards people so far, as key and channel address. */
async function sweptAt(world: World, at: string): Promise<string[]> {
  world.clock.set(at);
  await reconcile(world.app);
  return begun(world);
}

async function begun(world: World): Promise<string[]> {
  const broadcasts = new Map((await all(world, 'broadcast')).map((row) => [row.id, row]));
  const addresses = new Map((await all(world, 'address')).map((row) => [row.id, row.address]));
  return (await said(world)).flatMap((row) => {
    const broadcast = broadcasts.get(row.broadcastId ?? '');
    if (broadcast?.kind !== 'event') return [];
    const what = broadcast.key.split(':')[2]?.replace(/@.*/, '');
    return [`${what} to ${addresses.get(row.addressId ?? '')}`];
  });
}

describe('signing up', () => {
  test('takes a seat, keeps the consent with the wording that was shown, and says how to leave', async () => {
    const { world, id, says } = await withEvent({ capacity: 2 });
    const text = await says('ann', `/event ${id} join`);
    const [consent] = await all(world, 'consent');
    expect(consent).toMatchObject({ purpose: 'events', contest: 'city', granted: true, channel: 'telegram' });
    expect(text).toContain(consent?.wording);
    expect(text).toContain('«Відмовитися від участі»');
    expect(await takenAt(reading(world.app), id)).toEqual({ going: 1, waiting: 0 });
    await says('ann', `/event ${id} join`);
    expect(await all(world, 'consent')).toHaveLength(1);
  });

  test('works by the numbers of the list, without a single button', async () => {
    const { world, id, says } = await withEvent();
    expect(await says('ann', 'які є заходи')).toContain('1. **Вебінар для авторів**');
    expect(await says('ann', '1')).toContain('Коли: 5 листопада 2026 року, 18:00–19:30');
    await says('ann', 'Записатися');
    expect(await takenAt(reading(world.app), id)).toEqual({ going: 1, waiting: 0 });
    await says('ann', 'відмовитися від участі');
    expect(await takenAt(reading(world.app), id)).toEqual({ going: 0, waiting: 0 });
  });

  test('after a stop gives the messages of this event back', async () => {
    const { world, id, says } = await withEvent();
    await says('ann', `/event ${id} join`);
    await says('ann', 'стоп');
    expect(await says('ann', `/event ${id}`)).toContain('«Нагадати мені»');
    expect(await sweptAt(world, '2026-11-04 10:05')).toEqual([]);
    await says('ann', `/event ${id}`);
    await says('ann', 'Нагадати мені');
    expect(await sweptAt(world, '2026-11-05 17:31')).toEqual(['link to ann']);
  });

  test.each([
    ['стоп', ''],
    ['задовбали вже спамити, відпишіть мене', ''],
    ['стоп', 'queued'],
  ])(
    'after «%s» stays, is told so with the ways to give it back or to hear again %s',
    async (words, queued) => {
      const { world, id, says } = await withEvent({ capacity: 1 });
      if (queued) await says('ben', `/event ${id} join`);
      await says('ann', `/event ${id} join`);
      const text = await says('ann', words);
      expect(text).toContain('першими ми вам не писатимемо');
      expect(text).toContain(queued ? 'Ви й далі в черзі на подію' : 'Ви й далі записані на подію «Вебінар');
      expect(text).toMatch(/«Відмовитися від участі»[\s\S]*«Нагадати мені»/);
      const standings = (await all(world, 'consent')).filter(({ granted }) => !granted);
      expect(standings).toMatchObject([{ purpose: 'events' }]);
      expect(await takenAt(reading(world.app), id)).toMatchObject(queued ? { waiting: 1 } : { going: 1 });
      await says('ann', 'Відмовитися від участі');
      expect(await takenAt(reading(world.app), id)).toEqual({ going: queued ? 1 : 0, waiting: 0 });
    },
  );

  test('after a stop says nothing of events where the person has no seat to come', async () => {
    const { world, id, says } = await withEvent();
    expect(await says('ann', 'стоп')).not.toContain('подію');
    await says('ben', `/event ${id} join`);
    await says('ben', `/event ${id} leave`);
    expect(await says('ben', 'стоп')).not.toContain('подію');
    await says('eve', `/event ${id} join`);
    world.clock.set('2026-11-05 18:10');
    expect(await says('eve', 'стоп')).not.toContain('подію');
  });

  test('of several events are named each, and one is chosen to be given back', async () => {
    const { world, id, says } = await withEvent();
    const next = { ...webinar, title: 'Зустріч авторів', startsAt: kyiv('2026-11-09 18:00'), endsAt: null };
    const added = await world.desk.events.add(next, by);
    const other = added.ok ? added.value.id : '';
    for (const event of [id, other]) await says('ann', `/event ${event} join`);
    const text = await says('ann', 'стоп');
    expect(text).toMatch(/Вебінар для авторів[\s\S]*Зустріч авторів[\s\S]*виберіть подію/);
    expect(await says('ann', 'Зустріч авторів')).toContain('«Нагадати мені»');
  });

  test.each([
    ['has begun', '2026-11-05 18:01', 'Подія вже почалася'],
    ['is over', '2026-11-05 19:31', 'Подія вже відбулася'],
  ])('is refused when the event %s', async (_, at, words) => {
    const { world, id, says } = await withEvent();
    world.clock.set(at);
    expect(await says('ann', `/event ${id} join`)).toContain(words);
    expect(await all(world, 'seat')).toEqual([]);
    expect(await all(world, 'consent')).toEqual([]);
  });

  test('by a link of the event lands on it; a source of staff lands on its event, too', async () => {
    const { world, id } = await withEvent();
    await world.desk.sources.add('poster', { event: id }, by);
    for (const source of [`event-${id}`, 'poster'])
      await world.hear({ kind: 'opened', source, welcome: false, address: source });
    for (const row of await said(world)) expect(row.text).toMatch(/Вітаємо![\s\S]*Вебінар для авторів/);
  });
});

describe('the queue', () => {
  test('moves up in its order, and tells the person in the morning', async () => {
    const { world, id, says } = await withEvent({ capacity: 1 });
    await says('ann', `/event ${id} join`);
    expect(await says('ben', `/event ${id} join`)).toContain('ви в черзі');
    await says('cat', `/event ${id} join`);
    world.clock.set('2026-10-20 22:00');
    await says('ann', `/event ${id} leave`);
    expect(await takenAt(reading(world.app), id)).toEqual({ going: 1, waiting: 1 });
    expect(await sweptAt(world, '2026-10-20 23:00')).toEqual([]);
    expect(await sweptAt(world, '2026-10-21 08:00')).toEqual(['seat to ben']);
  });

  test('passes over who took back the consent, and lets nobody jump it', async () => {
    const { world, id, says } = await withEvent({ capacity: 1 });
    for (const name of ['ann', 'ben', 'cat']) await says(name, `/event ${id} join`);
    await says('ben', 'стоп');
    await says('ann', `/event ${id} leave`);
    await reconcile(world.app);
    expect(await begun(world)).toEqual(['seat to cat']);
    expect(await says('ann', `/event ${id} join`)).toContain('ви в черзі');
  });

  test('fills a seat that an erasure or more seats make free', async () => {
    const { world, id, says } = await withEvent({ capacity: 1 });
    for (const name of ['ann', 'ben', 'cat']) await says(name, `/event ${id} join`);
    await eraseByAddress(world.app, 'ann');
    await reconcile(world.app);
    expect(await begun(world)).toEqual(['seat to ben']);
    await world.desk.events.edit(id, { ...webinar, capacity: 2 }, { by });
    await reconcile(world.app);
    expect(await begun(world)).toEqual(['seat to ben', 'seat to cat']);
    expect(await world.desk.events.edit(id, { ...webinar, capacity: 1 }, { by })).toMatchObject({
      code: 'event.taken',
    });
  });

  test('never gives away more seats than there are, whoever comes and goes at once', async () => {
    const { world } = await withEvent();
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.record({ name, act: fc.constantFrom('join', 'leave') });
    const rounds = fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 5 });
    const play = async (capacity: number, given: { name: string; act: string }[][]) => {
      const added = await world.desk.events.add({ ...webinar, capacity }, by);
      if (!added.ok) throw new Error(added.message);
      const { id } = added.value;
      for (const round of given) {
        const turns = round.map(({ name: address, act }) =>
          world.hear({ kind: 'text', text: `/event ${id} ${act}`, address }),
        );
        await Promise.all([...turns, sweepSeats(world.app)]);
        const { going, waiting } = await takenAt(reading(world.app), id);
        expect(going).toBeLessThanOrEqual(capacity);
        if (waiting > 0) expect(going).toBe(capacity);
      }
    };
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), rounds, play), { numRuns: 15 });
  });
});

describe('those who signed up', () => {
  test('hear the day before, half an hour before, and are asked two hours after the end', async () => {
    const { world, id, says } = await withEvent();
    await says('ann', `/event ${id} join`);
    await says('ben', '/subscribe city voter');
    await reconcile(world.app);
    expect(await sweptAt(world, '2026-11-04 10:00')).toEqual(['reminder to ann']);
    expect(await sweptAt(world, '2026-11-05 17:29')).toHaveLength(1);
    expect(await sweptAt(world, '2026-11-05 17:30')).toEqual(['reminder to ann', 'link to ann']);
    expect(await sweptAt(world, '2026-11-05 21:30')).toHaveLength(2);
    expect(await sweptAt(world, '2026-11-06 08:00')).toContain('questions to ann');
    await world.desk.events.record(id, 'https://video.example/1', by);
    expect(await sweptAt(world, '2026-11-06 09:00')).toContain('recording to ann');
  });

  test('hear all of it whatever the limit of a week, and it takes no reminder of a stage from them', async () => {
    const { world, id, says } = await withEvent();
    await says('ann', `/event ${id} join`);
    await says('ann', '/subscribe city author');
    await reconcile(world.app);
    const { maxMessagesPerWeek } = world.app.files.city;
    for (let n = 0; n < maxMessagesPerWeek + 2; n += 1) {
      await world.desk.events.edit(id, { ...webinar, place: `зала ${n}` }, { by });
      world.clock.pass(60_000);
      await reconcile(world.app);
    }
    const states = (await said(world)).filter((row) => row.broadcastId !== null);
    expect(states).toHaveLength(maxMessagesPerWeek + 2);
    expect(states.every(({ reason }) => reason === null)).toBe(true);
    world.clock.set('2026-11-19 10:05');
    await reconcile(world.app);
    const notices = (await said(world)).filter(({ priority }) => priority === 2);
    expect(notices.map(({ state, reason }) => [state, reason])).not.toContainEqual([
      'skipped',
      'weeklyLimit',
    ]);
  });

  test.each([
    [
      'at 08:30 the link comes at the end of the quiet hours',
      '2026-11-05 08:30',
      '2026-11-05T08:00:00+02:00',
    ],
    ['at 08:10 too', '2026-11-05 08:10', '2026-11-05T08:00:00+02:00'],
    ['at 07:00 it comes the evening before', '2026-11-05 07:00', '2026-11-04T20:30:00+02:00'],
    ['at 21:45 it comes before the quiet hours', '2026-11-05 21:45', '2026-11-05T20:30:00+02:00'],
  ])('of an event %s', async (_, startsAt, at) => {
    const { world } = await withEvent({ startsAt: kyiv(startsAt), endsAt: null });
    world.clock.set('2026-11-04 12:00');
    const planned = await world.desk.planned(world.clock.now(), kyiv('2026-11-06 00:00'));
    const links = planned.filter(({ broadcast }) => broadcast.includes(':link@'));
    expect(new Set(links.map((one) => isoInKyiv(one.at)))).toEqual(new Set([at]));
  });

  test('are told once of another hour, and the reminder moves along', async () => {
    const { world, id, says } = await withEvent();
    await says('ann', `/event ${id} join`);
    const change = { ...webinar, startsAt: kyiv('2026-11-06 18:00'), endsAt: kyiv('2026-11-06 19:30') };
    const diff = await world.desk.events.diff(id, change);
    expect(
      diff.ok && diff.value.map((row) => [row.change, row.key.split(':')[2]?.replace(/@.*/, '')]),
    ).toEqual([
      ['moves', 'reminder'],
      ['moves', 'link'],
      ['moves', 'questions'],
      ['appears', 'changed'],
    ]);
    expect((await world.desk.events.show(id))?.startsAt).toBe(webinar.startsAt);
    await world.desk.events.edit(id, change, { by });
    await reconcile(world.app);
    expect(await sweptAt(world, '2026-11-04 10:00')).toEqual(['changed to ann']);
    expect(await sweptAt(world, '2026-11-05 10:00')).toEqual(['changed to ann', 'reminder to ann']);
  });

  test('are told once that it is cancelled, and nothing else after it', async () => {
    const { world, id, says } = await withEvent();
    await says('ann', `/event ${id} join`);
    await reconcile(world.app);
    await world.desk.events.cancel(id, by);
    for (const at of ['2026-10-21 09:00', '2026-11-04 10:05', '2026-11-05 17:31', '2026-11-06 08:05'])
      expect(await sweptAt(world, at)).toEqual(['cancelled to ann']);
    expect(await says('ann', '/events')).not.toContain('Вебінар');
  });

  const early = { startsAt: kyiv('2026-11-05 07:30'), endsAt: kyiv('2026-11-05 08:30'), link: null };

  test.each([
    ['is told in the morning', '2026-11-03 22:00', [[], [], ['changed to ann']]],
    [
      'is told at once, because the event begins before the morning',
      '2026-11-04 22:00',
      [['changed to ann']],
    ],
  ] as const)('hear of a change in the quiet hours: it %s', async (_label, at, told) => {
    const { world, id, says } = await withEvent(early);
    await says('ann', `/event ${id} join`);
    await reconcile(world.app);
    world.clock.set(at);
    await world.desk.events.edit(id, { ...webinar, ...early, place: 'зала 2' }, { by });
    const night = Date.parse('2026-11-04T00:00+02:00');
    const moments = [world.clock.now() + 1000, night + 7 * 3_600_000, night + 8 * 3_600_000 + 1000];
    for (const [index, expected] of told.entries()) {
      world.clock.set(moments[index] ?? 0);
      await reconcile(world.app);
      const heard = (await begun(world)).filter((one) => !one.startsWith('reminder'));
      expect([index, heard]).toEqual([index, expected]);
    }
  });

  test('are woken by a cancellation only where they would else come in vain, and by nothing else at night', async () => {
    const { world, id, says } = await withEvent(early);
    await says('ann', `/event ${id} join`);
    world.clock.set('2026-11-04 22:00');
    await world.desk.events.cancel(id, by);
    await reconcile(world.app);
    await world.send('telegram', 1);
    expect(await begun(world)).toEqual(['cancelled to ann']);
    expect((await all(world, 'delivery')).filter(({ broadcastId }) => broadcastId)).toMatchObject([
      { state: 'sent' },
    ]);
  });

  test('are not told at night what a copy of that night may have told them', async () => {
    const { world, id, says } = await withEvent(early);
    await says('ann', `/event ${id} join`);
    await reconcile(world.app);
    world.clock.set('2026-11-04 22:00');
    await world.desk.events.cancel(id, by);
    world.clock.set('2026-11-04 22:30');
    await bringUpToDate(world.app, { replaced: null, by, file: 'copy.sqlite' });
    await reconcile(world.app);
    expect((await all(world, 'delivery')).filter(({ broadcastId }) => broadcastId)).toMatchObject([
      { state: 'unknown', reason: 'restore' },
    ]);
  });

  test('get the link at once when they sign up in the last half hour, and nobody else does', async () => {
    const { world, id, says } = await withEvent();
    world.clock.set('2026-11-05 17:40');
    expect(await says('ann', `/event ${id}`)).not.toContain('meet.example');
    expect(await says('ann', `/event ${id} join`)).toContain('https://meet.example/1');
  });
});

describe('the questions afterwards', () => {
  async function asked() {
    const channels = [recordingChannel('telegram', { buttons: null })];
    const made = await withEvent({}, { channels });
    await made.says('ann', `/event ${made.id} join`);
    await reconcile(made.world.app);
    await sweptAt(made.world, '2026-11-06 08:00');
    return made;
  }

  test('are answered by typing the number of an answer, are counted once, and nobody knows whose they are', async () => {
    const { world, id, says } = await asked();
    const before = world.channel('telegram').parcels.length;
    await world.send('telegram', (await said(world)).filter((row) => row.state === 'pending').length);
    expect(world.channel('telegram').parcels.length).toBeGreaterThan(before);
    expect(await says('ann', '4')).toContain('Чи зрозуміло вам тепер');
    expect(await says('ann', '2')).toContain('Дякуємо!');
    expect(await says('ann', `/rate ${id} 1 1`)).toContain('вже відповіли');
    expect(await all(world, 'tally')).toEqual([
      { subject: `event:${id}:1`, option: 4, n: 1 },
      { subject: `event:${id}:2`, option: 2, n: 1 },
    ]);
    const found = await person(world);
    expect(JSON.stringify(await all(world, 'turnout'))).not.toContain(found?.person.id);
    const page = await world.desk.events.show(id);
    expect(page?.answers[1]).toEqual({ total: 1, counts: null });
  });

  test('are for those who signed up', async () => {
    const { world, id, says } = await asked();
    expect(await says('ben', `/rate ${id} 1 5`)).toContain('хто записувався');
    expect(await all(world, 'tally')).toEqual([]);
  });

  test('leave counts and nothing else when the person is erased', async () => {
    const { world, id, says } = await asked();
    await says('ann', `/rate ${id} 1 5`);
    await eraseByAddress(world.app, 'ann');
    expect(await all(world, 'turnout')).toEqual([]);
    expect(await all(world, 'seat')).toEqual([]);
    expect(await all(world, 'tally')).toHaveLength(1);
  });
});

test('who was where is forgotten ninety days after the event', async () => {
  const { world, id, says } = await withEvent();
  await says('ann', `/event ${id} join`);
  world.clock.set(webinar.startsAt + 89 * dayMs);
  await keepTerms(world.app);
  expect((await seatsTaken(reading(world.app))).get(id)).toEqual({ going: 1, waiting: 0 });
  world.clock.pass(2 * dayMs);
  await keepTerms(world.app);
  expect(await all(world, 'seat')).toEqual([]);
});
