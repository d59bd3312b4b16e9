// Owns the city's purse: what paid messages have cost this month, what is left of its limit, and where it went. The
// sender asks here before it pays; counting what a message cost is the channel's.
import { findBroadcast } from '../../../db/broadcasts.ts';
import type { At } from '../../../db/people.ts';
import { firstPaidAt, openPayments, paidBetween, paidByBroadcast } from '../../../db/purse.ts';
import type { BroadcastKind } from '../../core/broadcast.ts';
import type { ContestId, StageId } from '../../core/contest.ts';
import { kyivInstant, localDate, minuteMs } from '../../core/time.ts';
import { type App, reading } from '../app.ts';
import { countedLately } from '../running/remembered.ts';

type Purse = Pick<App, 'clock' | 'files' | 'channels'>;

/** One broadcast's part of a month; `id` null: messages that belong to no broadcast. */
export type PursePart = {
  id: string | null;
  kind: BroadcastKind | null;
  contest: ContestId | null;
  stage: StageId | null;
  at: number | null;
  messages: number;
  spentEur: number;
};
export type PurseMonth = { month: string; spentEur: number; messages: number; parts: PursePart[] };
export type PurseView = {
  /** The city's limit of a month in euros; null: it has set none. */
  capEur: number | null;
  /** This calendar month in Kyiv, `2027-03`. */
  month: string;
  spentEur: number;
  /** The most that messages whose outcome is open may have cost besides. */
  openEur: number;
  leftEur: number | null;
  /** The newest first; months without a paid message are left out. */
  months: PurseMonth[];
};

/** Money that sums of thousandths of a cent would blur: four places are finer than any platform's price. */
function tidy(euros: number): number {
  return Math.round(euros * 10_000) / 10_000;
}

/** `2027-03` and its first instant, and that of the month after it. */
function monthOf(instant: number): { month: string; from: number; to: number } {
  const month = localDate(instant).slice(0, 7);
  const first = Temporal.PlainYearMonth.from(month);
  const start = (one: Temporal.PlainYearMonth) => kyivInstant(one.toPlainDate({ day: 1 }).toString());
  return { month, from: start(first), to: start(first.add({ months: 1 })) };
}

/** What settled messages of a channel have cost in this calendar month of Kyiv, in euros. */
async function settledThisMonth(at: At, app: Purse, channel: string): Promise<number> {
  return await paidBetween(at, channel, monthOf(app.clock.now()));
}

/**
 * The most that messages of a channel whose outcome is open may cost, in euros: those in a call now, and those of this
 * month that ended in a call without an answer. Each at the channel's full price.
 */
async function openThisMonth(at: At, app: Purse, channel: string): Promise<number> {
  const price = app.channels.find((one) => one.name === channel)?.capabilities.priceEur ?? 0;
  if (price === 0) return 0;
  return price * (await openPayments(at, channel, monthOf(app.clock.now()).from));
}

/** What a channel has cost this month at most, in euros: what is settled, and what is still open at its full price. */
export async function spentThisMonth(at: At, app: Purse, channel: string): Promise<number> {
  return tidy((await settledThisMonth(at, app, channel)) + (await openThisMonth(at, app, channel)));
}

/** What was settled before an instant, added up once. Whatever is settled from then on is added to it each time. */
type Snapshot = { month: string; at: number; settledEur: number };
const snapshots = new WeakMap<App['db'], Snapshot>();
/** A receipt settles a row anew and so counts it twice until the next snapshot: too much is counted, never too little. */
const snapshotLifeMs = minuteMs;

/**
 * Euros that may still be spent this month over all channels; never below 0, and never more than there are. null: the
 * city has set no limit, and nothing is asked of the database. Cheap enough to be asked before every few calls: the
 * whole month is added up once a minute, and whenever what is left might not last for what goes out at once.
 */
export async function mayStillSpend(at: At, app: Purse & Pick<App, 'db'>): Promise<number | null> {
  const cap = app.files.city.monthlyPurseEur;
  if (cap === null) return null;
  const month = monthOf(app.clock.now());
  const since = async (one: Snapshot) =>
    cap - one.settledEur - (await spentSince(at, app, { ...month, from: one.at }));
  const known = snapshots.get(app.db);
  if (known && isFresh(known, month.month, app.clock.now())) {
    const left = await since(known);
    if (left >= largestPayment(app)) return tidy(left);
  }
  const fresh = await snapshotOf(at, app);
  snapshots.set(app.db, fresh);
  return Math.max(0, tidy(await since(fresh)));
}

function isFresh(known: Snapshot, month: string, now: number): boolean {
  return known.month === month && known.at <= now && now - known.at < snapshotLifeMs;
}

async function snapshotOf(at: At, app: Purse): Promise<Snapshot> {
  const now = app.clock.now();
  const { month, from } = monthOf(now);
  let settledEur = 0;
  for (const { name } of app.channels) settledEur += await paidBetween(at, name, { from, to: now });
  return { month, at: now, settledEur };
}

/** What was settled from an instant of this month on, and the most that open outcomes of the month cost. */
async function spentSince(at: At, app: Purse, span: { from: number; to: number }): Promise<number> {
  let spent = 0;
  for (const { name } of app.channels) {
    spent += (await paidBetween(at, name, span)) + (await openThisMonth(at, app, name));
  }
  return spent;
}

/** What all calls that may be under way at once cost. */
function largestPayment(app: Purse): number {
  return app.channels.reduce((sum, { capabilities }) => {
    const { priceEur, recipientsPerCall, concurrency } = capabilities;
    return priceEur === 0 ? sum : sum + priceEur * recipientsPerCall * concurrency;
  }, 0);
}

/** The purse for people: this month, and the year before it month by month from the ledger. */
export async function showPurse(app: App): Promise<PurseView> {
  const at = reading(app);
  const now = app.clock.now();
  let [spent, open] = [0, 0];
  for (const { name } of app.channels) {
    spent += await settledThisMonth(at, app, name);
    open += await openThisMonth(at, app, name);
  }
  return {
    capEur: app.files.city.monthlyPurseEur,
    month: monthOf(now).month,
    spentEur: tidy(spent),
    openEur: tidy(open),
    leftEur: await mayStillSpend(at, app),
    months: await countedLately(app, `purse ${monthOf(now).month}`, {
      count: () => spentByMonth(at, app),
      people: (months) => months.reduce((sum, { messages }) => sum + messages, 0),
    }),
  };
}

/** So many months are shown; the ledger knows the others. */
const monthsShown = 12;

async function spentByMonth(at: At, app: App): Promise<PurseMonth[]> {
  const firsts = await Promise.all(app.channels.map(({ name }) => firstPaidAt(at, name)));
  const first = Math.min(...firsts.filter((one) => one !== null));
  const months: PurseMonth[] = [];
  let span = monthOf(app.clock.now());
  for (let left = monthsShown; left > 0 && span.to > first; left -= 1) {
    const parts = await partsOf(at, app, span);
    const spentEur = tidy(parts.reduce((sum, part) => sum + part.spentEur, 0));
    const messages = parts.reduce((sum, part) => sum + part.messages, 0);
    if (messages > 0) months.push({ month: span.month, spentEur, messages, parts });
    span = monthOf(span.from - 1);
  }
  return months;
}

async function partsOf(at: At, app: App, span: { from: number; to: number }): Promise<PursePart[]> {
  const sums = new Map<string | null, { messages: number; euros: number }>();
  for (const { name } of app.channels) {
    for (const { id, messages, euros } of await paidByBroadcast(at, name, span)) {
      const sum = sums.get(id) ?? { messages: 0, euros: 0 };
      sums.set(id, { messages: sum.messages + messages, euros: sum.euros + euros });
    }
  }
  const parts: PursePart[] = [];
  for (const [id, { messages, euros }] of sums) {
    const broadcast = id === null ? null : await findBroadcast(at, id);
    const nobodys = { kind: null, contest: null, stage: null, at: null };
    const { kind, contest, stage, at: hour } = broadcast ?? nobodys;
    parts.push({ id, kind, contest, stage, at: hour, messages, spentEur: tidy(euros) });
  }
  return parts.sort((a, b) => b.spentEur - a.spentEur);
}
