// What a letter looks like when it leaves: headers, parts, envelope, signature; as mail and as a file.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmailOptions, emailChannel } from '../../bots/email.ts';
import type { Compose } from '../../bots/email-letter.ts';
import type { Letter, Parcel } from '../../src/core/channel.ts';
import { type SmtpEmulator, startSmtpEmulator } from '../emulators/smtp.ts';
import { checkDkim } from './dkim.ts';
import { keptLog, only, parcel, quick, say } from './harness.ts';

let smtp: SmtpEmulator;
const log = keptLog();
const closing: (() => Promise<void>)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'letters-'));

beforeAll(async () => {
  smtp = await startSmtpEmulator();
});
afterAll(async () => {
  for (const close of closing) await close();
  await smtp.stop();
  rmSync(folder, { recursive: true });
});

const compose: Compose = ({ reply, letter }) => ({
  subject: letter?.subject ?? 'Бюджет участі',
  text: reply.text,
  html: `<p>${reply.text}</p>`,
});

function open(options: Partial<EmailOptions> = {}) {
  const transport = { kind: 'smtp', url: smtp.url } as const;
  const from = 'Бюджет участі <noreply@city.example>';
  const channel = emailChannel({ transport, from, dkim: null, compose, log, pause: quick, ...options });
  closing.push(channel.stop);
  return channel;
}

const campaign: Letter = {
  subject: 'Голосування за проєкти триває до 8 січня',
  preheader: 'Лишилося три дні',
  why: 'consent',
  unsubscribeUrl: `https://city.example/u/${'t'.repeat(150)}`,
  messageId: 'b12.d7@city.example',
  returnPath: 'bounce+signed-token@city.example',
  feedbackId: 'b12:kamianske:reminder',
};
const transactional: Letter = { ...campaign, unsubscribeUrl: null, returnPath: null, feedbackId: null };

function to(address: string, letter: Letter = campaign): Parcel {
  return { ...parcel(address, say('Добрий день')), letter };
}

async function sendOne(options: Partial<EmailOptions>, of: Parcel) {
  const before = smtp.letters.length;
  const outcome = only(await open(options).send([of]));
  return { outcome, mail: smtp.letters.slice(before).at(0) };
}

describe('a letter of a campaign', () => {
  test('can be unsubscribed from with one click, and says that it is machine mail', async () => {
    const { outcome, mail } = await sendOne({}, to('oksana@ukr.example'));
    expect(outcome).toEqual({ kind: 'sent', providerId: 'b12.d7@city.example', priceEur: 0 });
    expect(mail?.headers).toMatchObject({
      'list-unsubscribe': `<${campaign.unsubscribeUrl}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'feedback-id': 'b12:kamianske:reminder:uchast',
      'auto-submitted': 'auto-generated',
      precedence: 'bulk',
      'message-id': '<b12.d7@city.example>',
      to: 'oksana@ukr.example',
    });
    expect(mail?.raw.toString()).toContain(`\r\nList-Unsubscribe: <${campaign.unsubscribeUrl}>\r\n`);
  });

  test('returns to its own address and is read as it was written', async () => {
    const { mail } = await sendOne({}, to('oksana@ukr.example'));
    expect([mail?.from, mail?.to]).toEqual(['bounce+signed-token@city.example', 'oksana@ukr.example']);
    const read = await PostalMime.parse(mail?.raw ?? '');
    expect(read.subject).toBe(campaign.subject);
    expect(read.from).toMatchObject({ name: 'Бюджет участі', address: 'noreply@city.example' });
    expect(read.text?.trim()).toBe('Добрий день');
    expect(read.html?.trim()).toBe('<p>Добрий день</p>');
  });
});

describe('a letter that answers one person', () => {
  test('has no list headers, and comes from the sender itself', async () => {
    const { mail } = await sendOne({}, to('oksana@ukr.example', transactional));
    for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'precedence'])
      expect(mail?.headers[name]).toBeUndefined();
    expect(mail?.headers['auto-submitted']).toBe('auto-generated');
    expect(mail?.from).toBe('noreply@city.example');
  });

  test('without a letter of its own is named after its delivery', async () => {
    const of = parcel('oksana@ukr.example', 'Добрий день');
    const { outcome, mail } = await sendOne({}, of);
    expect(mail?.headers['message-id']).toBe(`<${of.deliveryId}@city.example>`);
    expect(outcome).toMatchObject({ providerId: `${of.deliveryId}@city.example` });
  });

  test('may be plain text only, with headers of whoever composed it', async () => {
    const plain: Compose = () => ({
      subject: 'x',
      text: 'y',
      html: null,
      headers: { 'List-Id': 'city <c.x>' },
    });
    const { mail } = await sendOne({ compose: plain }, to('oksana@ukr.example', transactional));
    expect(mail?.headers['content-type']).toContain('text/plain');
    expect(mail?.headers['list-id']).toBe('city <c.x>');
  });
});

describe('nothing that comes from outside', () => {
  test('adds a header or a recipient', async () => {
    const evil: Compose = () => ({ subject: 'x\r\nBcc: e@evil.example', text: 'y', html: null });
    const letter = { ...campaign, unsubscribeUrl: 'https://c.example/u/1>\r\nX-Evil: 1' };
    const { mail } = await sendOne({ compose: evil }, to('oksana@ukr.example', letter));
    expect(mail?.headers.bcc).toBeUndefined();
    expect(mail?.headers['x-evil']).toBeUndefined();
    expect([...smtp.received.keys()]).not.toContain('e@evil.example');
  });

  test.each(['a@b.example\r\nRCPT TO:<e@evil.example>', 'a@b.example, e@evil.example', ''])(
    'is taken for an address: %j',
    async (address) => {
      const { outcome } = await sendOne({}, to(address));
      expect(outcome).toMatchObject({ kind: 'rejected' });
      expect([...smtp.received.keys()]).not.toContain('e@evil.example');
    },
  );

  test('reaches a file or an address on the net', async () => {
    const curious: Compose = () => ({
      subject: 'x',
      text: { path: '/etc/hostname' } as unknown as string,
      html: null,
    });
    const { outcome, mail } = await sendOne({ compose: curious }, to('oksana@ukr.example'));
    expect([outcome.kind, mail]).toEqual(['rejected', undefined]);
  });
});

test('a letter that can not be composed is rejected, and the log says nothing of it', async () => {
  const broken: Compose = () => {
    throw new TypeError('Оксана не знайдена');
  };
  const { outcome, mail } = await sendOne({ compose: broken }, to('oksana@ukr.example'));
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'letter' });
  expect(mail).toBeUndefined();
  expect(log.lines.join()).toContain('TypeError');
  expect(log.lines.join()).not.toMatch(/Оксана|oksana/);
});

describe('a signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = (key: typeof privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const dkim = { domain: 'city.example', selector: 'uchast', privateKeyPem: pem(privateKey) };

  test('holds and covers both headers of one-click unsubscribing', async () => {
    const { mail } = await sendOne({ dkim }, to('oksana@ukr.example'));
    const checked = checkDkim(mail?.raw ?? Buffer.alloc(0), publicKey);
    expect(checked).toEqual({
      fields: expect.arrayContaining(['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
    });
  });

  test('breaks when a word is changed on the way', async () => {
    const { mail } = await sendOne({ dkim }, to('oksana@ukr.example'));
    const raw = mail?.raw.toString('latin1') ?? '';
    const changed = Buffer.from(raw.replace('One-Click', 'Two-Click'), 'latin1');
    expect(checkDkim(changed, publicKey)).toEqual({ broken: 'the headers were changed' });
  });

  test('also stands on a letter that becomes a file', async () => {
    const channel = open({ dkim, transport: { kind: 'files', directory: folder } });
    await channel.start(async () => undefined);
    await channel.send([{ ...to('oksana@ukr.example'), deliveryId: 'signed' }]);
    expect(checkDkim(readFileSync(join(folder, 'signed.eml')), publicKey)).toHaveProperty('fields');
  });

  test.each([
    ['an Ed25519 key', pem(generateKeyPairSync('ed25519').privateKey), 'must be RSA'],
    ['a short key', pem(generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey), '768 bits'],
    ['no key at all', 'not a key', 'PEM'],
  ])('is refused from the start with %s, and nothing goes out unsigned', async (_, privateKeyPem, words) => {
    const channel = open({ dkim: { ...dkim, privateKeyPem } });
    const before = smtp.letters.length;
    expect(await channel.start(async () => undefined)).toEqual({
      ready: false,
      detail: expect.stringContaining(words),
    });
    expect(only(await channel.send([to('oksana@ukr.example')]))).toMatchObject({ kind: 'misconfigured' });
    expect(smtp.letters).toHaveLength(before);
  });
});

describe('without a mail server', () => {
  test('letters become whole files, one a delivery, and nothing is left half-written', async () => {
    const directory = join(folder, 'deep', 'mail');
    const channel = open({ transport: { kind: 'files', directory } });
    expect(await channel.start(async () => undefined)).toEqual({
      ready: true,
      detail: 'letters become files',
    });
    const parcels = Array.from({ length: 20 }, (_, n) => ({
      ...to(`p${n}@x.example`),
      deliveryId: `d-${n}`,
    }));
    const outcomes = await channel.send(parcels);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(
      parcels.map(({ deliveryId }) => `${deliveryId}.eml`).sort(),
    );
    const read = await PostalMime.parse(readFileSync(join(directory, 'd-7.eml')));
    expect([read.to?.[0]?.address, read.subject]).toEqual(['p7@x.example', campaign.subject]);
  });

  test('a delivery id never leads out of the directory', async () => {
    const channel = open({ transport: { kind: 'files', directory: folder } });
    await channel.start(async () => undefined);
    await channel.send([{ ...to('a@b.example'), deliveryId: '../../evil' }]);
    expect(readdirSync(folder)).toContain('______evil.eml');
  });

  test('a disk that takes nothing is a problem that passes', async () => {
    const directory = join(folder, 'a-file');
    const channel = open({ transport: { kind: 'files', directory } });
    expect(only(await channel.send([to('a@b.example')]))).toMatchObject({
      kind: 'transient',
      code: 'file:ENOENT',
    });
  });
});
