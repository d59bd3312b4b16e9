// Owns what pays for a line: the kind of funding that its words name and the sums of its columns. Percentages and totals
// are checked in checks.ts; how sums are written is money.ts's.

import type { PlanAmount, PlanFunding, PlanFundingKind } from '../core/plan/plan.ts';
import { readMoney, sumsWithin } from './money.ts';
import type { MoneyCell } from './rows.ts';
import { fold, squeeze } from './text.ts';

/** Tried in order: who needs nothing or is paid otherwise is said before a budget is named in passing. */
const kinds: readonly (readonly [RegExp, PlanFundingKind])[] = [
  [
    /не передбача[а-яіїє]+ (сплат|оплат)|безоплатн[а-яіїє]+ (розміщ|публік|партнер)|на партнерськ|на засадах партнерств|без сплати публікац/,
    'unpaidPartnership',
  ],
  [
    /не потребу|фінансування не |без фінансування|не передбача|не требует|без финансирования|без затрат|безкоштовно|безоплатно|бесплатно/,
    'none',
  ],
  [
    /(за рахунок|в межах|у межах|в рамках|у рамках|згідно|відповідно до|за) (?:[а-яіїє]+ )?(договор|договір|контракт)|за счет договор/,
    'underExistingContract',
  ],
  [
    /(в|у) межах (?:[а-яіїє]+ ){0,2}(фінансуван|програм|кошторис|асигнуван|видатк|призначен)|за рахунок коштів програми|кошти програми|в пределах (?:[а-я]+ ){0,2}(финансирован|программ|смет)/,
    'withinProgramme',
  ],
  [
    /бюджет[а-яіїє]* (міст|громад|територіальн|міськ|селищ|сільс|області|кам|города)|(міськ|місцев|сільськ|селищн|обласн|районн|державн)[а-яіїє]+ бюджет|місцевий бюджет|(местн|городск|районн)[а-я]+ бюджет|бюджетні кошти|кошти бюджету/,
    'localBudget',
  ],
];

/** The kind of funding that words name; `unknown` where they name none that we know. */
export function fundingKindOf(text: string): PlanFundingKind {
  const folded = fold(text);
  return kinds.find(([pattern]) => pattern.test(folded))?.[1] ?? 'unknown';
}

/** Years that a text names, ranges spread out: «у 2023-2024 роках», «2023 та 2024». */
export function yearsNamed(text: string): number[] {
  const folded = fold(text);
  const ranges = [...folded.matchAll(/(20\d\d) ?- ?(20\d\d)/g)].flatMap((match) => {
    const first = Number(match[1]);
    const count = Number(match[2]) - first + 1;
    return count > 0 && count <= 20 ? Array.from({ length: count }, (_, index) => first + index) : [];
  });
  const single = [...folded.matchAll(/(?<!\d)(20\d\d)(?!\d)/g)].map((match) => Number(match[1]));
  return [...new Set([...ranges, ...single])].sort((a, b) => a - b);
}

type ColumnsReading = { amounts: PlanAmount[]; unclear: string[]; cells: number };

function sumOf(cell: MoneyCell | undefined): number | null {
  const reading = cell ? readMoney(cell.text, cell.column.unit) : null;
  return reading?.kind === 'sum' ? reading.kopecks : null;
}

/** One amount a year: what is planned and what was paid, with both literal texts. Empty cells make no amount. */
function amountsOf(money: readonly MoneyCell[], year: number | null): ColumnsReading {
  const filled = money.filter((cell) => cell.text !== '');
  const years = [...new Set(filled.map((cell) => cell.column.year ?? year))];
  const amounts = years.map((own) => {
    const cells = filled.filter((cell) => (cell.column.year ?? year) === own);
    const planned = cells.find((cell) => cell.column.role === 'planned');
    const actual = cells.find((cell) => cell.column.role === 'actual');
    return {
      year: own,
      planned: sumOf(planned),
      actual: sumOf(actual),
      text: cells.map((cell) => squeeze(cell.text)).join(' / '),
    };
  });
  const unclear = filled
    .filter((cell) => readMoney(cell.text, cell.column.unit).kind === 'unclear')
    .map((cell) => cell.text);
  return { amounts, unclear, cells: money.length };
}

export type FundingReading = {
  funding: PlanFunding;
  /** The column is there, but nothing stands in it. */
  missing: boolean;
  /** Words that name no kind of funding we know. */
  unknownWords: boolean;
  /** Literal texts that should be sums and aren't. */
  unclear: string[];
};

export type FundingSource = {
  /** The text of the resources column, null where there is none. */
  text: string | null;
  money: readonly MoneyCell[];
  /** The year that sums without one are for. */
  year: number | null;
  /** The document is a programme or its report: its sums are the programme's. */
  ofProgramme: boolean;
};

/** Reads words and sums together. A sum without any word about its source is the programme's in a programme, else unknown. */
export function readFunding({ text, money, year, ofProgramme }: FundingSource): FundingReading {
  const columns = amountsOf(money, year);
  const literal = squeeze(text ?? '');
  const inText = columns.amounts.length > 0 ? [] : sumsWithin(literal);
  const amounts = [
    ...columns.amounts,
    ...inText.map((sum) => ({ year, planned: sum.kopecks, actual: null, text: sum.text })),
  ];
  const named = literal === '' ? 'unknown' : fundingKindOf(literal);
  const kind =
    named === 'unknown' && literal === '' && ofProgramme && amounts.length > 0 ? 'withinProgramme' : named;
  const columnExists = text !== null || columns.cells > 0;
  return {
    funding: {
      kind,
      text: literal === '' ? null : literal,
      amounts,
      years: yearsNamed(literal),
      share: null,
    },
    missing: columnExists && literal === '' && amounts.length === 0,
    unknownWords: literal !== '' && named === 'unknown' && amounts.length === 0 && !/^[-–—]+$/.test(literal),
    unclear: columns.unclear,
  };
}
