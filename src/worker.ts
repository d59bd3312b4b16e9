// Owns the composition root of `work`: a process without a door, which sends and does what comes round beside others.
import { assemble } from './assemble.ts';
import type { Config } from './config.ts';
import type { Log } from './core/log.ts';
import type { Content } from './core/texts.ts';
import { startWorking, type Working } from './working.ts';

/** Nothing may keep the process longer than this after it was told to end. */
const graceMs = 8_000;

/** Starts to work on a database that other processes share. Nobody asks it questions, so it learns no answers. */
export async function work(of: {
  config: Config;
  content: Content;
  log: Log;
}): Promise<Pick<Working, 'stop'>> {
  const running: { working: Working | null } = { working: null };
  const assembled = await assemble(of, (channel) => running.working?.nudge(channel));
  const app = { ...assembled.app, relearn: async () => undefined };
  const working = await startWorking({ ...assembled, app }, of.config.database);
  running.working = working;
  return {
    stop: async () => {
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      const orderly = async () => {
        await working.stop();
        await Promise.all(app.channels.map((channel) => channel.stop()));
      };
      await Promise.race([orderly(), grace]);
      await app.db.close();
    },
  };
}
