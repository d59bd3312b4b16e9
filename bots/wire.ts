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
  const underWay: UnderWay = new Set();
  return {
    post: (request) => exchange(agent, { timeoutMs, ...request }, { mostBytes, underWay }),
    close: async (graceMs = 5_000) => {
      const cut = setTimeout(() => {
        for (const stop of underWay) stop('closed');
      }, graceMs);
      await agent.close().catch(() => undefined);
      clearTimeout(cut);
    },
  };
}

/** How to cut off each exchange that is under way, with the code that it ends with. */
type UnderWay = Set<(code: string) => void>;

/** What is known of an exchange so far. */
type Exchange = {
  started: boolean;
  status: number;
  retryAfterMs: number | null;
  chunks: Buffer[];
  bytes: number;
};

function exchange(
  agent: Agent,
  request: Post & { timeoutMs: number },
  { mostBytes, underWay }: { mostBytes: number; underWay: UnderWay },
): Promise<Answer> {
  return new Promise((resolve) => {
    const so: Exchange = { started: false, status: 0, retryAfterMs: null, chunks: [], bytes: 0 };
    let controller: Dispatcher.DispatchController | null = null;
    let stopped: string | null = null;
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      underWay.delete(stop);
      resolve(answer);
    };
    const fail = (code: string) => settle({ kind: so.started ? 'unanswered' : 'unsent', code });
    const stop = (code: string) => {
      stopped = code;
      fail(code);
      controller?.abort(new Error(code));
    };
    const timer = setTimeout(() => stop('timeout'), request.timeoutMs);
    underWay.add(stop);
    request.signal?.addEventListener('abort', () => stop('aborted'));
    if (request.signal?.aborted) return stop('aborted');
    dispatch(agent, request, {
      // Called right before the first byte is written: the only exact line between *unsent* and *unanswered*.
      onRequestStart(given) {
        controller = given;
        if (stopped === null) so.started = true;
        else given.abort(new Error(stopped));
      },
      ...reader(so, () => so.bytes > mostBytes && stop('oversized')),
      onResponseEnd: () => settle(answered(so)),
      onResponseError: (_, error) => fail(codeOf(error)),
    });
  });
}

/** Keeps what comes; `check` is asked after each piece whether that is enough. */
function reader(
  so: Exchange,
  check: () => void,
): Pick<Dispatcher.DispatchHandler, 'onResponseStart' | 'onResponseData'> {
  return {
    onResponseStart: (_, status, headers) => {
      so.status = status;
      so.retryAfterMs = retryAfterMs(headers['retry-after']);
    },
    onResponseData: (_, chunk) => {
      so.chunks.push(chunk);
      so.bytes += chunk.length;
      check();
    },
  };
}

function answered({ status, retryAfterMs: pause, chunks }: Exchange): Answer {
  return { kind: 'answered', status, retryAfterMs: pause, body: Buffer.concat(chunks).toString('utf8') };
}

function dispatch(agent: Agent, request: Post, handler: Dispatcher.DispatchHandler): void {
  try {
    const url = new URL(request.url);
    const { headers, body } = request;
    agent.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: 'POST', headers, body },
      handler,
    );
  } catch (error) {
    // A malformed address, or a pool that is already closed: nothing left the house.
    handler.onResponseError?.(nobody, error instanceof Error ? error : new Error(String(error)));
  }
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
