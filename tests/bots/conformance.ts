// Owns what every channel promises, whatever the platform: one suite that each channel runs against its own
// emulated platform. A case that can't apply to a channel carries its reason instead.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, RawRequest, Reception } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import { type Choice, fitReply, type Reply } from '../../src/core/reply.ts';
import { amend } from './conformance-amend.ts';
import { address, broken, forged, identity, source, unheardOf } from './conformance-webhook.ts';
import { type keptLog, now, only, parcel, say } from './harness.ts';

/** What a platform can be made to do with the next calls. */
export type Mischief = 'hang' | 'drop' | 'dropAfter' | 'garbage' | 'serverError' | 'throttle' | 'absent';

/** A channel with the platform that it talks to. */
export type Subject = {
  channel: Channel;
  /** Addresses that can be reached, and one that can't any more. */
  reachable: (n: number) => string;
  gone: string;
  /** Makes every call from now on misbehave; null: all is well again. Calls may be told apart by the platform. */
  behave: (mischief: Mischief | null) => void;
  /** What a person was shown, in order, as plain text. */
  shown: (address: string) => Promise<string[]>;
  /** What comes to us when the person presses each button of the last message. */
  press: (address: string) => Promise<Inbound[]>;
  /** Hands a request to the host's library instead of to the channel; what the mount made of it. */
  through?: (request: RawRequest) => Promise<Reception>;
  webhook?: {
    /** A genuine request of the platform with this body, and one by somebody else. */
    genuine: (body: string) => RawRequest;
    forged: (body: string) => RawRequest[];
    /** Bodies: somebody writes, something that we have never heard of, something broken. */
    text: (address: string, text: string, id: number) => string;
    opened: (address: string, source: string, id: number) => string;
    unheardOf: string;
    broken: string[];
  };
  /** Words and secrets that must not stand in the log. */
  secrets: string[];
  log: ReturnType<typeof keptLog>;
  close: () => Promise<void>;
};

/** The cases by name; a channel that skips one says why. */
export const cases = {
  order: 'gives one outcome a parcel, in order',
  never: 'never throws, whatever the platform does',
  unknown: 'knows that a message may have arrived when no answer came',
  garbage: 'knows that a message may have arrived when the answer is unreadable',
  transient: 'knows that nothing arrived when the platform failed or is absent',
  throttled: 'pauses when the platform asks for it, until an instant to come',
  gone: 'knows that a person can not be reached any more',
  markup: 'shows what people typed as they typed it, and bold without asterisks',
  longest: 'shows the longest message that it promises',
  split: 'shows a text of any length whole, in several fitted messages',
  choices: 'leaves no choice out of reach',
  amend: 'changes and takes back what was sent',
  forged: 'refuses a request that is not the platform’s',
  broken: 'refuses a broken body, and never fails on one',
  unheardOf: 'accepts an event that it does not know, and does nothing',
  identity: 'gives an event the same id each time, and another event another',
  address: 'answers to the address that wrote',
  source: 'knows the source of a deep link when the chat is opened',
  stop: 'settles when it is stopped, with a call that never ends',
  log: 'keeps tokens, addresses and words out of the log',
} as const;
export type CaseName = keyof typeof cases;

/** Runs the suite over one channel. `skips`: case → the reason why it can't apply there. */
export function conformance(
  name: string,
  setup: () => Promise<Subject>,
  skips: Partial<Record<CaseName, string>> = {},
): void {
  describe(`${name} as a channel`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await setup();
    });
    afterEach(() => subject.behave(null));
    afterAll(() => subject.close());

    const check = (key: CaseName, body: (subject: Subject) => Promise<void>) => {
      const reason = skips[key];
      if (reason === undefined) test(cases[key], () => body(subject));
      else test(`${cases[key]} — does not apply: ${reason}`, ({ skip }) => skip(reason));
    };

    check('order', order);
    check('never', never);
    check('unknown', unknown);
    check('garbage', garbage);
    check('transient', transient);
    check('throttled', throttled);
    check('gone', gone);
    check('markup', markup);
    check('longest', longest);
    check('split', split);
    check('choices', choices);
    check('amend', amend);
    check('forged', forged);
    check('broken', broken);
    check('unheardOf', unheardOf);
    check('identity', identity);
    check('address', address);
    check('source', source);
    check('log', log);
    // The last one: it stops the channel.
    check('stop', stop);
  });
}

async function order({ channel, reachable, gone: left }: Subject): Promise<void> {
  const to = [reachable(1), left, reachable(2), reachable(3)];
  const { recipientsPerCall } = channel.capabilities;
  const reply = say('Добрий день');
  const outcomes = await channel.send(to.map((one) => parcel(one, recipientsPerCall > 1 ? reply : say('x'))));
  expect(outcomes.map(({ kind }) => kind === 'sent')).toEqual([true, false, true, true]);
  expect(await channel.send([])).toEqual([]);
}

const mischiefs: Mischief[] = ['hang', 'drop', 'dropAfter', 'garbage', 'serverError', 'throttle', 'absent'];

async function never({ channel, reachable, behave }: Subject): Promise<void> {
  for (const mischief of mischiefs) {
    behave(mischief);
    const outcomes = await channel.send([parcel(reachable(1), 'x')]);
    expect([mischief, outcomes.length]).toEqual([mischief, 1]);
    behave(null);
  }
  expect(only(await channel.send([parcel(reachable(1), 'x')])).kind).toBe('sent');
}

async function kindsOf({ channel, reachable, behave }: Subject, of: readonly Mischief[]): Promise<string[]> {
  const kinds: string[] = [];
  for (const mischief of of) {
    behave(mischief);
    kinds.push(only(await channel.send([parcel(reachable(1), 'x')])).kind);
    behave(null);
  }
  return kinds;
}

async function unknown(subject: Subject): Promise<void> {
  const before = (await subject.shown(subject.reachable(1))).length;
  expect(await kindsOf(subject, ['dropAfter'])).toEqual(['unknown']);
  expect(await subject.shown(subject.reachable(1))).toHaveLength(before + 1);
}

async function garbage(subject: Subject): Promise<void> {
  expect(await kindsOf(subject, ['garbage'])).toEqual(['unknown']);
}

async function transient(subject: Subject): Promise<void> {
  const before = (await subject.shown(subject.reachable(1))).length;
  expect(await kindsOf(subject, ['serverError', 'absent'])).toEqual(['transient', 'transient']);
  expect(await subject.shown(subject.reachable(1))).toHaveLength(before);
}

async function throttled({ channel, reachable, behave }: Subject): Promise<void> {
  behave('throttle');
  const outcome = only(await channel.send([parcel(reachable(1), 'x')]));
  expect(outcome).toMatchObject({ kind: 'throttled', untilMs: expect.any(Number) });
  expect(outcome.kind === 'throttled' && outcome.untilMs > now).toBe(true);
}

async function gone({ channel, gone: left, shown }: Subject): Promise<void> {
  expect(only(await channel.send([parcel(left, 'x')]))).toMatchObject({
    kind: 'gone',
    code: expect.any(String),
  });
  expect(await shown(left)).toEqual([]);
}

/** Sends a reply in as many messages as it takes. */
export async function send({ channel }: Subject, to: string, reply: Reply): Promise<void> {
  for (const part of fitReply(reply, channel.capabilities))
    expect(only(await channel.send([parcel(to, part)]))).toMatchObject({ kind: 'sent' });
}

async function markup(subject: Subject): Promise<void> {
  const rows = [
    ['<script>alert("x")</script>', '<script>alert("x")</script>'],
    ['A & B &amp; «м’ята» < > \\ _ * ` [x](y)', 'A & B &amp; «м’ята» < > \\ _ * ` [x](y)'],
    ['**Важливо:** <b>завтра</b>', 'Важливо: <b>завтра</b>'],
  ] as const;
  const to = subject.reachable(11);
  for (const [text] of rows) await send(subject, to, say(text));
  expect(await subject.shown(to)).toEqual(rows.map(([, seen]) => seen));
}

async function longest(subject: Subject): Promise<void> {
  const { textLength } = subject.channel.capabilities;
  const to = subject.reachable(12);
  await send(subject, to, say('&'.repeat(textLength)));
  await send(subject, to, say('Ї'.repeat(textLength)));
  const seen = await subject.shown(to);
  expect(seen.map((text) => text.replace(/\s/g, '').length)).toEqual([textLength, textLength]);
}

async function split(subject: Subject): Promise<void> {
  const sentences = Array.from(
    { length: subject.channel.capabilities.textLength / 10 },
    (_, n) => `Речення ${n}.`,
  );
  const to = subject.reachable(13);
  await send(subject, to, say(sentences.join(' ')));
  const seen = (await subject.shown(to)).join(' ').replace(/\s+/g, ' ').trim();
  expect(seen).toBe(sentences.join(' '));
}

/** Every choice comes back when it is pressed, or stands in the text: a value by its label, a link by its address. */
async function choices(subject: Subject): Promise<void> {
  const offered: Choice[] = [
    { label: 'Так', value: 'yes' },
    { label: 'Ні', value: 'no' },
    { label: '<Етап> & «дата»', value: 'stage:city' },
    {
      label:
        'Дуже довгий підпис, який на жодній кнопці не вміститься повністю, хоч як старайся, бо він задовгий',
      value: 'long',
    },
    { label: 'Завелике значення', value: 'я'.repeat(300) },
    { label: 'Сайт', url: 'https://kam.gov.ua/uk/budget?x=1&y=2' },
    ...Array.from({ length: 8 }, (_, n) => ({ label: `Питання ${n}`, value: `q${n}` })),
  ];
  const to = subject.reachable(14);
  await send(subject, to, say('Що далі?', offered));
  const text = (await subject.shown(to)).join('\n');
  const values = (await subject.press(to)).flatMap((inbound) =>
    inbound.kind === 'choice' ? [inbound.value] : [],
  );
  const links = subject.channel.capabilities.buttons === null;
  for (const choice of offered) {
    if ('url' in choice) expect(!links || text.includes(choice.url)).toBe(true);
    else expect(values.includes(choice.value) || text.includes(choice.label)).toBe(true);
  }
}

async function log({ secrets, log: kept }: Subject): Promise<void> {
  const all = kept.lines.join('\n');
  for (const secret of [...secrets, 'Добрий день', 'привіт']) expect(all).not.toContain(secret);
}

async function stop({ channel, reachable, behave }: Subject): Promise<void> {
  behave('hang');
  const sending = channel.send([parcel(reachable(1), 'x')]);
  await channel.stop();
  expect(await sending).toHaveLength(1);
  const after = await channel.send([parcel(reachable(1), 'x')]);
  expect(after).toHaveLength(1);
}
