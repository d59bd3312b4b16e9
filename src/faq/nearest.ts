// Owns finding the authored phrasings that are most like a message; the vectors come from features.ts.
import type { Features } from './features.ts';
import type { Example } from './linear.ts';

export type Near = { shares: Float32Array; best: number };

/** How many of the most similar phrasings have a say, and how fast the say falls with distance. */
const voters = 8;
const sharpness = 9;

/** Builds an inverted index of the phrasings and returns the search: the labels' shares among the nearest ones. */
export function createNearest(
  examples: readonly Example[],
  shape: { labels: number; traits: number },
): (features: Features) => Near {
  const holders = Array.from({ length: shape.traits }, () => ({
    examples: [] as number[],
    weights: [] as number[],
  }));
  for (const [index, { features }] of examples.entries()) {
    for (let at = 0; at < features.ids.length; at += 1) {
      const holder = holders[features.ids[at] ?? 0];
      holder?.examples.push(index);
      holder?.weights.push(features.weights[at] ?? 0);
    }
  }
  return (features) => {
    const similar = new Float32Array(examples.length);
    for (let at = 0; at < features.ids.length; at += 1) {
      const holder = holders[features.ids[at] ?? 0];
      const amount = features.weights[at] ?? 0;
      if (!holder) continue;
      for (let one = 0; one < holder.examples.length; one += 1) {
        const example = holder.examples[one] ?? 0;
        similar[example] = (similar[example] ?? 0) + amount * (holder.weights[one] ?? 0);
      }
    }
    return vote(similar, examples, shape.labels);
  };
}

function vote(similar: Float32Array, examples: readonly Example[], labels: number): Near {
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
  return { shares, best };
}
