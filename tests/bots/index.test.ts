// Which channels there are for a configuration.
import { describe, expect, test } from 'vitest';
import { type ChannelsConfig, channelsFor } from '../../bots/index.ts';
import { readOpening, validSource } from '../../bots/opening.ts';
import { clock, keptLog } from './harness.ts';

const telegram = { token: '1:x', apiRoot: 'http://127.0.0.1:9', webhook: null };
const viber = {
  token: 'x',
  apiRoot: 'http://127.0.0.1:9/pa',
  webhookUrl: null,
  senderName: 'x',
  priceEur: 0,
};
const email = {
  transport: { kind: 'files', directory: '/nowhere' } as const,
  from: 'a@b.example',
  dkim: null,
};
const off: ChannelsConfig = { telegram: null, viber: null, email: null };

const telegramOwn = { token: '1:x', apiRoot: 'http://127.0.0.1:9', channel: '@city' };
const viberOwn = { token: 'x', apiRoot: 'http://127.0.0.1:9/pa', webhookUrl: null };

describe('the channels', () => {
  const rows: [label: string, config: ChannelsConfig, names: string[]][] = [
    ['nothing configured', off, ['webchat']],
    ['Telegram alone', { ...off, telegram }, ['telegram', 'webchat']],
    ['everything', { telegram, viber, email }, ['telegram', 'viber', 'email', 'webchat']],
    [
      'the city’s own channels',
      { ...off, telegramChannel: telegramOwn, viberChannel: viberOwn },
      ['webchat', 'telegram-channel', 'viber-channel'],
    ],
  ];
  test.each(rows)('%s', async (_, config, names) => {
    const compose = () => ({ subject: '', text: '', html: null });
    const channels = channelsFor(config, { clock, log: keptLog(), compose });
    expect(channels.map(({ name }) => name)).toEqual(names);
    await Promise.all(channels.map((channel) => channel.stop()));
  });
});

describe('a typed opening', () => {
  const rows: [text: string, opening: { source: string | null } | null][] = [
    ['/start', { source: null }],
    [' /START ', { source: null }],
    ['/start poster-1', { source: 'poster-1' }],
    ['/start@uchast_bot poster-1', { source: 'poster-1' }],
    ['/start  two words', { source: null }],
    [`/start ${'a'.repeat(64)}`, { source: 'a'.repeat(64) }],
    [`/start ${'a'.repeat(65)}`, { source: null }],
    ['/start афіша', { source: null }],
    ['/startup', null],
    ['start', null],
    ['хочу /start', null],
  ];
  test.each(rows)('%j', (text, opening) => {
    expect(readOpening(text)).toEqual(opening);
  });

  test('knows a source by its letters', () => {
    expect([null, undefined, '', 'a b', 'ok_1-2'].map(validSource)).toEqual([
      null,
      null,
      null,
      null,
      'ok_1-2',
    ]);
  });
});
