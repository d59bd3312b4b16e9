// Owns the figures that staff look at: curves and sums from what is kept beside people and the ledger; nothing is counted for a page.
import { broadcastsShown, plansShown } from '../../../db/figures.ts';
import { keptCounts, keptSums, markedIds, type SumRow } from '../../../db/sums.ts';
import type { Purpose } from '../../core/consent.ts';
import { type Family, none, type Reach } from '../../core/figures.ts';
import { addDays, localDate } from '../../core/time.ts';
import { type App, channelTitle, reading } from '../app.ts';

/** How subscribers can be told apart. */
export const breakdowns = ['channel', 'contest', 'role', 'source'] as const;
export type Breakdown = (typeof breakdowns)[number];

/** One curve: its value at the end of each day of `days`. `key` null: everything that is not named. */
export type Curve = { key: string | null; title: string | null; values: number[] };
/** `days` are local dates a week apart, the last is today. */
export type Curves = { days: string[]; curves: Curve[] };
/** Consents of each week; `weeks` are the local dates on which they ended. */
export type ConsentWeeks = {
  weeks: string[];
  given: { purpose: Purpose; values: number[] }[];
  withdrawn: { purpose: Purpose; values: number[] }[];
};
/** People by whether they can be reached at all, and addresses of each channel. */
export type ReachFigures = {
  people: Record<Reach, number>;
  addresses: ({ channel: string; title: string } & Record<Reach, number>)[];
};
/** arrived: sent or delivered · failed: refused, or too late · skipped: not to be sent any more · waiting: still to be sent. */
export type Outcomes = {
  arrived: number;
  gone: number;
  failed: number;
  unknown: number;
  skipped: number;
  waiting: number;
};
export type BroadcastFigure = {
  id: string;
  at: number;
  kind: string;
  contest: string | null;
  text: string;
} & Outcomes;
export type PlanFigure = {
  id: string;
  title: string;
  rows: number;
  confirmed: number;
  sent: number;
  ahead: number;
  missed: number;
};

export type FiguresDesk = {
  /** Everybody who wants messages, over so many weeks. */
  subscribers: (weeks: number) => Promise<Curves>;
  /** The same by what tells them apart; the smallest curves are one. */
  subscribersBy: (by: Breakdown, weeks: number) => Promise<Curves>;
  consents: (weeks: number) => Promise<ConsentWeeks>;
  reach: () => Promise<ReachFigures>;
  /** The last broadcasts that have begun, the newest first. */
  broadcasts: (most: number) => Promise<BroadcastFigure[]>;
  /** What became of all messages of broadcasts, by channel. */
  deliveries: () => Promise<({ channel: string; title: string } & Outcomes)[]>;
  plans: () => Promise<PlanFigure[]>;
  /** Whether changes wait to be counted: after a list of many thousands that takes some seconds. */
  behind: () => Promise<boolean>;
  /** The address behind the QR code of a source. */
  landing: (source: string) => string;
};

/** More curves than this nobody tells apart. */
const mostCurves = 6;

export function figuresDesk(app: App): FiguresDesk {
  const today = () => localDate(app.clock.now());
  const titleOf = (family: Family, key: string) =>
    family === 'channel' ? channelTitle(app.files, key) : null;
  const curvesOf = async (family: Family, weeks: number): Promise<Curves> => {
    const days = weekEnds(today(), weeks);
    const byKey = Map.groupBy(await keptSums(reading(app), [family]), ({ key }) => key);
    const all = [...byKey].map(([key, rows]) => ({ key, values: heights(rows, days) }));
    const shown = all.filter(({ values }) => values.some((n) => n !== 0)).sort(byLast);
    const curves = shown.slice(0, shown.length > mostCurves ? mostCurves - 1 : mostCurves);
    const rest = shown.slice(curves.length);
    const others = rest.length === 0 ? [] : [{ key: null, title: null, values: added(rest, days.length) }];
    return {
      days,
      curves: [...curves.map((one) => ({ ...one, title: titleOf(family, one.key) })), ...others],
    };
  };
  return {
    subscribers: (weeks) => curvesOf('subscribers', weeks),
    subscribersBy: curvesOf,
    consents: async (weeks) =>
      consentWeeks(await keptSums(reading(app), ['given', 'withdrawn']), weekEnds(today(), weeks)),
    reach: async () => reachOf(app, await keptSums(reading(app), ['reach', 'address'])),
    broadcasts: async (most) => {
      const rows = await broadcastsShown(reading(app), most);
      const counts = await keptCounts(
        reading(app),
        rows.map(({ id }) => id),
      );
      const byId = Map.groupBy(counts, ({ broadcastId }) => broadcastId);
      return rows.map(({ body, ...row }) => ({
        ...row,
        text: body.text,
        ...outcomesOf(byId.get(row.id) ?? []),
      }));
    },
    deliveries: async () =>
      [...Map.groupBy(await keptCounts(reading(app)), ({ channel }) => channel)].map(([channel, rows]) => ({
        channel,
        title: channelTitle(app.files, channel),
        ...outcomesOf(rows),
      })),
    plans: () => plansShown(reading(app)),
    behind: async () => (await markedIds(reading(app), 'person', 1)).length > 0,
    landing: (source) => `${app.publicUrl}/go/${source}`,
  };
}

/** Local dates a week apart, so many, the last one given. */
function weekEnds(last: string, weeks: number): string[] {
  return Array.from({ length: weeks }, (_, index) => addDays(last, -7 * (weeks - 1 - index)));
}

/** The running total at the end of each day; changes of later days than the last are of a clock that was set back. */
function heights(rows: readonly SumRow[], days: readonly string[]): number[] {
  return days.map((day) => rows.reduce((all, { on, n }) => (on <= day ? all + n : all), 0));
}

const lastOf = (values: readonly number[]) => values.at(-1) ?? 0;

/** The largest first; what is unknown of people after everything known. */
function byLast(a: { key: string; values: number[] }, b: { key: string; values: number[] }): number {
  const unknown = Number(a.key === none) - Number(b.key === none);
  return unknown || lastOf(b.values) - lastOf(a.values) || (a.key < b.key ? -1 : 1);
}

function added(curves: readonly { values: number[] }[], length: number): number[] {
  return Array.from({ length }, (_, index) =>
    curves.reduce((all, { values }) => all + (values[index] ?? 0), 0),
  );
}

function consentWeeks(rows: readonly SumRow[], weeks: string[]): ConsentWeeks {
  const first = addDays(weeks[0] ?? '', -7);
  const part = (family: string) => {
    const byPurpose = Map.groupBy(
      rows.filter((row) => row.family === family && row.on > first),
      ({ key }) => key,
    );
    return [...byPurpose].map(([purpose, found]) => ({
      purpose: purpose as Purpose,
      values: weeks.map((end) => {
        const begin = addDays(end, -7);
        return found.reduce((all, { on, n }) => (on > begin && on <= end ? all + n : all), 0);
      }),
    }));
  };
  return { weeks, given: part('given'), withdrawn: part('withdrawn') };
}

const unreached: Record<Reach, number> = { active: 0, unproven: 0, gone: 0 };

function reachOf(app: App, rows: readonly SumRow[]): ReachFigures {
  const people = { ...unreached };
  const channels = new Map<string, Record<Reach, number>>();
  for (const { family, key, n } of rows) {
    const [first = '', second = ''] = key.split(' ');
    const state = (family === 'reach' ? first : second) as Reach;
    if (family === 'reach') people[state] += n;
    else channels.set(first, { ...(channels.get(first) ?? unreached), [state]: n });
  }
  const addresses = [...channels].map(([channel, counts]) => ({
    channel,
    title: channelTitle(app.files, channel),
    ...counts,
  }));
  return { people, addresses };
}

/** The states of the ledger as people think of them. */
export function outcomesOf(rows: readonly { state: string; n: number }[]): Outcomes {
  const sum = (...states: string[]) =>
    rows.reduce((all, { state, n }) => (states.includes(state) ? all + n : all), 0);
  return {
    arrived: sum('sent', 'delivered'),
    gone: sum('gone'),
    failed: sum('failed', 'expired'),
    unknown: sum('unknown'),
    skipped: sum('skipped'),
    waiting: sum('pending', 'claimed', 'calling'),
  };
}
