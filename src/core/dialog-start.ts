// Owns the way from the first hello to an instruction: greeting, choosing contest and role, what to do now.
import { instructionSaid, type Said, situationText } from './answer.ts';
import { type ContestId, contestIds, leadingStage, type Role } from './contest.ts';
import type { Effect } from './conversation.ts';
import {
  contestChoices,
  type DialogOutput,
  menu,
  roleChoices,
  said,
  say,
  type Turn,
  told,
  withEffects,
} from './dialog-turn.ts';

/** Greets who opens the chat, and lands them where their link leads. */
export function started(turn: Turn, source: string | null): DialogOutput {
  const landing = source ? turn.landingOf(source) : null;
  const effects: Effect[] = [
    ...(source ? [{ kind: 'visit' as const, source }] : []),
    ...(landing?.contest ? [{ kind: 'setContest' as const, contest: landing.contest }] : []),
    ...(landing?.role ? [{ kind: 'setRole' as const, role: landing.role }] : []),
  ];
  const landed = { ...turn, contest: landing?.contest ?? turn.contest, role: landing?.role ?? turn.role };
  const known = turn.resident.contest !== null;
  const greeting = say(turn, known && !landing ? 'welcome.back' : 'welcome', { privacyUrl: turn.privacyUrl });
  const next = guide(landed);
  // One message: in Viber the welcome is returned in the response and can be only one.
  return withEffects(said({ ...next, text: `${greeting}\n\n${next.text}` }), effects);
}

/** What to say next to somebody of whom this much is known: ask the contest, ask the role, or instruct. */
function guide(turn: Turn): Said {
  if (!turn.contest) {
    return {
      text: `${stageText(turn)}\n\n${say(turn, 'ask.contest')}`,
      choices: contestChoices(turn),
      gaps: [],
    };
  }
  if (!turn.role) return { text: say(turn, 'ask.role'), choices: roleChoices(turn), gaps: [] };
  return instructions(turn, turn.contest, turn.role);
}

/** The instruction of the leading stage, or what is going on where no stage is open. */
function instructions(turn: Turn, contest: ContestId, role: Role): Said {
  const stage = leadingStage(turn.content.contests[contest], turn.now);
  if (!stage) return { text: stageText({ ...turn, contest }), choices: menu(turn), gaps: [] };
  const view = { contest, now: turn.now };
  const record = instructionSaid(turn.content, view, { stage: stage.id, role });
  return { ...record, choices: [...record.choices, ...menu(turn, ['/role'])] };
}

/** What is going on in the chosen contest, or in each. */
export function stageText(turn: Turn): string {
  const contests = turn.contest ? [turn.contest] : contestIds;
  return contests.map((contest) => situationText(turn.content, { contest, now: turn.now })).join('\n\n');
}

/** Chooses a contest, or asks which. */
export function setContest(
  turn: Turn,
  { contest, given }: { contest: ContestId | null; given: boolean },
): DialogOutput {
  if (!contest) return told(turn, given ? 'contest.unknown' : 'ask.contest', contestChoices(turn));
  const next = guide({ ...turn, contest });
  const title = say(turn, 'contest.set', { contestTitle: turn.content.contests[contest].short });
  return withEffects(said({ ...next, text: `${title}\n\n${next.text}` }), [{ kind: 'setContest', contest }]);
}

/** Chooses a role, or tells what to do in the chosen one. */
export function setRole(turn: Turn, { role, given }: { role: Role | null; given: boolean }): DialogOutput {
  if (!role) {
    if (!given && turn.role && turn.contest) {
      const next = instructions(turn, turn.contest, turn.role);
      return said({ ...next, choices: [...next.choices, ...roleChoices(turn)] });
    }
    return told(turn, given ? 'role.unknown' : 'ask.role', roleChoices(turn));
  }
  const chosen = { ...turn, role };
  const name = say(turn, 'role.set', { roleName: say(turn, `role.${role}`) });
  const next = guide(chosen);
  return withEffects(said({ ...next, text: `${name}\n\n${next.text}` }), [{ kind: 'setRole', role }]);
}
