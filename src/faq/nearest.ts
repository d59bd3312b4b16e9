// Owns finding the authored phrasings that are most like a message; the vectors come from features.ts.
import type { Features } from './features.ts';
import type { Example } from './linear.ts';

/** How many of the most similar phrasings have a say, and how fast the say falls with distance. */
const voters = 8;
const sharpness = 9;

/** Builds an inverted index of the phrasings and returns the search: the labels' shares among the nearest ones, by label. */
export function createNearest(
  examples: readonly Example[],
  shape: { labels: number; traits: number },
): (features: Features) => Float32Array {
  const index = invert(examples, shape.traits);
  return (features) => {
    const similar = new Float32Array(examples.length);
    for (let at = 0; at < features.ids.length; at += 1) {
      const trait = features.ids[at] ?? 0;
      const amount = features.weights[at] ?? 0;
      const end = index.starts[trait + 1] ?? 0;
      for (let one = index.starts[trait] ?? 0; one < end; one += 1) {
        const example = index.examples[one] ?? 0;
        similar[example] = (similar[example] ?? 0) + amount * (index.weights[one] ?? 0);
      }
    }
    return vote(similar, examples, shape.labels);
  };
}

/** By trait: which examples have it and how much, in flat arrays; `starts[t]` to `starts[t + 1]` belong to trait t. */
type Inverted = { starts: Int32Array; examples: Int32Array; weights: Float32Array };

function invert(examples: readonly Example[], traits: number): Inverted {
  const starts = new Int32Array(traits + 1);
  for (const { features } of examples)
    for (const id of features.ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let trait = 0; trait < traits; trait += 1)
    starts[trait + 1] = (starts[trait + 1] ?? 0) + (starts[trait] ?? 0);
  const next = starts.slice();
  const total = starts[traits] ?? 0;
  const index: Inverted = { starts, examples: new Int32Array(total), weights: new Float32Array(total) };
  for (const [example, { features }] of examples.entries()) {
    for (let at = 0; at < features.ids.length; at += 1) {
      const id = features.ids[at] ?? 0;
      const where = next[id] ?? 0;
      next[id] = where + 1;
      index.examples[where] = example;
      index.weights[where] = features.weights[at] ?? 0;
    }
  }
  return index;
}

function vote(similar: Float32Array, examples: readonly Example[], labels: number): Float32Array {
  const nearest: number[] = [];
  for (let index = 0; index < similar.length; index += 1) {
    const value = similar[index] ?? 0;
    if (value <= 0 || (nearest.length === voters && value <= (similar[nearest[voters - 1] ?? 0] ?? 0)))
      continue;
    let at = nearest.length;
    while (at > 0 && (similar[nearest[at - 1] ?? 0] ?? 0) < value) at -= 1;
    nearest.splice(at, 0, index);
    if (nearest.length > voters) nearest.pop();
  }
  const shares = new Float32Array(labels);
  const best = Math.min(1, similar[nearest[0] ?? 0] ?? 0);
  let sum = 0;
  for (const index of nearest) {
    const say = Math.exp(sharpness * ((similar[index] ?? 0) - best));
    const label = examples[index]?.label ?? 0;
    shares[label] = (shares[label] ?? 0) + say;
    sum += say;
  }
  if (sum > 0) for (let label = 0; label < labels; label += 1) shares[label] = (shares[label] ?? 0) / sum;
  return shares;
}
