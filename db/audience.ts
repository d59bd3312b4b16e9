// Owns whom an audience rule means and which one address of a person is written to, as conditions of the addressing query.
import type { Audience } from '../src/core/broadcast.ts';
import { eq, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Values of a list, each as its own parameter. */
export function list(values: readonly string[]): SQL {
  return values.length === 0
    ? sql`(null)`
    : sql`(${sql.join(
        values.map((value) => sql`${value}`),
        sql`, `,
      )})`;
}

/** Whether one of the purposes is granted to the person for the audience's contest. */
export function granted({ t }: At, purposes: readonly string[], contest: Audience['contest']): SQL<boolean> {
  const scopes = contest ? [contest, 'any'] : ['city', 'kids', 'any'];
  return sql<boolean>`exists (select 1 from ${t.standing} g where g.person_id = ${t.person.id}
    and g.purpose in ${list(purposes)} and g.contest in ${list(scopes)} and g.granted = true)`;
}

/** The people whom the audience rule means. */
export function meant(at: At, audience: Audience): SQL[] {
  const { t } = at;
  const { purposes, contest, role, source, topic, unlessVoted, pace, unlessReminded } = audience;
  const { follows, followsIn, attends, only } = audience;
  const none = (query: SQL) => sql`not exists (${query})`;
  return [
    granted(at, purposes, contest),
    ...(role ? [eq(t.person.role, role)] : []),
    ...(source ? [eq(t.person.source, source)] : []),
    ...(pace === 'each' ? [sql`${t.person.pace} is null`] : []),
    ...(pace === 'weekly' ? [sql`${t.person.pace} = 'weekly'`] : []),
    ...(unlessReminded ? [sql`not ${granted(at, ['reminders'], contest)}`] : []),
    ...(topic
      ? [none(sql`select 1 from ${t.mute} m where m.person_id = ${t.person.id} and m.topic = ${topic}`)]
      : []),
    ...(unlessVoted
      ? [
          none(sql`select 1 from ${t.voted} v where v.person_id = ${t.person.id}
            and v.contest = ${contest} and v.cycle = ${unlessVoted}`),
        ]
      : []),
    ...(follows
      ? [
          sql`exists (select 1 from ${t.follow} f where f.person_id = ${t.person.id}
            and f.project_uid = ${follows})`,
        ]
      : []),
    ...(followsIn
      ? [
          sql`exists (select 1 from ${t.follow} f join ${t.project} p on p.uid = f.project_uid
            where f.person_id = ${t.person.id} and p.contest = ${contest} and p.cycle = ${followsIn}
            and p.state = 'admitted' and p.removed_at is null)`,
        ]
      : []),
    ...(only ? [eq(t.person.id, only)] : []),
    ...(attends
      ? [
          sql`exists (select 1 from ${t.seat} e where e.person_id = ${t.person.id}
            and e.event_id = ${attends} and e.state = 'going')`,
        ]
      : []),
  ];
}

/** Consents that a person gave in a chat, for messages wherever they are reached; the others open the letter box alone. */
const opensEveryChannel: readonly string[] = ['reminders', 'projects', 'events'];

/**
 * The one address of a person: where consent leads (reminders anywhere, letters and legal grounds only into a letter
 * box), the channel that they chose, else the one that last proved to work, else where they last wrote.
 */
export function chosenAddress(
  at: At,
  of: { audience: Audience; channels: readonly string[]; letters: readonly string[] },
): SQL {
  const { t } = at;
  const { audience, channels, letters } = of;
  const boxes = channels.filter((name) => letters.includes(name));
  const anywhere = audience.purposes.filter((purpose) => opensEveryChannel.includes(purpose));
  const alone = anywhere.length === audience.purposes.length;
  const chats = channels.filter((name) => !boxes.includes(name));
  const lawful = alone
    ? sql`b.channel in ${list(channels)}`
    : anywhere.length > 0
      ? sql`((b.channel in ${list(boxes)} and ${isOnList(at, audience)}) or (b.channel in ${list(chats)}
          and ${granted(at, anywhere, audience.contest)}))`
      : sql`b.channel in ${list(boxes)}`;
  return sql`(select b.id from ${t.address} b
    where b.person_id = ${t.person.id} and b.state = 'active' and ${lawful}
    order by case when b.channel = ${t.person.prefers} then 0 else 1 end,
      coalesce(b.proven_at, 0) desc, coalesce(b.wrote_at, 0) desc, b.id limit 1)`;
}

/** Letters are wanted, or nobody ever left them: a reminder's consent does not bring back what was left by letter. */
function isOnList(at: At, { purposes, contest }: Audience): SQL {
  const { t } = at;
  const byList = purposes.filter((purpose) => !opensEveryChannel.includes(purpose));
  return sql`(${granted(at, byList, contest)} or not exists (select 1 from ${t.standing} w
    where w.person_id = ${t.person.id} and w.purpose in ('letters', 'official') and w.granted = false))`;
}
