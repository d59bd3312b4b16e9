// Owns the way from the first hello to an instruction: greeting, choosing contest and role, what to do now.
import { instructionSaid, type Said, situationText } from '../answer.ts';
import { type ContestId, contestIds, leadingStage, type Role } from '../contest.ts';
import { instructionKey } from '../texts.ts';
import type { Effect } from './conversation.ts';
import { landedOn } from './dialog-events.ts';
import { askedWhether, helpedChoices, lengthChoice, topicOf } from './dialog-helped.ts';
import {
  command,
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

/** What to say next; `answer` and `topic` where it is an instruction. */
type Guidance = Said & { answer: string | null; topic: string | null };

const noAnswer = { answer: null, topic: null };

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
  const event = landing?.event ? landedOn(landed, landing.event, greeting) : null;
  // One message: in Viber the welcome is returned in the response and can be only one.
  return withEffects(event ?? guided(turn, guide(landed), greeting), effects);
}

/** The instruction for the chosen contest and role, or the question that is still open. */
export function instructed(turn: Turn): DialogOutput {
  return guided(turn, guide(turn), null);
}

function guided(turn: Turn, next: Guidance, lead: string | null): DialogOutput {
  const output = said({ ...next, text: lead === null ? next.text : `${lead}\n\n${next.text}` });
  const { answer, topic } = next;
  return answer === null ? output : askedWhether(turn, output, { answer, topic });
}

/** What to say next to somebody of whom this much is known: ask the contest, ask the role, or instruct. */
function guide(turn: Turn): Guidance {
  if (!turn.contest) {
    return {
      text: `${stageText(turn)}\n\n${say(turn, 'ask.contest')}`,
      choices: contestChoices(turn),
      gaps: [],
      ...noAnswer,
    };
  }
  if (!turn.role) return { text: say(turn, 'ask.role'), choices: roleChoices(turn), gaps: [], ...noAnswer };
  return instructions(turn, { contest: turn.contest, role: turn.role });
}

/** The instruction of the leading stage, or what is going on where no stage is open. */
function instructions(turn: Turn, { contest, role }: { contest: ContestId; role: Role }): Guidance {
  const stage = leadingStage(turn.content.contests[contest], turn.now);
  if (!stage) {
    // What to do was just said: nothing now.
    return { text: stageText({ ...turn, contest }), choices: menu(turn, ['/role']), gaps: [], ...noAnswer };
  }
  const short = turn.conversation.short ?? false;
  const record = instructionSaid(turn.content, { contest, now: turn.now }, { stage: stage.id, role, short });
  const answer = instructionKey(contest, stage.id, role);
  return {
    ...record,
    choices: [
      ...record.choices,
      // Who is about to submit can write the project down here, step by step.
      ...(stage.id === 'submission' && role === 'author' ? [command(turn, 'button.draft', '/draft')] : []),
      ...helpedChoices(turn, answer),
      lengthChoice(turn),
      ...menu(turn, ['/role']),
    ],
    answer,
    topic: topicOf(turn.content, { contest, stage: stage.id, role }),
  };
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
  const title = say(turn, 'contest.set', { contestTitle: turn.content.contests[contest].short });
  return withEffects(guided(turn, guide({ ...turn, contest }), title), [{ kind: 'setContest', contest }]);
}

/** Chooses a role, or tells what to do in the chosen one. */
export function setRole(
  turn: Turn,
  { role, given, other = false }: { role: Role | null; given: boolean; other?: boolean },
): DialogOutput {
  if (!role) {
    if (!given && !other && turn.role && turn.contest) {
      const next = instructions(turn, { contest: turn.contest, role: turn.role });
      const choices = [...next.choices, command(turn, 'button.otherRole', '/role other')];
      return guided(turn, { ...next, choices }, null);
    }
    return told(turn, given ? 'role.unknown' : 'ask.role', roleChoices(turn));
  }
  const name = say(turn, 'role.set', { roleName: say(turn, `role.${role}`) });
  return withEffects(guided(turn, guide({ ...turn, role }), name), [{ kind: 'setRole', role }]);
}
