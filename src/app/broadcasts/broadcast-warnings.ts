// Owns what staff are warned about before a broadcast goes out; refusing is broadcast-draft.ts and broadcast-acts.ts.
import { type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import { plainText } from '../../core/reply.ts';
import { dayMs } from '../../core/time.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { type App, reading } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Ending } from './broadcast-timing.ts';
import { mayStillSpend } from './purse.ts';

/** The same words within this time are noticed as a repetition. */
const repeatedMs = 30 * dayMs;

export type Weighed = Ending & {
  recipients: Readonly<Record<string, number>>;
  priceEur: number;
  /** People of the audience who have had their messages of this week. */
  capped: number;
  /** Its hour was in the quiet hours and has been moved to the morning. */
  moved: boolean;
};

/** Sentences for staff, the gravest first. Only what can still be changed is warned about. */
export async function warningsOf(app: App, row: BroadcastRow, of: Weighed): Promise<string[]> {
  if (!isOpen(row)) return training(app);
  const others = (await listBroadcasts(reading(app))).filter((one) => isAnother(row, one));
  const nobody = Object.values(of.recipients).every((count) => count === 0);
  return [
    ...(nobody ? [warn(app, 'nobody')] : []),
    ...training(app),
    ...(of.endsBeforeClosing ? [] : [warn(app, 'endsLate', { at: longMoment(of.endsAt) })]),
    ...(await purseWarning(app, of.priceEur)),
    ...others.filter((one) => repeats(row, one)).map((one) => warn(app, 'repeated', named(app, one))),
    ...others
      .filter((one) => overlaps(row, one) && !repeats(row, one))
      .map((one) => warn(app, 'overlap', named(app, one))),
    ...(of.capped > 0 ? [warn(app, 'capped', { count: String(of.capped) })] : []),
    ...(row.nature === 'agitation' ? [warn(app, 'agitation')] : []),
    ...(of.moved ? [warn(app, 'quiet', { at: longMoment(row.at) })] : []),
    ...(isUnseen(row) ? [warn(app, 'pictureUnseen')] : []),
  ];
}

function warn(app: App, code: string, values: Readonly<Record<string, string>> = {}): string {
  return refuse(app, `warn.${code}`, values).message;
}

/** Nobody, or only who is listed, is sent what we begin. */
function training(app: App): string[] {
  switch (app.sendTo.kind) {
    case 'nobody':
      return [warn(app, 'training')];
    case 'list':
      return [warn(app, 'listed')];
    case 'everyone':
      return [];
  }
}

/** Nobody has been written to yet. */
function isOpen({ state, cursor }: BroadcastRow): boolean {
  return state === 'draft' || state === 'waiting' || state === 'approved' || (state === 'paused' && !cursor);
}

/** Another one that went or may go out; a correction and what it corrects belong together. */
function isAnother(row: BroadcastRow, one: BroadcastRow): boolean {
  if (one.id === row.id || one.state === 'cancelled' || one.state === 'missed') return false;
  return one.id !== row.amends && one.amends !== row.id;
}

/** Within a day of each other, with people who may be in both audiences. */
function overlaps(row: BroadcastRow, one: BroadcastRow): boolean {
  if (Math.abs(one.at - row.at) >= dayMs) return false;
  const [a, b] = [row.audience, one.audience];
  const meet = (x: string | null, y: string | null) => x === null || y === null || x === y;
  return meet(row.contest, one.contest) && meet(a.role, b.role) && meet(a.source, b.source);
}

function repeats(row: BroadcastRow, one: BroadcastRow): boolean {
  return Math.abs(one.at - row.at) <= repeatedMs && essence(one.body.text) === essence(row.body.text);
}

/** A text without what may differ between two sendings of the same: case, blanks, marks, numbers. */
export function essence(text: string): string {
  return plainText(text)
    .toLowerCase()
    .replace(/\p{N}+/gu, '0')
    .replace(/[^\p{L}0]+/gu, ' ')
    .trim();
}

/** How a broadcast is called where another one is spoken of: its kind, its first words and its hour. */
function named(app: App, row: BroadcastRow): { name: string; at: string } {
  const kind = app.files.phrases[`console.kind.${row.kind}`] ?? row.kind;
  const words = plainText(row.body.subject ?? row.body.text).replace(/\s+/g, ' ');
  const short = words.length > 50 ? `${words.slice(0, 49).trimEnd()}…` : words;
  return { name: `${kind} «${short}»`, at: longMoment(row.at) };
}

async function purseWarning(app: App, priceEur: number): Promise<string[]> {
  const left = await mayStillSpend(reading(app), app);
  if (left === null || priceEur <= left) return [];
  const euros = (value: number) => value.toFixed(2).replace('.', ',');
  return [warn(app, 'purse', { price: euros(priceEur), left: euros(left) })];
}

/** A picture on a server without https: messengers do not fetch it. */
function isUnseen({ body }: BroadcastRow): boolean {
  return body.picture?.url.startsWith('http:') ?? false;
}
