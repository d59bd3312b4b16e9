// Owns a small linear classifier that learns from the authored phrasings when they are loaded; traits come from features.ts.
import type { Features } from './features.ts';

export type Example = { features: Features; label: number };

/** The log-chances of every label, up to a constant. */
export type Scores = Float32Array;

/** An example that came out with a chance of `settled` is not looked at again. */
export type LinearSettings = { epochs: number; rate: number; decay: number; settled: number };
/** Found by cross-validation on our own phrasings; more epochs bought nothing. */
export const linearSettings: LinearSettings = { epochs: 3, rate: 7, decay: 0.6, settled: 0.85 };

/**
 * Learns a softmax regression by stochastic descent in one fixed order, so that the same content always gives the same
 * verdicts. Returns the scorer.
 */
export function learnLinear(
  examples: readonly Example[],
  shape: { labels: number; traits: number },
  settings: LinearSettings = linearSettings,
): (features: Features) => Scores {
  const { labels, traits } = shape;
  const weights = new Float32Array(traits * labels);
  const biases = new Float32Array(labels);
  let order = shuffled(examples.length);
  const scores = new Float32Array(labels);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const rate = settings.rate * settings.decay ** epoch;
    order = order.filter((index) => {
      const example = examples[index];
      if (!example) return false;
      score(example.features, weights, biases, scores);
      softmax(scores);
      learnOne(example, scores, { weights, biases, rate });
      return (scores[example.label] ?? 0) < settings.settled;
    });
  }
  return (features) => {
    const own = new Float32Array(labels);
    score(features, weights, biases, own);
    return own;
  };
}

function score(features: Features, weights: Float32Array, biases: Float32Array, into: Float32Array): void {
  into.set(biases);
  const { ids, weights: amounts } = features;
  const labels = into.length;
  for (let at = 0; at < ids.length; at += 1) {
    const base = (ids[at] ?? 0) * labels;
    const amount = amounts[at] ?? 0;
    for (let label = 0; label < labels; label += 1) {
      into[label] = (into[label] ?? 0) + amount * (weights[base + label] ?? 0);
    }
  }
}

/** Moves the weights of the labels that were noticeably wrong; tiny errors are left alone, which saves most of the work. */
function learnOne(
  example: Example,
  chances: Float32Array,
  model: { weights: Float32Array; biases: Float32Array; rate: number },
): void {
  const { ids, weights: amounts } = example.features;
  const labels = chances.length;
  for (let label = 0; label < labels; label += 1) {
    const error = (label === example.label ? 1 : 0) - (chances[label] ?? 0);
    if (Math.abs(error) < 0.004) continue;
    const step = model.rate * error;
    model.biases[label] = (model.biases[label] ?? 0) + 0.02 * step;
    for (let at = 0; at < ids.length; at += 1) {
      const where = (ids[at] ?? 0) * labels + label;
      model.weights[where] = (model.weights[where] ?? 0) + step * (amounts[at] ?? 0);
    }
  }
}

/** Turns log-chances into chances, in place. */
export function softmax(scores: Float32Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of scores) if (value > most) most = value;
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const value = Math.exp((scores[at] ?? 0) - most);
    scores[at] = value;
    sum += value;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}

/** A fixed shuffle of 0..count-1: neighbours in content are of one label, which would mislead the descent. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_none, at) => at);
  let state = 20_261_121;
  for (let at = count - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] ?? at, order[at] ?? other];
  }
  return order;
}
