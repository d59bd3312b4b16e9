// Owns what a bot that the city already runs is handed to mount us: the mounts beside this file translate, the house
// decides and answers. Putting it together is src/embed.ts's.
import type { RawRequest, Reception } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Log } from '../../src/core/log.ts';
import type { Share, Taken } from '../../src/core/share.ts';

/** One channel of ours as its host sees it. */
export type House = {
  /** Whether answers go out by the bot that has this token: another one would be answered to nobody. */
  speaksFor: (token: string) => boolean;
  /** Milliseconds; stands in where a platform tells no instant. */
  now: () => number;
  /** Checks the signature of a raw request and reads it; refused (400) where the channel has no webhook. */
  read: (request: RawRequest) => Reception;
  /**
   * Takes in what is ours of an event, once. Rejects where it could not be stored, and after the stop: the host must not
   * acknowledge the event then, so that the platform repeats it.
   */
  take: (inbound: Inbound) => Promise<Taken>;
  /** False once we are stopped: trying again is of no use then. */
  isOpen: () => boolean;
  /** Waits so many milliseconds. */
  pause: (ms: number) => Promise<void>;
  log: Log;
};

/** Us, opened inside a process of the city's. */
export type Uchast = {
  /** Where the console, the chat and the public pages are. */
  url: string;
  /** One-time link for the first administrator, while nobody of the staff has come in. */
  adminLink: string | null;
  /**
   * The house of a channel, for a mount; `share` says what is ours, see `Share`. Throws where the channel is not
   * configured or not left to a host.
   */
  mount: (channel: string, share?: Partial<Share>) => House;
  /** Settles what is in flight and closes the database. Stop the host's receiving first. */
  stop: () => Promise<void>;
};
