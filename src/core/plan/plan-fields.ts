// Owns reading a correction of a row from names and texts, as the command line and the console's form give them.
import { stageIds } from '../contest.ts';
import {
  type PlanFunding,
  type PlanParty,
  type PlanPeriod,
  planActions,
  planChannels,
  planEvents,
  planFundingKinds,
  planPartyRoles,
  planPeriodKinds,
} from './plan.ts';
import type { LineCorrection } from './plan-edit.ts';

/** A correction, or the name of the first field whose text means nothing. */
export type CorrectionReading = { value: LineCorrection } | { field: string };

/** Fields that can be given by name; `period.*` are the parts of the period, an empty text is null. */
export const correctionFields = [
  'section',
  'what',
  'details',
  'channel',
  'action',
  'period.text',
  'period.kind',
  'period.from',
  'period.to',
  'period.every',
  'period.anchor',
  'period.offset',
  'period.days',
  'period.edge',
  'period.dueDay',
  'responsible',
  'funding',
  'funding.kind',
] as const;
export type CorrectionField = (typeof correctionFields)[number];

function known<T extends string>(list: readonly T[], text: string): T | undefined {
  return list.find((one) => one === text);
}

/** A number, null for nothing, undefined for what is none. */
function whole(text: string): number | null | undefined {
  if (text === '') return null;
  return /^[-−]?\d{1,4}$/.test(text) ? Number(text.replace('−', '-')) : undefined;
}

/**
 * Reads `name, text` pairs. Parties stand one a line (or behind `;`) as `Name` or `Name | role`; money one a line as
 * `year: kopecks`, where a year may be missing. What a word may be is closed: anything else names its field.
 */
export function readCorrection(pairs: readonly (readonly [string, string])[]): CorrectionReading {
  let value: LineCorrection = {};
  for (const [name, text] of pairs) {
    const field = known(correctionFields, name);
    const part = field === undefined ? undefined : readField(field, text.trim(), value);
    if (part === undefined) return { field: name };
    value = { ...value, ...part };
  }
  return { value };
}

function readField(field: CorrectionField, text: string, before: LineCorrection): LineCorrection | undefined {
  const orNull = text === '' ? null : text;
  switch (field) {
    case 'section':
      return { section: orNull };
    case 'details':
      return { details: orNull };
    case 'what':
      return { what: text };
    case 'channel': {
      const channel = known(planChannels, text);
      return channel && { channel };
    }
    case 'action': {
      const action = known(planActions, text);
      return action && { action };
    }
    case 'responsible': {
      const responsible = partiesOf(text);
      return responsible && { responsible };
    }
    case 'funding':
    case 'funding.kind': {
      const funding = fundingOf(field, text, before.funding);
      return funding && { funding };
    }
    default: {
      const period = periodPart(field, text);
      return period && { period: { ...before.period, ...period } };
    }
  }
}

type PeriodField = Extract<CorrectionField, `period.${string}`>;

function periodPart(field: PeriodField, text: string): Partial<PlanPeriod> | undefined {
  const orNull = text === '' ? null : text;
  const choice = <T extends string>(list: readonly T[]) => (text === '' ? null : known(list, text));
  switch (field) {
    case 'period.text':
      return { text };
    case 'period.from':
      return { from: orNull };
    case 'period.to':
      return { to: orNull };
    case 'period.every':
      return { every: orNull };
    case 'period.kind': {
      const kind = known(planPeriodKinds, text);
      return kind && { kind };
    }
    case 'period.anchor': {
      const anchor = choice([...stageIds, ...planEvents]);
      return anchor === undefined ? undefined : { anchor };
    }
    case 'period.days': {
      const dayCount = choice(['calendar', 'working'] as const);
      return dayCount === undefined ? undefined : { dayCount };
    }
    case 'period.edge': {
      const edge = choice(['opens', 'closes'] as const);
      return edge === undefined ? undefined : { edge };
    }
    case 'period.offset': {
      const offsetDays = whole(text);
      return offsetDays === undefined ? undefined : { offsetDays };
    }
    case 'period.dueDay': {
      const dueDay = whole(text);
      return dueDay === undefined || (dueDay !== null && (dueDay < 1 || dueDay > 31))
        ? undefined
        : { dueDay };
    }
  }
}

function partiesOf(text: string): PlanParty[] | undefined {
  const lines = text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const parties = lines.map((line) => {
    const [name = '', role = 'executor'] = line.split('|').map((part) => part.trim());
    const kind = known(planPartyRoles, role);
    return kind && name !== '' ? { name, role: kind } : undefined;
  });
  return parties.every((party) => party !== undefined) ? parties : undefined;
}

const noFunding: PlanFunding = { kind: 'unknown', text: null, amounts: [], years: [], share: null };

function fundingOf(
  field: 'funding' | 'funding.kind',
  text: string,
  before: PlanFunding = noFunding,
): PlanFunding | undefined {
  if (field === 'funding.kind') {
    const kind = known(planFundingKinds, text);
    return kind && { ...before, kind };
  }
  const amounts = text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, year, sum] = /^(?:(\d{4}) *: *)?(\d{1,13})$/.exec(line) ?? [];
      if (sum === undefined) return undefined;
      return { year: year ? Number(year) : null, planned: Number(sum), actual: null, text: line };
    });
  return amounts.every((amount) => amount !== undefined) ? { ...before, amounts } : undefined;
}
