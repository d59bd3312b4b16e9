// Owns that a piece of work is never done beside itself in one process.

export type OneAtATime = { run: () => Promise<void>; ended: () => Promise<void> };

/** Whoever asks while it is being done waits for the same run. What `work` throws goes to `failed`. */
export function oneAtATime(work: () => Promise<void>, failed: (error: unknown) => void): OneAtATime {
  let running: Promise<void> | null = null;
  return {
    run: () => {
      running ??= work()
        .catch(failed)
        .finally(() => {
          running = null;
        });
      return running;
    },
    ended: async () => {
      await running;
    },
  };
}
