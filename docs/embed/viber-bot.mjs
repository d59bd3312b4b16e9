// A city's bot on viber-bot with the participatory budget mounted into it. The variables are those of `.env.example`,
// BOT_PORT and BOT_URL (the public address of BOT_PORT) are the city's own.
import { createServer } from 'node:http';
import { openUchast } from 'uchast/embed';
import { mountInViberBot } from 'uchast/embed/viber-bot';
import viber from 'viber-bot';

const { VIBER_AUTH_TOKEN: authToken, BOT_PORT = '3000', BOT_URL } = process.env;
const uchast = await openUchast(process.env);
console.log(`The console is at ${uchast.adminLink ?? uchast.url}`);

const registerToEvents = ['subscribed', 'unsubscribed', 'conversation_started', 'delivered', 'seen', 'failed'];
const bot = new viber.Bot({ authToken, name: 'Міська рада', avatar: '', registerToEvents });
const say = (text) => new viber.Message.Text(text);
const failed = (error) => console.error(error); // what the library rejects would end the process otherwise
bot.onTextMessage(/^\/weather$/, (_, to) => to.send(say('Сьогодні сонячно, до 24 °C.')).catch(failed));
bot.onTextMessage(/./, (_, to) => to.send(say('Не розумію. Спробуйте /weather або /stage.')).catch(failed));
bot.onError(failed);

// In the place of bot.middleware(), before any body parser; the chat's greeting stays the city's.
const server = createServer(mountInViberBot(uchast, bot, { leave: ['start'] }));
bot.onConversationStarted((_, __, ___, greet) => greet(say('Вітаємо в боті міської ради.')));
server.listen(Number(BOT_PORT), () => bot.setWebhook(BOT_URL).catch(failed));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => uchast.stop()));
