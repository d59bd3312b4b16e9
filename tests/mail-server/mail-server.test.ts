// Owns the proof that letters arrive: the product as people run it, before a real mail server with real mailboxes.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const dns = {
  name: `spring._domainkey.${ourDomain}`,
  record: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`,
};

describe.skipIf(missing)(`letters through Postfix and Dovecot${missing ? ` (${missing})` : ''}`, () => {
  const data = freshData();
  let mail: MailServer;
  let env: Environment;
  let served: Served | undefined;

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
    return ask<{ added: number; suppressed: number }>(at(morning), 'subscribers', 'import', file, ...origin);
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
    expect(recipients).toEqual({ email: 4 });
    const reason = 'перевірка поштового сервера';
    await ask(at(morning), 'broadcast', 'approve', id, '--by', staff, '--emergency', reason);
    served = await startServe(at(noon));
    const arrived = async () => living.every((address) => mail.letters(address).length === 1);
    await until(arrived, 30_000, 'the letters');
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
    await until(async () => came().length === 2, 30_000, 'what comes back');
    const statuses = came().map((text) => /^Final-Recipient: rfc822; (\S+).*?^Status: (\S+)/ms.exec(text));
    expect(statuses.map((found) => found?.slice(1)).sort()).toEqual([
      [full, '5.2.2'],
      [nobody, '5.1.1'],
    ]);
  });
});
