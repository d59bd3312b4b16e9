// Owns a Dovecot of the tests: mailboxes that take letters by LMTP and show them by IMAP, all in one folder.
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Daemon, idsOf, startDaemon, waitForPort } from './daemon.ts';

/** A mailbox. `full`: it has room for nothing. */
export type Mailbox = { address: string; full?: boolean };

export type Dovecot = {
  daemon: Daemon;
  /** Every letter that has come to an address, as it lies on the disk. */
  letters: (address: string) => Buffer[];
  /** How many of them are marked as seen. */
  seen: (address: string) => number;
};

export const password = 'only-in-tests';

/** Starts Dovecot in the foreground and waits until both its ports answer. Needs root, and gives its rights away by itself. */
export async function startDovecot(options: {
  folder: string;
  imapPort: number;
  lmtpPort: number;
  mailboxes: readonly Mailbox[];
}): Promise<Dovecot> {
  const { folder, imapPort, lmtpPort, mailboxes } = options;
  const at = (name: string) => path.join(folder, name);
  const owner = idsOf('nobody');
  mkdirSync(at('mail'), { recursive: true });
  chmodSync(folder, 0o755);
  chownSync(at('mail'), owner.uid, owner.gid);
  writeFileSync(at('users'), mailboxes.map((one) => `${lineOf(one, folder)}\n`).join(''));
  writeFileSync(at('dovecot.conf'), settings({ folder, imapPort, lmtpPort }));
  const daemon = startDaemon({
    command: ['/usr/sbin/dovecot', ['-F', '-c', at('dovecot.conf')]],
    endBy: ['/usr/bin/doveadm', ['-c', at('dovecot.conf'), 'stop']],
    logFile: at('dovecot.log'),
  });
  await waitForPort(lmtpPort, daemon);
  await waitForPort(imapPort, daemon);
  const files = (address: string) => filesIn(homeOf(folder, address));
  return {
    daemon,
    letters: (address) => files(address).map((file) => readFileSync(file)),
    // A Maildir keeps the marks of a letter behind the comma of its name.
    seen: (address) => files(address).filter((file) => /:2,[A-Z]*S[A-Z]*$/.test(file)).length,
  };
}

function homeOf(folder: string, address: string): string {
  return path.join(folder, 'mail', address.replace('@', '.at.'));
}

function lineOf({ address, full = false }: Mailbox, folder: string): string {
  const { uid, gid } = idsOf('nobody');
  const home = homeOf(folder, address);
  return `${address}:{PLAIN}${password}:${uid}:${gid}::${home}::${full ? 'userdb_quota_rule=*:bytes=1' : ''}`;
}

/** As root it starts, as `nobody` it keeps letters. There is no TLS: everything stays on this machine. */
function settings({ folder, imapPort, lmtpPort }: Record<'folder', string> & Record<string, unknown>) {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
hostname = mx.misto.test
postmaster_address = postmaster@misto.test
ssl = no
disable_plaintext_auth = no
recipient_delimiter = +
first_valid_uid = 1
mail_location = maildir:~/letters
mail_fsync = never
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
plugin {
  quota = maildir:room
}
protocol lmtp {
  mail_plugins = quota
}
`;
}

function filesIn(home: string): string[] {
  const folders = ['new', 'cur'].map((name) => path.join(home, 'letters', name));
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => path.join(folder, name));
    } catch {
      // Nobody has written to this address yet.
      return [];
    }
  });
}
