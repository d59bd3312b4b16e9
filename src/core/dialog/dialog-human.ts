// Owns handing a question over to staff: asking for it, showing what is passed on, the agreement, taking it back.
import { leadingStage } from '../contest.ts';
import { maskPersonal } from '../personal.ts';
import {
  firstWords,
  longestQuestion,
  mostWaiting,
  noQuestions,
  previousOf,
  type QuestionsLook,
  sameWords,
} from '../question.ts';
import { longMoment } from '../ukrainian.ts';
import { agreeValue, cancelValue, isShown } from './dialog-human-words.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Asks for the question, or shows the last one that was not understood, as it would be passed on. */
export function human(turn: Turn, passOn: boolean): DialogOutput {
  const pending = turn.conversation.unanswered;
  if (questionsOf(turn).waiting.length >= mostWaiting) return tooMany(turn);
  if (passOn && pending) return shown(turn, pending);
  const { opensAt } = questionsOf(turn).promised;
  const text = [own(turn, 'human.ask'), ...closedLine(turn, opensAt)].join('\n');
  return waitingForWords(turn, said({ text, choices: [], gaps: [] }), null);
}

/**
 * Shows the words that were typed for staff, with everything that would be passed on. What is typed under a question
 * that is shown already is added to it: people write in several messages.
 */
export function handOver(turn: Turn, text: string): DialogOutput {
  if (!/[\p{L}\p{N}]{2}/u.test(text)) return human(turn, false);
  const before = isShown(turn.conversation) ? `${turn.conversation.unanswered}\n` : '';
  return shown(turn, before + text);
}

/** Passes on what was shown, once the person agreed; where nothing was shown, the question is asked for. */
export function passOn(turn: Turn): DialogOutput {
  const { conversation } = turn;
  const text = isShown(conversation) ? conversation.unanswered : null;
  if (text === null) return human(turn, true);
  const { waiting } = questionsOf(turn);
  if (waiting.some((one) => sameWords(one.text, text))) return told(turn, 'human.same', waitingChoices(turn));
  if (waiting.length >= mostWaiting) return tooMany(turn);
  const effect = { kind: 'handOver' as const, text, wording: wording(turn), topic: conversation.topic };
  const reply = said({ text: sentText(turn), choices: waitingChoices(turn), gaps: [] });
  return withEffects(reply, [effect]);
}

/** Takes back the question that was shown, or one that waits: the one that is named, else the last one. */
export function cancelQuestion(turn: Turn, question: string | null): DialogOutput {
  if (question === null && isShown(turn.conversation)) return told(turn, 'human.dropped', menu(turn));
  const { waiting } = questionsOf(turn);
  const found = question === null ? waiting[0] : waiting.find(({ id }) => id === question);
  if (!found) return told(turn, 'human.nothing', menu(turn));
  const reply = told(turn, 'human.cancelled', menu(turn), { value: firstWords(found.text) });
  return withEffects(reply, [{ kind: 'cancelQuestion', question: found.id }]);
}

/** The person's own questions, as «мої дані» shows them: those that wait, then the last that were answered. */
export function questionLines(turn: Turn): string[] {
  const { waiting, answered } = questionsOf(turn);
  if (waiting.length + answered.length === 0) return [];
  return [
    say(turn, 'data.questions'),
    ...waiting.map(({ text, promisedAt }) =>
      promisedAt === null
        ? say(turn, 'data.question.waits', { value: firstWords(text) })
        : say(turn, 'data.question.promised', { value: firstWords(text), end: longMoment(promisedAt) }),
    ),
    ...answered.map(({ text, answeredAt }) =>
      say(turn, 'data.question.answered', { value: firstWords(text), start: longMoment(answeredAt) }),
    ),
  ];
}

function questionsOf(turn: Turn): QuestionsLook {
  return turn.look.questions ?? noQuestions;
}

/** A phrase in the words for the person's contest: pupils are spoken to more simply. */
function own(turn: Turn, key: string, extra: Record<string, string> = {}): string {
  const simple = `${key}.kids`;
  return say(turn, turn.contest === 'kids' && turn.content.phrases[simple] ? simple : key, extra);
}

function wording(turn: Turn): string {
  return own(turn, 'human.wording');
}

/** What would be passed on, in full, and the agreement to it. */
function shown(turn: Turn, given: string): DialogOutput {
  const { text, found } = maskPersonal(given.trim());
  const words = text.slice(0, longestQuestion);
  const parts = [
    say(turn, 'human.preview', { value: words }),
    ...contextLines(turn),
    own(turn, 'human.nameless'),
    ...(found.length > 0 ? ['', say(turn, 'human.masked')] : []),
    ...(text.length > words.length ? ['', say(turn, 'human.long')] : []),
    '',
    say(turn, 'human.agree', { wording: wording(turn) }),
    own(turn, 'human.confirm'),
  ];
  const choices = [
    command(turn, 'button.human.yes', agreeValue),
    command(turn, 'button.human.no', cancelValue),
  ];
  return waitingForWords(turn, said({ text: parts.join('\n'), choices, gaps: [] }), words);
}

/** Where the person stands and what they were told before: all that goes along with the words. */
function contextLines(turn: Turn): string[] {
  const { contest, role, content, now, conversation } = turn;
  const stage = leadingStage(content.contests[contest ?? 'city'], now);
  const topic = conversation.topic === null ? null : content.faq[conversation.topic];
  const previous = previousOf(questionsOf(turn).answered, now);
  return [
    contest && say(turn, 'human.with.contest', { value: content.contests[contest].short }),
    role && say(turn, 'human.with.role', { value: say(turn, `role.${role}`) }),
    contest && stage && say(turn, 'human.with.stage', { value: stage.title }),
    topic && say(turn, 'human.with.topic', { value: topic.question }),
    previous && say(turn, 'human.with.previous', { value: firstWords(previous.text) }),
  ].filter((line): line is string => typeof line === 'string');
}

function sentText(turn: Turn): string {
  const { opensAt, until } = questionsOf(turn).promised;
  return [
    say(turn, 'human.sent'),
    ...(until === null ? [] : [say(turn, 'human.promise', { end: longMoment(until) })]),
    ...closedLine(turn, opensAt),
    own(turn, 'human.official'),
    say(turn, 'human.sent.cancel'),
  ].join('\n');
}

function closedLine(turn: Turn, opensAt: number | null): string[] {
  return opensAt === null ? [] : [say(turn, 'human.closed', { start: longMoment(opensAt) })];
}

function tooMany(turn: Turn): DialogOutput {
  return told(turn, 'human.tooMany', waitingChoices(turn));
}

function waitingChoices(turn: Turn) {
  return [command(turn, 'button.human.cancel', cancelValue), ...menu(turn, ['/human'])];
}

/** The next words are for staff; what was talked about stays known, because it goes along. */
function waitingForWords(turn: Turn, output: DialogOutput, unanswered: string | null): DialogOutput {
  const { topic } = turn.conversation;
  return { ...output, conversation: { ...output.conversation, awaiting: 'question', unanswered, topic } };
}
