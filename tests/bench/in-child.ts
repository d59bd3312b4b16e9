// Owns what a process of a benchmark needs inside: its options, its reports, and what it used of the machine.

/** The options that the process was started with. */
export function given<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** Hands figures to the parent; the process ends with the parent. */
export function report(figures: object): void {
  process.send?.(figures);
}

/** Answers the parent's questions. */
export function answering(answer: (question: Record<string, unknown>) => object): void {
  process.on('message', (question) => report(answer(question as Record<string, unknown>)));
}

process.once('disconnect', () => process.exit());

/** The most memory that this process has held so far, in megabytes. */
export function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/** Starts a meter of time and of the processor, both in this process. */
export function startMeter(): () => { ms: number; cpuMs: number; peakMb: number } {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { ms: performance.now() - start, cpuMs: (user + system) / 1000, peakMb: peakMb() };
  };
}
