// Owns the product taking in: its door, its Telegram channel and its dialog on a database of its own; nothing is sent.
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { telegramChannel } from '../../../bots/telegram.ts';
import { receive } from '../../../src/app/receive.ts';
import { createDoor } from '../../../src/web/door.ts';
import { given } from '../in-child.ts';
import { token } from '../senders/task.ts';
import { noon, openBenchWorld } from '../world.ts';
import { hookPath, listenAndReport, secret } from './update.ts';

const { app } = openBenchWorld({
  file: given<{ file: string }>().file,
  start: noon,
  understands: true,
  channels: (common) => [
    telegramChannel({
      ...common,
      token,
      apiRoot: 'http://127.0.0.1:9',
      webhook: { url: `http://localhost${hookPath}`, secret },
    }),
  ],
});
const door = createDoor({
  channels: app.channels,
  receive: (inbound) => receive(app, inbound),
  readiness: async () => ({ ready: true, parts: {} }),
  metrics: async () => ({ contentType: 'text/plain', text: '' }),
  publicPages: new Hono(),
  letterPages: new Hono(),
  taskFeed: new Hono(),
  console: new Hono(),
  log: app.log,
});
listenAndReport(createAdaptorServer({ fetch: door.fetch }) as Server);
