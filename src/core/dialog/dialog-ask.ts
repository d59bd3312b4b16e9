// Owns what is answered to words that are no command: what they mean is heard first, then answered, offered or honestly not known.

import { maskPersonal, type PersonalKind, personalMask } from '../personal.ts';
import { isOneOf } from './command.ts';
import { answerBoth, answerPart, answerQuestion, explainLeaving, obeyWish } from './dialog-answer.ts';
import { contextOf, type Heard, hear } from './dialog-hear.ts';
import { isAsking, piecesIn } from './dialog-parts.ts';
import {
  command,
  type DialogOutput,
  faqChoice,
  menu,
  remembering,
  say,
  type Turn,
  told,
  withEffects,
} from './dialog-turn.ts';

/** The most of a question that is kept for handing it over. */
const longestKept = 1000;

/** Answers words as a question. Personal data in them is neither understood nor kept, and the person is told. */
export function ask(turn: Turn, given: string): DialogOutput {
  const { text, found } = maskPersonal(given);
  if (found.length === 0) return answerHeard(turn, text, hear(turn, text));
  const words = aroundMasks(turn, text);
  if (found.includes('email') && !/\p{L}{2}/u.test(words)) return onlyEmail(turn);
  const heard = hear(turn, words);
  if (saysNothing(heard) && !isAsking(words, turn.content.phrases)) {
    if (found.includes('email')) return onlyEmail(turn);
    return told(turn, 'personal.only', menu(turn), { value: kindsInWords(turn, found) });
  }
  const note = say(turn, 'personal.note', { value: kindsInWords(turn, found) });
  const output = answerHeard(turn, text, heard);
  const [first, ...rest] = output.replies;
  return first ? { ...output, replies: [{ ...first, text: `${note}\n\n${first.text}` }, ...rest] } : output;
}

/** An address and nothing else wants letters; only the command with its consent starts them. */
function onlyEmail(turn: Turn): DialogOutput {
  return told(turn, turn.contest === 'kids' ? 'email.kids' : 'personal.email.only', menu(turn));
}

/** The words around personal data; what only names it («паспорт …») is left out where something else is said too. */
function aroundMasks(turn: Turn, text: string): string {
  const unmasked = (words: string) => words.replaceAll(personalMask, ' ');
  const rest = piecesIn(text).filter(
    (piece) => !piece.includes(personalMask) || isAsking(unmasked(piece), turn.content.phrases),
  );
  if (rest.length === 0) return unmasked(text);
  return unmasked(rest.join(', ')) + (text.includes('?') ? '?' : '');
}

/** «Моя пошта …», «мій паспорт …»: words that only name what stands beside them. */
function saysNothing(heard: Heard): boolean {
  if (heard.kind === 'wish') return heard.id === 'u.data' || heard.id === 'u.on';
  return heard.kind === 'unknown' || heard.kind === 'choices';
}

function kindsInWords(turn: Turn, found: readonly PersonalKind[]): string {
  return found.map((kind) => say(turn, `personal.${kind}`)).join(', ');
}

function answerHeard(turn: Turn, text: string, heard: Heard): DialogOutput {
  switch (heard.kind) {
    case 'smalltalk':
      return chat(turn, heard.answer);
    case 'wish':
      return wished(turn, text, heard.id);
    case 'one':
      return answerOne(turn, heard);
    case 'two':
      return answerBoth(turn, heard.ids);
    case 'choices': {
      const choices = heard.ids.map((id) => faqChoice(turn, id));
      const other = command(turn, 'button.handOver', '/human pass');
      return kept(turn, told(turn, 'choices.ask', [...choices, other]), text);
    }
    case 'unknown': {
      if (isYesOrNo(turn, text)) return chat(turn, 'plain');
      const choices = [command(turn, 'button.handOver', '/human pass'), ...menu(turn)];
      const output = kept(turn, told(turn, 'unknown', choices), text);
      // What has no words can teach nobody anything.
      return /\p{L}{2}/u.test(text) ? withEffects(output, [{ kind: 'unanswered', text }]) : output;
    }
  }
}

/** A bare «так» or «ні» to which we asked nothing. */
function isYesOrNo({ content: { phrases } }: Turn, text: string): boolean {
  return ['helped.yes.words', 'helped.no.words'].some((key) => isOneOf(text, phrases[key] ?? ''));
}

/** Keeps the words for handing them over, and what was talked about before. */
function kept(turn: Turn, output: DialogOutput, text: string): DialogOutput {
  const { topic } = turn.conversation;
  const remembered = remembering(output, { unanswered: text.slice(0, longestKept) });
  return { ...remembered, conversation: { ...remembered.conversation, topic } };
}

/** Small talk changes nothing of what is talked about; an insult is answered calmly, however often it comes. */
function chat(turn: Turn, kind: string): DialogOutput {
  const choices =
    kind === 'insult'
      ? [command(turn, 'button.human', '/human'), command(turn, 'button.help', '/help')]
      : menu(turn);
  const output = told(turn, `smalltalk.${kind}`, choices);
  return { ...output, conversation: { ...output.conversation, topic: turn.conversation.topic } };
}

/** A wish acts; a question about the same is explained. */
function wished(turn: Turn, text: string, id: 'u.on' | 'u.off' | 'u.data' | 'u.human'): DialogOutput {
  const { phrases } = turn.content;
  if (id === 'u.off' && isAsking(text, phrases)) return explainLeaving(turn);
  const stems = (phrases['erase.stems'] ?? '').split('|').filter((stem) => stem !== '');
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return obeyWish(turn, id, { erase: words.some((word) => stems.some((stem) => word.startsWith(stem))) });
}

/** Where the answer has a part for just what was asked, only that is given. */
function answerOne(turn: Turn, { id, also, text }: Heard & { kind: 'one' }): DialogOutput {
  const parts = turn.content.faq[id]?.parts ?? {};
  if (Object.keys(parts).length > 0) {
    const { answer, alternatives } = turn.understand(text, { ...contextOf(turn), contest: null });
    const asked = answer ?? alternatives[0];
    const part = asked === undefined ? null : answerPart(turn, id, asked);
    if (part) return part;
  }
  return answerQuestion(turn, id, also);
}
