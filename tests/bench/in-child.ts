// Owns what a process of a benchmark needs inside: its options, its reports, and what it used of the machine.
import { existsSync, readFileSync } from 'node:fs';

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

/**
 * The most memory that this process has held so far, in megabytes. On Linux the kernel's own mark is read, because the
 * figure of a fresh process begins with that of the one which started it.
 */
export function peakMb(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const mark = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return Math.round(Number(mark ?? process.resourceUsage().maxRSS) / 1024);
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
