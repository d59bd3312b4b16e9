// Owns the proof that letters arrive: the product as people run it, before a real mail server with real mailboxes.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  type Environment,
  freePort,
  freshData,
  type Served,
  startServe,
  until,
} from '../support/process.ts';
import { type MailServer, ourDomain, startMailServer, verifyByDkimpy, whyNoMailServer } from './server.ts';

const missing = whyNoMailServer();
const living = ['olena@misto.test', 'petro@misto.test'];
const [full, nobody] = ['full@misto.test', 'nobody@misto.test'];
const bounces = `bounce@${ourDomain}`;
const staff = 'olha@misto.test';

/** A day of voting: staff prepare before noon, the broadcast leaves at noon. */
const morning = '2027-03-10T11:00:00+02:00';
const noon = '2027-03-10T12:00:01+02:00';

/** A busy machine is no reason to fail. */
const patienceMs = 60_000;

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const dns = {
  name: `spring._domainkey.${ourDomain}`,
  record: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
};

describe.skipIf(missing !== null)(
  `letters through Postfix and Dovecot${missing ? ` (${missing})` : ''}`,
  { timeout: 3 * patienceMs },
  () => {
    const data = freshData();
    let mail: MailServer;
    let env: Environment;
    let served: Served | undefined;
    let sent = '';

    beforeAll(async () => {
      const empty = [...living, staff].map((address) => ({ address }));
      mail = await startMailServer([...empty, { address: full, full: true }]);
      const port = await freePort();
      env = {
        DATA_DIR: data,
        PORT: String(port),
        PUBLIC_URL: 'https://uchast.test',
        SMTP_URL: mail.smtpUrl,
        MAIL_FROM: `Бюджет участі <uchast@${ourDomain}>`,
        MAIL_DKIM_DOMAIN: ourDomain,
        MAIL_DKIM_SELECTOR: 'spring',
        MAIL_DKIM_KEY: privateKey,
        SEND_TO: '*',
      };
      await ask(at(morning), 'staff', 'add', staff, '--role', 'admin');
      expect(await importList()).toMatchObject({ added: 4, suppressed: 0 });
    });

    afterAll(async () => {
      await served?.kill('SIGTERM');
      await mail?.stop();
    });

    const at = (clock: string): Environment => ({ ...env, CLOCK_START: clock });

    function importList() {
      const file = path.join(data, 'list.csv');
      writeFileSync(file, ['email', ...living, nobody, full].join('\n'));
      const origin = ['--source', 'цикл 2025', '--ground', 'згода: анкета 2025'];
      return ask<{ added: number; suppressed: number }>(
        at(morning),
        'subscribers',
        'import',
        file,
        ...origin,
      );
    }

    function write(subject: string) {
      const text = path.join(data, 'text.txt');
      writeFileSync(text, 'Голосування за проєкти триває. Подробиці — на сайті міста.');
      return ask<{ id: string; recipients: Record<string, number> }>(
        at(morning),
        ...['broadcast', 'create', '--text-file', text, '--subject', subject, '--by', staff],
        ...['--at', '2027-03-10 12:00', '--last-useful', '2027-03-12 20:00', '--channels', 'email'],
      );
    }

    it('arrive where somebody lives, and their signatures hold for another implementation', async () => {
      const { id, recipients } = await write('Голосування триває');
      sent = id;
      expect(recipients).toEqual({ email: 4 });
      const reason = 'перевірка поштового сервера';
      await ask(at(morning), 'broadcast', 'approve', id, '--by', staff, '--emergency', reason);
      served = await startServe(at(noon));
      const arrived = async () => living.every((address) => mail.letters(address).length === 1);
      await until(arrived, patienceMs, 'the letters');
      for (const address of living) {
        const [letter = Buffer.of()] = mail.letters(address);
        expect(verifyByDkimpy(letter, dns)).toBe('holds');
        const changed = Buffer.from(
          letter.toString('latin1').replace('List-Unsubscribe=One-Click', 'No'),
          'latin1',
        );
        expect(changed.equals(letter)).toBe(false);
        expect(verifyByDkimpy(changed, dns)).toBe('does not hold');
      }
    });

    it('come back by themselves where nobody lives and where there is no room, one message each', async () => {
      const came = () => mail.letters(bounces).map((letter) => letter.toString('latin1'));
      await until(async () => came().length === 2, patienceMs, 'what comes back');
      const statuses = came().map((text) => /^Final-Recipient: rfc822; (\S+).*?^Status: (\S+)/ms.exec(text));
      expect(statuses.map((found) => found?.slice(1)).sort()).toEqual([
        [full, '5.2.2'],
        [nobody, '5.1.1'],
      ]);
    });

    it('are read from the mailbox, and end exactly the address where nobody lives', async () => {
      await forgeRefusalOf('petro@misto.test');
      await until(async () => mail.letters(bounces).length === 3, patienceMs, 'the forged message');
      await served?.kill('SIGTERM');
      served = await startServe({ ...at(noon), BOUNCE_IMAP_URL: mail.imapUrl });
      await until(async () => mail.seen(bounces) === 3, patienceMs, 'the messages to be read');
      const results = await ask<Record<string, number>>(at(noon), 'broadcast', 'results', sent);
      expect(results).toMatchObject({ total: 4, sent: 2, failed: 1, gone: 1 });
      expect(await write('Сьогодні останній день')).toMatchObject({ recipients: { email: 3 } });
    });

    it('does not come back to life by the same list', async () => {
      expect(await importList()).toMatchObject({ added: 0, suppressed: 1 });
      expect(await write('Підрахунок почався')).toMatchObject({ recipients: { email: 3 } });
    });

    /** Sends the real refusal as if it were of this person's letter: with their delivery's id, but not its signature. */
    async function forgeRefusalOf(address: string) {
      const real = mail
        .letters(bounces)
        .find((letter) => letter.includes(`Final-Recipient: rfc822; ${nobody}`));
      const [, id = ''] = /^Return-Path: <bounce\+([^.]+)/m.exec(String(mail.letters(address)[0])) ?? [];
      expect(id).not.toBe('');
      const text = String(real).replace(/(?<=bounce\+)[^.@]+(?=\.)/g, id);
      const to = /bounce\+[^@]+@/.exec(text)?.[0] ?? '';
      const post = nodemailer.createTransport({ url: mail.smtpUrl });
      await post.sendMail({ envelope: { from: '', to: `${to}${ourDomain}` }, raw: text });
      post.close();
    }
  },
);
