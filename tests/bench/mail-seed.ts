// Owns making a database to measure letters with: people with an address, a broadcast and its rows.
import SqliteFile from 'better-sqlite3';
import { migrateSqlite } from '../../db/sqlite.ts';
import { expand, release } from '../../src/app/broadcasts/expand.ts';
import { addBenchBroadcast } from './broadcast.ts';
import { given, report } from './in-child.ts';
import { mailTo } from './mail-channel.ts';
import { subject, text } from './mail-letter.ts';
import { addPeople } from './people.ts';
import { morning, openBenchWorld } from './world.ts';

const { file, people } = given<{ file: string; people: number }>();
migrateSqlite(file);
addPeople(file, { people, channel: 'email', at: morning });
const db = new SqliteFile(file);
db.exec(`update address set address = 'person' || address || '@ukr.example' where channel = 'email'`);
db.close();
const { app } = openBenchWorld({
  file,
  start: morning,
  channels: (common) => [mailTo({ url: 'smtp://127.0.0.1:9', keyPem: null, log: common.log })],
});
const broadcast = await addBenchBroadcast(app, { id: 'blast', channels: ['email'] });
const body = { ...broadcast.body, text, subject, preheader: 'Лишилося кілька днів' };
const own = new SqliteFile(file);
own.prepare(`update broadcast set body = ? where id = 'blast'`).run(JSON.stringify(body));
own.close();
await expand(app, { ...broadcast, body });
await release(app, [{ ...broadcast, body }]);
await app.db.close();
report({});
