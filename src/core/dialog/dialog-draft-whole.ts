// Owns what is said of a draft as a whole: beginning one, where it stands, reading it, the checklist, the form, erasing it.
import { instructionSaid, situationText } from '../answer.ts';
import { type ContestId, contestIds } from '../contest.ts';
import { answeredSteps, type Draft, newDraft, stepsOf, stepToGoOn } from '../drafts/draft.ts';
import { checklistOf } from '../drafts/draft-check.ts';
import { draftName, draftPhrase, fieldTitle, submissionAt, valueInWords } from '../drafts/draft-words.ts';
import { firstWords } from '../question.ts';
import type { Choice } from '../reply.ts';
import { askStep, viewOf } from './dialog-draft-step.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** What a draft is, what is kept of it, and the agreement to that. */
export function introduced(turn: Turn): DialogOutput {
  const own = turn.contest;
  const contest = own ?? 'city';
  const begin = (id: ContestId, key: string) => command(turn, key, `/draft begin ${id}`);
  const other = contestIds.filter((id) => id !== own).map((id) => begin(id, `button.draft.begin.${id}`));
  const view = viewOf(turn, { contest });
  const text = [
    draftPhrase(view, 'draft.intro'),
    ...(own === null ? [draftPhrase(view, 'draft.which')] : whenLine(turn, own)),
    draftPhrase(view, 'draft.agree', {
      wording: draftPhrase(view, 'draft.consent'),
      value: own === null ? draftPhrase(view, 'draft.begin.both') : `/draft begin ${own}`,
    }),
  ].join('\n');
  const choices = own === null ? other : [begin(own, 'button.draft.begin'), ...other];
  return said({ text, choices, gaps: [] });
}

function whenLine(turn: Turn, contest: ContestId): string[] {
  const view = viewOf(turn, { contest });
  const { kind } = submissionAt(view);
  return [kind === 'off' ? situationText(turn.content, view) : draftPhrase(view, `draft.when.${kind}`)];
}

/** Begins a draft; the press of the button, or the command, is the agreement that was shown. */
export function begun(turn: Turn, contest: ContestId | null): DialogOutput {
  const own = contest ?? turn.contest;
  if (own === null) return introduced(turn);
  const view = viewOf(turn, { contest: own });
  const draft = newDraft(turn.content, { contest: own, wording: draftPhrase(view, 'draft.consent') });
  if (draft.asking === null) return introduced(turn);
  const lead = draftPhrase(view, 'draft.began');
  const output = askStep(turn, draft, { field: draft.asking, lead });
  const chosen = turn.contest === null ? [{ kind: 'setContest' as const, contest: own }] : [];
  return withEffects(output, [...chosen, { kind: 'saveDraft', draft }]);
}

/** Where the draft stands, and what can be done with it. */
export function state(turn: Turn, draft: Draft): DialogOutput {
  const view = viewOf(turn, draft);
  const steps = stepsOf(turn.content, draft.contest);
  const url = sharedUrl(turn);
  const text = [
    draftPhrase(view, 'draft.state', {
      name: firstWords(draftName(view, draft)),
      value: String(answeredSteps(draft, steps)),
      end: String(steps.length),
    }),
    ...(url === null ? [] : [draftPhrase(view, 'draft.state.shared', { value: url })]),
    ...(draft.takenDown ? [draftPhrase(view, 'draft.state.down')] : []),
    ...whenLine(turn, draft.contest),
  ].join('\n');
  return said({ text, choices: draftChoices(turn, draft, []), gaps: [] });
}

/** The address of the person's page for supporters; null where it is not shared. */
export function sharedUrl(turn: Turn): string | null {
  const { code = null, supportBase = '' } = turn.look.draft ?? {};
  return code === null ? null : `${supportBase}/${code}`;
}

/** What can be done with a draft, without what was just done. */
export function draftChoices(turn: Turn, draft: Draft, but: readonly string[]): Choice[] {
  const shared = sharedUrl(turn) !== null;
  const left = stepToGoOn(draft, stepsOf(turn.content, draft.contest)) !== null;
  const all = [
    ...(left ? [['button.draft.next', '/draft next'] as const] : []),
    ['button.draft.read', '/draft read'],
    ['button.draft.check', '/draft check'],
    ['button.draft.form', '/draft form'],
    shared ? ['button.draft.unshare', '/draft unshare'] : ['button.draft.share', '/draft share'],
    ['button.draft.erase', '/draft erase'],
  ] as const;
  return all.filter(([, value]) => !but.includes(value)).map(([key, value]) => command(turn, key, value));
}

/** Every step with what was answered; the number of a line leads to its step. */
export function readOut(turn: Turn, draft: Draft): DialogOutput {
  const view = viewOf(turn, draft);
  const steps = stepsOf(turn.content, draft.contest);
  const lines = steps.map((field, index) =>
    draftPhrase(view, 'draft.read.line', {
      value: String(index + 1),
      name: fieldTitle(view, field),
      end: valueInWords(view, draft, field) ?? draftPhrase(view, 'draft.read.none'),
    }),
  );
  const changes = steps.map((field) => ({
    label: draftPhrase(view, 'draft.change', { name: fieldTitle(view, field) }),
    value: `/draft ${field}`,
  }));
  const text = [draftPhrase(view, 'draft.read'), ...lines, draftPhrase(view, 'draft.read.change')].join('\n');
  return said({ text, choices: [...changes, command(turn, 'button.draft.check', '/draft check')], gaps: [] });
}

/** The checklist, and what to do next in the stage of today. */
export function checked(turn: Turn, draft: Draft, lead: string | null): DialogOutput {
  const view = viewOf(turn, draft);
  const next = whatNext(turn, draft);
  const text = [
    ...(lead === null ? [] : [lead, '']),
    draftPhrase(view, 'draft.check'),
    ...checklistOf(view, draft).map((item) => item.text),
    draftPhrase(view, 'draft.check.note'),
    '',
    draftPhrase(view, 'draft.next'),
    next.text,
  ].join('\n');
  return said({ text, choices: [...next.choices, ...draftChoices(turn, draft, ['/draft check'])], gaps: [] });
}

/** The author's instruction only while submission is open; else when it will be, or what to do with the draft. */
function whatNext(turn: Turn, draft: Draft): { text: string; choices: readonly Choice[] } {
  const view = viewOf(turn, draft);
  const { kind } = submissionAt(view);
  switch (kind) {
    case 'open': {
      const short = { stage: 'submission', role: 'author', short: true } as const;
      const instruction = instructionSaid(turn.content, view, short);
      const platform =
        turn.content.rules[draft.contest === 'city' ? 'platformUrl' : 'schoolPlatformUrl']?.value;
      const link =
        typeof platform === 'string' ? [{ label: draftPhrase(view, 'draft.platform'), url: platform }] : [];
      const text = `${draftPhrase(view, 'draft.next.open')}\n${instruction.text}`;
      return { text, choices: [...link, ...instruction.choices] };
    }
    case 'before':
    case 'over':
      return { text: draftPhrase(view, `draft.next.${kind}`), choices: [] };
    case 'off': {
      const situation = situationText(turn.content, view);
      return { text: `${situation}\n${draftPhrase(view, 'draft.next.off')}`, choices: [] };
    }
  }
}

/** Links to the filled form: a file, and a page to print. */
export function form(turn: Turn, draft: Draft): DialogOutput {
  const links = turn.look.draft?.form;
  const view = viewOf(turn, draft);
  const choices: Choice[] = links
    ? [
        { label: say(turn, 'button.draft.docx'), url: links.docx },
        { label: say(turn, 'button.draft.print'), url: links.page },
      ]
    : [];
  const text = draftPhrase(view, 'draft.form');
  return said({ text, choices: [...choices, ...draftChoices(turn, draft, ['/draft form'])], gaps: [] });
}

/** Erasing asks once. */
export function erasing(turn: Turn): DialogOutput {
  return told(turn, 'draft.erase.ask', [
    command(turn, 'button.draft.eraseYes', '/draft erase yes'),
    command(turn, 'button.keep', '/draft'),
  ]);
}

export function erased(turn: Turn): DialogOutput {
  return withEffects(told(turn, 'draft.erased', menu(turn)), [{ kind: 'eraseDraft' }]);
}
