// Owns a city's list of addresses of any length as a clerk hands it over, seeded, and what an import must say of each
// row. Writing it as a file is list-city-file.ts's.
import type { AddressProblem } from '../../src/mail/address.ts';

export const cityHeadings = ['Телефон', 'Згода', 'Ел. пошта', '№', 'Рік', 'ПІБ', 'Конкурс'] as const;
export const addressHeading: (typeof cityHeadings)[number] = 'Ел. пошта';

/** Why an address is refused: as address.ts names it, or none was written. */
export type Refusal = AddressProblem | 'empty';

export type CityRow = {
  cells: string[];
  /** Addresses that are good, as they must be stored, in the order of the cell. */
  good: string[];
  refusal: Refusal | null;
  note: 'typo' | 'contest' | 'year' | 'consent' | null;
};

export type CityList = {
  /** The first row of a list stands under its heading: in row 2 of the file. */
  rows: CityRow[];
  /** Addresses of this list that may be suppressed and erased before it comes in. */
  suppressed: string[];
  erased: string[];
};

const domains = ['gmail.com', 'ukr.net', 'i.ua', 'meta.ua', 'liceum.example', 'пошта.укр'];
const names = ['Олена Коваль', 'Петро Гнатюк', 'Зоя Ґалаґан', 'Їжакевич Єва', 'ТОВ «Мрія»'];
const bad: readonly [Refusal, (n: number) => string][] = [
  ['empty', () => ''],
  ['noAt', () => 'немає'],
  ['severalAt', (n) => `p${n}@ukr.net@i.ua`],
  ['localLetters', (n) => `оlena${n}@ukr.net`],
  ['localForm', (n) => `p..${n}@ukr.net`],
  ['domainIncomplete', (n) => `p${n}@ukr`],
  ['domainForm', (n) => `p${n}@-ukr.net`],
  ['mixedLetters', (n) => `p${n}@gmаil.com`],
  ['tooLong', (n) => `${'p'.repeat(70)}${n}@ukr.net`],
];

export const refusals: readonly Refusal[] = bad.map(([refusal]) => refusal);

/** A list of `length` rows: one in ten is refused, one in seven has two addresses, one in nine stood there before. */
export function cityList(length: number, seed: number): CityList {
  const next = seeded(seed);
  const rows: CityRow[] = [];
  const known: string[] = [];
  for (let n = 0; n < length; n += 1) {
    const row = rowOf({ n, known, next });
    // A slip that stood before would be a second remark on its row: left to smaller tests.
    if (row.note !== 'typo') known.push(...row.good);
    rows.push(row);
  }
  return { rows, suppressed: known.slice(10, 12), erased: known.slice(20, 22) };
}

type Making = { n: number; known: readonly string[]; next: (below: number) => number };

function rowOf({ n, known, next }: Making): CityRow {
  const note = noteOf(next(20));
  const cells = (written: string) => [
    `+38067${String(next(10_000_000)).padStart(7, '0')}`,
    note === 'consent' ? 'усно' : pick(['так', 'так', ''], next),
    written,
    String(n + 1),
    note === 'year' ? 'торік' : String(2019 + next(6)),
    pick(names, next),
    note === 'contest' ? 'спортивний' : pick(['МІСТО', 'Бюджет участі. ДІТИ', ''], next),
  ];
  if (n % 10 === 9) {
    const [refusal, written] = bad[Math.floor(n / 10) % bad.length] ?? ['empty', () => ''];
    // A row without a good address is left out whole: nothing else of it is looked at.
    return { cells: cells(written(n)), good: [], refusal, note: null };
  }
  if (note === 'typo')
    return { cells: cells(`t${n}@gmial.com`), good: [`t${n}@gmial.com`], refusal: null, note };
  if (n % 9 === 5 && known.length > 0) {
    const again = known[next(known.length)] ?? '';
    return { cells: cells(again.toUpperCase()), good: [again], refusal: null, note };
  }
  const first = `p${n}@${pick(domains, next)}`;
  const second = `q${n}@${pick(domains, next)}`;
  const written = n % 7 === 3 ? `${first}${pick([', ', '; ', ' / ', ' '], next)}${second}` : first;
  const good = n % 7 === 3 ? [first, second] : [first];
  return { cells: cells(written), good: good.map(asStored), refusal: null, note };
}

/** The address in its form for sending. */
function asStored(address: string): string {
  return address.replace('пошта.укр', 'xn--80a1acn3a.xn--j1amh');
}

function noteOf(drawn: number): CityRow['note'] {
  return (['typo', 'contest', 'year', 'consent'] as const)[drawn] ?? null;
}

function pick<T extends string>(of: readonly T[], next: (below: number) => number): string {
  return of[next(of.length)] ?? '';
}

/** Whole numbers from 0 up to a bound, the same for the same seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
