// What a request of the web chat's page means, and what goes back to it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChatRequest, toChatAnswer, webchatChannel } from '../../bots/webchat.ts';
import { now, parcel, say } from './harness.ts';

const session = 'A-session_0123456';

function read(body: unknown) {
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `new-id-of-the-server-${ids}`;
  };
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readChatRequest(bytes, { newId, now });
}

const inbounds: [label: string, request: object, inbound: object | null][] = [
  ['a text', { session, text: 'Коли голосування?' }, { kind: 'text', text: 'Коли голосування?' }],
  ['a text with spaces around it', { session, text: ' так ' }, { kind: 'text', text: ' так ' }],
  ['a command', { session, text: '/help' }, { kind: 'text', text: '/help' }],
  [
    'a start with a source',
    { session, text: '/start poster-1' },
    { kind: 'opened', source: 'poster-1', welcome: false },
  ],
  ['a bare start', { session, text: '/start' }, { kind: 'opened', source: null }],
  ['a choice', { session, choice: 'stage:city' }, { kind: 'choice', value: 'stage:city' }],
  [
    'a choice wins over a text',
    { session, text: 'Етап', choice: 'stage' },
    { kind: 'choice', value: 'stage' },
  ],
  ['an empty text', { session, text: '  ' }, null],
  ['only a session', { session }, null],
  ['a field that we do not know', { session, text: 'x', colour: 'red' }, { kind: 'text', text: 'x' }],
  ['the longest text', { session, text: 'я'.repeat(4000) }, { kind: 'text' }],
  ['a page that has just been opened', {}, { kind: 'opened', source: null, welcome: false }],
];

const refused: [label: string, body: unknown][] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['no object', '"x"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a session that is too short', { session: 'x'.repeat(15) }],
  ['a session that is too long', { session: 'x'.repeat(65) }],
  ['a session with a space', { session: 'x x x x x x x x x x' }],
  ['a session that is a number', { session: 1234567890123456 }],
  ['a text that is too long', { session, text: 'я'.repeat(4001) }],
  ['a text that is a list', { session, text: ['x'] }],
  ['a choice that is empty', { session, choice: '' }],
  ['a choice that is too long', { session, choice: 'x'.repeat(201) }],
  ['an id with a slash', { session, text: 'x', id: '../x' }],
];

describe('a request of the page', () => {
  test.each(inbounds)('%s', (_, request, inbound) => {
    const result = read(request);
    if (result.kind !== 'accepted') throw new Error(result.reason);
    if (inbound === null) expect(result.inbound).toBeNull();
    else
      expect(result.inbound).toMatchObject({
        channel: 'webchat',
        address: result.session,
        at: now,
        ...inbound,
      });
    if ('session' in request) expect(result.session).toBe(session);
  });

  test.each(refused)('%s is refused', (_, body) => {
    expect(read(body)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('without a session gets a new one, which is its address', () => {
    expect(read({ text: 'x' })).toMatchObject({
      session: 'new-id-of-the-server-1',
      inbound: { address: 'new-id-of-the-server-1' },
    });
  });

  test('that carries its own id is the same event when it is repeated, without one a new event', () => {
    const idOf = (request: object) => {
      const result = read({ session, text: 'x', ...request });
      return result.kind === 'accepted' ? result.inbound?.eventId : null;
    };
    expect(idOf({ id: 'm1' })).toBe(idOf({ id: 'm1' }));
    expect(idOf({ id: 'm2' })).not.toBe(idOf({ id: 'm1' }));
    expect(idOf({})).toContain('new-id');
  });

  test('of any shape never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(read(json).kind).toMatch(/accepted|refused/);
      }),
    );
  });
});

describe('the answer to the page', () => {
  test('is plain text with its choices, and a picture where there is one', () => {
    const choices = [
      { label: 'Етап', value: 'stage' },
      { label: 'Сайт', url: 'https://kam.gov.ua/' },
    ];
    const picture = { url: 'https://city.example/media/map.png', alt: 'Мапа' };
    expect(toChatAnswer(session, [say('**Так** <b>', choices), say('Мапа', [], picture)])).toEqual({
      session,
      replies: [
        { text: 'Так <b>', choices },
        { text: 'Мапа', choices: [], picture },
      ],
    });
  });
});

test('the channel accepts everything, because the page asks for what waits', async () => {
  const channel = webchatChannel();
  const outcomes = await channel.send([parcel(session, 'a'), parcel(session, 'b')]);
  expect(outcomes).toEqual(Array(2).fill({ kind: 'sent', providerId: null, priceEur: 0 }));
  expect(channel.capabilities.reaches).toBe(false);
});
