// Owns bringing a list of addresses in: with its source and ground, never twice, never against somebody's will.
import { isSuppressed } from '../../db/desk.ts';
import { and, eq } from '../../db/drizzle.ts';
import {
  type AddressRow,
  type At,
  addAddress,
  addPerson,
  findAddress,
  recordConsent,
} from '../../db/people.ts';
import type { Purpose } from '../core/consent.ts';
import { readSubscriberList, type SubscriberRow } from '../mail/list.ts';
import { suppressionHash } from '../mail/suppression.ts';
import { type App, channelNames, writing } from './app.ts';
import type { Result } from './desk.ts';
import { refuse } from './refusal.ts';

export type ImportReport = {
  rows: number;
  added: number;
  updated: number;
  suppressed: number;
  rejected: { row: number; field: string; reason: string }[];
};

const rowsAWrite = 500;

/** A ground that begins with «consent» or the city's own word for it is one; any other makes unconfirmed legacy. */
export function isConsentGround(app: Pick<App, 'files'>, ground: string): boolean {
  const words = ['consent', app.files.phrases['ground.consent'] ?? 'consent'];
  return words.some((word) => ground.trim().toLowerCase().startsWith(word));
}

/** Imports a list of addresses with its source and legal ground. The same file again changes nothing. */
export async function importSubscribers(
  app: App,
  file: { name: string; bytes: Uint8Array },
  of: { source: string; ground: string; progress?: (done: number, all: number) => void },
): Promise<Result<ImportReport>> {
  if (of.ground.trim() === '') return refuse(app, 'list.ground');
  if (of.source.trim() === '') return refuse(app, 'list.source');
  const [channel] = channelNames(app).letters;
  if (!channel) return refuse(app, 'list.channel');
  const list = await readSubscriberList(file, (key) => app.files.phrases[key] ?? key, of.progress);
  if (!list.ok) return { ok: false, code: list.problem.code, message: list.problem.message };
  const report: ImportReport = {
    rows: list.count,
    added: 0,
    updated: 0,
    suppressed: 0,
    rejected: list.rejected,
  };
  for (let at = 0; at < list.rows.length; at += rowsAWrite) {
    const page = list.rows.slice(at, at + rowsAWrite);
    await writing(app, async (write) => {
      for (const row of page) await importRow(write, app, { row, channel, ...of, report });
    });
  }
  return { ok: true, value: report };
}

type Importing = {
  row: SubscriberRow;
  channel: string;
  source: string;
  ground: string;
  report: ImportReport;
};

async function importRow(at: At, app: App, of: Importing): Promise<void> {
  for (const email of of.row.addresses) {
    const outcome = await importAddress(at, app, { ...of, email });
    if (outcome !== 'unchanged') of.report[outcome] += 1;
  }
}

async function importAddress(
  at: At,
  app: App,
  of: Importing & { email: string },
): Promise<'added' | 'updated' | 'suppressed' | 'unchanged'> {
  const { email, channel, source, ground, row } = of;
  if (await isSuppressed(at, suppressionHash(app.secret, email))) return 'suppressed';
  const purpose: Purpose = isConsentGround(app, ground) && row.consent !== false ? 'letters' : 'official';
  const contest = row.contest ?? 'any';
  const known = await findAddress(at, channel, email);
  if (known) {
    // Whoever once left stays away: only the person's own act brings them back.
    if (await hasAnyStanding(at, known.person.id, purpose)) return 'unchanged';
    if (purpose === 'official' && (await hasAnyStanding(at, known.person.id, 'letters'))) return 'unchanged';
    await grant(at, app, { personId: known.person.id, purpose, contest, channel, source, ground });
    return 'updated';
  }
  const now = app.clock.now();
  const personId = app.newId();
  await addPerson(at, {
    id: personId,
    createdAt: now,
    contest: row.contest,
    role: null,
    source: null,
    prefers: null,
    pace: null,
  });
  const address: AddressRow = {
    id: app.newId(),
    personId,
    channel,
    address: email,
    state: 'active',
    createdAt: now,
    wroteAt: null,
    sessionAt: null,
    provenAt: null,
    listSource: row.year === null ? source : `${source}, ${row.year}`,
    listGround: ground,
  };
  await addAddress(at, address);
  await grant(at, app, { personId, purpose, contest, channel, source, ground });
  return 'added';
}

async function hasAnyStanding({ t, s }: At, personId: string, purpose: Purpose): Promise<boolean> {
  const rows = await s
    .select()
    .from(t.standing)
    .where(and(eq(t.standing.personId, personId), eq(t.standing.purpose, purpose)));
  return rows.length > 0;
}

type Grant = {
  personId: string;
  purpose: Purpose;
  contest: 'city' | 'kids' | 'any';
  channel: string;
  source: string;
  ground: string;
};

async function grant(at: At, app: App, of: Grant): Promise<void> {
  const { personId, purpose, contest, channel, source, ground } = of;
  const wording = `${source}: ${ground}`;
  const consent = {
    id: app.newId(),
    purpose,
    contest,
    granted: true,
    at: app.clock.now(),
    channel,
    wording,
    ground,
  };
  await recordConsent(at, personId, consent);
}
