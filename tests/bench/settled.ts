// Owns the benchmark of whole turns: from a webhook's request until its answer has arrived at the platform and is settled
// in the ledger, as many chats at once as there are connections. The platform is here, the bot a process of its own.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import SqliteFile from 'better-sqlite3';
import { startChild } from './child.ts';
import { openLine, requestOf } from './load.ts';
import { type Act, chatOf, hookPath, type ServerUse, secret, updateOf } from './servers/update.ts';

export type Settled = {
  turns: number;
  seconds: number;
  waitsMs: number[];
  answersMs: number[];
  cpuUs: number;
  peakMb: number;
};

/** `ledger`: whether a turn is over only when no answer of the chat is open in the database of the bot. */
export type Bot = { server: string; file: string; act: Act; ledger: boolean };

/** How often the ledger is looked at from outside. */
const lookMs = 2;
/** The first turns are the compiler's, the same number for everybody: a bot that does more for each has more to compile. */
const warmUpTurns = 5000;

/** Turns for `seconds`, each chat beginning its next one when the last is settled. */
export async function settledTurns(
  { server, file, act, ledger }: Bot,
  of: { chats: number; seconds: number },
): Promise<Settled> {
  const arrived = new Map<string, () => void>();
  const platform = await startPlatform((chat) => arrived.get(chat)?.());
  const child = startChild(server, { file, apiRoot: platform.url });
  const { port } = await child.next<{ port: number }>();
  const open = ledger ? watchOpen(file) : null;
  let next = 0;
  async function turns(over: (turns: number, ms: number) => boolean) {
    const start = performance.now();
    const waitsMs: number[] = [];
    const answersMs: number[] = [];
    const chat = async () => {
      const line = await openLine(port);
      while (!over(waitsMs.length, performance.now() - start)) {
        next += 1;
        const [id, body] = [String(chatOf(next)), updateOf(next, act)];
        const there = new Promise<void>((resolve) => arrived.set(id, resolve));
        const asked = performance.now();
        const status = await line.ask(requestOf({ path: hookPath, secret, body }));
        if (status !== 200) throw new Error(`${server} answered ${status}`);
        answersMs.push(performance.now() - asked);
        await there;
        await open?.until(id);
        waitsMs.push(performance.now() - asked);
      }
      line.close();
    };
    await Promise.all(Array.from({ length: of.chats }, chat));
    return { turns: waitsMs.length, seconds: (performance.now() - start) / 1000, waitsMs, answersMs };
  }
  try {
    await turns((turns) => turns >= warmUpTurns);
    const before = await child.ask<ServerUse>({});
    const run = await turns((_, ms) => ms >= of.seconds * 1000);
    const { cpuMs, peakMb } = await child.ask<ServerUse>({});
    return { ...run, peakMb, cpuUs: ((cpuMs - before.cpuMs) * 1000) / run.turns };
  } finally {
    open?.stop();
    await child.end();
    platform.server.closeAllConnections();
    platform.server.close();
  }
}

/** A Telegram that takes every message and tells of which chat it is. */
async function startPlatform(took: (chat: string) => void): Promise<{ url: string; server: Server }> {
  const said = '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { chat_id } = JSON.parse(Buffer.concat(chunks).toString()) as { chat_id: string | number };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(said);
      took(String(chat_id));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Looks at the ledger from outside: which chats have an answer that is not settled. */
function watchOpen(file: string) {
  const db = new SqliteFile(file, { readonly: true });
  const open = db
    .prepare(
      `select a.address from delivery d join address a on a.id = d.address_id
        where d.broadcast_id is null and d.state in ('pending', 'claimed', 'calling')`,
    )
    .pluck();
  const waiting = new Map<string, () => void>();
  const timer = setInterval(() => {
    if (waiting.size === 0) return;
    const still = new Set(open.all());
    for (const [chat, go] of waiting) {
      if (still.has(chat)) continue;
      waiting.delete(chat);
      go();
    }
  }, lookMs);
  return {
    until: (chat: string) => new Promise<void>((resolve) => waiting.set(chat, resolve)),
    stop: () => {
      clearInterval(timer);
      db.close();
    },
  };
}
