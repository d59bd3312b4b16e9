// Owns the decision: how sure we are, and whether to answer, offer choices, obey a wish about the bot, chat or admit not knowing.
import type { Understanding } from '../core/understanding.ts';
import { isAside, outsideLabel, smallPrefix } from './authored.ts';
import type { Chances } from './context.ts';
import type { Ranked } from './match.ts';

/** Wishes about the bot itself, understood in free text. */
const commands: ReadonlySet<string> = new Set(['u.on', 'u.off', 'u.data', 'u.human']);

/**
 * Thresholds on the calibrated confidence, chosen on our own held-out phrasings so that at most one message in twenty
 * is answered wrongly with certainty.
 */
const sure = 0.72;
const faint = 0.1;
const outsideSurely = 0.75;
const atMost = 3;

const nothing: Understanding = { kind: 'unknown', answer: null, alternatives: [], confidence: 0 };

/** Decides from the evidence and the chances in context. `chances` sum to one over entries, small talk and `none`. */
export function decide(ranked: Ranked, chances: Chances): Understanding {
  const sorted = [...chances].sort((a, b) => b[1] - a[1]);
  const [first] = sorted;
  if (!first || ranked.tokens.length === 0) return nothing;
  const entries = sorted.filter(([label]) => !isAside(label));
  const confidence = confidenceOf(ranked, entries);
  if (first[0].startsWith(smallPrefix) && (ranked.same === first[0] || first[1] > 0.5)) {
    return {
      kind: 'smalltalk',
      answer: first[0].slice(smallPrefix.length),
      alternatives: [],
      confidence: clamp(first[1]),
    };
  }
  if (first[0] === outsideLabel && first[1] > outsideSurely)
    return { ...nothing, confidence: clamp(1 - first[1]) };
  if (confidence < faint) return { ...nothing, confidence };
  const alternatives = entries.slice(0, atMost).map(([label]) => label);
  const [answer] = alternatives;
  if (answer === undefined) return nothing;
  if (confidence < sure) return { kind: 'choices', answer: null, alternatives, confidence };
  return { kind: decideFor(answer), answer, alternatives, confidence };
}

/** What a sure verdict on an id is: a wish about the bot, or a question to answer. */
export function decideFor(id: string): 'command' | 'answer' {
  return commands.has(id) ? 'command' : 'answer';
}

/**
 * The chance that the first entry is right, 0..1: a logistic curve over the chance of the entry and the familiarity of
 * the words, fitted on our own phrasings and negatives while each was held out.
 */
function confidenceOf(ranked: Ranked, entries: readonly (readonly [string, number])[]): number {
  const best = Math.max(0.0001, Math.min(0.9999, entries[0]?.[1] ?? 0));
  const strength = 1.15 * Math.log(best / (1 - best)) + 0.76 * ranked.familiarity - 0.31;
  return 1 / (1 + Math.exp(-strength));
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
