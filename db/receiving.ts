// Owns the hot path of taking a message in: what every turn of the dialog reads and writes, in few statements that are
// prepared once. What only some turns ask for belongs to the files of its nouns.
import type { Topic } from '../src/core/broadcast.ts';
import type { ConsentScope } from '../src/core/consent.ts';
import type { ContestId, StageId } from '../src/core/contest.ts';
import type { Conversation } from '../src/core/dialog/conversation.ts';
import { wonStates } from '../src/core/project.ts';
import type { Reply } from '../src/core/reply.ts';
import type { SpecialDay } from '../src/core/workdays.ts';
import { and, asc, desc, eq, gt, inArray, isNull, type SQL, sql } from './drizzle.ts';
import type { DeliveryRow } from './ledger.ts';
import type { AddressRow, At, PersonRow } from './people.ts';
import { preparedOnce } from './prepared.ts';
import { nextVisit } from './sending.ts';

const value = sql.placeholder;
const noText = sql`cast(null as text)`;
const noInstant = sql`cast(null as bigint)`;

const statements = preparedOnce((at: At) => ({
  ...ofEvents(at),
  ...ofChats(at),
  city: city(at),
  person: person(at),
}));

function ofEvents({ t, s }: At) {
  const { inbox } = t;
  const same = and(eq(inbox.channel, value('channel')), eq(inbox.eventId, value('eventId')));
  return {
    remember: s
      .insert(inbox)
      .values({ channel: value('channel'), eventId: value('eventId'), at: value('now') })
      .onConflictDoNothing()
      .returning({ eventId: inbox.eventId })
      .prepare('remember'),
    welcome: s.select({ welcome: inbox.welcome }).from(inbox).where(same).prepare('welcome'),
  };
}

function ofChats({ t, s }: At) {
  const { address, conversation, delivery } = t;
  const own = and(eq(delivery.personId, value('personId')), eq(delivery.addressId, value('addressId')));
  return {
    chat: s
      .select({ address, person: t.person, talk: conversation })
      .from(address)
      .innerJoin(t.person, eq(t.person.id, address.personId))
      .leftJoin(conversation, eq(conversation.addressId, address.id))
      .where(and(eq(address.channel, value('channel')), eq(address.address, value('address'))))
      .prepare('chat'),
    seen: s
      .update(address)
      .set({ state: 'active', wroteAt: sql`${value('now')}`, sessionAt: sql`${value('sessionAt')}` })
      .where(eq(address.id, value('id')))
      .prepare('seen'),
    visited: s
      .update(delivery)
      .set({ dueAt: sql`${value('now')}` })
      .where(and(own, sql.raw(`state = 'pending' and reason = '${nextVisit}'`)))
      .returning({ id: delivery.id })
      .prepare('visited'),
    // From the few broadcasts of late to the person's row of each, not the other way round: replies are many more rows.
    begun: s
      .select({ broadcast: t.broadcast })
      .from(t.broadcast)
      .crossJoin(delivery)
      .where(
        and(
          gt(t.broadcast.lastUsefulAt, value('since')),
          eq(delivery.broadcastId, t.broadcast.id),
          own,
          gt(delivery.createdAt, value('since')),
          inArray(delivery.state, ['sent', 'delivered', 'unknown']),
          isNull(delivery.amends),
          sql`${delivery.settledAt} >= ${value('talkedAt')}`,
        ),
      )
      .orderBy(desc(delivery.settledAt), desc(delivery.id))
      .limit(1)
      .prepare('begun'),
    meet: s
      .insert(t.person)
      .values({ id: value('personId'), createdAt: value('now') })
      .prepare('meet'),
    open: s
      .insert(address)
      .values({
        id: value('id'),
        personId: value('personId'),
        channel: value('channel'),
        address: value('address'),
        state: 'active',
        createdAt: value('now'),
        wroteAt: value('now'),
        sessionAt: value('sessionAt'),
      })
      .prepare('open'),
    reply: s.insert(delivery).values(replyValues).prepare('reply'),
    talk: s
      .insert(conversation)
      .values({ addressId: value('addressId'), state: value('state'), updatedAt: value('now') })
      .onConflictDoUpdate({
        target: conversation.addressId,
        set: { state: sql`excluded.state`, updatedAt: sql`excluded.updated_at` },
      })
      .prepare('talk'),
  };
}

/** An answer belongs to no broadcast, costs nothing, and carries its own words. */
const replyValues = {
  id: value('id'),
  personId: value('personId'),
  addressId: value('addressId'),
  channel: value('channel'),
  priority: value('priority'),
  state: value('state'),
  dueAt: value('dueAt'),
  expiresAt: value('expiresAt'),
  body: value('body'),
  createdAt: value('createdAt'),
  settledAt: value('settledAt'),
  attempts: value('attempts'),
  priceEur: 0,
} as const;

/** Rows of several tables as rows of one shape: what kind they are, and what they say. */
function rowsOf({ s }: At, branches: SQL[]) {
  return s
    .select({
      kind: sql<string>`known.kind`,
      a: sql<string | null>`known.a`,
      b: sql<string | null>`known.b`,
      at: sql<number | null>`known.at`,
      until: sql<number | null>`known.until`,
    })
    .from(sql`(${sql.join(branches, sql` union all `)}) as known`);
}

function city(at: At) {
  const { revision, stageDate, holiday } = at.t;
  return rowsOf(at, [
    sql`select 'texts' as kind, max(${revision.id}) as a, ${noText} as b, ${noInstant} as at, ${noInstant} as until from ${revision}`,
    sql`select 'date', ${stageDate.contest}, ${stageDate.stage}, ${stageDate.opens}, ${stageDate.closes} from ${stageDate}`,
    sql`select case when ${holiday.working} then 'workday' else 'holiday' end, ${holiday.date}, ${holiday.title}, ${noInstant}, ${noInstant} from ${holiday}`,
  ]).prepare('city');
}

function person(at: At) {
  const { address, standing, mute, voted, question, project } = at.t;
  const id = value('personId');
  const standsIn = (contest: ContestId) =>
    sql`${project.contest} = ${sql.raw(`'${contest}'`)} and ${project.cycle} = ${value(contest)} and ${project.removedAt} is null`;
  const won = sql.raw(wonStates.map((state) => `'${state}'`).join(', '));
  const listed = (contest: ContestId) =>
    sql`select case when exists(select 1 from ${project} where ${standsIn(contest)} and ${project.state} in (${won})) then 'won' else 'listed' end, ${sql.raw(`'${contest}'`)}, ${noText}, ${noInstant}, ${noInstant} where exists(select 1 from ${project} where ${standsIn(contest)})`;
  return rowsOf(at, [
    sql`select 'address' as kind, ${address.channel} as a, ${address.state} as b, ${address.createdAt} as at, ${noInstant} as until from ${address} where ${address.personId} = ${id}`,
    sql`select 'reminders', ${standing.contest}, ${noText}, ${noInstant}, ${noInstant} from ${standing} where ${standing.personId} = ${id} and ${standing.purpose} = 'reminders' and ${eq(standing.granted, true)}`,
    sql`select 'mute', ${mute.topic}, ${noText}, ${mute.at}, ${noInstant} from ${mute} where ${mute.personId} = ${id}`,
    sql`select 'voted', ${voted.contest}, ${voted.cycle}, ${noInstant}, ${noInstant} from ${voted} where ${voted.personId} = ${id}`,
    sql`select 'asked', ${noText}, ${noText}, ${noInstant}, ${noInstant} where exists(select 1 from ${question} where ${question.personId} = ${id})`,
    listed('city'),
    listed('kids'),
  ])
    .orderBy(asc(sql`known.kind`), asc(sql`known.at`), asc(sql`known.a`), asc(sql`known.b`))
    .prepare('person');
}

/** Keeps the id of an event; false where it is kept already. */
export async function rememberEvent(
  at: At,
  event: { channel: string; eventId: string; now: number },
): Promise<boolean> {
  return (await statements(at).remember.execute(event)).length > 0;
}

type Event = { channel: string; eventId: string };

/** Whether the id of an event is kept. */
export async function isRemembered(at: At, event: Event): Promise<boolean> {
  return (await statements(at).welcome.execute(event)).length > 0;
}

/** The welcome with which an event was answered in its response; null: none. */
export async function welcomeOf(at: At, event: Event): Promise<Reply | null> {
  return (await statements(at).welcome.execute(event))[0]?.welcome ?? null;
}

/** The address, its person and what is kept of the chat; null for somebody who is new on this channel. */
export async function findChat(at: At, channel: string, address: string) {
  return (await statements(at).chat.execute({ channel, address }))[0] ?? null;
}

/** Keeps somebody new: a person of whom nothing is known, with one address that was just written from. */
export async function addChat(at: At, { person, address }: { person: PersonRow; address: AddressRow }) {
  await statements(at).meet.execute({ personId: person.id, now: person.createdAt });
  await statements(at).open.execute({ ...address, now: person.createdAt });
}

/** Notes a sign of life: the address can be reached. */
export async function noteSeen(at: At, of: { id: string; now: number; sessionAt: number | null }) {
  await statements(at).seen.execute(of);
}

/** Lets go what waited for the person to write on this address; whether anything did. */
export async function dueAtVisit(at: At, of: { personId: string; addressId: string; now: number }) {
  return (await statements(at).visited.execute(of)).length > 0;
}

/** The broadcast that reached this address last, after an instant and after the last turn of its conversation. */
export async function begunSince(
  at: At,
  of: { address: Pick<AddressRow, 'id' | 'personId'>; since: number; talkedAt: number },
) {
  const { address, since, talkedAt } = of;
  const whose = { personId: address.personId, addressId: address.id };
  return (await statements(at).begun.execute({ ...whose, since, talkedAt }))[0]?.broadcast ?? null;
}

/** Puts an answer into the ledger. */
export async function addReply(at: At, row: DeliveryRow): Promise<void> {
  await statements(at).reply.execute(row);
}

export async function saveConversation(
  at: At,
  addressId: string,
  of: { state: Conversation; now: number },
): Promise<void> {
  await statements(at).talk.execute({ addressId, ...of });
}

/** What staff changed of the city: each turn asks for it, because another process may have written it. */
export type CityNow = {
  /** Differs whenever staff wrote a text. */
  texts: string;
  dates: { contest: ContestId; stage: StageId; opens: number; closes: number }[];
  special: SpecialDay[];
};

/** What staff changed of the city, in one statement. */
export async function cityNow(at: At): Promise<CityNow> {
  const now: CityNow = { texts: '', dates: [], special: [] };
  for (const { kind, a, b, at: opens, until } of await statements(at).city.execute()) {
    if (kind === 'texts') now.texts = a ?? '';
    else if (kind === 'date')
      now.dates.push({
        contest: a as ContestId,
        stage: b as StageId,
        opens: Number(opens),
        closes: Number(until),
      });
    else now.special.push({ date: a ?? '', title: b ?? '', working: kind === 'workday' });
  }
  return now;
}

/** What is known of a person beside their own row, and which contests have projects in the running cycle. */
export type PersonNow = {
  addresses: Pick<AddressRow, 'channel' | 'state'>[];
  /** For which contests reminders are granted. */
  reminders: ConsentScope[];
  muted: Topic[];
  votes: { contest: ContestId; cycle: string }[];
  /** Whether the person ever asked staff something that is kept. */
  asked: boolean;
  listed: { contest: ContestId; won: boolean }[];
};

/** What a turn knows of a person, in one statement; `cycles` are those that run. */
export async function personNow(
  at: At,
  of: { personId: string; cycles: Readonly<Record<ContestId, string>> },
): Promise<PersonNow> {
  const now: PersonNow = { addresses: [], reminders: [], muted: [], votes: [], asked: false, listed: [] };
  for (const { kind, a, b } of await statements(at).person.execute({ personId: of.personId, ...of.cycles })) {
    switch (kind) {
      case 'address':
        now.addresses.push({ channel: a ?? '', state: b as AddressRow['state'] });
        break;
      case 'reminders':
        now.reminders.push(a as ConsentScope);
        break;
      case 'mute':
        now.muted.push(a as Topic);
        break;
      case 'voted':
        now.votes.push({ contest: a as ContestId, cycle: b ?? '' });
        break;
      case 'asked':
        now.asked = true;
        break;
      default:
        now.listed.push({ contest: a as ContestId, won: kind === 'won' });
    }
  }
  return now;
}
