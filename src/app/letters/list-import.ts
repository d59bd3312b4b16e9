// Owns bringing a list of addresses in: with its source and ground, never twice, never against somebody's will.
import type { At } from '../../../db/people.ts';
import type { Purpose } from '../../core/consent.ts';
import type { ContestId } from '../../core/contest.ts';
import { readSubscriberList } from '../../mail/list.ts';
import type { RowRemark, SubscriberRow } from '../../mail/list-rows.ts';
import { suppressionHash } from '../../mail/suppression.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { type ListRows, listStatements } from './list-statements.ts';

export type ImportReport = {
  rows: number;
  added: number;
  updated: number;
  suppressed: number;
  /** Addresses that stood further up in the file already, and those that change nothing. */
  duplicates: number;
  unchanged: number;
  rejected: RowRemark[];
  /** What was taken, but should be looked at: a domain that looks like a slip, a year that is none. */
  notes: RowRemark[];
};

/** Rows of one transaction: a few milliseconds, so that no answer to a resident waits for an import. */
const rowsAWrite = 500;

/** A ground that begins with «consent» or the city's own word for it is one; any other makes unconfirmed legacy. */
export function isConsentGround(app: Pick<App, 'files'>, ground: string): boolean {
  const words = ['consent', app.files.phrases['ground.consent'] ?? 'consent'];
  return words.some((word) => ground.trim().toLowerCase().startsWith(word));
}

type ImportOf = {
  source: string;
  ground: string;
  /** Told how many bytes of the file have been read, and then how many of its rows are stored. */
  progress?: (step: 'reading' | 'storing', done: number, all: number) => void;
};

/** Imports a list of addresses with its source and legal ground. The same file again changes nothing. */
export async function importSubscribers(
  app: App,
  file: { name: string; bytes: Uint8Array },
  of: ImportOf,
): Promise<Result<ImportReport>> {
  if (of.ground.trim() === '') return refuse(app, 'list.ground');
  if (of.source.trim() === '') return refuse(app, 'list.source');
  const [channel] = channelNames(app).letters;
  if (!channel) return refuse(app, 'list.channel');
  const list = await readSubscriberList(
    file,
    (key) => app.files.phrases[key] ?? key,
    (done, all) => of.progress?.('reading', done, all),
  );
  if (!list.ok) return { ok: false, code: list.problem.code, message: list.problem.message };
  const { count: rows, duplicates, rejected, notes } = list;
  const counts = { added: 0, updated: 0, suppressed: 0, unchanged: 0 };
  for (let from = 0; from < list.rows.length; from += rowsAWrite) {
    const page = list.rows.slice(from, from + rowsAWrite);
    await writing(app, (at) => importPage(at, app, { page, channel, ...of, counts }));
    of.progress?.('storing', Math.min(from + rowsAWrite, list.rows.length), list.rows.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ok: true, value: { rows, ...counts, duplicates, rejected, notes } };
}

type Counts = { added: number; updated: number; suppressed: number; unchanged: number };
type Page = ImportOf & { page: readonly SubscriberRow[]; channel: string; counts: Counts };

/** An address that is wanted: what its row says, and the hash under which it may be suppressed. */
type Wanted = { email: string; hash: string; row: SubscriberRow };

/** What the database holds of a page of addresses, and what the page adds to it; written in a few statements. */
type Known = {
  suppressed: ReadonlySet<string>;
  /** The person behind an address. */
  people: Map<string, string>;
  /** `person purpose`, whether granted or withdrawn. */
  standings: Set<string>;
};

async function importPage(at: At, app: App, of: Page): Promise<void> {
  const wanted = of.page.flatMap((row) =>
    row.addresses.map((email): Wanted => ({ email, hash: suppressionHash(app.secret, email), row })),
  );
  if (wanted.length === 0) return;
  const known = await knownOf(at, of.channel, wanted);
  const rows: ListRows = { people: [], addresses: [], consents: [], standings: [] };
  for (const one of wanted) of.counts[importOne(app, { ...of, known, rows }, one)] += 1;
  await store(at, rows);
}

async function knownOf(at: At, channel: string, wanted: readonly Wanted[]): Promise<Known> {
  const { suppressed, found, standings } = listStatements(at);
  const list = (values: readonly string[]) => ({ json: JSON.stringify([...new Set(values)]) });
  const hashes = await suppressed.execute(list(wanted.map(({ hash }) => hash)));
  const rows = await found.execute({ ...list(wanted.map(({ email }) => email)), channel });
  const people = new Map(rows.map(({ email, personId }) => [email, personId]));
  const stand = await standings.execute(list([...people.values()]));
  return {
    suppressed: new Set(hashes.map(({ hash }) => hash)),
    people,
    standings: new Set(stand.map(({ person, purpose }) => `${person} ${purpose}`)),
  };
}

type Importing = Page & { known: Known; rows: ListRows };

function importOne(app: App, of: Importing, { email, hash, row }: Wanted): keyof Counts {
  const { known, channel, source, ground } = of;
  if (known.suppressed.has(hash)) return 'suppressed';
  const purpose: Purpose = isConsentGround(app, ground) && row.consent !== false ? 'letters' : 'official';
  const person = known.people.get(email);
  const stands = (id: string, what: Purpose) => known.standings.has(`${id} ${what}`);
  // Whoever once left stays away: only the person's own act brings them back.
  if (person && (stands(person, purpose) || (purpose === 'official' && stands(person, 'letters'))))
    return 'unchanged';
  const personId = person ?? addPerson(app, of, { email, row });
  known.standings.add(`${personId} ${purpose}`);
  const now = app.clock.now();
  const contest: ContestId | 'any' = row.contest ?? 'any';
  const standing = { personId, purpose, contest, granted: true, at: now };
  of.rows.standings.push(standing);
  of.rows.consents.push({ ...standing, id: app.newId(), channel, wording: `${source}: ${ground}`, ground });
  return person ? 'updated' : 'added';
}

function addPerson(app: App, of: Importing, { email, row }: { email: string; row: SubscriberRow }): string {
  const id = app.newId();
  const createdAt = app.clock.now();
  const nothing = { role: null, source: null, prefers: null, pace: null };
  of.rows.people.push({ id, createdAt, contest: row.contest, ...nothing });
  of.rows.addresses.push({
    id: app.newId(),
    personId: id,
    channel: of.channel,
    address: email,
    state: 'active',
    createdAt,
    wroteAt: null,
    sessionAt: null,
    provenAt: null,
    listSource: row.year === null ? of.source : `${of.source}, ${row.year}`,
    listGround: of.ground,
  });
  of.known.people.set(email, id);
  return id;
}

/** Everything of a page; nobody else can have written between, for the page is one transaction. */
async function store(at: At, { people, addresses, consents, standings }: ListRows): Promise<void> {
  const { person, address, consent, standing } = listStatements(at);
  for (const row of people) await person.execute(row);
  for (const row of addresses) await address.execute(row);
  for (const row of consents) await consent.execute(row);
  for (const row of standings) await standing.execute(row);
}

/** Addresses that may not be written to, by why; only their salted hashes are kept. */
export async function suppressedCounts(app: Pick<App, 'db'>): Promise<Record<string, number>> {
  const { t, s } = reading(app);
  const rows = await s.select({ reason: t.suppression.reason }).from(t.suppression);
  const counts: Record<string, number> = {};
  for (const { reason } of rows) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
