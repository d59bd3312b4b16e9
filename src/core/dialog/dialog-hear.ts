// Owns hearing a message in its conversation: one question or two, a wish, small talk beside a question; what is said is dialog-ask.ts's.
import { leadingStage } from '../contest.ts';
import type { Understanding, UnderstandingContext } from '../understanding.ts';
import { isAsking, piecesIn, questionsIn } from './dialog-parts.ts';
import type { Turn } from './dialog-turn.ts';

const wishes = ['u.on', 'u.off', 'u.data', 'u.human'] as const;
export type Wish = (typeof wishes)[number];

/** What a message means. `also`: questions beside the one that is answered, not surely understood; `text`: the part that asks it. */
export type Heard =
  | { kind: 'smalltalk'; answer: string }
  | { kind: 'wish'; id: Wish }
  | { kind: 'one'; id: string; also: readonly string[]; text: string }
  | { kind: 'two'; ids: readonly [string, string] }
  | { kind: 'choices'; ids: readonly string[] }
  | { kind: 'unknown' };

/** What hearing needs of a turn. */
export type Hearing = Pick<Turn, 'content' | 'contest' | 'role' | 'now' | 'conversation' | 'understand'>;

/** The most questions that are offered at once. */
const mostChoices = 3;
/** A second question that is less clear than this is not offered beside a sure answer. */
const clearEnough = 0.45;
/** A message in more pieces than this is a story, and its greeting is no matter. */
const mostPieces = 8;

/** What is known of the person and the talk when words are understood. */
export function contextOf(turn: Hearing): UnderstandingContext {
  const stage = leadingStage(turn.content.contests[turn.contest ?? 'city'], turn.now);
  return {
    stage: stage?.id ?? null,
    contest: turn.contest,
    role: turn.role,
    topic: turn.conversation.topic,
  };
}

/** Hears a message, personal data taken out of it before. */
export function hear(turn: Hearing, text: string): Heard {
  const whole = turn.understand(text, contextOf(turn));
  const several = hearSeveral(turn, text, whole);
  if (several) return several;
  const heard = asHeard(whole, text);
  if (heard.kind === 'one' || heard.kind === 'wish') return heard;
  return hearBeside(turn, text, heard) ?? heard;
}

function asHeard({ kind, answer, alternatives }: Understanding, text: string): Heard {
  if (kind === 'smalltalk' && answer !== null) return { kind: 'smalltalk', answer };
  const wish = wishes.find((id) => id === answer);
  if (kind === 'command' && wish) return { kind: 'wish', id: wish };
  if (kind === 'answer' && answer !== null) return { kind: 'one', id: answer, also: [], text };
  if (kind === 'choices' && alternatives.length > 0) return { kind: 'choices', ids: alternatives };
  return { kind: 'unknown' };
}

/** Two questions of one message; null where it is one, or where the whole is clearer than its parts. */
function hearSeveral(turn: Hearing, text: string, whole: Understanding): Heard | null {
  const heard: (Understanding & { part: string })[] = [];
  for (const part of questionsIn(text, turn.content.phrases)) {
    // «Хто може голосувати? А як?»: the second question is about the first.
    const topic = heard.at(-1)?.answer ?? turn.conversation.topic;
    heard.push({ part, ...turn.understand(part, { ...contextOf(turn), topic }) });
  }
  const sure = heard.filter((one) => one.kind === 'answer' && one.answer !== null);
  const [first, second] = [...new Set(sure.flatMap(({ answer }) => answer ?? []))];
  if (first !== undefined && second !== undefined) return { kind: 'two', ids: [first, second] };
  const vague = heard.filter((one) => one.kind === 'choices' && one.alternatives[0] !== first);
  const [other] = vague;
  if (first !== undefined && other && other.confidence >= clearEnough) {
    const also = other.alternatives.filter((id) => id !== first).slice(0, mostChoices - 1);
    return { kind: 'one', id: first, also, text: sure[0]?.part ?? text };
  }
  if (whole.kind === 'answer' || whole.kind === 'command') return null;
  if (first !== undefined) return { kind: 'one', id: first, also: [], text: sure[0]?.part ?? text };
  const ids = alternately(vague.map(({ alternatives }) => alternatives));
  return vague.length >= 2 ? { kind: 'choices', ids } : null;
}

/** The best of each list first, then the second best, each once. */
function alternately(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const ranks = Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? []));
  return [...new Set(ranks.flat())].slice(0, mostChoices);
}

/** A greeting, thanks or an insult beside a question: the question counts. Null where there is no such thing beside it. */
function hearBeside(turn: Hearing, text: string, whole: Heard): Heard | null {
  const pieces = piecesIn(text);
  if (pieces.length < 2 || pieces.length > mostPieces) return null;
  const heard = pieces.map((piece) => ({ piece, ...turn.understand(piece, contextOf(turn)) }));
  const small = heard.filter(({ kind }) => kind === 'smalltalk');
  if (small.length === 0) return null;
  const rest = heard.filter(({ kind }) => kind !== 'smalltalk').map(({ piece }) => piece);
  const order = ['insult', 'thanks', 'greeting'];
  const [loudest] = small
    .flatMap(({ answer }) => answer ?? [])
    .sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const talk: Heard = { kind: 'smalltalk', answer: loudest ?? 'greeting' };
  if (rest.length === 0) return talk;
  const question = rest.join(', ') + (/\?/.test(text) ? '?' : '');
  const beside = hear(turn, question);
  if (beside.kind === 'one' || beside.kind === 'two' || beside.kind === 'wish') return beside;
  if (whole.kind === 'smalltalk') {
    return beside.kind === 'choices' && isAsking(question, turn.content.phrases) ? beside : whole;
  }
  return whole.kind === 'unknown' && beside.kind === 'choices' ? beside : null;
}
