// Owns the decision: how sure we are, and whether to answer, offer choices, obey a wish about the bot, chat or admit not knowing.
import type { Understanding } from '../core/understanding.ts';
import { isAside, outsideLabel, smallPrefix } from './authored.ts';
import type { Chances } from './context.ts';
import type { Ranked } from './match.ts';

/** Wishes about the bot itself, understood in free text. */
const commands: ReadonlySet<string> = new Set(['u.on', 'u.off', 'u.data', 'u.human']);

/**
 * Thresholds on the calibrated confidence, chosen on voices that were left out: at most one question in fifty answered
 * wrongly as sure, and at most one in twenty that is not about the budget.
 */
const sure = 0.8;
const faint = 0.1;
const outsideSurely = 0.75;
const atMost = 3;

/** The weights of the curve, from a logistic regression on the verdicts over voices that were left out. */
const curve = {
  always: -2.05,
  first: 0.84,
  second: -0.06,
  outside: 0.03,
  familiarity: 1.09,
  length: 0.8,
} as const;

const nothing: Understanding = { kind: 'unknown', answer: null, alternatives: [], confidence: 0 };

/** Decides from the evidence and the chances in context. `chances` sum to one over entries, small talk and `none`. */
export function decide(ranked: Ranked, chances: Chances): Understanding {
  const sorted = [...chances].sort((a, b) => b[1] - a[1]);
  const [first] = sorted;
  if (!first || ranked.tokens.length === 0) return nothing;
  const entries = sorted.filter(([label]) => !isAside(label));
  const confidence = confidenceOf(ranked, entries, chances);
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
 * The chance that the first entry is right, 0..1: a logistic curve over the chances of the first, the second and of
 * being outside, the familiarity of the words and their number, fitted on voices that were left out.
 */
function confidenceOf({ familiarity, tokens }: Ranked, entries: Chanced, chances: Chances): number {
  const strength =
    curve.always +
    curve.first * odds(entries[0]?.[1] ?? 0) +
    curve.second * Math.log(Math.max(1e-5, entries[1]?.[1] ?? 0)) +
    curve.outside * odds(chances.get(outsideLabel) ?? 0) +
    curve.familiarity * familiarity +
    curve.length * Math.log(1 + tokens.length);
  return 1 / (1 + Math.exp(-strength));
}

type Chanced = readonly (readonly [label: string, chance: number])[];

function odds(chance: number): number {
  const held = Math.max(1e-4, Math.min(0.9999, chance));
  return Math.log(held / (1 - held));
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
