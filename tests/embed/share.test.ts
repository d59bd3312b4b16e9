// What of a host's events is ours, as a table, and what the host's answers do to a dialog of ours.
import { describe, expect, it } from 'vitest';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { receive } from '../../src/app/talk/receive.ts';
import { takeShared } from '../../src/app/talk/shared.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import { type Share, usualShare } from '../../src/core/share.ts';
import { hourMs } from '../../src/core/time.ts';
import { approver, created, editor, staffed } from '../app/broadcasting.ts';
import { openWorld, type World } from '../support/harness.ts';

type Content = Inbound extends infer One
  ? One extends Inbound
    ? Omit<One, 'channel' | 'address' | 'eventId' | 'at'>
    : never
  : never;

const sharing = ({ app }: World, share: Partial<Share> = {}) => ({
  share: { ...usualShare, ...share },
  hear: (inbound: Inbound) => receive(app, inbound),
});

let events = 0;

/** Hands an event of the host's over; each is a new one unless it has an id. */
async function hand(world: World, content: Content, share: Partial<Share> = {}, eventId?: string) {
  events += 1;
  const common = { channel: 'telegram', address: 'ann', at: world.clock.now() };
  const inbound = { ...common, eventId: eventId ?? `host-${events}`, ...content } as Inbound;
  return await takeShared(world.app, inbound, sharing(world, share));
}

const text = (words: string): Content => ({ kind: 'text', text: words });
const press = (value: string): Content => ({ kind: 'choice', value });
const open = (source: string | null): Content => ({ kind: 'opened', source, welcome: false });

async function rows(world: World): Promise<Record<string, number>> {
  const { db } = world.app;
  const count = async (table: 'person' | 'inbox' | 'delivery' | 'conversation') =>
    (await db.read.select().from(db.tables[table])).length;
  return {
    person: await count('person'),
    inbox: await count('inbox'),
    delivery: await count('delivery'),
    conversation: await count('conversation'),
  };
}

describe('of somebody who never talked with us', () => {
  const voting = '2027-03-10 12:00';
  it.each<[what: string, event: Content, share: Partial<Share>, kind: string]>([
    ['our command', text('/stage'), {}, 'answered'],
    ['our command with a bot’s name behind it', text('/stage@city_bot'), {}, 'answered'],
    ['a command that we don’t know', text('/weather'), {}, 'left'],
    ['a command that only begins like ours', text('/stages'), {}, 'left'],
    ['our command that is left to the host', text('/help'), { leave: ['help'] }, 'left'],
    ['a question that is surely ours', text('Коли почнеться голосування?'), {}, 'answered'],
    ['the same beside a greeting', text('Добрий день! Коли почнеться голосування?'), {}, 'answered'],
    ['a question that is not', text('Де купити квиток на тролейбус?'), {}, 'left'],
    ['a greeting', text('Добрий день'), {}, 'left'],
    ['«так»', text('так'), {}, 'left'],
    ['a number', text('2'), {}, 'left'],
    ['eight digits, a meter reading', text('1234 5678'), {}, 'left'],
    ['«меню», a button of the host’s', text('Меню'), {}, 'left'],
    ['«стоп»: nothing of ours could be stopped', text('стоп'), {}, 'left'],
    [
      'a question, where only commands are ours',
      text('Коли почнеться голосування?'),
      { freeText: 'none' },
      'left',
    ],
    ['a greeting, where all words are ours', text('Добрий день'), { freeText: 'all' }, 'answered'],
    ['a picture', { kind: 'unsupported', what: 'picture' }, {}, 'left'],
    [
      'a picture, where all words are ours',
      { kind: 'unsupported', what: 'picture' },
      { freeText: 'all' },
      'answered',
    ],
    ['our button', press('/faq v.when'), {}, 'answered'],
    ['our button, though the command is left to the host', press('/help'), { leave: ['help'] }, 'answered'],
    ['a button of the host’s', press('weather:tomorrow'), {}, 'left'],
    ['the chat opened', open(null), {}, 'answered'],
    ['the chat opened, where that is the host’s', open(null), { leave: ['start'] }, 'left'],
    ['a source of the host’s, where that is the host’s', open('ref-77'), { leave: ['start'] }, 'left'],
    [
      'a link to somebody’s idea, where opening is the host’s',
      open('p-abc'),
      { leave: ['start'] },
      'answered',
    ],
    ['the bot called in a group', { kind: 'group', event: 'called' }, {}, 'left'],
    ['a block', { kind: 'left' }, {}, 'noted'],
    ['the block lifted', { kind: 'joined' }, {}, 'noted'],
    ['a group that moved', { kind: 'moved', to: '-1002' }, {}, 'noted'],
    ['a receipt', { kind: 'receipt', providerId: '1', state: 'seen', reason: null }, {}, 'noted'],
  ])('%s', async (_what, event, share, kind) => {
    const world = openWorld({ at: voting });
    expect((await hand(world, event, share)).kind).toBe(kind);
    const { person, delivery, conversation } = await rows(world);
    if (kind !== 'answered') expect([person, delivery, conversation]).toEqual([0, 0, 0]);
    else expect([person, delivery]).toEqual([1, 1]);
  });

  it('nothing is kept of what is the host’s, not even that it was there', async () => {
    const world = openWorld();
    for (const event of [text('/weather'), text('Де купити квиток?'), press('w:1'), open(null)])
      await hand(world, event, { leave: ['start'] });
    expect(await rows(world)).toEqual({ person: 0, inbox: 0, delivery: 0, conversation: 0 });
  });

  it('a source that staff have registered is ours wherever opening the chat is the host’s', async () => {
    const world = openWorld();
    await world.desk.sources.add('poster-school-12', null, editor);
    expect((await hand(world, open('poster-school-12'), { leave: ['start'] })).kind).toBe('answered');
  });
});

describe('of somebody who is in a dialog with us', () => {
  /** A world where Ann has just been shown choices by us. */
  async function talking(): Promise<World> {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await hand(world, text('/stage'));
    return world;
  }

  it.each<[what: string, event: Content, kind: string]>([
    ['a number of our choices', text('1'), 'answered'],
    ['a label of our choices', text('Нагадувати мені'), 'answered'],
    ['«меню»', text('меню'), 'answered'],
    ['«стоп»', text('СТОП!!!'), 'answered'],
    ['a command of the host’s', text('/weather'), 'left'],
    ['a question that is not ours', text('Де купити квиток на тролейбус?'), 'left'],
    ['a voice message', { kind: 'unsupported', what: 'voice' }, 'left'],
  ])('%s', async (_what, event, kind) => {
    expect((await hand(await talking(), event)).kind).toBe(kind);
  });

  it('any words and pictures are ours while we wait for a question to staff', async () => {
    const world = await talking();
    await hand(world, text('/human'));
    expect((await hand(world, { kind: 'unsupported', what: 'picture' })).kind).toBe('answered');
    expect((await hand(world, text('Де купити квиток на тролейбус?'))).kind).toBe('answered');
  });

  it('eight digits are ours once we have asked for a code', async () => {
    const world = await talking();
    await hand(world, text('/link'));
    expect((await hand(world, text('1234 5678'))).kind).toBe('answered');
  });

  it('once the host has answered, a number is the host’s, and we wait for nothing', async () => {
    const world = await talking();
    await hand(world, text('/human'));
    expect((await hand(world, text('/survey'))).kind).toBe('left');
    for (const words of ['1', 'так', 'меню', 'Дуже задоволений', '1234 5678'])
      expect([words, (await hand(world, text(words))).kind]).toEqual([words, 'left']);
    expect((await hand(world, text('стоп'))).kind).toBe('answered');
  });

  it('a button of the host’s ends our waiting as well', async () => {
    const world = await talking();
    await hand(world, press('survey:begin'));
    expect((await hand(world, text('1'))).kind).toBe('left');
  });

  it('a block withdraws reachability, and the host hears of it, too', async () => {
    const world = await talking();
    expect((await hand(world, { kind: 'left' })).kind).toBe('noted');
    const [address] = await world.app.db.read.select().from(world.app.db.tables.address);
    expect(address?.state).toBe('gone');
  });
});

describe('a repeated event', () => {
  it('is ours again, and answered once, whatever the conversation looks like by then', async () => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await hand(world, text('/stage'));
    const first = await hand(world, text('1'), {}, 'repeated');
    await hand(world, text('/weather'));
    const before = await rows(world);
    const second = await hand(world, text('1'), {}, 'repeated');
    expect([first.kind, second.kind]).toEqual(['answered', 'answered']);
    expect(await rows(world)).toEqual(before);
  });

  it('gets the same welcome again', async () => {
    const world = openWorld();
    const opened: Content = { kind: 'opened', source: null, welcome: true };
    const first = await hand(world, opened, {}, 'opened');
    expect(first).toEqual({
      kind: 'answered',
      welcome: expect.objectContaining({ text: expect.any(String) }),
    });
    expect(await hand(world, opened, {}, 'opened')).toEqual(first);
  });
});

it('a command and a button of the host’s are left to it even where our database is gone', async () => {
  const world = openWorld();
  const broken = {
    ...world.app,
    db: { ...world.app.db, tables: world.app.db.tables, read: undefined as never },
  };
  const common = { channel: 'telegram', address: 'ann', eventId: 'e', at: 1 };
  for (const content of [text('/weather'), press('weather:tomorrow')]) {
    const inbound = { ...common, ...content } as Inbound;
    expect(await takeShared(broken, inbound, sharing(world))).toEqual({ kind: 'left' });
  }
  expect(world.logged).toHaveLength(2);
});

describe('under a broadcast of ours', () => {
  /** A world where Ann got a broadcast, and talked with us last the day before. */
  async function reached(): Promise<World> {
    const world = await staffed({ at: '2027-03-09 12:00' });
    await hand(world, text('/subscribe city voter'));
    await world.send('telegram', 1);
    world.clock.pass(25 * hourMs);
    const { id } = await created(world, { at: world.clock.now() });
    await world.desk.broadcasts.act(id, 'approve', approver);
    await reconcile(world.app);
    await world.send('telegram', 1);
    world.clock.pass(1000);
    return world;
  }

  it('the number of its choice is ours', async () => {
    expect((await hand(await reached(), text('1'))).kind).toBe('answered');
  });

  it('the same number is the host’s once the host has answered since', async () => {
    const world = await reached();
    await hand(world, press('survey:begin'));
    expect((await hand(world, text('1'))).kind).toBe('left');
  });
});
