// Owns showing a draft to others: the warning before, the link, taking it back, and what somebody reads who came by it.
import { instructionSaid, situationText } from '../answer.ts';
import { leadingStage } from '../contest.ts';
import type { Draft } from '../drafts/draft.ts';
import { type DraftView, draftName, draftPhrase, publicParts } from '../drafts/draft-words.ts';
import type { Choice } from '../reply.ts';
import { viewOf } from './dialog-draft-step.ts';
import { draftChoices, sharedUrl } from './dialog-draft-whole.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Shows what everybody would read, and asks. */
export function sharing(turn: Turn, draft: Draft): DialogOutput {
  const view = viewOf(turn, draft);
  const url = sharedUrl(turn);
  if (url !== null) return shared(turn, draft, url);
  const refused = refusal(turn, draft);
  if (refused) return refused;
  const text = [draftPhrase(view, 'draft.share.ask'), '', ...shownLines(view, draft)].join('\n');
  const choices = [
    command(turn, 'button.draft.shareYes', '/draft share yes'),
    command(turn, 'button.draft.no', '/draft'),
    command(turn, 'button.draft.read', '/draft read'),
  ];
  return said({ text, choices, gaps: [] });
}

/** Shares the draft; what was shared already keeps its link, so that printed codes go on leading there. */
export function share(turn: Turn, draft: Draft): DialogOutput {
  const url = sharedUrl(turn);
  if (url !== null) return shared(turn, draft, url);
  const refused = refusal(turn, draft);
  if (refused) return refused;
  const { newCode = '', supportBase = '' } = turn.look.draft ?? {};
  const output = shared(turn, draft, `${supportBase}/${newCode}`);
  return withEffects(output, [{ kind: 'shareDraft', code: newCode }]);
}

function refusal(turn: Turn, draft: Draft): DialogOutput | null {
  const { title, idea } = draft.values;
  const few = title === undefined || idea === undefined;
  if (!few && !draft.takenDown) return null;
  const key = draft.takenDown ? 'draft.share.down' : 'draft.share.few';
  return told(turn, key, draftChoices(turn, draft, ['/draft share']));
}

function shared(turn: Turn, draft: Draft, url: string): DialogOutput {
  const choices: Choice[] = [
    { label: say(turn, 'button.draft.page'), url },
    { label: say(turn, 'button.draft.qr'), url: `${url}/qr.png` },
    command(turn, 'button.draft.unshare', '/draft unshare'),
    ...draftChoices(turn, draft, ['/draft share', '/draft unshare', '/draft erase']),
  ];
  const text = draftPhrase(viewOf(turn, draft), 'draft.share.done', { value: url });
  return said({ text, choices, gaps: [] });
}

/** Takes the page away at once. */
export function unshare(turn: Turn, draft: Draft): DialogOutput {
  const wasShared = sharedUrl(turn) !== null;
  const look = turn.look.draft && { ...turn.look.draft, code: null };
  const after = { ...turn, look: { ...turn.look, draft: look } };
  const output = told(
    after,
    wasShared ? 'draft.unshared' : 'draft.unshared.none',
    draftChoices(after, draft, []),
  );
  return wasShared ? withEffects(output, [{ kind: 'shareDraft', code: null }]) : output;
}

/** What somebody reads who came by the link: the idea, and how it is supported now. */
export function guest(turn: Turn, code: string): DialogOutput {
  const { guest: draft = null, supportBase = '' } = turn.look.draft ?? {};
  const privacy =
    turn.resident.contest === null ? [say(turn, 'draft.guest.privacy', { privacyUrl: turn.privacyUrl })] : [];
  if (!draft) {
    const text = [say(turn, 'draft.guest.none'), ...privacy].join('\n');
    return said({ text, choices: menu(turn), gaps: [] });
  }
  const view = viewOf(turn, draft);
  const how = supportSaid(view);
  const text = [
    ...shownLines(view, draft),
    draftPhrase(view, 'draft.guest.by'),
    '',
    draftPhrase(view, 'draft.guest.how'),
    how.text,
    ...privacy,
  ].join('\n');
  const page: Choice = { label: say(turn, 'button.draft.page'), url: `${supportBase}/${code}` };
  return said({ text, choices: [page, ...how.choices, ...menu(turn)], gaps: [] });
}

function shownLines(view: DraftView, draft: Draft): string[] {
  const name = draftPhrase(view, 'draft.guest', { name: draftName(view, draft) });
  return [name, ...publicParts(view, draft).map(({ title, value }) => `${title}: ${value}`)];
}

/** What a supporter does now: the instruction of the leading stage in few words, or what is going on where none is open. */
export function supportSaid(view: DraftView): { text: string; choices: readonly Choice[] } {
  const stage = leadingStage(view.content.contests[view.contest], view.now);
  if (!stage) return { text: situationText(view.content, view), choices: [] };
  return instructionSaid(view.content, view, { stage: stage.id, role: 'supporter', short: true });
}
