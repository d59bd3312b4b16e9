// Owns the mail server of the tests: Debian's Postfix before Debian's Dovecot, with invented domains and their people.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../support/process.ts';
import { password, startDovecot } from './dovecot.ts';
import { startPostfix } from './postfix.ts';

const python = '/usr/bin/python3';

/** What the test needs, by the package of Debian that holds it. */
const packages: readonly { name: string; here: () => boolean }[] = [
  { name: 'postfix', here: () => existsSync('/usr/sbin/postfix') },
  { name: 'dovecot-imapd', here: () => existsSync('/usr/lib/dovecot/imap') },
  { name: 'dovecot-lmtpd', here: () => existsSync('/usr/lib/dovecot/lmtp') },
  { name: 'python3-dkim', here: () => spawnSync(python, ['-I', '-c', 'import dkim']).status === 0 },
];

/** Why there can be no mail server here, in words for a skipped test; null where there can. */
export function whyNoMailServer(): string | null {
  const missing = packages.filter((one) => !one.here()).map((one) => one.name);
  if (missing.length > 0) return `missing: apt-get install ${missing.join(' ')}`;
  return process.getuid?.() === 0
    ? null
    : 'the mail server gives up the rights of root, so it needs them first';
}

export type MailServer = {
  smtpUrl: string;
  /** The mailbox where everything to `bounce+…@uchast.test` lies. */
  imapUrl: string;
  letters: (address: string) => Buffer[];
  /** How many of an address's letters are marked as seen. */
  seen: (address: string) => number;
  log: () => string;
  stop: () => Promise<void>;
};

/** Where our letters come from, and where what comes back goes to. */
export const ourDomain = 'uchast.test';
const bounces = `bounce@${ourDomain}`;

/**
 * Starts both in a fresh folder. The relay takes every letter before it knows whether somebody lives there, as the
 * relay of a city does: what the mailboxes refuse comes back as a message of its own.
 */
export async function startMailServer(
  people: readonly { address: string; full?: boolean }[],
): Promise<MailServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-mail-'));
  chmodSync(folder, 0o755);
  const [smtpPort, imapPort, lmtpPort] = [await freePort(), await freePort(), await freePort()];
  const mailboxes = [...people, { address: bounces }];
  const dovecot = await startDovecot({ folder: path.join(folder, 'dovecot'), imapPort, lmtpPort, mailboxes });
  const postfix = await startPostfix({
    folder: path.join(folder, 'postfix'),
    port: smtpPort,
    lmtpPort,
    hostname: `mail.${ourDomain}`,
    domains: ['misto.test', ourDomain],
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    imapUrl: `imap://${encodeURIComponent(bounces)}:${password}@127.0.0.1:${imapPort}/INBOX`,
    letters: dovecot.letters,
    seen: dovecot.seen,
    log: () => `${postfix.log()}\n${dovecot.daemon.log()}`,
    stop: async () => {
      await postfix.stop();
      await dovecot.daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What dkimpy says of a letter: its first signature holds or not, with the given record of the signer's DNS. */
export function verifyByDkimpy(
  letter: Buffer,
  of: { name: string; record: string },
): 'holds' | 'does not hold' {
  const program = path.join(import.meta.dirname, 'verify-dkim.py');
  const said = execFileSync(python, ['-I', program, of.name, of.record], { input: letter, encoding: 'utf8' });
  return said.trim() === 'holds' ? 'holds' : 'does not hold';
}
