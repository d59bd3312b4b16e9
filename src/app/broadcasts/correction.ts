// Owns correcting and taking back what went out: who may, what it would reach, and the broadcast that it becomes. Stopping
// the wrong words and making the rows is correction-rows.ts.
import { addBroadcast, type BroadcastRow, findBroadcast } from '../../../db/broadcasts.ts';
import { amendmentsOf } from '../../../db/corrections.ts';
import type { At } from '../../../db/people.ts';
import { findStaff, type StaffRow } from '../../../db/staff.ts';
import type { BroadcastBody, BroadcastState } from '../../core/broadcast.ts';
import { priority } from '../../core/delivery.ts';
import { fitsOneMessage } from '../../core/reply.ts';
import { dayMs } from '../../core/time.ts';
import { type App, channelNamed, channelTitle, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { hasAnyRow } from './broadcast-acts.ts';
import { approvalHash, draftedRow } from './broadcast-draft.ts';
import { type Reach, reachOf } from './correction-reach.ts';
import { pauseForAmendment, recalledReason } from './correction-stop.ts';

export { expandCorrection } from './correction-rows.ts';

/** A correction or recall as it was kept. `amended`: messages changed or deleted · `sent`: new ones · `stays`: neither. */
export type AmendmentView = {
  id: string;
  original: string;
  kind: 'correction' | 'recall';
  state: BroadcastState;
  text: string;
  subject: string | null;
  amended: Record<string, number>;
  sent: Record<string, number>;
  stays: Record<string, number>;
  warnings: string[];
};

/** `emergency`: why nobody else could be asked; only an approver or administrator may claim one. */
type Order = { by: string; emergency?: string | null };

export type CorrectionDesk = {
  /** Who would be reached now, before anything is done; null: there is nothing to correct or recall (any more). */
  reach: (id: string) => Promise<Reach | null>;
  /** Stops the broadcast and puts the right words before a second person. */
  correct: (
    id: string,
    of: Order & { text: string; subject: string | null },
  ) => Promise<Result<AmendmentView>>;
  /** Stops the broadcast for good and takes back what can be; an editor's waits for a second person. */
  recall: (id: string, of: Order) => Promise<Result<AmendmentView>>;
};

export function correctionDesk(app: App): CorrectionDesk {
  return {
    reach: async (id) => {
      const original = await findBroadcast(reading(app), id);
      const refused = original ? await problemOf(app, reading(app), { original, kind: 'recall' }) : true;
      return original && !refused ? await reachOf(app, original.id) : null;
    },
    correct: (id, of) => correct(app, id, of),
    recall: (id, of) => recall(app, id, of),
  };
}

type Kind = AmendmentView['kind'];

/** States in which words may have gone out. One that staff have cancelled can still be corrected for who got it. */
const amendable: readonly BroadcastState[] = [
  'approved',
  'expanding',
  'sending',
  'paused',
  'done',
  'cancelled',
];

/** Why this broadcast can't be corrected or recalled now, or null. */
async function problemOf(
  app: App,
  at: At,
  { original, kind }: { original: BroadcastRow; kind: Kind },
): Promise<Result<never> | null> {
  // A correction that is wrong again is mended by another one of the broadcast itself; its own messages can be taken back.
  if (original.kind === 'recall' || (original.kind === 'correction' && kind === 'correction'))
    return refuse(app, 'amend.kind', { id: original.amends ?? '' });
  const state = app.files.phrases[`cli.state.${original.state}`] ?? original.state;
  const over = original.state === 'cancelled' && original.reason === recalledReason;
  if (over || !amendable.includes(original.state)) return refuse(app, 'broadcast.state', { state });
  if (!(await hasAnyRow(at, original.id))) return refuse(app, 'amend.nothing');
  const others = await amendmentsOf(at, original.id);
  const open = others.find((one) => ['waiting', 'approved', 'expanding'].includes(one.state));
  return open ? refuse(app, 'amend.open', { id: open.id }) : null;
}

async function correct(
  app: App,
  id: string,
  of: Order & { text: string; subject: string | null },
): Promise<Result<AmendmentView>> {
  const original = await findBroadcast(reading(app), id);
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  if (!original) return refuse(app, 'broadcast.unknown', { id });
  const body = await correctedBody(app, original, { ...of, by: staff.email });
  if (!body.ok) return body;
  return await keep(app, {
    original,
    staff,
    kind: 'correction',
    body: body.value,
    emergency: of.emergency || null,
  });
}

/** The right words, checked as a new broadcast's are, and the same with the words that introduce a correction. */
async function correctedBody(
  app: App,
  original: BroadcastRow,
  of: { text: string; subject: string | null; by: string },
): Promise<Result<BroadcastBody>> {
  const { contest, role, source } = original.audience;
  const drafted = await draftedRow(app, {
    text: of.text,
    subject: of.subject ?? original.body.subject,
    at: app.clock.now(),
    lastUsefulAt: null,
    audience: { contest, role, source },
    channels: original.channels.filter((name) => channelNamed(app, name)),
    nature: original.nature,
    by: of.by,
  });
  if (!drafted.ok) return drafted;
  const { text, subject } = drafted.value.body;
  const word = (key: string) => app.files.phrases[key] ?? '';
  const body: BroadcastBody = {
    text: `${word('correction.lead')}\n\n${text}`,
    choices: original.body.choices,
    subject: subject === null ? null : word('correction.subject').replace('{subject}', subject),
    preheader: null,
    letterText: null,
    corrected: { text, subject },
  };
  const long = tooLongFor(app, original, body);
  return long
    ? refuse(app, 'broadcast.long', { channel: channelTitle(app.files, long) })
    : { ok: true, value: body };
}

/** The channel on which the correction, or the changed message with its picture, would not be one message. */
function tooLongFor(app: App, { channels, body: old }: BroadcastRow, body: BroadcastBody): string | null {
  const { choices, corrected } = body;
  const picture = old.picture ? { picture: old.picture } : {};
  const found = channels.find((name) => {
    const channel = channelNamed(app, name);
    if (!channel) return false;
    const changed = { text: corrected?.text ?? body.text, choices, ...picture };
    const fits = fitsOneMessage({ text: body.text, choices }, channel.capabilities);
    return !fits || (channel.amend !== undefined && !fitsOneMessage(changed, channel.capabilities));
  });
  return found ?? null;
}

async function recall(app: App, id: string, of: Order): Promise<Result<AmendmentView>> {
  const original = await findBroadcast(reading(app), id);
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  if (!original) return refuse(app, 'broadcast.unknown', { id });
  const { body } = original;
  return await keep(app, { original, staff, kind: 'recall', body, emergency: of.emergency || null });
}

type Amending = {
  original: BroadcastRow;
  staff: StaffRow;
  kind: Kind;
  body: BroadcastBody;
  emergency: string | null;
};

/** Stops the original at once, keeps the amendment and its trail, and says whom it would reach. */
async function keep(app: App, of: Amending): Promise<Result<AmendmentView>> {
  const { original, staff, kind, emergency } = of;
  if (emergency && staff.role === 'editor') return refuse(app, 'broadcast.role');
  const kept = await writing(app, async (at): Promise<Result<BroadcastRow>> => {
    const current = await findBroadcast(at, original.id);
    if (!current) return refuse(app, 'broadcast.unknown', { id: original.id });
    const problem = await problemOf(app, at, { original: current, kind });
    if (problem) return problem;
    const row = amendmentRow(app, of, (await amendmentsOf(at, original.id)).length + 1);
    const paused = await pauseForAmendment(at, original.id);
    await addBroadcast(at, row);
    await writeTrail(at, app, { ...of, row, paused });
    return { ok: true, value: row };
  });
  return kept.ok ? { ok: true, value: await viewOf(app, original, kept.value) } : kept;
}

/**
 * Useful as long as the original, and at least a day: whoever got wrong words should learn it also after their last
 * useful moment. Its audience can't be refused by topic: it goes to exactly those who got the message.
 */
function amendmentRow(
  app: App,
  { original, staff, kind, body, emergency }: Amending,
  nth: number,
): BroadcastRow {
  const now = app.clock.now();
  const row: BroadcastRow = {
    ...original,
    id: app.newId(),
    key: `${kind}:${original.id}:${nth}`,
    kind,
    priority: priority.correction,
    at: now,
    lastUsefulAt: Math.max(original.lastUsefulAt, now + dayMs),
    audience: { ...original.audience, topic: null },
    body,
    contentHash: '',
    state: 'waiting',
    reason: null,
    createdAt: now,
    createdBy: staff.email,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    cursor: null,
    doneAt: null,
    payment: null,
    amends: original.id,
  };
  const contentHash = approvalHash(row);
  if (!mayGoAtOnce({ kind, staff, emergency })) return { ...row, contentHash };
  const approval = { approvedBy: staff.email, approvedAt: now, approvedHash: contentHash };
  return { ...row, contentHash, ...approval, state: 'approved', reason: emergency };
}

/** New words are a second person's to approve; taking words back shows nobody anything new. */
function mayGoAtOnce({ kind, staff, emergency }: Pick<Amending, 'kind' | 'staff' | 'emergency'>): boolean {
  return staff.role !== 'editor' && (kind === 'recall' || emergency !== null);
}

async function writeTrail(
  at: At,
  app: App,
  { original, staff, kind, row, paused, emergency }: Amending & { row: BroadcastRow; paused: boolean },
): Promise<void> {
  const actor = staff.email;
  const note = (act: string, object: string, detail: Record<string, unknown> = {}) =>
    writeAudit(at, app, { actor, act: `broadcast.${act}`, object, detail });
  if (paused) await note('pause', original.id);
  await note(kind === 'correction' ? 'correct' : 'recall', original.id, {
    by: row.id,
  });
  await note('create', row.id, { amends: original.id });
  if (row.state === 'approved')
    await note('approve', row.id, {
      hash: row.contentHash,
      ...(emergency ? { emergency } : { single: true }),
    });
}

async function viewOf(app: App, original: BroadcastRow, row: BroadcastRow): Promise<AmendmentView> {
  const { changeable, fixed } = await reachOf(app, original.id);
  const kind = row.kind === 'recall' ? 'recall' : 'correction';
  const [sent, stays] = kind === 'recall' ? [{}, fixed] : [fixed, {}];
  const { id, state, body } = row;
  const what = { id, original: original.id, kind, state, text: body.text, subject: body.subject } as const;
  return { ...what, amended: changeable, sent, stays, warnings: warningsOf(app, { changeable, stays }) };
}

function warningsOf(app: App, of: { changeable: Reach['changeable']; stays: Reach['fixed'] }): string[] {
  const all = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const word = (code: string, values: Record<string, string> = {}) => refuse(app, code, values).message;
  const channels = Object.keys(of.stays).map((name) => channelTitle(app.files, name));
  return [
    ...(all(of.stays) > 0
      ? [word('warn.stays', { n: String(all(of.stays)), channels: channels.join(', ') })]
      : []),
    ...(app.sendTo.kind === 'nobody' ? [word('warn.training')] : []),
  ];
}
