// Owns what staff see of drafts: only those that their authors show by a link, and taking one down with a reason.
import { type DraftRow, sharedDrafts, takeDownDraft } from '../../../db/drafts.ts';
import { addDeliveries } from '../../../db/ledger.ts';
import { type AddressRow, type At, addressesOf } from '../../../db/people.ts';
import type { ContestId } from '../../core/contest.ts';
import { draftName, draftPhrase, publicParts } from '../../core/drafts/draft-words.ts';
import { dayMs } from '../../core/time.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { replyRow } from '../talk/reply-row.ts';

/** A shared draft as everybody with its link sees it; who wrote it stays unknown to staff. Instants in milliseconds. */
export type SharedDraftView = {
  code: string;
  contest: ContestId;
  name: string;
  parts: { title: string; value: string }[];
  changedAt: number;
};

export type DraftDesk = {
  /** The shared ones, the newest change first. */
  list: () => Promise<SharedDraftView[]>;
  /** Takes one down at once; its author is told the reason in the chat. */
  takeDown: (code: string, reason: string, by: string) => Promise<Result<null>>;
};

/** Longer reasons are for a talk, not for a notice. */
export const longestReason = 500;
const noticeLifeMs = 30 * dayMs;

export function draftDesk(app: App): DraftDesk {
  return {
    list: async () => {
      const content = await currentContent(app);
      const now = app.clock.now();
      return (await sharedDrafts(reading(app))).reverse().map(({ body, code, updatedAt }) => {
        const view = { content, contest: body.contest, now };
        const shown = { contest: body.contest, name: draftName(view, body), parts: publicParts(view, body) };
        return { ...shown, code: code ?? '', changedAt: updatedAt };
      });
    },
    takeDown: (code, reason, by) => takeDown(app, { code, reason: reason.trim(), by }),
  };
}

async function takeDown(app: App, of: { code: string; reason: string; by: string }): Promise<Result<null>> {
  if (of.reason === '') return refuse(app, 'draft.reason');
  if (of.reason.length > longestReason) return refuse(app, 'draft.long', { most: String(longestReason) });
  const channel = await writing(app, async (at): Promise<string | null | undefined> => {
    const row = (await sharedDrafts(at)).find((one) => one.code === of.code);
    if (!row || !(await takeDownDraft(at, row))) return undefined;
    // The audit trail names the link, never the author.
    await writeAudit(at, app, {
      actor: of.by,
      act: 'draft.takeDown',
      object: of.code,
      detail: { reason: of.reason },
    });
    return await tellAuthor(at, app, { row, reason: of.reason });
  });
  if (channel === undefined) return refuse(app, 'draft.unknown');
  if (channel !== null) app.nudge(channel);
  return { ok: true, value: null };
}

/** Tells the author in the chat where they wrote last; returns its channel, null where there is none. */
async function tellAuthor(
  at: At,
  app: App,
  { row, reason }: { row: DraftRow; reason: string },
): Promise<string | null> {
  const address = lastChat(app, await addressesOf(at, row.personId));
  if (!address) return null;
  const now = app.clock.now();
  const view = { content: await currentContent(app, at), contest: row.body.contest, now };
  const reply = { text: draftPhrase(view, 'draft.taken', { value: reason }), choices: [] };
  const delivery = replyRow(app, { reply, person: { id: row.personId }, address, now });
  await addDeliveries(at, [{ ...delivery, expiresAt: now + noticeLifeMs }]);
  return address.channel;
}

function lastChat(app: App, addresses: readonly AddressRow[]): AddressRow | null {
  const { chats } = channelNames(app);
  const [last = null] = addresses
    .filter((one) => one.state === 'active' && chats.includes(one.channel))
    .sort((a, b) => (b.wroteAt ?? 0) - (a.wroteAt ?? 0));
  return last;
}
