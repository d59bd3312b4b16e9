// Owns a Postfix of the tests: its own configuration, queue and ports in one folder, nothing of the system's.
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, type Daemon, idsOf, startDaemon, waitForPort } from './daemon.ts';

export type PostfixOptions = {
  folder: string;
  port: number;
  /** Port of 127.0.0.1 where the mailboxes take letters by LMTP. */
  lmtpPort: number;
  hostname: string;
  /** Domains whose letters go to the mailboxes; who lives there only the mailboxes know. */
  domains: readonly string[];
  /** Lines of main.cf that differ. */
  more?: Readonly<Record<string, string>>;
};

/** Starts Postfix in the foreground and waits until it answers. Needs root: it gives its rights away by itself. */
export async function startPostfix(options: PostfixOptions): Promise<Daemon> {
  const { folder, port } = options;
  const at = (name: string) => path.join(folder, name);
  mkdirSync(at('etc'), { recursive: true });
  for (const name of ['spool', 'data']) mkdirSync(at(name));
  // Its processes work as another user and must be able to reach their folders.
  chmodSync(folder, 0o755);
  const { uid, gid } = idsOf('postfix');
  chownSync(at('data'), uid, gid);
  writeFileSync(at('etc/main.cf'), mainOf(options));
  writeFileSync(at('etc/master.cf'), services(port));
  const postfix = (act: string): Command => ['/usr/sbin/postfix', ['-c', at('etc'), act]];
  const daemon = startDaemon({
    command: postfix('start-fg'),
    endBy: postfix('stop'),
    logFile: at('postfix.log'),
  });
  await waitForPort(port, daemon);
  return daemon;
}

function mainOf({ folder, hostname, domains, lmtpPort, more = {} }: PostfixOptions): string {
  const settings = {
    compatibility_level: '3.6',
    queue_directory: path.join(folder, 'spool'),
    data_directory: path.join(folder, 'data'),
    maillog_file: path.join(folder, 'postfix.log'),
    maillog_file_prefixes: folder,
    myhostname: hostname,
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    virtual_mailbox_domains: domains.join(', '),
    virtual_transport: `lmtp:inet:127.0.0.1:${lmtpPort}`,
    // No letter of a test may ask the network for anything.
    disable_dns_lookups: 'yes',
    smtp_host_lookup: 'native',
    ...more,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')}\n`;
}

/** The processes of Postfix that letters need here; none of them in a jail of files that the folder doesn't have. */
function services(port: number): string {
  const rows = [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'lmtp unix - - n - - lmtp',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  return `${rows.join('\n')}\n`;
}
