// Owns the linear classifier: learning a softmax regression from examples, squeezing it into bytes, and scoring with it.
import { exp } from './exact.ts';
import type { Features } from './features.ts';

export type Example = { features: Features; label: number };

export type LinearSettings = { epochs: number; rate: number; decay: number; forget: number };
/**
 * Found by cross-validation over the voices. `forget` is the share of traits that is hidden at every look, so that no
 * single word decides: who writes next uses other words.
 */
export const linearSettings: LinearSettings = { epochs: 8, rate: 5, decay: 0.75, forget: 0.3 };

/** Errors smaller than this are left alone, which saves most of the work. */
const tinyError = 0.004;
const biasRate = 0.02;

/** Rows of weights by trait, one column a label. */
type Learnt = { weights: Float32Array; biases: Float32Array };

/** The classifier in bytes: weights are `quantised × scale of the trait's row`. */
export type Linear = { quantised: Int8Array; scales: Float32Array; biases: Float32Array };

/** Learns by stochastic descent in an order drawn from a fixed seed: the same examples give the same classifier, always. */
export function learnLinear(
  examples: readonly Example[],
  shape: { labels: number; traits: number },
  settings: LinearSettings = linearSettings,
): Linear {
  const random = createRandom(12_345);
  const learnt: Learnt = {
    weights: new Float32Array(shape.traits * shape.labels),
    biases: new Float32Array(shape.labels),
  };
  const order = Array.from(examples.keys());
  const chances = new Float32Array(shape.labels);
  for (let epoch = 0, rate = settings.rate; epoch < settings.epochs; epoch += 1, rate *= settings.decay) {
    shuffle(order, random);
    for (const index of order) {
      const example = examples[index];
      if (!example) continue;
      const seen = { features: forgetful(example.features, settings.forget, random), label: example.label };
      scoreWith(seen.features, learnt, chances);
      softmax(chances);
      learnOne(seen, chances, { learnt, rate });
    }
  }
  return quantise(learnt, shape);
}

/** The chances of every label, summing to one. */
export function chancesOf({ places, weights }: Features, linear: Linear): Float32Array {
  const { quantised, scales, biases } = linear;
  const labels = biases.length;
  const chances = Float32Array.from(biases);
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    const amount = (weights[at] ?? 0) * (scales[place] ?? 0);
    const base = place * labels;
    for (let label = 0; label < labels; label += 1)
      chances[label] = (chances[label] ?? 0) + amount * (quantised[base + label] ?? 0);
  }
  softmax(chances);
  return chances;
}

/** Turns log-chances into chances, in place. */
export function softmax(scores: Float32Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of scores) if (value > most) most = value;
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const value = exp((scores[at] ?? 0) - most);
    scores[at] = value;
    sum += value;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}

function forgetful({ places, weights }: Features, share: number, random: () => number): Features {
  const kept = new Int32Array(places.length);
  const amounts = new Float32Array(places.length);
  let count = 0;
  for (let at = 0; at < places.length; at += 1) {
    if (random() < share) continue;
    kept[count] = places[at] ?? 0;
    amounts[count] = (weights[at] ?? 0) / (1 - share);
    count += 1;
  }
  return { places: kept.subarray(0, count), weights: amounts.subarray(0, count) };
}

function scoreWith({ places, weights: amounts }: Features, learnt: Learnt, into: Float32Array): void {
  into.set(learnt.biases);
  const labels = into.length;
  const { weights } = learnt;
  for (let at = 0; at < places.length; at += 1) {
    const base = (places[at] ?? 0) * labels;
    const amount = amounts[at] ?? 0;
    for (let label = 0; label < labels; label += 1)
      into[label] = (into[label] ?? 0) + amount * (weights[base + label] ?? 0);
  }
}

function learnOne(
  { features, label: right }: Example,
  chances: Float32Array,
  { learnt, rate }: { learnt: Learnt; rate: number },
): void {
  const { places, weights: amounts } = features;
  const { weights, biases } = learnt;
  const labels = chances.length;
  for (let label = 0; label < labels; label += 1) {
    const error = (label === right ? 1 : 0) - (chances[label] ?? 0);
    if (Math.abs(error) < tinyError) continue;
    const step = rate * error;
    biases[label] = (biases[label] ?? 0) + biasRate * step;
    for (let at = 0; at < places.length; at += 1) {
      const where = (places[at] ?? 0) * labels + label;
      weights[where] = (weights[where] ?? 0) + step * (amounts[at] ?? 0);
    }
  }
}

/** One byte a weight, scaled row by row: 127 is the greatest of its trait. */
function quantise(
  { weights, biases }: Learnt,
  { labels, traits }: { labels: number; traits: number },
): Linear {
  const quantised = new Int8Array(weights.length);
  const scales = new Float32Array(traits);
  for (let trait = 0; trait < traits; trait += 1) {
    const row = weights.subarray(trait * labels, (trait + 1) * labels);
    let greatest = 0;
    for (const weight of row) greatest = Math.max(greatest, Math.abs(weight));
    scales[trait] = greatest / 127;
    if (greatest === 0) continue;
    for (let label = 0; label < labels; label += 1)
      quantised[trait * labels + label] = Math.round(((row[label] ?? 0) / greatest) * 127);
  }
  return { quantised, scales, biases };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? at, order[at] ?? other];
  }
}

/** Numbers from 0 to below 1 that only look random: a linear congruence from a fixed beginning. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
