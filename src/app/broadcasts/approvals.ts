// Owns asking for approval: who is told by e-mail that a broadcast waits for a second person, once for each version of
// it. Approving itself belongs to the broadcasts' desk, the alarm where nobody can to the watchdog.
import { type BroadcastRow, findBroadcast, listBroadcasts } from '../../../db/broadcasts.ts';
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { listStaff, type StaffRow } from '../../../db/staff.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { broadcastTitle } from '../running/alarm.ts';
import { type LetterValues, mailStaff, staffLetter } from '../staff/staff-letters.ts';

/** What the instance remembers of a broadcast: the version that was asked about, and whether anybody could approve it. */
type Asked = { hash: string; alone: boolean };

const askedKey = (id: string) => `asked.${id}`;

/**
 * Tells everybody who may approve, except its authors, of each broadcast that waits and is still of use: once a
 * version, in training mode too. Where only its authors could, they are told that nobody can; whoever may approve
 * later is told then.
 */
export async function askApprovers(app: App): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  let mailed = false;
  for (const row of await listBroadcasts(reading(app), ['waiting'])) {
    if (!(await toAsk(reading(app), app, row))) continue;
    mailed = (await writing(app, (at) => askAbout(at, app, { id: row.id, channel }))) || mailed;
  }
  if (mailed) app.nudge(channel);
}

/** Whether nobody but its authors is there to approve a broadcast. */
export function nobodyApproves(
  app: Pick<App, 'files'>,
  row: BroadcastRow,
  staff: readonly StaffRow[],
): boolean {
  return !staff.some((one) => mayApprove(app, row, one));
}

function isAuthor(row: BroadcastRow, { email }: Pick<StaffRow, 'email'>): boolean {
  return row.createdBy === email || row.editedBy === email;
}

function mayApprove(app: Pick<App, 'files'>, row: BroadcastRow, one: StaffRow): boolean {
  return one.role !== 'editor' && (!app.files.city.secondApproval || !isAuthor(row, one));
}

/** What is to be asked about a version of a broadcast; null where that was done, or can't matter any more. */
async function toAsk(
  at: At,
  app: App,
  row: BroadcastRow,
): Promise<{ alone: boolean; readers: string[] } | null> {
  if (row.state !== 'waiting' || row.lastUsefulAt <= app.clock.now()) return null;
  const staff = await listStaff(at);
  const alone = nobodyApproves(app, row, staff);
  const last = await setting<Asked>(at, askedKey(row.id));
  if (last?.hash === row.contentHash && last.alone === alone) return null;
  const authors = staff.filter((one) => isAuthor(row, one));
  const others = staff.filter((one) => mayApprove(app, row, one) && !isAuthor(row, one));
  return { alone, readers: (alone ? authors : others).map(({ email }) => email) };
}

/** Writes the letters about one broadcast and remembers it in the same write; false where there was nobody to tell. */
async function askAbout(at: At, app: App, of: { id: string; channel: string }): Promise<boolean> {
  const row = await findBroadcast(at, of.id);
  const ask = row && (await toAsk(at, app, row));
  if (!row || !ask) return false;
  const letter = await staffLetter(at, app, {
    name: ask.alone ? 'approval.alone' : 'approval',
    values: valuesOf(app, row),
  });
  for (const email of ask.readers) await mailStaff(at, app, { email, channel: of.channel, ...letter });
  const asked: Asked = { hash: row.contentHash, alone: ask.alone };
  await putSetting(at, askedKey(row.id), asked);
  return ask.readers.length > 0;
}

function valuesOf(app: App, row: BroadcastRow): LetterValues {
  const { text, letterText, subject } = row.body;
  const said = [subject === null ? null : `**${subject}**`, text, letterText === text ? null : letterText];
  return {
    name: broadcastTitle(app.files, row),
    value: row.editedBy ?? row.createdBy ?? app.files.phrases['console.alarm.byPlan'] ?? '',
    start: longMoment(row.at),
    end: longMoment(row.lastUsefulAt),
    what: said.filter((part) => part !== null).join('\n\n'),
    consoleUrl: `${app.publicUrl}/console/broadcasts/${row.id}`,
  };
}
