// Owns loading the console when somebody first comes: it is a third of the program, and residents never need it.
import { Hono } from 'hono';
import type { App } from '../app/app.ts';
import type { ConsoleOptions } from './console.ts';

/** The console's routes, and what ends those of its answers that go on for as long as somebody watches. */
export type ConsoleLater = { routes: Hono; end: () => void };

type Opened = { door: Hono; end: () => void };

/** `base`: where the routes stand in the door. `media`: the folder of pictures that staff upload. */
export function consoleLater(
  app: App,
  of: Omit<ConsoleOptions, 'desk'> & { base: string; media: string },
): ConsoleLater {
  let opening: Promise<Opened> | null = null;
  let end = () => {};
  const routes = new Hono();
  routes.all('*', async (c) => {
    opening ??= open(app, of).then((opened) => {
      end = opened.end;
      return opened;
    });
    return await (await opening).door.fetch(c.req.raw, c.env);
  });
  return { routes, end: () => end() };
}

async function open(app: App, of: Parameters<typeof consoleLater>[1]): Promise<Opened> {
  const { base, media, ...options } = of;
  const [{ consoleRoutes }, { endStreams }, { createDesk }] = await Promise.all([
    import('./console.ts'),
    import('./console/broadcasts/broadcast-live.ts'),
    import('../app/create-desk.ts'),
  ]);
  const door = new Hono();
  // What goes wrong is told and answered where it is for every other room.
  door.onError((error) => {
    throw error;
  });
  door.route(base, consoleRoutes({ ...options, desk: createDesk(app, { media }) }));
  return { door, end: endStreams };
}
