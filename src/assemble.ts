// Owns putting the application together from a configuration: database, clock, texts, channels. Starts nothing.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { channelsFor } from '../bots/index.ts';
import type { Database } from '../db/database.ts';
import { needsMigration, openPlace } from '../db/engine.ts';
import { isJournalLost, markOpen, unmarkOpen } from '../db/journal-mark.ts';
import { migratePostgres } from '../db/postgres.ts';
import { copySqlite, migrateSqlite } from '../db/sqlite.ts';
import { type App, idsFrom, instanceSecret } from './app/app.ts';
import { createLetters, type Letters } from './app/letters/letters.ts';
import { type Storage, watchStorage } from './app/running/storage.ts';
import { derivedSecret } from './app/secrets.ts';
import { createTally, type Tally } from './app/sending/tally.ts';
import { openClock } from './clock.ts';
import type { Config } from './config.ts';
import { faqForMatching } from './content.ts';
import type { Channel, Parcel } from './core/channel.ts';
import { adviceOf, type Log } from './core/log.ts';
import type { Content } from './core/texts.ts';
import type { Clock } from './core/time.ts';
import { openErasureJournal } from './erasure-journal.ts';
import { type OpenUnderstanding, openUnderstanding } from './faq/open.ts';
import { openKeptFiles } from './kept-files.ts';
import { composeLetter } from './mail/compose.ts';
import { letterParts } from './mail/letter-parts.ts';

export type Assembled = {
  /** The application, which can learn the city's questions anew while it runs. */
  app: App & Pick<OpenUnderstanding, 'relearn'>;
  letters: Letters;
  understanding: OpenUnderstanding;
  /** What the instance stands on, and what it counted since it started. */
  storage: Storage;
  tally: Tally;
};

/** Opens the database, after a copy of the old one where migrations wait. */
export async function openDatabase(config: Pick<Config, 'database' | 'dataDir'>): Promise<Database> {
  const { database } = config;
  if (await needsMigration(database)) await migrateWithBackup(config);
  const db = openPlace(database);
  if (database.kind !== 'sqlite') return db;
  markOpen(database.file);
  const close = async () => {
    await db.close();
    unmarkOpen(database.file);
  };
  return { ...db, close };
}

/**
 * Applies waiting migrations, after a copy of what is there: a SQLite file beside the backups, on PostgreSQL a schema of
 * the same database. Returns the copy's path or name.
 */
export async function migrateWithBackup({
  database,
  dataDir,
}: Pick<Config, 'database' | 'dataDir'>): Promise<string | null> {
  if (database.kind === 'postgres') return await migratePostgres(database.url);
  let kept: string | null = null;
  if (existsSync(database.file)) {
    const folder = path.join(dataDir, 'backups');
    mkdirSync(folder, { recursive: true });
    kept = path.join(folder, `before-migration-${new Date().toISOString().replace(/[:.]/g, '-')}.sqlite`);
    copySqlite(database.file, kept);
  }
  migrateSqlite(database.file);
  return kept;
}

/** How a database is called in words: its file, or its address without the password. */
export function nameOfDatabase(database: Config['database']): string {
  if (database.kind === 'sqlite') return database.file;
  const { host, pathname } = new URL(database.url);
  return `postgres://${host}${pathname}`;
}

/**
 * Everything that a command or the server needs; channels are made but not started. `hosted`: channels whose events a
 * bot of the city's own hands over.
 */
export async function assemble(
  of: { config: Config; content: Content; log: Log; hosted?: readonly string[] },
  nudge: App['nudge'] = () => undefined,
  place: NonNullable<App['place']> = () => null,
): Promise<Assembled> {
  const { config, content, log, hosted = [] } = of;
  const word = wordsOf(content);
  const { database } = config;
  if (database.kind === 'sqlite' && isJournalLost(database.file)) {
    const advice = adviceOf(word('cli.storage.lostJournal', { file: database.file }));
    log.error({ part: 'database', code: 'lostJournal', advice }, 'the journal of the last changes is gone');
  }
  const storage = watchStorage({
    db: await openDatabase(config),
    place: database,
    dataDir: config.dataDir,
    log,
    word,
  });
  const { db } = storage;
  const tally = createTally();
  const clock = await openClock(db, config.clockStart);
  const secret = await instanceSecret(db);
  const publicUrl = publicUrlOf(config);
  const channels = makeChannels({ config, content, log, hosted, clock, secret, publicUrl }).map(
    tally.watched,
  );
  const understanding = openUnderstanding({
    entries: faqForMatching(content.faq),
    words: content.words,
    shipped: path.join(config.contentDir, 'understanding.model'),
    cacheDir: path.join(config.dataDir, 'understanding'),
    log,
  });
  const app: Assembled['app'] = {
    db,
    clock,
    files: content,
    understand: understanding.understand,
    relearn: understanding.relearn,
    channels,
    sendTo: config.sendTo,
    publicUrl,
    secret,
    newId: idsFrom(clock),
    log,
    erasures: openErasureJournal(config.dataDir),
    keptFiles: openKeptFiles(config.dataDir),
    nudge,
    place,
  };
  return { app, letters: createLetters(app, domainOf(config.mail.from)), understanding, storage, tally };
}

/** Fills the texts of content/ that whoever operates the instance reads. */
export function wordsOf({ phrases }: Pick<Content, 'phrases'>) {
  return (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
    (phrases[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Where people reach us: PUBLIC_URL, else this machine. */
export function publicUrlOf(config: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return config.publicUrl ?? `http://${config.host}:${config.port}`;
}

type Making = {
  config: Config;
  content: Content;
  log: Log;
  hosted: readonly string[];
  clock: Clock;
  secret: string;
  publicUrl: string;
};

function makeChannels({ config, content, log, hosted, clock, secret, publicUrl }: Making): Channel[] {
  const hook = (name: string) => (config.publicUrl ? `${config.publicUrl}/hook/${name}` : null);
  const { telegram, viber, viberChannel, mail } = config;
  const telegramHook = hook('telegram');
  return channelsFor(
    {
      telegram: telegram && {
        token: telegram.token,
        apiRoot: telegram.apiRoot,
        // Without a secret of the city's own, one is derived that stays the same across restarts.
        webhook:
          telegramHook === null
            ? null
            : { url: telegramHook, secret: telegram.webhookSecret ?? derivedSecret(secret, 'telegram') },
        commands: commandsFrom(content),
      },
      viber: viber && {
        token: viber.token,
        apiRoot: viber.apiRoot,
        priceEur: viber.priceEur,
        webhookUrl: hook('viber'),
        senderName: (content.phrases['viber.sender'] ?? content.city.name).slice(0, 28),
      },
      email: {
        transport: mail.smtpUrl
          ? { kind: 'smtp', url: mail.smtpUrl }
          : { kind: 'files', directory: path.join(config.dataDir, 'mail') },
        from: mail.from,
        dkim: mail.dkim && {
          domain: mail.dkim.domain,
          selector: mail.dkim.selector,
          privateKeyPem: mail.dkim.key,
        },
      },
      telegramChannel: telegram?.channel
        ? { token: telegram.token, apiRoot: telegram.apiRoot, channel: telegram.channel }
        : null,
      viberChannel: viberChannel && { ...viberChannel, webhookUrl: hook('viber-channel') },
      hosted,
    },
    { clock: clock.now, log, compose: (parcel) => compose(content, publicUrl, parcel) },
  );
}

/** The menu of commands with their descriptions, from the phrases `command.<name>`. */
function commandsFrom(content: Content): { command: string; description: string }[] {
  return Object.entries(content.phrases)
    .filter(([key]) => key.startsWith('command.'))
    .map(([key, description]) => ({ command: key.slice('command.'.length), description }));
}

function compose(content: Content, publicUrl: string, { reply, letter }: Parcel) {
  const { subject = '', preheader = '', why = 'optin', unsubscribeUrl = null, fill } = letter ?? {};
  // Counted links become the recipient's own; in a template they are one more gap.
  const text = fill ? reply.text.replaceAll(fill.standIn, fill.value) : reply.text;
  return composeLetter(
    letterParts(content, {
      publicUrl,
      reply: { ...reply, text },
      letter: { subject, preheader, why, unsubscribeUrl },
    }),
  );
}

function domainOf(from: string): string {
  return /@([^\s@<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
