// Owns what it means to understand a resident's words: the shapes of a question, of its context and of the verdict; how it is done is src/faq's.
import { z } from 'zod';
import type { ContestId, Role, StageId } from './contest.ts';

/** What is known about the resident when the words arrive; null where nothing is. */
export type UnderstandingContext = {
  stage: StageId | null;
  contest: ContestId | null;
  role: Role | null;
  /** The FAQ id that was answered last in this conversation: «а до якого числа?» is about it. Absent: as null. */
  topic?: string | null;
};

/**
 * answer: sure enough to answer at once · choices: offer `alternatives` · unknown: say so and hand over ·
 * command: a wish about the bot itself (`u.on`, `u.off`, `u.data`, `u.human`) · smalltalk: greeting, thanks or insult.
 */
export type UnderstandingKind = 'answer' | 'choices' | 'unknown' | 'command' | 'smalltalk';

/**
 * The verdict on a message. `answer` is an FAQ id, a command's id or the kind of small talk, null for choices and unknown.
 * `alternatives` are FAQ ids, best first, at most three, the answer included; empty for unknown and small talk.
 * `confidence` (0..1) is the calibrated chance that the first alternative is right.
 */
export type Understanding = {
  kind: UnderstandingKind;
  answer: string | null;
  alternatives: string[];
  confidence: number;
};

/** Understands a message; pure, deterministic, never throws, needs no network. */
export type Understand = (text: string, context: UnderstandingContext) => Understanding;

/** What the matcher needs of an FAQ entry. `stage` is the home stage of the question. */
export type FaqForMatching = {
  id: string;
  stage: StageId | 'any';
  question: string;
  phrasings: readonly string[];
  /** Ids of questions that people ask next. */
  related?: readonly string[];
};

const phrase = z.string().trim().min(1);

/**
 * The shape of content/words.yaml. `pairs` turn Russian, surzhyk and short words into Ukrainian ones, `synonyms` gather
 * words of nearly the same meaning; a trailing `*` stands for any ending. `fillers` are polite words without content,
 * `smalltalk` and `negatives` are whole messages.
 */
export const wordsSchema = z.strictObject({
  fillers: z.array(phrase),
  pairs: z.record(phrase, phrase),
  synonyms: z.record(phrase, z.array(phrase)),
  smalltalk: z.strictObject({ greeting: z.array(phrase), thanks: z.array(phrase), insult: z.array(phrase) }),
  negatives: z.array(phrase),
});

/** The kinds of small talk. */
export const smalltalkKinds = ['greeting', 'thanks', 'insult'] as const;

/** Messages outside the FAQ in a voice: `none` is not about the budget, the others are small talk. */
export const voiceAsides = ['none', ...smalltalkKinds] as const;

/**
 * The shape of content/phrasings/<voice>.yaml: how one person would write, by FAQ id or one of `voiceAsides`. A message
 * that is only a number needs no quotes.
 */
export const voiceSchema = z.record(
  phrase,
  z.array(
    z.union([phrase, z.number().transform((number) => String(number))], {
      error: 'a message is expected; one with a colon needs quotes',
    }),
  ),
);

/** One person's manner of writing. `name` is the name of the file, `messages` are by FAQ id or aside. */
export type Voice = { name: string; messages: Readonly<Record<string, readonly string[]>> };

/** What the language of residents is made of: content/words.yaml and the voices of content/phrasings. */
export type Words = z.infer<typeof wordsSchema> & { voices?: readonly Voice[] };
