// Owns the product taking in: its door, its Telegram channel and its dialog on a database of its own. Answers are sent, at
// no pace, where it is told where to.
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { telegramChannel } from '../../../bots/telegram.ts';
import { type Drainer, startDrainer } from '../../../src/app/sending/dispatch.ts';
import { receive } from '../../../src/app/talk/receive.ts';
import { createDoor } from '../../../src/web/door.ts';
import { unlimited } from '../channels.ts';
import { given } from '../in-child.ts';
import { token } from '../senders/task.ts';
import { noon, openBenchWorld } from '../world.ts';
import { hookPath, listenAndReport, type ServerTask, secret } from './update.ts';

const { file, apiRoot } = given<ServerTask>();
let drainer: Drainer | null = null;
const { app, letters } = openBenchWorld({
  file,
  start: noon,
  understands: true,
  nudge: () => drainer?.nudge(),
  place: () => drainer?.place() ?? null,
  channels: (common) => [
    telegramChannel({
      ...common,
      token,
      apiRoot: apiRoot ?? 'http://127.0.0.1:9',
      webhook: { url: `http://localhost${hookPath}`, secret },
    }),
  ],
});
const [channel] = app.channels;
if (channel && apiRoot) drainer = startDrainer(app, unlimited(channel, 64), letters);
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
