// Owns what staff see of a broadcast: its message, head count, price, duration, warnings, history and results.
import { type BroadcastRow, findBroadcast } from '../../../db/broadcasts.ts';
import { countsOf } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { auditOf } from '../../../db/staff.ts';
import { type Counts, noCounts } from '../../core/broadcast.ts';
import type { Channel } from '../../core/channel.ts';
import { firstWords } from '../../core/question.ts';
import { fitReply, plainText, type Reply } from '../../core/reply.ts';
import { type App, channelNames, currentContent, reading } from '../app.ts';
import { letterResults } from '../letters/mail-results.ts';
import { letterSeconds } from '../sending/mail-pace.ts';
import { endingOf } from './broadcast-timing.ts';
import type {
  BroadcastEvent,
  BroadcastResults,
  BroadcastSummary,
  BroadcastView,
  LeftOut,
  Length,
  Look,
} from './broadcast-types.ts';
import { headsOf, noneLeftOut } from './broadcast-view-heads.ts';
import { type Weighed, warningsOf } from './broadcast-warnings.ts';
import { amendmentHeads, isAmendment } from './correction-reach.ts';
import { priceAndDuration } from './expand.ts';
import { type MessageWords, messageOf } from './message.ts';

/** What a list shows of a broadcast: not its text, nor how far its rows have been made. */
export function summaryOf(row: BroadcastRow, total: number): BroadcastSummary {
  const { id, key, line, kind, contest, stage, state, reason } = row;
  const { at, lastUsefulAt, channels, createdBy, editedBy, approvedBy } = row;
  const what = { id, key, line, kind, contest, stage, state, reason };
  return { ...what, at, lastUsefulAt, channels, createdBy, editedBy, approvedBy, total, about: aboutOf(row) };
}

/** What staff wrote is told apart by its words: of its kind there are many. */
function aboutOf({ kind, body }: BroadcastRow): string | null {
  const own = kind === 'own' || kind === 'correction' || kind === 'recall' || kind === 'project';
  return own ? firstWords(body.subject || plainText(body.text), 60) : null;
}

/** Everything that staff see of a broadcast; `moved`: its hour was just moved out of the quiet hours. */
export async function viewOf(
  app: App,
  row: BroadcastRow,
  { moved = false }: { moved?: boolean } = {},
): Promise<BroadcastView> {
  const results = await resultsOf(reading(app), row.id);
  const weighed = { ...(await weigh(app, row, results)), moved };
  const { body, audience, nature, payment, contentHash } = row;
  const { recipients, leftOut, priceEur, durationSeconds, endsAt, endsBeforeClosing } = weighed;
  const history = await historyOf(app, row.id);
  const words = await currentContent(app);
  return {
    ...summaryOf(row, results.total),
    text: body.text,
    letterText: body.letterText,
    subject: body.subject,
    picture: body.picture ?? null,
    choices: body.choices,
    looks: looksOf(app, words, row),
    lengths: lengthsOf(app, words, row),
    tryable: app.channels
      .filter(canTry)
      .map(({ name }) => name)
      .filter((name) => row.channels.includes(name)),
    nature,
    audience,
    payment,
    secondApproval: app.files.city.secondApproval,
    hash: contentHash,
    recipients,
    leftOut,
    priceEur,
    durationSeconds,
    endsAt,
    endsBeforeClosing,
    emergency: emergencyIn(history),
    history,
    warnings: await warningsOf(app, row, weighed),
    results: { ...results, state: row.state, ...(await fared(app, results)) },
  };
}

/** The message as each of its channels shows it; channels that show it alike stand together. */
function looksOf(app: App, words: MessageWords, row: BroadcastRow): Look[] {
  const looks = new Map<string, Look>();
  for (const channel of app.channels) {
    const { name, capabilities } = channel;
    if (!row.channels.includes(name)) continue;
    const letter = capabilities.letters;
    const parts = fitReply(replyFor(words, row, channel), capabilities);
    const key = JSON.stringify([letter, parts]);
    const known = looks.get(key);
    if (known) known.channels.push(name);
    else looks.set(key, { channels: [name], letter, parts });
  }
  return [...looks.values()];
}

/** How much of one message it fills on each of its channels; a picture leaves less room for words. */
export function lengthsOf(app: App, words: MessageWords, row: BroadcastRow): Length[] {
  return app.channels.flatMap((channel): Length[] => {
    const { name, capabilities } = channel;
    if (!row.channels.includes(name) || capabilities.letters) return [];
    const { text, picture } = replyFor(words, row, channel);
    const { textLength, captionLength, pictures } = capabilities;
    const most = picture && pictures ? Math.min(captionLength, textLength) : textLength;
    return [{ channel: name, used: plainText(text).length, most }];
  });
}

/** Whether a test can be sent there: a chat or letter box of one person, to which we write ourselves. */
export function canTry({ capabilities, outlet }: Channel): boolean {
  return capabilities.reaches && outlet === undefined;
}

/** What a channel is given of it: in a public place of the city only buttons that open a page are of use. */
export function replyFor(
  words: MessageWords,
  broadcast: BroadcastRow,
  { capabilities, outlet }: Channel,
): Reply {
  if (outlet === undefined) return messageOf(words, { broadcast, also: [], capabilities });
  const { text, choices, picture } = broadcast.body;
  return { text, choices: choices.filter((one) => 'url' in one), ...(picture ? { picture } : {}) };
}

/** Head count, price, duration and end as they are now; of one that has begun only what is left of it takes time. */
export async function weigh(
  app: App,
  row: BroadcastRow,
  results: BroadcastResults | null = null,
): Promise<Weighed & { durationSeconds: number; leftOut: LeftOut }> {
  const begun = results !== null && results.total > 0;
  const { recipients, paid, skipped, leftOut } = isAmendment(row)
    ? { ...(await amendmentHeads(app, row)), leftOut: noneLeftOut }
    : await headsOf(app, row, { begun });
  // Who waits for their next visit gets it free.
  const { priceEur, durationSeconds } = priceAndDuration(app, recipients, row.payment === 'wait' ? {} : paid);
  const left = results && results.total > 0 ? leftOf(results) : null;
  const atRate = left ? priceAndDuration(app, left).durationSeconds : durationSeconds;
  // The city's pace of letters may be far below what the mail server takes.
  const letters = sumOf(left ?? recipients, channelNames(app).letters);
  const seconds = Math.max(atRate, await letterSeconds(reading(app), app, letters));
  const content = await currentContent(app);
  const ending = endingOf(content, row, { now: app.clock.now(), durationSeconds: seconds });
  return {
    recipients,
    leftOut,
    priceEur,
    durationSeconds: Math.max(durationSeconds, seconds),
    ...ending,
    capped: skipped.weeklyLimit ?? 0,
    moved: false,
  };
}

function sumOf(counts: Readonly<Record<string, number>>, channels: readonly string[]): number {
  return channels.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

function leftOf({ byChannel }: BroadcastResults): Record<string, number> {
  return Object.fromEntries(
    Object.entries(byChannel).map(([channel, counts]) => [channel, counts.pending + counts.claimed]),
  );
}

/** Counts by state, whole and by channel: a partition of the rows, straight from the ledger. */
export async function resultsOf(at: At, id: string): Promise<BroadcastResults> {
  const row = await findBroadcast(at, id);
  const whole: Counts = { ...noCounts };
  const byChannel: Record<string, Counts> = {};
  for (const { channel, state, rows } of await countsOf(at, id)) {
    const field = state === 'calling' ? 'claimed' : state;
    const part = byChannel[channel] ?? { ...noCounts };
    for (const counts of [whole, part]) {
      counts.total += rows;
      counts[field] += rows;
    }
    byChannel[channel] = part;
  }
  return { id, state: row?.state ?? 'draft', ...whole, byChannel };
}

const wordIn = (detail: Readonly<Record<string, unknown>> | null, key: string): string | null => {
  const value = detail?.[key];
  return typeof value === 'string' ? value : null;
};

async function historyOf(app: App, id: string): Promise<BroadcastEvent[]> {
  const acts = (await auditOf(reading(app), id)).filter(({ act }) => act.startsWith('broadcast.'));
  return acts.map(({ at, actor, act, detail }) => ({
    at,
    actor,
    act,
    reason: wordIn(detail, 'emergency'),
    single: detail?.single === true,
    from: wordIn(detail, 'before'),
    to: wordIn(detail, 'after'),
  }));
}

/** The counts with what the report of it must not leave out; null where there is no such broadcast. */
export async function reportedResults(app: App, id: string): Promise<BroadcastResults | null> {
  if (!(await findBroadcast(reading(app), id))) return null;
  const emergency = emergencyIn(await historyOf(app, id));
  const results = await resultsOf(reading(app), id);
  return { ...results, ...(emergency === null ? {} : { emergency }), ...(await fared(app, results)) };
}

/** How its letters fared, where it has any. */
async function fared(
  app: App,
  { id, byChannel }: BroadcastResults,
): Promise<Pick<BroadcastResults, 'letters'>> {
  const letters = await letterResults(app, id, byChannel);
  return letters ? { letters } : {};
}

/** Why the approval that stands was one person's alone. An edit takes an approval away, and its reason with it. */
function emergencyIn(history: readonly BroadcastEvent[]): string | null {
  const last = history.findLast(({ act }) => act === 'broadcast.approve' || act === 'broadcast.edit');
  return last?.act === 'broadcast.approve' ? last.reason : null;
}
