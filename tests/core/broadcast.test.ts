// The hash that an approval is bound to: any edit makes another one, and order that means nothing makes none.
import { describe, expect, test } from 'vitest';
import { audienceOf, contentHash } from '../../src/core/broadcast.ts';

type Hashed = Parameters<typeof contentHash>[0];

const approved: Hashed = {
  body: {
    text: 'Голосування почалося.',
    choices: [{ label: 'Що мені робити?', value: '/role' }],
    subject: 'Голосування',
    preheader: 'До 28 березня',
    letterText: 'Доброго дня!',
  },
  audience: audienceOf({ purposes: ['reminders'], contest: 'city' }),
  channels: ['telegram', 'viber'],
  at: 1000,
  lastUsefulAt: 2000,
  nature: 'official',
};

describe('another hash for', () => {
  test.each<[string, Hashed]>([
    ['another text', { ...approved, body: { ...approved.body, text: 'Голосування почалося!' } }],
    ['another button', { ...approved, body: { ...approved.body, choices: [] } }],
    [
      'another label of a button',
      { ...approved, body: { ...approved.body, choices: [{ label: 'Що робити?', value: '/role' }] } },
    ],
    ['another subject', { ...approved, body: { ...approved.body, subject: null } }],
    ['another line under the subject', { ...approved, body: { ...approved.body, preheader: '' } }],
    ['another letter', { ...approved, body: { ...approved.body, letterText: null } }],
    [
      'a letter that is the text, and no text',
      { ...approved, body: { ...approved.body, text: '', letterText: 'Голосування почалося.' } },
    ],
    ['another purpose', { ...approved, audience: { ...approved.audience, purposes: ['letters'] } }],
    ['another contest', { ...approved, audience: { ...approved.audience, contest: null } }],
    ['another role', { ...approved, audience: { ...approved.audience, role: 'voter' } }],
    ['another source', { ...approved, audience: { ...approved.audience, source: 'voter' } }],
    [
      'leaving out who was reminded',
      { ...approved, audience: { ...approved.audience, unlessReminded: true } },
    ],
    ['another kind of message', { ...approved, audience: { ...approved.audience, topic: 'news' } }],
    [
      'leaving out who has voted',
      { ...approved, audience: { ...approved.audience, unlessVoted: '2026–2027' } },
    ],
    ['the people of the digest', { ...approved, audience: { ...approved.audience, pace: 'weekly' } }],
    [
      'a picture',
      { ...approved, body: { ...approved.body, picture: { url: 'https://x.test/a.png', alt: 'Афіша' } } },
    ],
    ['another channel', { ...approved, channels: ['telegram'] }],
    ['another hour', { ...approved, at: 1001 }],
    ['another last useful moment', { ...approved, lastUsefulAt: 2001 }],
    ['agitation', { ...approved, nature: 'agitation' }],
  ])('%s', (_, edited) => {
    expect(contentHash(edited)).not.toBe(contentHash(approved));
  });
});

test('the order of channels and of the audience’s parts means nothing', () => {
  const { unlessReminded, source, ...rest } = approved.audience;
  const shuffled = { unlessReminded, source, ...rest };
  expect(contentHash({ ...approved, audience: shuffled, channels: ['viber', 'telegram'] })).toBe(
    contentHash(approved),
  );
});
