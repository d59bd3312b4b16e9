// Owns the scripted faults that every emulated platform understands, and the record of what people received.

/**
 * dropBefore: the connection breaks and nothing was accepted · dropAfter: accepted, then it breaks · hang: never an
 * answer, nothing accepted · hangAfter: accepted, never an answer · http: another status, nothing accepted ·
 * garbage: a 200 that nobody can read, nothing accepted · say: the platform's own refusal, see each emulator.
 */
export type Fault = {
  kind: 'dropBefore' | 'dropAfter' | 'hang' | 'hangAfter' | 'http' | 'garbage' | 'say';
  /** Only calls of this method, or for this recipient. */
  method?: string;
  recipient?: string;
  /** How often (default: until cleared), after letting so many fitting calls pass (default 0). */
  times?: number;
  after?: number;
  /** For `http`. */
  status?: number;
  /** For `say`: the code and words of the platform; `retryAfter` in seconds. */
  code?: number;
  text?: string;
  retryAfter?: number;
};

/** When a fault strikes: `method` is the call, or the step of a conversation. */
type Occasion = Pick<Fault, 'method' | 'recipient' | 'times' | 'after'>;

export type Faults<F extends Occasion = Fault> = {
  add: (fault: F) => void;
  clear: () => void;
  /** The fault for this call, if any; counts it. */
  take: (method: string, recipient: string) => F | null;
  /** Every fault that struck, in order, with its instant (ms of this process). */
  struck: { fault: F; method: string; recipient: string; at: number }[];
};

export function scriptedFaults<F extends Occasion = Fault>(): Faults<F> {
  let planned: { fault: F; left: number; skip: number }[] = [];
  const struck: Faults<F>['struck'] = [];
  return {
    struck,
    add: (fault) => {
      planned.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY, skip: fault.after ?? 0 });
    },
    clear: () => {
      planned = [];
    },
    take: (method, recipient) => {
      for (const plan of planned) {
        const { fault } = plan;
        if (plan.left === 0 || (fault.method ?? method) !== method) continue;
        if ((fault.recipient ?? recipient) !== recipient) continue;
        if (plan.skip > 0) {
          plan.skip -= 1;
          continue;
        }
        plan.left -= 1;
        struck.push({ fault, method, recipient, at: Date.now() });
        return fault;
      }
      return null;
    },
  };
}

/** One message as a recipient sees it: its text, its instant (ms), the platform's id, and what stood there before. */
export type Got = { text: string; at: number; id: string; edits?: { text: string; at: number }[] };

/** Recipient → what came, in order. */
export type Received = Map<string, Got[]>;

export function record(received: Received, recipient: string, got: Got): void {
  const list = received.get(recipient);
  if (list) list.push(got);
  else received.set(recipient, [got]);
}

export function wait(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

/** Latency with a jitter that is the same in every run. */
export function latency(ms: number, jitterMs: number): () => Promise<void> {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return wait(ms + (jitterMs * seed) / 2_147_483_647);
  };
}
