// Owns each figure as one sheet: its chart, and the same numbers as rows for its table and its file. The pages choose from them.
import { html } from 'hono/html';
import { type Breakdown, breakdowns, type Curves } from '../../../app/people/figures.ts';
import { none } from '../../../core/figures.ts';
import { localDate } from '../../../core/time.ts';
import { longDate, shortDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { barChart, lineChart } from '../chart.ts';
import type { Visit } from '../visit.ts';

/** A figure; `chart` null: there is nothing to draw yet. The first cell of a row names it. */
export type Sheet = {
  title: string;
  desc: string;
  chart: Html | null;
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
};
type Maker = (visit: Visit, weeks: number) => Promise<Sheet>;

/** The spans that can be looked at, in weeks. */
export const spans = [13, 26, 52, 104] as const;
const usualSpan = 26;

export function spanOf({ query }: Pick<Visit, 'query'>): number {
  return spans.find((weeks) => String(weeks) === query('weeks')) ?? usualSpan;
}

/** Broadcasts, answers and sources that are drawn; the files have as many. */
const mostBars = 12;
const answerDays = 90;

const by =
  (name: Breakdown): Maker =>
  async (visit, weeks) =>
    curveSheet(visit, name, await visit.desk.figures.subscribersBy(name, weeks));

/** Every figure by the name under which its file is asked for. */
export const sheets = {
  subscribers: async (visit, weeks) =>
    curveSheet(visit, 'subscribers', await visit.desk.figures.subscribers(weeks)),
  channel: by('channel'),
  contest: by('contest'),
  role: by('role'),
  source: by('source'),
  reach: reachSheet,
  addresses: addressSheet,
  given: (visit, weeks) => consentSheet(visit, weeks, 'given'),
  withdrawn: (visit, weeks) => consentSheet(visit, weeks, 'withdrawn'),
  broadcasts: broadcastSheet,
  deliveries: deliverySheet,
  answers: answerSheet,
  sources: sourceSheet,
  plans: planSheet,
} as const satisfies Readonly<Record<string, Maker>>;
export type SheetName = keyof typeof sheets;
export const sheetNames = Object.keys(sheets) as SheetName[];

/** What a value of a breakdown is called. */
function keyTitle({ say }: Visit, name: string, { key, title }: Curves['curves'][number]): string {
  if (name === 'subscribers') return say('figures.all');
  if (key === null) return say('figures.others');
  if (key === none) return say(`figures.none.${name}`);
  if (title !== null) return title;
  return name === 'contest' || name === 'role' ? say(`${name}.${key}`) : key;
}

function curveSheet(visit: Visit, name: 'subscribers' | Breakdown, { days, curves }: Curves): Sheet {
  const { say } = visit;
  const drawn = curves.map((one) => ({ title: keyTitle(visit, name, one), values: one.values }));
  const title = say(`figures.${name}`);
  const desc = say('figures.curves.desc', {
    from: longDate(days[0] ?? ''),
    to: longDate(days.at(-1) ?? ''),
  });
  const labels = days.map(shortDate);
  const rows = days.map((day, index) => [longDate(day), ...drawn.map(({ values }) => values[index] ?? 0)]);
  return {
    title,
    desc,
    chart: drawn.length === 0 ? null : lineChart({ id: `chart-${name}`, title, desc, labels, curves: drawn }),
    head: [say('figures.head.day'), ...drawn.map((one) => one.title)],
    rows: drawn.length === 0 ? [] : rows.reverse(),
  };
}

/** Bars of several parts as a sheet; a bar of noughts alone is left out. */
function barSheet(
  { say }: Visit,
  of: {
    name: SheetName;
    parts: readonly string[];
    bars: readonly { label: string; values: readonly number[] }[];
  },
): Sheet {
  const { name, parts } = of;
  const bars = of.bars.filter(({ values }) => values.some((n) => n > 0));
  const [title, desc] = [say(`figures.${name}`), say(`figures.${name}.desc`)];
  const drawn = bars.slice(0, mostBars);
  return {
    title,
    desc,
    chart: bars.length === 0 ? null : barChart({ id: `chart-${name}`, title, desc, parts, bars: drawn }),
    head: [say(`figures.${name}.head`), ...parts],
    rows: bars.map(({ label, values }) => [label, ...values]),
  };
}

const reaches = ['active', 'unproven', 'gone'] as const;

async function reachSheet(visit: Visit): Promise<Sheet> {
  const { people } = await visit.desk.figures.reach();
  const bars = reaches.map((state) => ({
    label: visit.say(`figures.reach.${state}`),
    values: [people[state]],
  }));
  return barSheet(visit, { name: 'reach', parts: [visit.say('figures.people')], bars });
}

async function addressSheet(visit: Visit): Promise<Sheet> {
  const { addresses } = await visit.desk.figures.reach();
  const parts = reaches.map((state) => visit.say(`figures.reach.${state}`));
  const bars = addresses.map((one) => ({ label: one.title, values: reaches.map((state) => one[state]) }));
  return barSheet(visit, { name: 'addresses', parts, bars });
}

async function consentSheet(visit: Visit, weeks: number, which: 'given' | 'withdrawn'): Promise<Sheet> {
  const { say } = visit;
  const found = await visit.desk.figures.consents(weeks);
  const part = found[which];
  const titles = part.map(({ purpose }) => say(`figures.purpose.${purpose}`));
  const title = say(`figures.${which}`);
  const desc = say('figures.consents.desc');
  const curves = part.map(({ values }, index) => ({ title: titles[index] ?? '', values }));
  const labels = found.weeks.map(shortDate);
  const rows = found.weeks.map((week, index) => [
    longDate(week),
    ...part.map(({ values }) => values[index] ?? 0),
  ]);
  return {
    title,
    desc,
    chart: part.length === 0 ? null : lineChart({ id: `chart-${which}`, title, desc, labels, curves }),
    head: [say('figures.head.week'), ...titles],
    rows: part.length === 0 ? [] : rows.reverse(),
  };
}

const outcomes = ['arrived', 'gone', 'failed', 'unknown', 'skipped', 'waiting'] as const;

async function broadcastSheet(visit: Visit): Promise<Sheet> {
  const { say, desk } = visit;
  const bars = (await desk.figures.broadcasts(mostBars)).map((one) => ({
    label: `${longDate(localDate(one.at))}: ${say(`kind.${one.kind}`)}`,
    values: outcomes.map((name) => one[name]),
  }));
  const parts = outcomes.map((name) => say(`figures.outcome.${name}`));
  return barSheet(visit, { name: 'broadcasts', parts, bars });
}

async function deliverySheet(visit: Visit): Promise<Sheet> {
  const { say, desk } = visit;
  const bars = (await desk.figures.deliveries()).map((one) => ({
    label: one.title,
    values: outcomes.map((name) => one[name]),
  }));
  const parts = outcomes.map((name) => say(`figures.outcome.${name}`));
  return barSheet(visit, { name: 'deliveries', parts, bars });
}

async function answerSheet(visit: Visit): Promise<Sheet> {
  const { say, desk } = visit;
  const rows = [...(await desk.helped.list(answerDays))].sort((a, b) => b.shown - a.shown).slice(0, 40);
  const bars = rows.map(({ title, shown, yes, no }) => ({
    label: title,
    values: [yes, no, Math.max(0, shown - yes - no)],
  }));
  const parts = ['yes', 'no', 'silent'].map((name) => say(`figures.answers.${name}`));
  return barSheet(visit, { name: 'answers', parts, bars });
}

async function sourceSheet(visit: Visit): Promise<Sheet> {
  const { curves } = await visit.desk.figures.subscribersBy('source', 1);
  const bars = curves.map((one) => ({
    label: keyTitle(visit, 'source', one),
    values: [one.values.at(-1) ?? 0],
  }));
  return barSheet(visit, { name: 'sources', parts: [visit.say('figures.people')], bars });
}

async function planSheet(visit: Visit): Promise<Sheet> {
  const { say, desk } = visit;
  const bars = (await desk.figures.plans()).map(({ title, sent, ahead, missed, rows, confirmed }) => ({
    label: title,
    values: [sent, ahead, missed, confirmed, rows - confirmed],
  }));
  const parts = ['sent', 'ahead', 'missed', 'confirmed', 'open'].map((name) => say(`figures.plans.${name}`));
  // Before the first message what there is to see is how far the rows have been looked over.
  const begun = bars.some(({ values }) => values.slice(0, 3).some((n) => n > 0));
  const [from, to] = begun ? [0, 3] : [3, 5];
  const sheet = barSheet(visit, {
    name: 'plans',
    parts: parts.slice(from, to),
    bars: bars.map(({ label, values }) => ({ label, values: values.slice(from, to) })),
  });
  return {
    ...sheet,
    head: [sheet.head[0] ?? '', ...parts],
    rows: bars.map(({ label, values }) => [label, ...values]),
  };
}

/** What a figure is where there is nothing to draw. */
export function nothingYet({ say }: Pick<Visit, 'say'>): Html {
  return html`<p>${say('figures.nothing')}</p>`;
}

/** The breakdowns of subscribers, as the names of their sheets. */
export const subscriberSheets: readonly SheetName[] = ['subscribers', ...breakdowns];
