// Owns what is said about opinion polls: asking, thanking, and the counts once a poll is over. It never is a vote.

import { isAsked, type PollLook } from '../event.ts';
import type { Choice } from '../reply.ts';
import { longMoment } from '../ukrainian.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Below this many answers the counts would tell who answered what. */
export const fewestAnswers = 5;

/** Answers `/poll`: the open polls, one of them, an answer to it, or what came of one that is over. */
export function polls(turn: Turn, given: { id: string | null; option: number | null }): DialogOutput {
  const seen = (turn.look.events?.polls ?? []).filter(
    ({ poll }) => poll.contest === null || turn.contest === null || poll.contest === turn.contest,
  );
  const open = seen.filter(({ poll }) => isAsked(poll, turn.now));
  if (given.id !== null) {
    // A poll of another contest can be opened by its own button.
    const look = turn.look.events?.polls.find(({ poll }) => poll.id === given.id);
    return look ? one(turn, look, given.option) : told(turn, 'poll.none', menu(turn));
  }
  const [first] = open;
  if (first && open.length === 1) return one(turn, first, null);
  if (first) return chosen(turn, open);
  const last = seen.filter(({ counts }) => counts !== null).at(-1);
  return last ? results(turn, last) : told(turn, 'poll.none', menu(turn));
}

function chosen(turn: Turn, open: readonly PollLook[]): DialogOutput {
  const choices = open.map(({ poll }): Choice => ({ label: poll.question, value: `/poll ${poll.id}` }));
  return told(turn, 'poll.choose', choices);
}

function one(turn: Turn, look: PollLook, option: number | null): DialogOutput {
  const { poll, answered, counts } = look;
  if (counts !== null) return results(turn, look);
  const end = longMoment(poll.closesAt);
  if (answered) return told(turn, 'poll.again', menu(turn), { end });
  if (option === null || option > poll.options.length) {
    const text = `${say(turn, 'poll.show', { value: poll.question })}\n\n${say(turn, 'poll.note', { end })}`;
    const choices = poll.options.map((label, index) => ({ label, value: `/poll ${poll.id} ${index + 1}` }));
    return said({ text, choices, gaps: [] });
  }
  return withEffects(told(turn, 'poll.thanks', menu(turn), { end }), [
    { kind: 'answerPoll', poll: poll.id, option },
  ]);
}

function results(turn: Turn, { poll, counts }: PollLook): DialogOutput {
  const total = (counts ?? []).reduce((sum, n) => sum + n, 0);
  const lines = poll.options.map((name, index) =>
    say(turn, 'poll.result', { name, value: share(counts?.[index] ?? 0, total) }),
  );
  const found =
    total < fewestAnswers
      ? [say(turn, 'poll.few')]
      : [...lines, say(turn, 'poll.total', { value: String(total) })];
  const text = [say(turn, 'poll.results', { value: poll.question }), ...found].join('\n');
  return said({ text, choices: [command(turn, 'button.events', '/events'), ...menu(turn)], gaps: [] });
}

/** `12 (60 %)`. */
function share(n: number, total: number): string {
  return `${n} (${total === 0 ? 0 : Math.round((100 * n) / total)}\u00a0%)`;
}
