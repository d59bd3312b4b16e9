// A city's bot on Telegraf with the participatory budget mounted into it. The variables are those of `.env.example`.
import { Telegraf } from 'telegraf';
import { message } from 'telegraf/filters';
import { openUchast } from 'uchast/embed';
import { mountInTelegraf } from 'uchast/embed/telegraf';

const { TELEGRAM_BOT_TOKEN = '', TELEGRAM_API_ROOT: apiRoot = 'https://api.telegram.org' } = process.env;
const uchast = await openUchast(process.env);
console.log(`The console is at ${uchast.adminLink ?? uchast.url}`);

const bot = new Telegraf(TELEGRAM_BOT_TOKEN, { telegram: { apiRoot } });
bot.command('weather', (ctx) => ctx.reply('Сьогодні сонячно, до 24 °C.')); // the city's own commands come first
bot.action('weather:tomorrow', (ctx) => ctx.answerCbQuery('Завтра дощ.'));
bot.use(mountInTelegraf(uchast)); // what is ours is answered here
bot.on(message(), (ctx) => ctx.reply('Не розумію. Спробуйте /weather або /stage.')); // what is nobody's
bot.catch((error) => console.error(error));

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => bot.stop(signal));
await bot.launch(); // until it is stopped
await uchast.stop();
