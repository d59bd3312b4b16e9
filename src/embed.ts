// Owns opening us inside a bot that the city already runs: the whole of `serve`, but for the messengers' receiving, which
// stays the host's. How a library's events come to us is bots/embed's; `serve` itself is main.ts's.
import { createHash, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { hostable } from '../bots/embed/hosted.ts';
import type { House, Uchast } from '../bots/embed/house.ts';
import { pause } from '../bots/establish.ts';
import { type App, channelNamed } from './app/app.ts';
import { type Sharing, takeShared } from './app/talk/shared.ts';
import { type Config, type Environment, readConfig } from './config.ts';
import { readContent } from './content.ts';
import { usualShare } from './core/share.ts';
import { createLog } from './log.ts';

export type { House, Uchast } from '../bots/embed/house.ts';
export type { Share, Taken } from './core/share.ts';

/** The texts that come with the package, for a city that has none of its own yet. */
const shippedContent = path.join(import.meta.dirname, '..', 'content');

/**
 * Opens the database, the console and the senders in this process. `environment` holds the same variables as for `serve`;
 * the messengers that have a token here are the host's to mount, but for those in `own`, which we run ourselves. Throws
 * with words where the configuration or the texts are wrong, or another process serves the same database.
 */
export async function openUchast(
  environment: Environment,
  { own = [] }: { own?: readonly string[] } = {},
): Promise<Uchast> {
  if (typeof Temporal === 'undefined')
    throw new Error(`uchast needs Node 26 or newer, and this process is ${process.version}`);
  const config = configOf(environment);
  const { content, problems } = readContent(config.contentDir);
  if (!content) {
    const wrong = problems.filter(({ level }) => level === 'error');
    throw new Error(`uchast: the texts are wrong: ${listed(wrong.map(wordsOfText))}`);
  }
  const hosted = hostable.filter((name) => config[name] !== null && !own.includes(name));
  const log = createLog(config.logLevel);
  // Not before it is needed: whatever imports this file for its types shouldn't load the house.
  const { serve } = await import('./main.ts');
  const serving = await serve({ config, content, log, hosted });
  if (!serving) throw new Error('uchast: another process serves this database already');
  const { app, hear, url, adminLink } = serving;
  let stopped = false;
  return {
    url,
    adminLink,
    mount: (channel, share = {}) => {
      const name = hosted.find((one) => one === channel);
      if (!name) throw new Error(`uchast: ${channel} has no token here, or is not the host's to mount`);
      const token = config[name]?.token ?? '';
      return houseOf(app, {
        channel: name,
        token,
        share: { ...usualShare, ...share },
        hear,
        isOpen: () => !stopped,
      });
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      await serving.stop();
    },
  };
}

function configOf(environment: Environment): Config {
  const { config, problems } = readConfig({
    ...environment,
    CONTENT_DIR: environment.CONTENT_DIR ?? shippedContent,
  });
  if (config) return config;
  const wrong = problems.map(({ variable, code, detail }) => `${variable} (${code}: ${detail})`);
  throw new Error(`uchast: the configuration is wrong: ${listed(wrong)}`);
}

function wordsOfText({ file, field, message }: { file: string; field: string; message: string }): string {
  return `${file} ${field}: ${message}`;
}

function listed(problems: readonly string[]): string {
  return problems.join('; ');
}

type Housing = { channel: string; token: string; isOpen: () => boolean } & Sharing;

function houseOf(app: App, { channel, token, share, hear, isOpen }: Housing): House {
  const digest = digestOf(token);
  return {
    speaksFor: (given) => timingSafeEqual(digestOf(given), digest),
    now: app.clock.now,
    read: (request) =>
      channelNamed(app, channel)?.receive?.(request) ?? {
        kind: 'refused',
        status: 400,
        reason: 'no webhook of this channel',
      },
    take: async (inbound) => {
      if (!isOpen()) throw new Error('uchast is stopped');
      return await takeShared(app, inbound, { share, hear });
    },
    isOpen,
    pause: (ms) => pause(ms),
    log: app.log,
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
