// Owns what a log line may hold: which fields, of which type, and what of an error. Writing the lines is src/log.ts's.
import { wordsOfAdvice } from './log.ts';

/**
 * What a value may look like. name: one of our own words · id: an id that we made · code: what a library or a platform
 * calls an outcome · count: a figure below ten million · stamp: an instant in milliseconds · route: a pattern of
 * addresses, not an address · version: of a program · flag · error: see `toldOfError` · advice: words of content/.
 */
type Kind = 'name' | 'id' | 'code' | 'count' | 'stamp' | 'route' | 'version' | 'flag' | 'error' | 'advice';

/** The fields that may be logged, by name. What is not here is left out, whoever passes it. */
const kinds: Readonly<Record<string, Kind>> = {
  channel: 'name',
  part: 'name',
  queue: 'name',
  lane: 'name',
  job: 'name',
  outcome: 'name',
  state: 'name',
  return: 'name',
  signal: 'name',
  name: 'code',
  code: 'code',
  reason: 'code',
  method: 'code',
  engine: 'name',
  request: 'id',
  broadcast: 'id',
  delivery: 'id',
  deliveryId: 'id',
  jobId: 'id',
  worker: 'id',
  holder: 'id',
  eventId: 'stamp',
  key: 'id',
  route: 'route',
  advice: 'advice',
  error: 'error',
  version: 'version',
  ready: 'flag',
  since: 'stamp',
  at: 'stamp',
  unknown: 'count',
  taken: 'count',
  tries: 'count',
  failures: 'count',
  rows: 'count',
  jobs: 'count',
  attempts: 'count',
  generation: 'count',
  status: 'count',
  port: 'count',
  pid: 'count',
  ms: 'count',
  seconds: 'count',
};

/** Longer runs of figures are a telephone number, the id of a chat or part of a token. */
const mostCount = 10_000_000;
/** One part of a code: letters, a short number, or five signs of a database's own. */
const codePart = /^(?:[A-Za-z]{1,24}|\d{1,4}|[A-Z0-9]{5}|[EX][A-Z0-9]{2,8})$/;
/** A pattern of a route may name its parts and say how they look. */
const routeShape = /^\/[A-Za-z_\-/:.*{}[\]^+|()?\\0-9]{0,120}$/;
const idShape = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{1,12}-\d{1,6})$/;

/** The fields of a line that may be written; all others are left out. Never throws. */
export function safeFields(fields: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    const safe = kind === undefined ? undefined : shownAs(kind, value);
    if (safe !== undefined) out[name] = safe;
  }
  return out;
}

function shownAs(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case 'error':
      return toldOfError(value);
    case 'advice':
      return wordsOfAdvice(value) ?? undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'count':
      return typeof value === 'number' && Math.abs(value) < mostCount ? value : undefined;
    case 'stamp':
      return Number.isSafeInteger(value) ? value : undefined;
    default:
      return typeof value === 'string' && looksLike(kind, value) ? value : undefined;
  }
}

function looksLike(kind: 'name' | 'id' | 'code' | 'route' | 'version', text: string): boolean {
  switch (kind) {
    case 'name':
      return /^[A-Za-z][A-Za-z_-]{0,31}$/.test(text);
    case 'id':
      return idShape.test(text);
    case 'code':
      return isCode(text);
    case 'route':
      return routeShape.test(text) && !/\d{5}/.test(text);
    case 'version':
      return /^v?\d{1,3}(?:\.\d{1,5}){0,3}$/.test(text);
  }
}

/** Whether a text is a code such as `SQLITE_FULL`, `telegram:409`, `5.1.1` or `57P01`, and no word of anybody's. */
function isCode(text: string): boolean {
  const parts = text.split(/[:._-]/);
  const figures = text.replace(/\D/g, '').length;
  return (
    text.length <= 64 &&
    parts.length <= 8 &&
    figures <= 8 &&
    parts.every((part) => part === '' || codePart.test(part))
  );
}

/** An error as it is logged: its class, its code, what caused it, and where in our own code it came up. */
export type ToldError = { name: string; code?: string; at?: string; cause?: ToldError };

/** How deep causes are followed. */
const mostCauses = 3;

/**
 * What may be told of an error. Never its message: those of drizzle quote the values of a query, those of HTTP clients
 * quote addresses with tokens, those of mail servers quote people's addresses.
 */
export function toldOfError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { name: 'NotAnError' };
  const told: ToldError = { name: nameOf(error) };
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && isCode(code)) told.code = code;
  if (typeof code === 'number' && Math.abs(code) < mostCount) told.code = String(code);
  const at = placeIn(error);
  if (at) told.at = at;
  if (error.cause !== undefined && depth < mostCauses) told.cause = toldOfError(error.cause, depth + 1);
  return told;
}

/** The name of the class; where that was made up from other words, the built-in one. */
function nameOf(error: Error): string {
  const names = [error.name, error.constructor.name];
  return names.find((name) => /^[A-Z][A-Za-z]{2,39}$/.test(name)) ?? 'Error';
}

/** The first place of our own in the stack, `src/app/talk/receive.ts:12`. The stack begins with the message, so only frames are read. */
function placeIn(error: Error): string | null {
  for (const line of (error.stack ?? '').split('\n')) {
    const found =
      /^ {4}at (?:.*\()?(?:file:\/\/)?\S*?\/((?:src|bots|db)\/[a-z-]+(?:\/[a-z-]+)*\.ts:\d{1,4}):\d{1,4}\)?$/.exec(
        line,
      );
    if (found?.[1]) return found[1];
  }
  return null;
}
