// Owns what is said once a question is understood: its answer, two answers at once, a part of one, choices, wishes about the bot.
import { answerSaid, hasInstruction, partSaid } from '../answer.ts';
import type { Choice } from '../reply.ts';
import { data } from './dialog-data.ts';
import { askedWhether, helpedChoices, lengthChoice } from './dialog-helped.ts';
import { human } from './dialog-human.ts';
import { projectChoices, withProjects } from './dialog-projects-offer.ts';
import { offerReminders, stop } from './dialog-subscription.ts';
import { command, type DialogOutput, faqChoice, said, say, type Turn } from './dialog-turn.ts';

/** The most questions that are offered at once. */
const mostChoices = 3;

/**
 * The answer to one question of content/faq, with its wishes about the bot carried out. `also` are questions that were
 * asked beside it and not surely understood: they are offered.
 */
export function answerQuestion(turn: Turn, id: string, also: readonly string[] = []): DialogOutput {
  // «Як відписатися?» that was chosen from a list wants to know how; only a wish acts.
  if (id === 'u.off') return explainLeaving(turn);
  if (id === 'u.data' || id === 'u.human' || id === 'u.on') return obeyWish(turn, id, { erase: false });
  const view = { contest: turn.contest, now: turn.now };
  const answered = answerSaid(turn.content, id, { ...view, short: turn.conversation.short ?? false });
  const others = also.filter((other) => turn.content.faq[other]);
  const related = others.length > 0 ? others : relatedTo(turn, id);
  const choices = [
    ...answered.choices,
    ...projectChoices(turn, id),
    ...helpedChoices(turn, id),
    ...(hasInstruction(turn.content, id, view) ? [lengthChoice(turn)] : []),
    ...related.map((other) => faqChoice(turn, other)),
    command(turn, 'button.human', '/human'),
  ];
  const text = others.length > 0 ? `${answered.text}\n\n${say(turn, 'answer.also')}` : answered.text;
  const whole = withProjects(turn, { ...answered, text, choices }, id);
  return askedWhether(turn, said(whole), { answer: id, topic: id });
}

/** Only the part of an answer that was asked for; null where the answer has no such part. */
export function answerPart(turn: Turn, id: string, asked: string): DialogOutput | null {
  const part = partSaid(turn.content, id, { asked, contest: turn.contest, now: turn.now });
  if (part === null) return null;
  const choices = [
    ...helpedChoices(turn, id),
    faqChoice(turn, id),
    ...relatedTo(turn, id).map((other) => faqChoice(turn, other)),
    command(turn, 'button.human', '/human'),
  ];
  return askedWhether(turn, said({ ...part, choices }), { answer: id, topic: id });
}

/** Two questions of one message, answered one under the other with their names as headings. */
export function answerBoth(turn: Turn, ids: readonly [string, string]): DialogOutput {
  const answers = ids.map((id) =>
    answerSaid(turn.content, id, { contest: turn.contest, now: turn.now, short: true }),
  );
  const text = answers
    .map((answer, index) => `**${faqChoice(turn, ids[index] ?? '').label}**\n${answer.text}`)
    .join('\n\n');
  const urls = new Map<string, Choice>();
  for (const choice of answers.flatMap((answer) => answer.choices)) {
    if ('url' in choice) urls.set(choice.url, choice);
  }
  const whole = ids.filter((id) =>
    hasInstruction(turn.content, id, { contest: turn.contest, now: turn.now }),
  );
  const output = said({
    text,
    choices: [
      ...urls.values(),
      ...whole.map((id) => faqChoice(turn, id)),
      command(turn, 'button.human', '/human'),
    ],
    gaps: [...new Set(answers.flatMap((answer) => answer.gaps))],
  });
  return { ...output, conversation: { ...output.conversation, topic: ids[1] } };
}

/** What else is near a question: at most three that exist. */
function relatedTo(turn: Turn, id: string): string[] {
  return (turn.content.faq[id]?.related ?? [])
    .filter((other) => turn.content.faq[other])
    .slice(0, mostChoices);
}

/** A wish about the bot that was understood in free words; `erase`: the words ask to delete what is stored. */
export function obeyWish(
  turn: Turn,
  id: 'u.on' | 'u.off' | 'u.data' | 'u.human',
  { erase }: { erase: boolean },
): DialogOutput {
  switch (id) {
    case 'u.on':
      return offerReminders(turn);
    case 'u.off':
      return stop(turn);
    case 'u.data':
      return data(turn, erase ? 'ask' : 'no');
    case 'u.human':
      return human(turn, false);
  }
}

/** How to leave, and the ways to do it at once or to get less. */
export function explainLeaving(turn: Turn): DialogOutput {
  const answered = answerSaid(turn.content, 'u.off', { contest: turn.contest, now: turn.now });
  const choices = [
    command(turn, 'button.stop', '/stop'),
    command(turn, 'button.digest.on', '/digest on'),
    command(turn, 'button.mute.ask', '/mute'),
  ];
  const output = said({ ...answered, choices });
  return { ...output, conversation: { ...output.conversation, topic: 'u.off' } };
}
