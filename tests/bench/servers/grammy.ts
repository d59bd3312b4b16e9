// Owns bare grammY taking in: its webhook on node:http, with the secret checked and the answer in the response.
import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';
import { token } from '../senders/task.ts';
import { listenAndReport, secret } from './update.ts';

const botInfo = {
  id: 1,
  is_bot: true,
  first_name: 'Bench',
  username: 'bench_bot',
  can_join_groups: false,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
} as never;
const bot = new Bot(token, { botInfo, client: { canUseWebhookReply: (method) => method === 'sendMessage' } });
bot.on('message', (context) => context.reply('ok'));
listenAndReport(createServer(webhookCallback(bot, 'http', { secretToken: secret })));
