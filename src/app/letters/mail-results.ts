// Owns how the letters of a broadcast fared, as honestly as it can be known: without tracking anybody.
import { type BroadcastRow, findBroadcast } from '../../../db/broadcasts.ts';
import { clickedBy, leavingsOf, visitsOf } from '../../../db/clicks.ts';
import { agreedAfter, returnsOf, takenBy } from '../../../db/mail-results.ts';
import type { Counts } from '../../core/broadcast.ts';
import { dayMs } from '../../core/time.ts';
import { type App, channelNames, reading } from '../app.ts';
import { linksOf } from './clicks.ts';
import { asksConsent } from './repermission.ts';

/** A letter that did not come back within this time has come: servers give up after at most so long in most cases. */
export const deliveredAfterMs = 3 * dayMs;

/** Why a letter came back, worst first. */
const bounces = ['hard', 'policy', 'soft'] as const;

/**
 * Letters that servers took (`accepted`), which is the sum of `delivered` (did not come back within three days),
 * `waiting` (may still come back) and `bounced`. The rest counts people among them: complaints, who left and why they
 * said, whose letter a person opened a link of, and each link with the letters in which a person, or anything, visited it.
 * A letter that asks for consent has links of each recipient's own, which nobody counts (`clicked` is null): of it we know
 * how many said yes after it (`agreed`; null for every other).
 */
export type LetterResults = {
  accepted: number;
  delivered: number;
  waiting: number;
  bounced: Record<(typeof bounces)[number], number>;
  complained: number;
  left: { people: number; reasons: Record<string, number> };
  clicked: number | null;
  agreed: number | null;
  links: { url: string; people: number; visits: number }[];
};

type Returned = Awaited<ReturnType<typeof returnsOf>>;

/** How the letters of a broadcast fared; null where none was taken by a server, nor came back. */
export async function letterResults(
  app: App,
  id: string,
  byChannel: Readonly<Record<string, Counts>>,
): Promise<LetterResults | null> {
  const at = reading(app);
  const channels = channelNames(app).letters;
  const kept = channels.reduce((sum, name) => sum + taken(byChannel[name]), 0);
  const returned = await returnsOf(at, id);
  if (kept === 0 && returned.length === 0) return null;
  const row = await findBroadcast(at, id);
  if (!row) return null;
  const { bounced, away, stay } = bouncedOf(returned, channels);
  const over = await overdue(app, row, { kept, channels });
  const accepted = kept + away;
  const delivered = Math.max(0, over - stay);
  const sum = bounced.hard + bounced.policy + bounced.soft;
  return {
    accepted,
    delivered,
    waiting: accepted - delivered - sum,
    bounced,
    complained: lettersOf(returned, 'complaint').size,
    left: await leftOf(app, id, lettersOf(returned, 'leave').size),
    ...(asksConsent(row)
      ? { clicked: null, agreed: await agreedAfter(at, id), links: [] }
      : { clicked: await clickedBy(at, id), agreed: null, links: await linksVisited(app, row) }),
  };
}

function taken(counts: Counts | undefined): number {
  return counts ? counts.sent + counts.delivered : 0;
}

function lettersOf(returned: Returned, kind: Returned[number]['kind']): Set<string> {
  return new Set(returned.filter((one) => one.kind === kind).map(({ id }) => id));
}

/**
 * Letters that came back, each by its worst return; how many of them no longer stand as sent (`away`), and how many
 * still do (`stay`: a full mailbox is no reason to call a letter failed).
 */
function bouncedOf(returned: Returned, channels: readonly string[]) {
  const bounced = { hard: 0, policy: 0, soft: 0 };
  const seen = new Set<string>();
  let away = 0;
  for (const kind of bounces) {
    for (const { id, state, channel } of returned.filter((one) => one.kind === kind)) {
      if (seen.has(id)) continue;
      seen.add(id);
      bounced[kind] += 1;
      // A row that went on by another channel was a letter of ours all the same.
      if (!channels.includes(channel) || (state !== 'sent' && state !== 'delivered')) away += 1;
    }
  }
  return { bounced, away, stay: seen.size - away };
}

/** How many of the letters that stand as sent can't come back any more; counted row by row only in between. */
async function overdue(
  app: App,
  { id, at, doneAt }: BroadcastRow,
  { kept, channels }: { kept: number; channels: readonly string[] },
): Promise<number> {
  const until = app.clock.now() - deliveredAfterMs;
  if (at > until) return 0;
  if (doneAt !== null && doneAt <= until) return kept;
  return await takenBy(reading(app), { broadcastId: id, channels, until });
}

async function leftOf(app: App, id: string, byAnswer: number): Promise<LetterResults['left']> {
  const rows = await leavingsOf(reading(app), id);
  const people = rows.reduce((sum, row) => sum + row.people, byAnswer);
  const given = rows.flatMap((row) => (row.reason === null ? [] : [[row.reason, row.people] as const]));
  return { people, reasons: Object.fromEntries(given) };
}

async function linksVisited(app: App, row: BroadcastRow): Promise<LetterResults['links']> {
  const visits = new Map((await visitsOf(reading(app), row.id)).map((one) => [one.link, one]));
  return linksOf(app, [row]).map(({ link, url }) => {
    const { people = 0, all = 0 } = visits.get(link) ?? {};
    return { url, people, visits: all };
  });
}
