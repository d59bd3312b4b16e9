// Owns asking unconfirmed addresses of earlier cycles for consent: one letter a cycle with official information, whose
// link proves the address and the will at once. Who never answers is never sent agitation, by the ground alone. Its rows
// and links are repermission-rows.ts's.
import { addBroadcast, type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import { and, eq, gt, inArray, lte } from '../../../db/drizzle.ts';
import { allMade, listAddressed, type Range } from '../../../db/expansion.ts';
import type { At } from '../../../db/people.ts';
import { findStaff } from '../../../db/staff.ts';
import { audienceOf, type BroadcastBody } from '../../core/broadcast.ts';
import { priority } from '../../core/delivery.ts';
import { factsFor, say } from '../../core/facts.ts';
import { afterQuiet, dayMs } from '../../core/time.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { approvalHash } from '../broadcasts/broadcast-draft.ts';
import { addressingOf, slices } from '../broadcasts/expand.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** With a gentle pace of a new sender the letters of a large list take days. */
const lastsMs = 14 * dayMs;

const keyStart = 'own:ask:';

/** Whether a broadcast asks for consent: its rows are made when it is approved, each with a link of its own. */
export function asksConsent({ key }: Pick<BroadcastRow, 'key'>): boolean {
  return key.startsWith(keyStart);
}

/** Makes the letter, which waits for a second person. Refused while another one of this cycle is under way. */
export async function askConsent(
  app: App,
  of: { at: number | null; by: string },
): Promise<Result<{ id: string; people: number }>> {
  const staff = await findStaff(reading(app), of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  const [channel] = channelNames(app).letters;
  if (!channel) return refuse(app, 'list.channel');
  const content = await currentContent(app);
  const open = (
    await listBroadcasts(reading(app), ['waiting', 'approved', 'expanding', 'sending', 'paused'])
  ).find(asksConsent);
  if (open) return refuse(app, 'ask.open', { id: open.id });
  const at = afterQuiet(Math.max(of.at ?? 0, app.clock.now()), content.city.quietHours);
  const row = await rowOf(app, { at, channel, by: staff.email });
  const people = await countAsked(app, row);
  if (people === 0) return refuse(app, 'ask.nobody');
  await writing(app, async (write) => {
    await addBroadcast(write, row);
    const detail = { after: row.contentHash };
    await writeAudit(write, app, { actor: staff.email, act: 'broadcast.create', object: row.id, detail });
  });
  return { ok: true, value: { id: row.id, people } };
}

async function rowOf(app: App, of: { at: number; channel: string; by: string }): Promise<BroadcastRow> {
  const id = app.newId();
  const content = await currentContent(app);
  const rule = {
    body: await bodyOf(app, of.at),
    audience: audienceOf({ purposes: ['official'], unlessReminded: true }),
    channels: [of.channel],
    at: of.at,
    lastUsefulAt: of.at + lastsMs,
    nature: 'official' as const,
    payment: null,
  };
  return {
    ...rule,
    id,
    key: `${keyStart}${content.contests.city.cycle.name}:${id}`,
    planId: null,
    line: null,
    kind: 'own',
    contest: null,
    stage: null,
    priority: priority.reminder,
    contentHash: approvalHash(rule),
    state: 'waiting',
    reason: null,
    createdAt: app.clock.now(),
    createdBy: of.by,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    // The sweep makes no rows for it: without a link of their own they would ask for nothing.
    cursor: allMade,
    doneAt: null,
    amends: null,
  };
}

/** The letter as approvers read it; its button opens our page, each recipient's opens a link of their own. */
async function bodyOf(app: App, at: number): Promise<BroadcastBody> {
  const content = await currentContent(app);
  const letter = content.letters.repermission;
  if (!letter) throw new Error('content/letters.yaml has no repermission');
  const facts = factsFor(content, { contest: 'city', now: at });
  const filled = (template: string) => say(content, template, facts).text;
  return {
    text: filled(letter.text),
    subject: filled(letter.subject ?? ''),
    preheader: filled(letter.preheader ?? ''),
    choices: [{ label: content.phrases['mail.repermission.button'] ?? '', url: `${app.publicUrl}/` }],
    letterText: null,
  };
}

/** How many people an approval at this moment would ask. */
export async function countAsked(app: App, row: BroadcastRow): Promise<number> {
  let people = 0;
  for await (const range of slices(reading(app))) {
    const found = await addressees(reading(app), app, { row, range, training: false });
    people += found.filter(({ skip }) => skip === null).length;
  }
  return people;
}

export type Addressee = { personId: string; addressId: string; channel: string; skip: string | null };

/** People with a legal ground and no consent at all, whom no letter of this cycle has asked. */
export async function addressees(
  at: At,
  app: App,
  of: { row: BroadcastRow; range: Range; training: boolean },
): Promise<Addressee[]> {
  const { row, range, training } = of;
  const rule = { ...addressingOf(app, row), ...(training ? {} : { only: null }) };
  const found = await listAddressed(at, rule, range);
  const left = new Set([...(await consented(at, range)), ...(await askedBefore(at, { row, range }))]);
  return found.filter(({ personId }) => !left.has(personId));
}

async function consented({ t, s }: At, range: Range): Promise<string[]> {
  const rows = await s
    .select({ id: t.standing.personId })
    .from(t.standing)
    .where(
      and(
        inArray(t.standing.purpose, ['letters', 'reminders']),
        eq(t.standing.granted, true),
        gt(t.standing.personId, range.after),
        ...(range.upTo === null ? [] : [lte(t.standing.personId, range.upTo)]),
      ),
    );
  return rows.map(({ id }) => id);
}

/** People to whom a letter of the same cycle went or may have gone; of this one, everybody who has a row. */
async function askedBefore(at: At, of: { row: BroadcastRow; range: Range }): Promise<string[]> {
  const { t, s } = at;
  const { row, range } = of;
  const cycle = row.key.slice(0, row.key.lastIndexOf(':') + 1);
  const letters = (await listBroadcasts(at)).filter(({ key }) => key.startsWith(cycle)).map(({ id }) => id);
  if (letters.length === 0) return [];
  const rows = await s
    .select({ person: t.delivery.personId, broadcast: t.delivery.broadcastId, state: t.delivery.state })
    .from(t.delivery)
    .where(
      and(
        inArray(t.delivery.broadcastId, letters),
        gt(t.delivery.personId, range.after),
        ...(range.upTo === null ? [] : [lte(t.delivery.personId, range.upTo)]),
      ),
    );
  const went = ['pending', 'claimed', 'calling', 'sent', 'delivered', 'unknown'];
  return rows
    .filter(({ broadcast, state }) => broadcast === row.id || went.includes(state))
    .map(({ person }) => person);
}
