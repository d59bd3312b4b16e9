// Owns bare Hono taking in: it parses the update and answers in the response.
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { answerTo, hookPath, listenAndReport } from './update.ts';

const door = new Hono();
door.post(hookPath, async (c) => {
  const update = await c.req.json<{ message: { chat: { id: number } } }>();
  return c.body(answerTo(update.message.chat.id), 200, { 'Content-Type': 'application/json' });
});
listenAndReport(createAdaptorServer({ fetch: door.fetch }) as Server);
