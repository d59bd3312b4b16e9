// Owns the list of channels: which exist, made from a plain configuration. Everybody else knows only `Channel`.
import type { Channel } from '../src/core/channel.ts';
import type { Log } from '../src/core/log.ts';
import { type EmailOptions, emailChannel } from './email.ts';
import type { Compose } from './email-letter.ts';
import { hostedTelegram, hostedViber } from './embed/hosted.ts';
import type { Pause } from './establish.ts';
import { type TelegramOptions, telegramChannel } from './telegram.ts';
import { type TelegramChannelOptions, telegramOutlet } from './telegram-channel.ts';
import { telegramName } from './telegram-receive.ts';
import { type ViberOptions, viberChannel } from './viber.ts';
import { type ViberChannelOptions, viberOutlet } from './viber-channel.ts';
import { viberName } from './viber-receive.ts';
import { webchatChannel } from './webchat.ts';

type Given = 'clock' | 'log' | 'pause' | 'compose';

/** Null switches a channel off. The web chat needs nothing and is always there. */
export type ChannelsConfig = {
  telegram: Omit<TelegramOptions, Given> | null;
  viber: Omit<ViberOptions, Given> | null;
  email: Omit<EmailOptions, Given> | null;
  /** The city's own public channels. */
  telegramChannel?: Omit<TelegramChannelOptions, Given> | null;
  viberChannel?: Omit<ViberChannelOptions, Given> | null;
  /** Channels whose events a bot of the city's own hands over, by name: they register and poll nothing. */
  hosted?: readonly string[];
};

/** `clock` is the queue's own, in milliseconds; `compose` words a letter for the e-mail channel. */
export type ChannelsDeps = { clock: () => number; log: Log; compose: Compose; pause?: Pause };

/** The configured channels, not started. To add one: write its file and name it here. */
export function channelsFor(config: ChannelsConfig, deps: ChannelsDeps): Channel[] {
  const { compose, ...common } = deps;
  const {
    telegram,
    viber,
    email,
    telegramChannel: ownTelegram,
    viberChannel: ownViber,
    hosted = [],
  } = config;
  const openTelegram = hosted.includes(telegramName) ? hostedTelegram : telegramChannel;
  const openViber = hosted.includes(viberName) ? hostedViber : viberChannel;
  return [
    ...(telegram ? [openTelegram({ ...telegram, ...common })] : []),
    ...(viber ? [openViber({ ...viber, ...common })] : []),
    ...(email ? [emailChannel({ ...email, ...common, compose })] : []),
    webchatChannel(),
    ...(ownTelegram ? [telegramOutlet({ ...ownTelegram, ...common })] : []),
    ...(ownViber ? [viberOutlet({ ...ownViber, ...common })] : []),
  ];
}
