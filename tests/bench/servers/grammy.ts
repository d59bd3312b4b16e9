// Owns bare grammY taking in: its webhook on node:http, with the secret checked and the answer in the response.
import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';
import { token } from '../senders/task.ts';
import { benchBot, listenAndReport, secret } from './update.ts';

const client = { canUseWebhookReply: (method: string) => method === 'sendMessage' };
const bot = new Bot(token, { botInfo: benchBot, client });
bot.on('message', (context) => context.reply('ok'));
listenAndReport(createServer(webhookCallback(bot, 'http', { secretToken: secret })));
