// Owns grammY as a plain bot that keeps something: its webhook on node:http, one read and one write of SQLite, and the
// answer sent by a call with the client that it comes with. The response waits until the answer is taken.
import { createServer } from 'node:http';
import SqliteFile from 'better-sqlite3';
import { Bot, webhookCallback } from 'grammy';
import { given } from '../in-child.ts';
import { token } from '../senders/task.ts';
import { benchBot, listenAndReport, type ServerTask, secret } from './update.ts';

const { file, apiRoot } = given<ServerTask>();
const db = new SqliteFile(`${file}.plain`);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec(
  'create table if not exists chat (id integer primary key, said text not null, times integer not null)',
);
const read = db.prepare('select said, times from chat where id = ?');
const write = db.prepare('insert or replace into chat (id, said, times) values (?, ?, ?)');

const bot = new Bot(token, { botInfo: benchBot, client: { apiRoot: apiRoot ?? '' } });
bot.on('message:text', async (context) => {
  const before = read.get(context.chat.id) as { times: number } | undefined;
  write.run(context.chat.id, context.message.text, (before?.times ?? 0) + 1);
  await context.reply('ok');
});
listenAndReport(createServer(webhookCallback(bot, 'http', { secretToken: secret })));
