// Owns the console over a canned desk behind a real port, with its style and icons, for tests that look at it in a browser.
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { serve } from '@hono/node-server';
import type { Desk } from '../../src/app/desk.ts';
import { root } from '../support/sources.ts';
import { browser } from './console-desk.ts';

export type Shown = { url: string; close: () => void };

const files = [
  ['/assets/style.css', 'src/web/style.css', 'text/css'],
  ['/icon.svg', 'src/web/public/icon.svg', 'image/svg+xml'],
  ['/icon.png', 'src/web/icon.png', 'image/png'],
] as const;

/** Listens on a free port of this machine. */
export async function showConsole(desk: Desk): Promise<Shown> {
  const { app } = browser(desk);
  for (const [route, file, type] of files) {
    const bytes = readFileSync(path.join(root, file));
    app.get(route, (c) => c.body(bytes, 200, { 'Content-Type': type }));
  }
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const open = server as Server;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => {
          open.closeAllConnections();
          open.close();
        },
      });
    });
  });
}
