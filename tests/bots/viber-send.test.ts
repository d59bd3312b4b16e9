// What we send to Viber, request by request, and what each of its statuses makes of the messages.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { viberChannel } from '../../bots/viber.ts';
import { toKeyboard, toViberMessage } from '../../bots/viber-message.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type Choice, fitReply, type Reply } from '../../src/core/reply.ts';
import type { Fault } from '../emulators/faults.ts';
import { startViberEmulator, type ViberEmulator } from '../emulators/viber.ts';
import { flawOfKeyboard } from '../emulators/viber-check.ts';
import { clock, keptLog, now, only, parcel, quick, say } from './harness.ts';

const priceEur = 0.0196;
let viber: ViberEmulator;
let channel: Channel;
const log = keptLog();

function open(emulator: ViberEmulator): Channel {
  const { token, url } = emulator;
  const senderName = 'Бюджет участі';
  const defaults = { webhookUrl: null, senderName, priceEur, clock, log, pause: quick };
  return viberChannel({ token, apiRoot: `${url}/`, timeoutMs: 1000, ...defaults });
}

beforeAll(async () => {
  viber = await startViberEmulator({ clock });
  channel = open(viber);
});
afterEach(() => {
  viber.faults.clear();
  viber.calls.length = 0;
});
afterAll(async () => {
  await channel.stop();
  await viber.stop();
});

const sender = { name: 'Бюджет участі' };
const photo = { url: 'https://city.example/media/map.png', alt: 'Мапа' };
const button = { Columns: 6, Rows: 1, TextSize: 'regular', Silent: true };
const keyboard = (...Buttons: object[]) => ({
  min_api_version: 4,
  keyboard: { Type: 'keyboard', InputFieldState: 'regular', Buttons },
});

const rows: [label: string, reply: Reply, message: object][] = [
  ['plain text', say('Добрий день'), { type: 'text', text: 'Добрий день' }],
  ['bold loses its asterisks', say('**Важливо:** завтра'), { type: 'text', text: 'Важливо: завтра' }],
  ['a script stays as typed: messages know no HTML', say('<script>&'), { type: 'text', text: '<script>&' }],
  ['a picture', say('Мапа', [], photo), { type: 'picture', text: 'Мапа', media: photo.url }],
  ['a picture without words', say('', [], photo), { type: 'picture', text: '', media: photo.url }],
  [
    'a picture with a caption that is too long',
    say('я'.repeat(513), [], photo),
    { type: 'text', text: `${'я'.repeat(513)}\n\n${photo.url}` },
  ],
  [
    'a choice',
    say('?', [{ label: 'Етап', value: 'stage' }]),
    {
      type: 'text',
      text: '?',
      ...keyboard({ ...button, Text: 'Етап', ActionType: 'reply', ActionBody: 'uch:stage' }),
    },
  ],
  [
    'a link',
    say('?', [{ label: 'Сайт', url: 'https://kam.gov.ua/?a=1&b=2' }]),
    {
      type: 'text',
      text: '?',
      ...keyboard({
        ...button,
        Text: 'Сайт',
        ActionType: 'open-url',
        ActionBody: 'https://kam.gov.ua/?a=1&b=2',
      }),
    },
  ],
  [
    'a label with HTML in it',
    say('?', [{ label: '<b>A & B</b>', value: 'x' }]),
    {
      type: 'text',
      text: '?',
      ...keyboard({
        ...button,
        Text: '&lt;b&gt;A &amp; B&lt;/b&gt;',
        ActionType: 'reply',
        ActionBody: 'uch:x',
      }),
    },
  ],
];

describe('a reply on Viber', () => {
  test.each(rows)('%s', async (_, reply, message) => {
    const outcome = only(await channel.send([parcel('id=', reply)]));
    expect(outcome).toMatchObject({ kind: 'sent', providerId: expect.stringMatching(/^\d{19}$/) });
    expect(viber.calls).toEqual([
      { method: 'send_message', payload: { receiver: 'id=', sender, ...message } },
    ]);
  });

  const short = (label: string): Choice => ({ label, value: label });
  const keyboards: [label: string, labels: string[], columns: number[]][] = [
    ['two short labels share a row', ['Так', 'Ні'], [3, 3]],
    ['the third stands alone', ['Так', 'Ні', 'Може'], [3, 3, 6]],
    ['a long label takes the row', ['Так', 'Дуже довгий підпис кнопки', 'Ні', 'Може'], [6, 6, 3, 3]],
    [
      'more than twelve all share',
      Array.from({ length: 24 }, (_, n) => `Довгий підпис номер ${n}`),
      Array(24).fill(3),
    ],
  ];
  test.each(keyboards)('keyboard: %s', (_, labels, columns) => {
    expect(toKeyboard(labels.map(short))?.Buttons.map(({ Columns }) => Columns)).toEqual(columns);
  });

  test('with more buttons than a phone shows is refused before it leaves', async () => {
    const choices = Array.from({ length: 25 }, (_, n) => short(`${n}`));
    expect(only(await channel.send([parcel('id=', say('?', choices))]))).toMatchObject({ kind: 'rejected' });
    expect(viber.calls).toEqual([]);
  });

  test('with a link that is none is refused before it leaves', async () => {
    const choices = [{ label: 'Сайт', url: 'kam.gov.ua' }];
    expect(only(await channel.send([parcel('id=', say('?', choices))]))).toMatchObject({ kind: 'rejected' });
    expect(viber.calls).toEqual([]);
  });

  test('has a keyboard that the phone shows, whatever the choices are once they are fitted', () => {
    const choice = fc.record({ label: fc.string({ minLength: 1, unit: 'grapheme' }), value: fc.string() });
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 40 }), (choices) => {
        for (const part of fitReply(say('?', choices), channel.capabilities))
          expect(flawOfKeyboard(toViberMessage(part, 'Місто'))).toBeNull();
      }),
    );
  });

  test('with as much as Viber can show passes the check of the phone', async () => {
    const label = (n: number) => `${n} ${'Ї'.repeat(36)}`;
    const choices = Array.from({ length: 24 }, (_, n) => ({ label: label(n), value: 'я'.repeat(100) }));
    const reply = only(fitReply(say('я'.repeat(7000), choices), channel.capabilities));
    expect(only(await channel.send([parcel('full=', reply)])).kind).toBe('sent');
    expect(viber.received.get('full=')).toHaveLength(1);
  });
});

const misconfigured = { kind: 'misconfigured' };
const rejected = { kind: 'rejected' };
const gone = { kind: 'gone' };
const transient = { kind: 'transient' };
const unknown = { kind: 'unknown' };

const statuses: [status: number, outcome: object][] = [
  [1, rejected],
  [2, misconfigured],
  [3, rejected],
  [4, rejected],
  [5, { ...gone, code: 'viber:5:receiverNotRegistered' }],
  [6, { ...gone, code: 'viber:6:receiverNotSubscribed' }],
  [7, misconfigured],
  [8, misconfigured],
  [9, misconfigured],
  [10, misconfigured],
  [11, rejected],
  [12, { kind: 'throttled', untilMs: now + 10_000 }],
  [13, rejected],
  [14, rejected],
  [15, misconfigured],
  [16, rejected],
  [17, rejected],
  [18, rejected],
  [19, rejected],
  [20, rejected],
  [21, rejected],
  [22, rejected],
  [23, misconfigured],
  [24, { ...misconfigured, code: 'viber:24:noBalance' }],
  [25, transient],
  [999, transient],
];

const failures: [label: string, fault: Fault, outcome: object][] = [
  ['a 500', { kind: 'http', status: 500 }, transient],
  ['a 502 of a proxy', { kind: 'http', status: 502 }, transient],
  ['a 429', { kind: 'http', status: 429 }, { kind: 'throttled', untilMs: now + 5_000 }],
  ['a 404 of another server', { kind: 'http', status: 404 }, misconfigured],
  ['an empty 200', { kind: 'garbage' }, unknown],
  ['a drop before it was accepted', { kind: 'dropBefore' }, unknown],
  ['a drop after it was accepted', { kind: 'dropAfter' }, unknown],
  ['no answer', { kind: 'hang' }, unknown],
];

describe('an answer of Viber', () => {
  test.each(statuses)('status %i to one message', async (code, outcome) => {
    viber.faults.add({ kind: 'say', code, text: 'scripted' });
    expect(only(await channel.send([parcel('id=', 'x')]))).toMatchObject(outcome);
  });

  test.each(failures)('%s to one message, and to a list', async (_, fault, outcome) => {
    viber.faults.add(fault);
    expect(only(await channel.send([parcel('id=', 'x')]))).toMatchObject(outcome);
    const reply = say('x');
    const both = await channel.send([parcel('a=', reply), parcel('b=', reply)]);
    expect(both).toMatchObject([outcome, outcome]);
  });

  test('of a wrong token stops the channel', async () => {
    const wrong = open({ ...viber, token: 'wrong' });
    expect(only(await wrong.send([parcel('id=', 'x')]))).toMatchObject(misconfigured);
    await wrong.stop();
  });

  test('that an old Viber shows no keyboard brings the choices as text', async () => {
    viber.people.states.set('old=', 'oldDevice');
    const choices = [
      { label: 'Етап', value: 'stage' },
      { label: 'Сайт', url: 'https://kam.gov.ua/' },
    ];
    expect(only(await channel.send([parcel('old=', say('Що далі?', choices))])).kind).toBe('sent');
    expect(viber.received.get('old=')?.map(({ text }) => text)).toEqual([
      'Що далі?\n\n— Етап\nСайт: https://kam.gov.ua/',
    ]);
  });

  test('tells the price: nothing in a session, one message outside of it', async () => {
    expect(only(await channel.send([parcel('outside=', 'x')]))).toMatchObject({ priceEur });
    await viber.deliver({
      event: 'message',
      sender: { id: 'inside=' },
      message: { type: 'text', text: 'x' },
    });
    expect(only(await channel.send([parcel('inside=', 'x')]))).toMatchObject({ priceEur: 0 });
  });

  test('after a hundred unanswered messages in an hour is a pause', async () => {
    for (let n = 0; n < 100; n += 1)
      expect(only(await channel.send([parcel('silent=', `${n}`)])).kind).toBe('sent');
    expect(only(await channel.send([parcel('silent=', 'x')]))).toMatchObject({ kind: 'throttled' });
  });
});

describe('the log of the Viber channel', () => {
  test('never holds the token, an id or a text', () => {
    const all = log.lines.join('\n');
    for (const secret of [viber.token, 'outside=', 'Добрий день']) expect(all).not.toContain(secret);
  });
});

test('a sender name that Viber refuses stops the start', () => {
  const { token, url } = viber;
  const make = (senderName: string) =>
    viberChannel({ token, apiRoot: url, webhookUrl: null, senderName, priceEur, clock, log });
  expect(() => make('я'.repeat(29))).toThrow(RangeError);
  expect(() => make('')).toThrow(RangeError);
  expect(toViberMessage(say('x'), 'я'.repeat(28)).sender.name).toHaveLength(28);
});
