// Owns making the database of the console's benchmark, in a process of its own: a city at work, with people by the hundred
// thousand and a ledger of a million rows.
import SqliteFile from 'better-sqlite3';
import { webchatChannel } from '../../bots/webchat.ts';
import { migrateSqlite } from '../../db/sqlite.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { dayMs } from '../../src/core/time.ts';
import { fillCity } from '../support/console-city.ts';
import { addBenchBroadcast } from './broadcast.ts';
import { silentChannels } from './channels.ts';
import { given, report } from './in-child.ts';
import { addPeople } from './people.ts';
import { noon, openBenchWorld } from './world.ts';

export type ConsoleSeed = { file: string; people: number; deliveries: number };
export type ConsoleSeeded = {
  token: string;
  people: number;
  deliveries: number;
  broadcasts: number;
  /** Pages under /console to which no link leads at the hour of the benchmark. */
  named: string[];
};

const { file, people, deliveries } = given<ConsoleSeed>();
/** Half of the ledger is broadcasts to everybody, the other half smaller ones. */
const everybody = Math.floor(deliveries / people / 2);
const smaller = 100;
const smallerSize = Math.floor((deliveries - everybody * people) / smaller);

migrateSqlite(file);
addPeople(file, { people, channel: 'telegram', at: noon });
const { app } = openBenchWorld({
  file,
  start: noon,
  channels: (common) => [...silentChannels(common), webchatChannel()],
  understands: true,
});
for (let n = 0; n < everybody + smaller; n += 1)
  await addBenchBroadcast(app, { id: `old-${n}`, channels: ['telegram', 'viber'] });
spread();
const token = await fillCity(app, createDesk(app));
while ((await keepSums(app, people)) > everybody + smaller) {
  // Until only broadcasts that always are counted anew are left.
}
await app.db.close();
report({ token, ...counted(), named: named() } satisfies ConsoleSeeded);

/** A row of the plan that is due, visits by its QR codes and a letter among the broadcasts; where their pages are. */
function named(): string[] {
  const db = new SqliteFile(file);
  db.prepare(
    `insert into task (id, key, plan_id, line, title, unit, starts_on, due_on, state, created_at)
     select 'task-1', 'task-1', plan_id, key, 'Надрукувати плакати', 'Відділ інформації', '2026-10-01', '2026-10-25',
       'open', :noon from plan_line limit 1`,
  ).run({ noon });
  db.prepare(`update broadcast set channels = '["telegram","email"]' where id = 'old-1'`).run();
  db.close();
  const letter = ['letter', 'letter.html', 'letter.eml'].map((page) => `/broadcasts/old-1/${page}`);
  const whole = ['/tasks/task-1', '/broadcasts/old-0/watch', '/unknown/old-0'];
  const own = ['/texts/rule/paperPlaces/undo', '/access/codes', '/access/remove'];
  return [...whole, ...letter, ...own, '/sources.csv', '/assets/live.js'];
}

/** Gives people contests, roles, sources and consents over the year, and the broadcasts their rows. */
function spread(): void {
  const db = new SqliteFile(file);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    db.prepare(
      `update person set created_at = :noon - (rowid % 300) * :day,
         contest = case rowid % 4 when 0 then 'kids' else 'city' end,
         role = case rowid % 5 when 0 then 'author' when 1 then 'supporter' when 2 then null else 'voter' end,
         source = case rowid % 7 when 0 then 'poster-school-12' when 1 then 'leaflet-' || (rowid % 40) else null end`,
    ).run({ noon, day: dayMs });
    db.prepare(
      `insert into consent (id, person_id, purpose, contest, granted, at, channel, wording, ground)
       select 'c' || id, id, 'reminders', contest, 1, created_at, 'telegram', 'wording', 'consent' from person`,
    ).run();
    db.prepare(
      `update broadcast set state = 'done', at = :noon - cast(substr(id, 5) as integer) * 9 * :day - 9 * :day,
         last_useful_at = :noon - cast(substr(id, 5) as integer) * 9 * :day - 8 * :day, done_at = :noon - :day`,
    ).run({ noon, day: dayMs });
    const add = db.prepare(
      `insert into delivery (id, broadcast_id, person_id, address_id, channel, priority, state, due_at, expires_at,
         attempts, reason, price_eur, created_at, settled_at)
       select :id || '-' || rowid, :id, id, 'a' || substr(id, 2), case rowid % 10 when 0 then 'viber' else 'telegram' end, 3,
         case when rowid % 5000 = 1 then 'unknown' when rowid % 50 = 2 then 'failed' when rowid % 50 = 3 then 'gone'
              when rowid % 50 = 4 then 'skipped' when rowid % 3 = 0 then 'delivered' else 'sent' end,
         :at, :at + :day, 1, case when rowid % 50 in (2, 3) then 'blocked' when rowid % 50 = 4 then 'weeklyLimit' end,
         case rowid % 10 when 0 then 0.02 else 0 end, :at, :at
       from person where rowid > :from and rowid <= :from + :most`,
    );
    for (let n = 0; n < everybody + smaller; n += 1) {
      const [from, most] =
        n < everybody ? [0, people] : [((n - everybody) * smallerSize) % people, smallerSize];
      add.run({ id: `old-${n}`, at: noon - (n + 1) * 9 * dayMs, day: dayMs, from, most });
    }
    db.exec('analyze');
  })();
  db.close();
}

function counted() {
  const db = new SqliteFile(file, { readonly: true });
  const of = (table: string) => Number(db.prepare(`select count(*) from ${table}`).pluck().get());
  const sizes = { people: of('person'), deliveries: of('delivery'), broadcasts: of('broadcast') };
  db.close();
  return sizes;
}
