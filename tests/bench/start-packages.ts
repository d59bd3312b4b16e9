// Owns the peer of a start: a process that only loads the packages which the product uses while it serves all its channels,
// in the cheapest way there is for each, opens an empty database and listens. What no start needs is left out: readers of
// documents, PDF, mailboxes and returned letters, PostgreSQL and its queue.
import { createServer } from 'node:http';
import module, { createRequire } from 'node:module';
import path from 'node:path';

module.enableCompileCache?.();

const require = createRequire(import.meta.url);
// drizzle as the product loads it: through require, which is 0.5 s and 170 MB less.
for (const name of [
  'drizzle-orm',
  'drizzle-orm/sqlite-core',
  'drizzle-orm/pg-core',
  'drizzle-orm/better-sqlite3',
])
  require(name);
const Sqlite = require('better-sqlite3') as new (file: string) => { pragma: (words: string) => unknown };
new Sqlite(path.join(process.env.DATA_DIR ?? '.', 'packages.sqlite')).pragma('journal_mode = WAL');
await Promise.all([
  import('grammy'),
  import('hono'),
  import('@hono/node-server'),
  import('undici'),
  import('nodemailer'),
  import('zod'),
  import('yaml'),
  import('pino'),
  import('prom-client'),
  import('node-cron'),
  import('rate-limiter-flexible'),
  import('uqr'),
  import('fflate'),
  import('@orama/stemmers/ukrainian'),
]);
createServer((_request, response) => response.end('{"ok":true}')).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);
