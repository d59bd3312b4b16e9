// Owns changing texts: a proposal that a second person approves, taking it back, and undoing what stands. Which texts
// stand is texts.ts's, entries of the FAQ and their form are entry-desk.ts's.
import type { At } from '../../../db/people.ts';
import { closeUnanswered } from '../../../db/questions.ts';
import { addRevision, lastRevisions, type RevisionRow, revisionsOf } from '../../../db/revisions.ts';
import { findStaff, type StaffRow } from '../../../db/staff.ts';
import { checkContent } from '../../content.ts';
import { type OwnText, textKinds, withText } from '../../core/revision.ts';
import type { Content } from '../../core/texts.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { type StandingText, standingTexts } from './texts.ts';

/** A text that waits for a second person; `closes`: unanswered questions that it answers. */
export type Proposal = OwnText & { id: string; at: number; by: string; closes: readonly string[] };

export type TextDesk = {
  /** Texts of staff's that stand. */
  standing: () => Promise<readonly StandingText[]>;
  /** Texts that wait for approval, the oldest first. */
  proposed: () => Promise<Proposal[]>;
  /** Checks a text and keeps it for approval, in place of an earlier proposal for the same text. */
  propose: (text: OwnText & { closes?: readonly string[] }, by: string) => Promise<Result<Proposal>>;
  /** Lets exactly this proposal stand. */
  approve: (id: string, by: string) => Promise<Result<Proposal>>;
  /** Takes a proposal back, or refuses it. */
  withdraw: (id: string, by: string) => Promise<Result<null>>;
  /** Puts back what stood before the last change; `all`: what the files say. */
  undo: (text: Pick<OwnText, 'kind' | 'key'>, by: string, all: boolean) => Promise<Result<null>>;
};

/** Proposals are rows of this kind under `kind:key`; one without a body closes it. */
const proposedKind = 'proposed';

export function textDesk(app: App): TextDesk {
  return {
    standing: () => standingTexts(app, reading(app)),
    proposed: () => proposals(reading(app)),
    propose: (text, by) => propose(app, text, by),
    approve: (id, by) => approve(app, id, by),
    withdraw: (id, by) => withdraw(app, id, by),
    undo: (text, by, all) => undo(app, text, { by, all }),
  };
}

/** What stands in the way of a text, in words for who wrote it; null: nothing. */
export function problemOf(app: App, content: Content, text: OwnText): Result<never> | null {
  const next = withText(content, text);
  if (!next) return refuse(app, 'text.shape');
  const before = new Set(
    checkContent(content).map(({ file, field, message }) => `${file} ${field} ${message}`),
  );
  const fresh = checkContent(next).find(
    ({ level, file, field, message }) => level === 'error' && !before.has(`${file} ${field} ${message}`),
  );
  if (!fresh) return null;
  const [, name] = /^unknown placeholder \{(.+)\}$/.exec(fresh.message) ?? [];
  if (name) return refuse(app, 'text.placeholder', { name: `{${name}}` });
  const [, long, most] = /^(\d+) characters, at most (\d+)$/.exec(fresh.message) ?? [];
  if (long && most) return refuse(app, 'text.long', { long, most });
  return refuse(app, 'text.broken', { field: fresh.field, detail: fresh.message });
}

async function proposals(at: At): Promise<Proposal[]> {
  return (await lastRevisions(at, proposedKind)).flatMap((row) => {
    const one = proposalIn(row);
    return one ? [one] : [];
  });
}

function proposalIn({ id, at, by, body }: RevisionRow): Proposal | null {
  if (body === null || typeof body !== 'object') return null;
  const { kind: given, key, body: text, closes } = body as Partial<Proposal>;
  const kind = textKinds.find((one) => one === given);
  if (!kind || typeof key !== 'string') return null;
  return { id, at, by, kind, key, body: text, closes: closes ?? [] };
}

async function propose(
  app: App,
  { kind, key, body, closes = [] }: Parameters<TextDesk['propose']>[0],
  by: string,
): Promise<Result<Proposal>> {
  return await writing(app, async (at) => {
    const problem = problemOf(app, await currentContent(app, at), { kind, key, body });
    if (problem) return problem;
    const now = app.clock.now();
    const kept = { kind, key, body, closes };
    const row = { id: app.newId(), kind: proposedKind, key: `${kind}:${key}`, body: kept, at: now, by };
    const id = await addRevision(at, row);
    await writeAudit(at, app, { actor: by, act: 'text.propose', object: `${kind}:${key}` });
    return { ok: true as const, value: { id, at: now, by, ...kept } };
  });
}

async function approve(app: App, id: string, by: string): Promise<Result<Proposal>> {
  return await writing(app, async (at) => {
    const staff = await findStaff(at, by);
    const proposal = (await proposals(at)).find((one) => one.id === id);
    if (!proposal) return refuse(app, 'text.changed');
    const may = mayApprove(app, proposal, staff) ?? problemOf(app, await currentContent(app, at), proposal);
    if (may) return may;
    const { kind, key, body } = proposal;
    const now = app.clock.now();
    await addRevision(at, { id: app.newId(), kind, key, body, at: now, by: proposal.by });
    await closeProposal(at, app, { proposal, by });
    for (const one of proposal.closes) await closeUnanswered(at, one, now);
    const single = proposal.by === by ? { single: true } : {};
    const detail = { author: proposal.by, ...single };
    await writeAudit(at, app, { actor: by, act: 'text.approve', object: `${kind}:${key}`, detail });
    return { ok: true as const, value: proposal };
  });
}

/** As with broadcasts: an editor approves nothing, an author only in a city with a single clerk. */
function mayApprove(app: App, { by }: Proposal, staff: StaffRow | null): Result<never> | null {
  if (!staff || staff.role === 'editor') return refuse(app, 'text.role');
  return app.files.city.secondApproval && staff.email === by ? refuse(app, 'text.own') : null;
}

async function closeProposal(at: At, app: App, of: { proposal: Proposal; by: string }): Promise<void> {
  const { kind, key } = of.proposal;
  const row = { id: app.newId(), kind: proposedKind, key: `${kind}:${key}`, body: null };
  await addRevision(at, { ...row, at: app.clock.now(), by: of.by });
}

async function withdraw(app: App, id: string, by: string): Promise<Result<null>> {
  return await writing(app, async (at) => {
    const staff = await findStaff(at, by);
    const proposal = (await proposals(at)).find((one) => one.id === id);
    if (!proposal) return refuse(app, 'text.changed');
    if (proposal.by !== by && staff?.role === 'editor') return refuse(app, 'text.role');
    await closeProposal(at, app, { proposal, by });
    await writeAudit(at, app, {
      actor: by,
      act: 'text.withdraw',
      object: `${proposal.kind}:${proposal.key}`,
    });
    return { ok: true as const, value: null };
  });
}

async function undo(
  app: App,
  { kind, key }: Pick<OwnText, 'kind' | 'key'>,
  of: { by: string; all: boolean },
): Promise<Result<null>> {
  return await writing(app, async (at) => {
    const staff = await findStaff(at, of.by);
    if (!staff || staff.role === 'editor') return refuse(app, 'text.role');
    const [now, before] = await revisionsOf(at, { kind, key });
    if (!now || now.body === null) return refuse(app, 'text.nothing');
    const body = of.all ? null : (before?.body ?? null);
    await addRevision(at, { id: app.newId(), kind, key, body, at: app.clock.now(), by: of.by });
    await writeAudit(at, app, { actor: of.by, act: 'text.undo', object: `${kind}:${key}` });
    return { ok: true as const, value: null };
  });
}
