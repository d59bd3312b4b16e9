// Owns ranking the FAQ for a message with a model: the evidence for every label before any context; deciding is left to decide.ts.
import { maskPersonal } from '../core/personal.ts';
import type { Words } from '../core/understanding.ts';
import { isAside } from './authored.ts';
import { featuresOf, placeOf } from './features.ts';
import { compileLexicon } from './lexicon.ts';
import { chancesOf } from './linear.ts';
import type { Model } from './model.ts';
import { clean, phraseKey } from './normalise.ts';
import { createReader } from './reader.ts';
import type { Token } from './tokens.ts';
import { hashOf, stemTrait } from './traits.ts';

export type Ranked = {
  /** Chances by label, summing to one, before any context. */
  chances: ReadonlyMap<string, number>;
  /** The share of the message's letters in words that people use when they ask about the budget, 0..1. */
  familiarity: number;
  /** The tokens of the chosen reading. */
  tokens: readonly Token[];
  /** The label of an authored phrasing that is the same message, if there is exactly one. */
  same: string | null;
};

export type Match = (text: string) => Ranked;

/** The longest part of a message that is read; residents' stories are shorter. */
const longestText = 1_000;

const mostSentences = 12;

/** How much the author of a phrasing decides when a message is that very phrasing. */
const authorsShare = 0.6;

/** The share of the single sentences in the verdict on a message of several; the rest is the message as a whole. */
const sentencesShare = 0.3;

/** Makes the ranking over a model; `words` are those that the model was learnt with. */
export function createMatch(model: Model, words: Words): Match {
  const read = createReader(compileLexicon(words), model);
  const readPlain = (text: string) => read(clean(text));
  const weighed = (tokens: readonly Token[]) => chancesOf(featuresOf(tokens, model.dictionary), model.linear);
  const asides = model.labels.map(isAside);
  return (whole) => {
    const text = maskPersonal(whole.slice(0, longestText)).text;
    const tokens = readPlain(text);
    const learnt = weighed(tokens);
    const sentences = sentencesOf(text)
      .map(readPlain)
      .filter((words) => words.length > 1);
    if (sentences.length > 1) mixIn(learnt, sentences.map(weighed), asides);
    const same = sameAs(text, model);
    const chances = new Map<string, number>();
    for (const [at, label] of model.labels.entries()) {
      const chance = learnt[at] ?? 0;
      chances.set(label, same === null ? chance : withAuthor(chance, label === same));
    }
    return { chances, familiarity: shareOfTopical(tokens, model), tokens, same };
  };
}

/** The sentences of a message, at most so many as a story has before it is told. */
function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…;])\s+|\n+/)
    .filter((sentence) => sentence.trim() !== '')
    .slice(0, mostSentences);
}

/** A story is judged by its sentences that ask something: each counts by the square of its best chance for an entry. */
function mixIn(chances: Float32Array, sentences: readonly Float32Array[], asides: readonly boolean[]): void {
  const says = sentences.map((own) => {
    const best = own.reduce((most, chance, at) => (asides[at] ? most : Math.max(most, chance)), 0);
    return best * best;
  });
  const sum = says.reduce((total, say) => total + say, 0);
  if (sum === 0) return;
  for (let label = 0; label < chances.length; label += 1) {
    let mixed = 0;
    for (const [at, own] of sentences.entries()) mixed += ((says[at] ?? 0) / sum) * (own[label] ?? 0);
    chances[label] = (1 - sentencesShare) * (chances[label] ?? 0) + sentencesShare * mixed;
  }
}

function sameAs(text: string, { same, labels }: Model): string | null {
  const place = placeOf(hashOf(phraseKey(text)), same.hashes);
  return place < 0 ? null : (labels[same.labels[place] ?? -1] ?? null);
}

/** Who wrote this very phrasing for an entry should find it, whatever the classifier thinks. */
function withAuthor(learnt: number, isAuthored: boolean): number {
  return (1 - authorsShare) * learnt + (isAuthored ? authorsShare : 0);
}

function shareOfTopical(tokens: readonly Token[], { dictionary, topical }: Model): number {
  let all = 0;
  let known = 0;
  for (const { word, stem } of tokens) {
    all += word.length;
    const place = placeOf(stemTrait(stem), dictionary.traits);
    if (place >= 0 && topical[place] === 1) known += word.length;
  }
  return all === 0 ? 0 : known / all;
}
