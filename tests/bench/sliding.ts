// Owns figures of a list of instants or waits: the most in any one second, and percentiles.

/** The most of these instants (milliseconds, rising) that lie in any one second. */
export function mostInASecond(instants: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of instants.entries()) {
    while ((instants[from] ?? at) <= at - 1000) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/** The value below which this share (0–1) of the values lies; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
