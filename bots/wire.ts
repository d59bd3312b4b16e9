// Owns HTTP to a platform: one POST with a deadline and a cap on the answer, and whether the request left at all.
// What an answer means in a platform's own words is left to that platform's file.
import { Agent, type Dispatcher } from 'undici';
import type { Outcome } from '../src/core/delivery.ts';

/**
 * What came of one POST. answered: a whole answer, of any status · unsent: not a byte of the request was written ·
 * unanswered: it was written, and then the time ran out, the connection broke or the answer was too long.
 */
export type Answer =
  | { kind: 'answered'; status: number; retryAfterMs: number | null; body: string }
  | { kind: 'unsent'; code: string }
  | { kind: 'unanswered'; code: string };

/** The part of an AbortSignal that is needed: grammY brings its own implementation. */
type Signal = { readonly aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };

export type Post = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For the whole exchange, connecting included; default: the wire's own. */
  timeoutMs?: number;
  signal?: Signal;
};

export type Wire = {
  post: (request: Post) => Promise<Answer>;
  /** Lets what is in flight finish for `graceMs`, then cuts it off (its answer is then *unanswered*). */
  close: (graceMs?: number) => Promise<void>;
};

/** Where a platform asks us to pause and doesn't say how long. */
const pauseWithoutWordMs = 5_000;

/**
 * Opens a pool of kept-alive connections. `timeoutMs` bounds one exchange, `connections` those to one host,
 * `mostBytes` the body of an answer.
 */
export function openWire(options: { timeoutMs: number; connections: number; mostBytes?: number }): Wire {
  const { timeoutMs, connections, mostBytes = 1_000_000 } = options;
  // Our own deadline covers headers and body together, so undici's two are switched off.
  const agent = new Agent({
    connections,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
  });
  // undici forgets its connections once it is asked to close, so what is under way is cut off by ourselves.
  const underWay = createDeadlines();
  return {
    post: (request) =>
      new Promise((resolve) => {
        const exchange = new Exchange({ resolve, mostBytes, underWay });
        underWay.add(exchange, request.timeoutMs ?? timeoutMs);
        request.signal?.addEventListener('abort', () => exchange.stop('aborted'));
        if (request.signal?.aborted) exchange.stop('aborted');
        else dispatch(agent, request, exchange);
      }),
    close: async (graceMs = 5_000) => {
      const cut = setTimeout(() => underWay.stopAll('closed'), graceMs);
      await agent.close().catch(() => undefined);
      clearTimeout(cut);
    },
  };
}

type Deadlines = ReturnType<typeof createDeadlines>;

/** How exactly deadlines are kept: one timer for all exchanges costs a fraction of one for each. */
const deadlineStepMs = 50;

/** The exchanges that are under way; each is cut off at its instant (monotonic). */
function createDeadlines() {
  const open = new Set<Exchange>();
  let timer: NodeJS.Timeout | null = null;
  const look = () => {
    const now = performance.now();
    for (const exchange of open) if (exchange.until <= now) exchange.stop('timeout');
    if (open.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  return {
    add: (exchange: Exchange, timeoutMs: number) => {
      exchange.until = performance.now() + timeoutMs;
      open.add(exchange);
      timer ??= setInterval(look, deadlineStepMs);
    },
    remove: (exchange: Exchange) => {
      open.delete(exchange);
    },
    stopAll: (code: string) => {
      for (const exchange of [...open]) exchange.stop(code);
    },
  };
}

type Ends = { resolve: (answer: Answer) => void; mostBytes: number; underWay: Deadlines };

/**
 * One exchange as undici drives it. A class, because there is one for every message: closures for its seven steps
 * cost a fifth of the whole call.
 */
class Exchange implements Dispatcher.DispatchHandler {
  until = 0;
  readonly #ends: Ends;
  #controller: Dispatcher.DispatchController | null = null;
  #started = false;
  #stopped: string | null = null;
  #status = 0;
  #retryAfterMs: number | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  /** Cuts the exchange off; the first end counts. */
  stop(code: string): void {
    this.#stopped = code;
    this.#fail(code);
    this.#controller?.abort(new Error(code));
  }

  /** Called right before the first byte is written: the only exact line between *unsent* and *unanswered*. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stopped === null) this.#started = true;
    else controller.abort(new Error(this.#stopped));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#retryAfterMs = retryAfterMs(headers['retry-after']);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > this.#ends.mostBytes) this.stop('oversized');
  }

  onResponseEnd(): void {
    const [only] = this.#chunks;
    const whole = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    const body = whole.toString('utf8');
    this.#settle({ kind: 'answered', status: this.#status, retryAfterMs: this.#retryAfterMs, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(codeOf(error));
  }

  #fail(code: string): void {
    this.#settle({ kind: this.#started ? 'unanswered' : 'unsent', code });
  }

  #settle(answer: Answer): void {
    this.#ends.underWay.remove(this);
    this.#ends.resolve(answer);
  }
}

function dispatch(agent: Agent, request: Post, handler: Dispatcher.DispatchHandler): void {
  try {
    const { headers, body } = request;
    const { origin, path } = placeOf(request.url);
    agent.dispatch({ origin, path, method: 'POST', headers, body }, handler);
  } catch (error) {
    // A malformed address, or a pool that is already closed: nothing left the house.
    handler.onResponseError?.(nobody, error instanceof Error ? error : new Error(String(error)));
  }
}

type Place = { origin: string; path: string };
const places = new Map<string, Place>();
const mostPlaces = 100;

/** Where an address leads. A platform has a few of them, called again and again. Throws on a malformed one. */
function placeOf(address: string): Place {
  const known = places.get(address);
  if (known) return known;
  const url = new URL(address);
  const place = { origin: url.origin, path: url.pathname + url.search };
  if (places.size >= mostPlaces) places.clear();
  places.set(address, place);
  return place;
}

/** Stands for the controller of an exchange that never began. */
const nobody: Dispatcher.DispatchController = {
  aborted: true,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};

function retryAfterMs(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** The short code of a network error (`ECONNREFUSED`), never its message: that can hold an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * The outcome of an exchange that failed before the platform could judge the message, whatever the platform:
 * unsent → transient, unanswered → unknown, 429 → throttled, 5xx → transient. Null: the platform's own words decide.
 * `now` is an instant in milliseconds.
 */
export function outcomeOfFailure(answer: Answer, now: number): Outcome | null {
  switch (answer.kind) {
    case 'unsent':
      return { kind: 'transient', code: answer.code, text: 'the request could not be sent' };
    case 'unanswered':
      return { kind: 'unknown', code: answer.code, text: 'the request was sent and not answered' };
    case 'answered': {
      const code = `http:${answer.status}`;
      if (answer.status === 429)
        return { kind: 'throttled', untilMs: now + (answer.retryAfterMs ?? pauseWithoutWordMs), code };
      if (answer.status >= 500) return { kind: 'transient', code, text: 'the platform failed' };
      return null;
    }
  }
}

/** The outcome of an answer that nobody can read: a 2xx may have accepted the message, a 4xx has not. */
export function outcomeOfGarbage(status: number): Outcome {
  const code = `http:${status}`;
  if (status >= 200 && status < 300)
    return { kind: 'unknown', code, text: 'the answer could not be understood' };
  if (status === 401 || status === 403 || status === 404)
    return { kind: 'misconfigured', code, text: 'the address or the token of the platform is wrong' };
  return { kind: 'transient', code, text: 'the request was refused on the way' };
}
