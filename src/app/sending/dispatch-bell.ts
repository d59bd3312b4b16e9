// Owns how a sender waits: the bell that wakes it, and the line in which its calls wait for a place on the wire.

/** A bell that a waiting sender hears at once, and that remembers one ring. */
export function createBell() {
  let rung = false;
  let wake: (() => void) | null = null;
  let later = false;
  let soon = false;
  const ring = () => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    /** Rings once everything that has arrived by now is looked at. */
    ringSoon: () => {
      if (soon) return;
      soon = true;
      setImmediate(() => {
        soon = false;
        ring();
      });
    },
    /** Rings after so many milliseconds, once for all who asked meanwhile. */
    ringIn: (ms: number) => {
      if (later) return;
      later = true;
      setTimeout(() => {
        later = false;
        ring();
      }, ms);
    },
    wait: async (ms: number) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}

/** Lets so many calls be on the wire at once; the others wait in line, in order. */
export function createLine(most: number) {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  return {
    enter: (): Promise<void> | null => {
      if (busy >= most) return new Promise((resolve) => waiting.push(resolve));
      busy += 1;
      return null;
    },
    leave,
  };
}
