// A city's bot on grammY with the participatory budget mounted into it. The variables are those of `.env.example`.
import { Bot } from 'grammy';
import { openUchast } from 'uchast/embed';
import { mountInGrammy } from 'uchast/embed/grammy';

const { TELEGRAM_BOT_TOKEN = '', TELEGRAM_API_ROOT: apiRoot = 'https://api.telegram.org' } = process.env;
const uchast = await openUchast(process.env);
console.log(`The console is at ${uchast.adminLink ?? uchast.url}`);

const bot = new Bot(TELEGRAM_BOT_TOKEN, { client: { apiRoot } });
bot.command('weather', (ctx) => ctx.reply('Сьогодні сонячно, до 24 °C.')); // the city's own commands come first
bot.callbackQuery('weather:tomorrow', (ctx) => ctx.answerCallbackQuery('Завтра дощ.'));
bot.use(mountInGrammy(uchast)); // what is ours is answered here
bot.on('message', (ctx) => ctx.reply('Не розумію. Спробуйте /weather або /stage.')); // what is nobody's
bot.catch(({ error }) => console.error(error));

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => bot.stop());
await bot.start(); // until it is stopped
await uchast.stop();
