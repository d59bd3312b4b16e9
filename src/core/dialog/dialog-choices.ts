// Owns what a person chooses about what we begin: how often, which kinds, and that they have voted already.
import type { Topic } from '../broadcast.ts';
import { type ContestId, contestIds, findStage, isOpen, leadingStage } from '../contest.ts';
import type { Choice } from '../reply.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** One message a week, each one by itself, or a word on how it is now. */
export function digest(turn: Turn, on: boolean | null): DialogOutput {
  const weekly = turn.resident.pace === 'weekly';
  if (on === null) {
    const choice = weekly
      ? command(turn, 'button.digest.off', '/digest off')
      : command(turn, 'button.digest.on', '/digest on');
    return told(turn, weekly ? 'digest.weekly' : 'digest.each', [choice, ...menu(turn)]);
  }
  const undo = on
    ? command(turn, 'button.digest.off', '/digest off')
    : command(turn, 'button.digest.on', '/digest on');
  const text = withReminders(turn, say(turn, on ? 'digest.on' : 'digest.off'));
  return withEffects(said({ text, choices: [undo, ...menu(turn)], gaps: [] }), [
    { kind: 'setPace', pace: on ? 'weekly' : null },
  ]);
}

/** Adds how to be reminded where the person is not. */
function withReminders(turn: Turn, text: string): string {
  return turn.resident.reminders.length > 0 ? text : `${text}\n${say(turn, 'reminders.off')}`;
}

/** A kind of message as people call it. */
export function topicTitle(turn: Turn, topic: Topic): string {
  if (topic === 'events' || topic === 'news') return say(turn, `topic.${topic}`);
  return say(turn, 'topic.stage', { name: say(turn, topic) });
}

/** Kinds of messages in one line, for «мої дані» and confirmations. */
export function topicTitles(turn: Turn, topics: readonly Topic[]): string {
  return topics.map((topic) => topicTitle(turn, topic)).join(', ');
}

/** No more messages of one kind; the subscription and everything else stay. */
export function mute(turn: Turn, of: { topic: Topic | null; given: boolean }): DialogOutput {
  const { topic } = of;
  if (topic === null) return told(turn, of.given ? 'mute.unknown' : 'mute.ask', mutable(turn));
  const muted = [...turn.resident.muted.filter((one) => one !== topic), topic];
  const text = [
    say(turn, 'mute.done', { value: topicTitle(turn, topic) }),
    turn.resident.reminders.length > 0
      ? say(turn, 'mute.rest', { others: othersThan(turn, muted) })
      : say(turn, 'reminders.off'),
  ].join('\n');
  const choices = [command(turn, 'button.unmute', `/unmute ${topic}`), ...menu(turn)];
  return withEffects(said({ text, choices, gaps: [] }), [{ kind: 'mute', topic }]);
}

function othersThan(turn: Turn, muted: readonly Topic[]): string {
  const anyStage = muted.some((topic) => topic.startsWith('stage.'));
  const rest = (['events', 'news'] as const).filter((topic) => !muted.includes(topic));
  return [
    say(turn, anyStage ? 'topic.otherStages' : 'topic.stages'),
    ...rest.map((topic) => topicTitle(turn, topic)),
  ].join(', ');
}

/** What can be refused now: the stages that lead, events and news. */
function mutable(turn: Turn): Choice[] {
  const contests = turn.contest ? [turn.contest] : contestIds;
  const stages = contests.flatMap((contest): Topic[] => {
    const stage = leadingStage(turn.content.contests[contest], turn.now);
    return stage ? [`stage.${stage.id}`] : [];
  });
  const topics: Topic[] = [...new Set<Topic>([...stages, 'events', 'news'])];
  const left = topics
    .filter((topic) => !turn.resident.muted.includes(topic))
    .map((topic) => ({ label: capital(topicTitle(turn, topic)), value: `/mute ${topic}` }));
  return left.length > 0 ? left : menu(turn);
}

/** A kind of message that was refused comes again. */
export function unmute(turn: Turn, of: { topic: Topic | null; given: boolean }): DialogOutput {
  const { topic } = of;
  const { muted } = turn.resident;
  if (topic !== null) {
    const text = withReminders(turn, say(turn, 'unmute.done', { value: topicTitle(turn, topic) }));
    return withEffects(said({ text, choices: menu(turn), gaps: [] }), [{ kind: 'unmute', topic }]);
  }
  if (of.given) return told(turn, 'mute.unknown', unmutable(turn));
  if (muted.length === 0) return told(turn, 'unmute.none', menu(turn));
  return told(turn, 'unmute.ask', unmutable(turn), { value: topicTitles(turn, muted) });
}

function unmutable(turn: Turn): Choice[] {
  return turn.resident.muted.map((topic) => ({
    label: capital(topicTitle(turn, topic)),
    value: `/unmute ${topic}`,
  }));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** «Вже проголосував(ла)»: only that, for this cycle, so that nobody is reminded of what they have done. */
export function voted(turn: Turn, of: { contest: ContestId | null; undo: boolean }): DialogOutput {
  if (of.undo) return unvote(turn, of.contest);
  const voting = contestIds.filter((contest) => isVoting(turn, contest));
  const contest = of.contest ?? contestMeant(turn, voting);
  if (voting.length === 0) return told(turn, 'voted.closed', menu(turn));
  if (contest !== null && !voting.includes(contest)) return told(turn, 'voted.closed.here', menu(turn));
  if (contest === null) {
    const choices = voting.map((id) => command(turn, `button.contest.${id}`, `/voted ${id}`));
    return told(turn, 'voted.ask', choices);
  }
  const scope = say(turn, `scope.${contest}`);
  const choices = [command(turn, 'button.voted.undo', `/voted undo ${contest}`), ...menu(turn)];
  if (turn.resident.voted.includes(contest)) return told(turn, 'voted.again', choices, { scope });
  const { name } = turn.content.contests[contest].cycle;
  return withEffects(told(turn, 'voted.done', choices, { scope }), [{ kind: 'vote', contest, cycle: name }]);
}

/** The contest in which somebody votes who names none: the only one that votes, unless theirs is another. */
function contestMeant(turn: Turn, voting: readonly ContestId[]): ContestId | null {
  const [only] = voting;
  if (only === undefined || voting.length > 1) return null;
  return turn.contest === null || turn.contest === only ? only : null;
}

function isVoting(turn: Turn, id: ContestId): boolean {
  const contest = turn.content.contests[id];
  const stage = findStage(contest, 'voting');
  return contest.cycle.state === 'running' && stage !== null && isOpen(stage, turn.now);
}

function unvote(turn: Turn, wanted: ContestId | null): DialogOutput {
  const marked = turn.resident.voted.filter((id) => wanted === null || id === wanted);
  if (marked.length === 0) return told(turn, 'voted.undone.none', menu(turn));
  const scope = say(turn, marked.length > 1 ? 'scope.any' : `scope.${marked[0]}`);
  const text = [
    say(turn, 'voted.undone', { scope }),
    say(turn, turn.resident.reminders.length > 0 ? 'voted.undone.on' : 'reminders.off'),
  ].join('\n');
  return withEffects(
    said({ text, choices: menu(turn), gaps: [] }),
    marked.map((contest) => ({
      kind: 'unvote' as const,
      contest,
      cycle: turn.content.contests[contest].cycle.name,
    })),
  );
}
