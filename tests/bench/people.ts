// Owns people by the million: they are made inside the database, because nobody measures how they came there.
import SqliteFile from 'better-sqlite3';
import { dayMs } from '../../src/core/time.ts';

const everyone = `with recursive n(i) as (select 1 union all select i + 1 from n where i < :people)`;

/**
 * People with an address on `channel` and a consent to reminders; each tenth has a second one on
 * Viber, unless theirs is there. Chats are numbered from 1,000,001.
 */
export function addPeople(file: string, of: { people: number; channel: string; at: number }): void {
  const { people, channel, at } = of;
  const db = new SqliteFile(file);
  db.pragma('synchronous = OFF');
  const run = (sql: string, with_: object) => db.prepare(`${sql}`).run(with_);
  db.transaction(() => {
    run(
      `insert into person (id, created_at, contest) ${everyone} select printf('%032x', i), :at, 'city' from n`,
      { people, at },
    );
    const columns = 'id, person_id, channel, address, state, created_at';
    run(
      `insert into address (${columns}) ${everyone}
       select printf('a%031x', i), printf('%032x', i), :channel, 1000000 + i, 'active', :at from n`,
      { people, channel, at },
    );
    run(
      `insert into address (${columns}) ${everyone}
       select printf('b%031x', i), printf('%032x', i), 'viber', 'second-' || i, 'active', :at from n where i % 10 = 0 and :channel <> 'viber'`,
      { people, channel, at },
    );
    run(
      `insert into standing (person_id, purpose, contest, granted, at) ${everyone}
       select printf('%032x', i), 'reminders', 'city', 1, :at from n`,
      { people, at },
    );
  })();
  db.close();
}

/** Each fiftieth person refused news, and each tenth got three messages in the last days: as many as the city allows. */
export function addHabits(file: string, of: { people: number; at: number }): void {
  const { people, at } = of;
  const db = new SqliteFile(file);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    db.prepare(
      `insert into mute (person_id, topic, at) ${everyone} select printf('%032x', i), 'news', :at from n where i % 50 = 1`,
    ).run({ people, at });
    const earlier = db.prepare(
      `insert into delivery (id, broadcast_id, person_id, address_id, channel, priority, state, due_at, expires_at,
         attempts, price_eur, created_at, settled_at)
       ${everyone} select printf('%s-%d', :earlier, i), :earlier, printf('%032x', i), printf('a%031x', i), 'telegram',
         2, 'sent', :at, :at, 1, 0, :at, :at from n where i % 10 = 3`,
    );
    for (const days of [1, 2, 3]) {
      earlier.run({ people, earlier: `earlier-${days}`, at: at - days * dayMs });
    }
  })();
  db.close();
}
