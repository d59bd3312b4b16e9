// Owns giving the list of letter addresses out as a table: where each is from, on what ground, and what stands now.
import { and, asc, eq, gt, inArray } from '../../../db/drizzle.ts';
import type { At } from '../../../db/people.ts';
import { isoInKyiv } from '../../core/time.ts';
import { type App, channelNames, reading } from '../app.ts';

const pagePeople = 2000;

/** The columns, in the order of the file; what heads them is the phrases `mail.export.<column>`. */
const columns = [
  'address',
  'state',
  'contest',
  'source',
  'ground',
  'official',
  'letters',
  'reminders',
  'since',
  'proven',
] as const;

/** Lines of a CSV (UTF-8 with its mark, `;` between cells, as Excel of this country opens it), heading first. */
export async function* exportSubscribers(app: App): AsyncGenerator<string> {
  const { phrases } = app.files;
  yield `\ufeff${columns.map((name) => cell(phrases[`mail.export.${name}`] ?? name)).join(';')}\r\n`;
  const say = (key: string) => phrases[`mail.export.${key}`] ?? key;
  for (let after: string | null = ''; after !== null; ) {
    const page: Page = await pageOf(reading(app), channelNames(app).letters, after);
    for (const row of page.rows) yield lineOf(row, say);
    after = page.next;
  }
}

type Row = {
  id: string;
  person: string;
  address: string;
  state: string;
  contest: string | null;
  source: string | null;
  ground: string | null;
  since: number;
  proven: number | null;
  granted: ReadonlySet<string>;
};
type Page = { rows: Row[]; next: string | null };

async function pageOf({ t, s }: At, letters: readonly string[], after: string): Promise<Page> {
  const found = await s
    .select({ address: t.address, contest: t.person.contest })
    .from(t.address)
    .innerJoin(t.person, eq(t.person.id, t.address.personId))
    .where(and(inArray(t.address.channel, [...letters]), gt(t.address.id, after)))
    .orderBy(asc(t.address.id))
    .limit(pagePeople);
  const ids = found.map(({ address }) => address.personId);
  const standings =
    ids.length === 0
      ? []
      : await s
          .select()
          .from(t.standing)
          .where(and(inArray(t.standing.personId, ids), eq(t.standing.granted, true)));
  const granted = Map.groupBy(standings, ({ personId }) => personId);
  const rows = found.map(
    ({ address, contest }): Row => ({
      id: address.id,
      person: address.personId,
      address: address.address,
      state: address.state,
      contest,
      source: address.listSource,
      ground: address.listGround,
      since: address.createdAt,
      proven: address.provenAt,
      granted: new Set((granted.get(address.personId) ?? []).map(({ purpose }) => purpose)),
    }),
  );
  return { rows, next: rows.length < pagePeople ? null : (rows.at(-1)?.id ?? null) };
}

function lineOf(row: Row, say: (key: string) => string): string {
  const said = (purpose: string) => (row.granted.has(purpose) ? say('yes') : '');
  const cells = [
    row.address,
    say(`state.${row.state}`),
    row.contest === null ? '' : say(`contest.${row.contest}`),
    row.source ?? '',
    row.ground ?? '',
    said('official'),
    said('letters'),
    said('reminders'),
    isoInKyiv(row.since),
    row.proven === null ? '' : isoInKyiv(row.proven),
  ];
  return `${cells.map(cell).join(';')}\r\n`;
}

/**
 * A cell that no table program takes for a formula: one that begins like one gets an apostrophe before it.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
