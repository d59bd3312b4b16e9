// Owns what a benchmark is held against on a noisy machine: a fixed piece of work, timed in the same run.

/** Milliseconds that a fixed loop of arithmetic takes here and now; the median of five. */
export function calibrate(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 20_000_000; i += 1) sum = (sum * 31 + i) % 1_000_003;
    return sum < 0 ? 0 : performance.now() - start;
  });
  return median(times);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds of one run of `work`, the median of `runs`. */
export async function timed(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}
