// The four channels, each against its own platform, under the one suite.

import PostalMime from 'postal-mime';
import { emailChannel } from '../../bots/email.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { readUpdate } from '../../bots/telegram-receive.ts';
import { viberChannel } from '../../bots/viber.ts';
import { readCallback } from '../../bots/viber-receive.ts';
import { readChatRequest, toChatAnswer, webchatChannel } from '../../bots/webchat.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Received } from '../emulators/faults.ts';
import { startSmtpEmulator } from '../emulators/smtp.ts';
import { startTelegramEmulator } from '../emulators/telegram.ts';
import { startViberEmulator } from '../emulators/viber.ts';
import { conformance, type Subject } from './conformance.ts';
import { clock, keptLog, now, quick, raw, signed } from './harness.ts';
import { httpFaults, withAbsence } from './mischief.ts';

const shownBy = (received: Received) => async (address: string) =>
  (received.get(address) ?? []).map(({ text }) => text);

conformance('Telegram', async (): Promise<Subject> => {
  const platform = await startTelegramEmulator({ perSecond: 0 });
  const log = keptLog();
  const webhook = { url: 'https://city.example/hook/telegram', secret: 'a-secret' };
  const open = (apiRoot: string) =>
    telegramChannel({ token: platform.token, apiRoot, webhook, clock, log, timeoutMs: 1000, pause: quick });
  const { channel, absent } = withAbsence(open(platform.url), open('http://127.0.0.1:9'));
  await channel.start(async () => undefined);
  const gone = '900';
  platform.people.set(gone, 'blocked');
  const from = (address: string) => ({ id: Number(address), first_name: 'Оксана' });
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
      const pressed = (keyboard?.inline_keyboard ?? [])
        .flat()
        .filter((button) => button.callback_data !== undefined);
      return pressed.flatMap(({ callback_data: data }, n) => {
        const callback_query = { id: `${n}`, from: from(address), data };
        return readUpdate({ update_id: n, callback_query }, now)?.inbounds ?? [];
      });
    },
    webhook: {
      genuine: (body) => raw(body, { 'x-telegram-bot-api-secret-token': webhook.secret }),
      forged: (body) => [raw(body), raw(body, { 'x-telegram-bot-api-secret-token': 'another' })],
      text: (address, text, id) => JSON.stringify({ update_id: id, message: message(address, text) }),
      opened: (address, source, id) =>
        JSON.stringify({ update_id: id, message: message(address, `/start ${source}`) }),
      unheardOf: '{"update_id":7,"hologram":{"depth":3}}',
      broken: ['{}', '{"update_id":1,"message":{"text":"x"}}'],
    },
    secrets: [platform.token, webhook.secret, '1011'],
    close: async () => {
      await channel.stop();
      await platform.stop();
    },
  };
});

conformance(
  'Viber',
  async (): Promise<Subject> => {
    const platform = await startViberEmulator({ clock });
    const log = keptLog();
    const open = (apiRoot: string) =>
      viberChannel({
        token: platform.token,
        apiRoot,
        webhookUrl: null,
        senderName: 'Бюджет участі',
        priceEur: 0.0196,
        clock,
        log,
        timeoutMs: 1000,
        pause: quick,
      });
    const { channel, absent } = withAbsence(open(platform.url), open('http://127.0.0.1:9/pa'));
    await channel.start(async () => undefined);
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
      webhook: {
        genuine: (body) => signed(body, platform.token),
        forged: (body) => [
          raw(body),
          signed(body, 'another'),
          { ...signed('x', platform.token), body: Buffer.from(body) },
        ],
        text,
        opened: (address, source, id) =>
          callback('conversation_started', id, {
            type: 'open',
            context: source,
            subscribed: false,
            user: { id: address },
          }),
        unheardOf: callback('hologram', 7, { depth: 3 }),
        broken: ['{}', '{"event":"message","message_token":1,"timestamp":1}'],
      },
      secrets: [platform.token, 'person-'],
      close: async () => {
        await channel.stop();
        await platform.stop();
      },
    };
  },
  { amend: 'the platform can not change what was sent' },
);

const noWebhook = 'it has no webhook: bounces are read from a mailbox';

conformance(
  'E-mail',
  async (): Promise<Subject> => {
    const platform = await startSmtpEmulator({ keep: 10_000 });
    const log = keptLog();
    const open = (url: string) =>
      emailChannel({
        transport: { kind: 'smtp', url, socketTimeoutMs: 1000 },
        from: 'noreply@city.example',
        dkim: null,
        compose: ({ reply }) => ({ subject: 'Лист', text: reply.text.replace(/\*\*/g, ''), html: null }),
        log,
        pause: quick,
      });
    const { channel, absent } = withAbsence(open(platform.url), open('smtp://127.0.0.1:9'));
    await channel.start(async () => undefined);
    const gone = 'gone@city.example';
    const always = () =>
      platform.faults.add({
        method: 'rcpt',
        kind: 'reply',
        code: 550,
        text: '5.1.1 User unknown',
        recipient: gone,
      });
    always();
    return {
      channel,
      log,
      gone,
      reachable: (n) => `p${n}@city.example`,
      behave: (mischief) => {
        platform.faults.clear();
        always();
        absent.now = mischief === 'absent';
        if (mischief === 'hang') platform.faults.add({ method: 'end', kind: 'hang' });
        if (mischief === 'drop') platform.faults.add({ method: 'rcpt', kind: 'drop' });
        if (mischief === 'dropAfter') platform.faults.add({ method: 'end', kind: 'drop' });
        if (mischief === 'garbage') platform.faults.add({ method: 'mail', kind: 'drop' });
        if (mischief === 'serverError')
          platform.faults.add({ method: 'rcpt', kind: 'reply', code: 451, text: '4.3.0 x' });
        if (mischief === 'throttle')
          platform.faults.add({ method: 'mail', kind: 'reply', code: 421, text: '4.7.0 x' });
      },
      shown: async (address) => {
        const letters = platform.letters.filter(({ to }) => to === address);
        const read = await Promise.all(letters.map(({ raw: bytes }) => PostalMime.parse(bytes)));
        return read.map(({ text }) => (text ?? '').trim());
      },
      press: async () => [],
      secrets: ['p1@city', 'gone@city'],
      close: async () => {
        await channel.stop();
        await platform.stop();
      },
    };
  },
  {
    amend: 'a letter that was handed over can not be changed',
    throttled: 'a mail server defers letter by letter, with 4xx: that is transient',
    garbage: 'an unreadable reply breaks the conversation before the letter is handed over',
    forged: noWebhook,
    broken: noWebhook,
    unheardOf: noWebhook,
    identity: noWebhook,
    address: noWebhook,
    source: noWebhook,
  },
);

const stays = 'nothing leaves the house: the page asks for what waits';
const throughDoor = 'the web door hands requests over by readChatRequest, see webchat.test.ts';

conformance(
  'The web chat',
  async (): Promise<Subject> => {
    const log = keptLog();
    const session = 'session_of_a_page_1';
    const shown = new Map<string, string[]>();
    const pressable = new Map<string, string[]>();
    const own = webchatChannel();
    // The page's part: what the rows say is asked for and shown.
    const channel: Channel = {
      ...own,
      send: (parcels) => {
        for (const { address, reply } of parcels) {
          const answer = toChatAnswer(address, [reply]).replies;
          shown.set(address, [...(shown.get(address) ?? []), ...answer.map(({ text }) => text)]);
          const values = answer.flatMap(({ choices }) =>
            choices.flatMap((one) => ('value' in one ? [one.value] : [])),
          );
          pressable.set(address, values);
        }
        return own.send(parcels);
      },
    };
    return {
      channel,
      log,
      gone: 'nobody-is-ever-gone',
      reachable: (n) => `${session}${n}`,
      behave: () => undefined,
      shown: async (address) => shown.get(address) ?? [],
      press: async (address) =>
        (pressable.get(address) ?? []).flatMap((choice): Inbound[] => {
          const body = Buffer.from(JSON.stringify({ session: address, choice }));
          const request = readChatRequest(body, { newId: () => 'x'.repeat(20), now });
          return request.kind === 'accepted' && request.inbound ? [request.inbound] : [];
        }),
      secrets: [session],
      close: () => channel.stop(),
    };
  },
  {
    amend: 'what the page has fetched is the person’s',
    order: stays,
    unknown: stays,
    garbage: stays,
    transient: stays,
    throttled: stays,
    gone: 'a page that is closed is not gone: it may come back',
    forged: throughDoor,
    broken: throughDoor,
    unheardOf: throughDoor,
    identity: throughDoor,
    address: throughDoor,
    source: throughDoor,
  },
);
