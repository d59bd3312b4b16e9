// Owns the composition root of `work`: a process that sends and does what comes round beside others. Its door has nothing
// but probes.
import { type App, reading } from './app/app.ts';
import { mayStillSpend } from './app/broadcasts/purse.ts';
import { createReadiness, type Readiness } from './app/running/readiness.ts';
import { channelPart } from './app/sending/tally.ts';
import { type Assembled, assemble, wordsOf } from './assemble.ts';
import type { Config } from './config.ts';
import { adviceOf, type Log } from './core/log.ts';
import type { Content } from './core/texts.ts';
import { createMetrics } from './metrics.ts';
import { version } from './version.ts';
import { waitForDatabase } from './waiting.ts';
import { openSmallDoor, type SmallDoor } from './web/probes.ts';
import { startWorking, type Working } from './working.ts';

/** Nothing may keep the process longer than this after it was told to end. */
const graceMs = 8_000;

/** `url`: where its probes are; null where the port was taken, which the journal tells. */
export type WorkingProcess = Pick<Working, 'stop'> & { url: string | null };

/** Starts to work on a database that other processes share. Nobody asks it questions, so it learns no answers. */
export async function work(of: { config: Config; content: Content; log: Log }): Promise<WorkingProcess> {
  const { config, log } = of;
  await waitForDatabase({ config, log, word: wordsOf(of.content) });
  const running: { working: Working | null } = { working: null };
  const assembled = await assemble(of, (channel) => running.working?.nudge(channel));
  const app = { ...assembled.app, relearn: async () => undefined };
  const door = await openDoor(config, { ...assembled, app });
  const working = await startWorking({ ...assembled, app }, config.database);
  running.working = working;
  return {
    url: door?.url ?? null,
    stop: async () => {
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      const orderly = async () => {
        await working.stop();
        await Promise.all(app.channels.map((channel) => channel.stop()));
      };
      await Promise.race([orderly(), grace]);
      await door?.close();
      await app.db.close();
    },
  };
}

/** Sending matters more than being watched: where the port is taken it works without a door, and says so. */
async function openDoor(config: Config, assembled: Assembled): Promise<SmallDoor | null> {
  const { app, tally, storage } = assembled;
  const { host, port } = config;
  const metrics = createMetrics({
    app,
    purseLeft: () => mayStillSpend(reading(app), app),
    tally,
    storage,
    place: config.database,
    version,
  });
  const readiness = readinessOf(assembled);
  try {
    return await openSmallDoor({ host, port, readiness, metrics: metrics.read, otherwise: 404 });
  } catch (error) {
    const advice = adviceOf(wordsOf(app.files)('cli.work.noDoor', { port }));
    app.log.warn({ error, advice }, 'the port is taken: this process works without a door');
    return null;
  }
}

/** Its channels by what their calls say, and what it stands on. */
function readinessOf({ app, storage, tally }: Assembled): () => Promise<Readiness> {
  const word = wordsOf(app.files);
  const sends = { ready: true, detail: word('cli.ready.sends') };
  const reaches = ({ capabilities }: App['channels'][number]) => capabilities.reaches;
  const others = () =>
    Object.fromEntries(
      app.channels
        .filter(reaches)
        .map(({ name }) => [name, channelPart(sends, tally.silence(name, performance.now()), word)]),
    );
  return createReadiness({ app, storage, word, others });
}
