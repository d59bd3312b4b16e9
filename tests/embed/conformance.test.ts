// The channels of a host's bot under the suite of all channels: sending as ours, receiving through the host's real library.
import { hostedTelegram, hostedViber } from '../../bots/embed/hosted.ts';
import { readUpdate } from '../../bots/telegram-receive.ts';
import { readCallback } from '../../bots/viber-receive.ts';
import type { CaseName, Subject } from '../bots/conformance.ts';
import { conformance } from '../bots/conformance.ts';
import { clock, keptLog, now, quick, raw, signed } from '../bots/harness.ts';
import { httpFaults, withAbsence } from '../bots/mischief.ts';
import type { Received } from '../emulators/faults.ts';
import { startTelegramEmulator } from '../emulators/telegram.ts';
import { startViberEmulator } from '../emulators/viber.ts';
import { grammyHost, keptUchast, receptionOf, telegrafHost, viberBot, viberHost } from './hosts.ts';

const shownBy = (received: Received) => async (address: string) =>
  (received.get(address) ?? []).map(({ text }) => text);
const nobody = 'http://127.0.0.1:9';

function telegramHost(
  name: string,
  open: typeof grammyHost | typeof telegrafHost,
  skips: Partial<Record<CaseName, string>>,
): void {
  const setup = async (): Promise<Subject> => {
    const platform = await startTelegramEmulator({ perSecond: 0 });
    const log = keptLog();
    const hosted = (apiRoot: string) =>
      hostedTelegram({ token: platform.token, apiRoot, clock, log, timeoutMs: 1000, pause: quick });
    const { channel, absent } = withAbsence(hosted(platform.url), hosted(nobody));
    await channel.start(async () => undefined);
    const kept = keptUchast({ token: platform.token });
    const secret = 'a-secret-of-the-host';
    const host = await open({ uchast: kept.uchast, token: platform.token, apiRoot: platform.url, secret });
    const gone = '900';
    platform.people.set(gone, 'blocked');
    const from = (address: string) => ({ id: Number(address), is_bot: false, first_name: 'Оксана' });
    const message = (address: string, text: string) => ({
      message_id: 1,
      date: now / 1000,
      from: from(address),
      chat: { id: Number(address), type: 'private' },
      text,
    });
    return {
      channel,
      log,
      gone,
      reachable: (n) => String(1000 + n),
      behave: (mischief) => {
        platform.faults.clear();
        absent.now = mischief === 'absent';
        if (mischief === 'throttle')
          platform.faults.add({ kind: 'say', code: 429, text: 'Too Many Requests', retryAfter: 3 });
        else if (mischief !== null && mischief !== 'absent') platform.faults.add(httpFaults[mischief]);
      },
      shown: shownBy(platform.received),
      press: async (address) => {
        const sent = platform.calls.findLast(({ payload }) => String(payload.chat_id) === address);
        const keyboard = sent?.payload.reply_markup as
          | { inline_keyboard: { callback_data?: string }[][] }
          | undefined;
        return (keyboard?.inline_keyboard ?? []).flat().flatMap(({ callback_data: data }, n) => {
          const callback_query = { id: `${n}`, from: from(address), data };
          return readUpdate({ update_id: n, callback_query }, now)?.inbounds ?? [];
        });
      },
      through: (request) => receptionOf(request, { post: host.post, inbounds: kept.inbounds }),
      webhook: {
        genuine: (body) => raw(body, { 'x-telegram-bot-api-secret-token': secret }),
        forged: (body) => [raw(body), raw(body, { 'x-telegram-bot-api-secret-token': 'another' })],
        text: (address, text, id) => JSON.stringify({ update_id: id, message: message(address, text) }),
        opened: (address, source, id) =>
          JSON.stringify({ update_id: id, message: message(address, `/start ${source}`) }),
        unheardOf: '{"update_id":7,"hologram":{"depth":3}}',
        broken: [],
      },
      secrets: [platform.token, secret, '1011'],
      close: async () => {
        await host.close();
        await channel.stop();
        await platform.stop();
      },
    };
  };
  conformance(`Telegram in a host on ${name}`, setup, skips);
}

telegramHost('grammY', grammyHost, {
  broken: 'the library reads the body: what is no update never comes to us',
});
telegramHost('Telegraf', telegrafHost, {
  forged: 'the secret of the webhook is the host’s, and its library checks it, with 403',
  broken: 'the library reads the body: what is no update never comes to us',
});

conformance(
  'Viber in a host on viber-bot',
  async (): Promise<Subject> => {
    const platform = await startViberEmulator({ clock });
    const log = keptLog();
    const hosted = (apiRoot: string) =>
      hostedViber({
        token: platform.token,
        apiRoot,
        senderName: 'Бюджет участі',
        priceEur: 0.0196,
        clock,
        log,
        timeoutMs: 1000,
        pause: quick,
      });
    const { channel, absent } = withAbsence(hosted(platform.url), hosted(`${nobody}/pa`));
    await channel.start(async () => undefined);
    const kept = keptUchast({ token: platform.token, channel });
    const host = await viberHost({ uchast: kept.uchast, bot: viberBot(platform.token) });
    const gone = 'gone-of-viber=';
    platform.people.states.set(gone, 'notSubscribed');
    const callback = (event: string, id: number, more: object) =>
      JSON.stringify({ event, timestamp: now, message_token: `57413118035717210${10 + id}`, ...more });
    const text = (address: string, words: string, id: number) =>
      callback('message', id, { sender: { id: address }, message: { type: 'text', text: words } });
    return {
      channel,
      log,
      gone,
      reachable: (n) => `person-${n}==`,
      behave: (mischief) => {
        platform.faults.clear();
        absent.now = mischief === 'absent';
        if (mischief === 'throttle') platform.faults.add({ kind: 'say', code: 12 });
        else if (mischief !== null && mischief !== 'absent') platform.faults.add(httpFaults[mischief]);
      },
      shown: shownBy(platform.received),
      press: async (address) => {
        const sent = platform.calls.findLast(({ payload }) => payload.receiver === address);
        const keyboard = sent?.payload.keyboard as { Buttons: { ActionBody: string }[] } | undefined;
        return (keyboard?.Buttons ?? []).flatMap(
          ({ ActionBody }, n) => readCallback(Buffer.from(text(address, ActionBody, n)))?.inbounds ?? [],
        );
      },
      through: (request) => receptionOf(request, { post: host.post, inbounds: kept.inbounds }),
      webhook: {
        genuine: (body) => signed(body, platform.token),
        forged: (body) => [
          raw(body),
          signed(body, 'another'),
          { ...signed('x', platform.token), body: Buffer.from(body) },
        ],
        text,
        opened: (address, source, id) =>
          callback('conversation_started', id, { type: 'open', context: source, user: { id: address } }),
        unheardOf: callback('hologram', 7, { depth: 3 }),
        broken: ['{}', '{"event":"message","message_token":1,"timestamp":1}'],
      },
      secrets: [platform.token, 'person-'],
      close: async () => {
        await host.close();
        await channel.stop();
        await platform.stop();
      },
    };
  },
  { amend: 'the platform can not change what was sent' },
);
