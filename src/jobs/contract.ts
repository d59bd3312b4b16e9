// Owns what an engine of jobs promises: work that comes round, and work that one process at a time may do. Tables are the
// truth and jobs are wake-ups: whatever is lost here is found by the next sweep.

/** How often a tick comes round. */
export type Every = 'fiveSeconds' | 'minute' | 'hour';

/** `name` is made of letters, digits and dots. What `work` does is idempotent: after a crash it is done again. */
export type Tick = { name: string; every: Every; work: () => Promise<void> };

export type Jobs = {
  /** Does the work of a tick so often, in one process at a time. One that fails is tried again; the failure is told. */
  tick: (tick: Tick) => Promise<void>;
  /**
   * In one process at a time does `work` for this name. It ends when `signal` says so, and soon; when it ends, or its
   * process dies, another process begins. For a moment there may be two: `work` must know by a token of its own.
   */
  hold: (name: string, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  /** Has a tick come round now, wherever it is done: at a start, what fell due meanwhile waits for nobody's clock. */
  soon: (tick: string) => Promise<void>;
  /** No new work; what is under way is ended and waited for, and its place is free for another process at once. */
  stop: () => Promise<void>;
};

/** What an engine tells: a tick that failed this time, one that keeps failing, and one that works again. */
export type Tell = {
  failed: (name: string, error: unknown) => void;
  dead: (name: string) => Promise<void>;
  works: (name: string) => Promise<void>;
};
