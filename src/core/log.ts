// Owns the one shape in which everybody logs, and the mark of words that may be logged as they are; src/log.ts writes the lines.

type Line = (fields: object, message: string) => void;

/**
 * Structured log lines: fields, then a sentence in English that stands in the code as it is. Fields never hold a token,
 * an address or a resident's words, at any level: what is needed to find a person is the delivery's or the event's own
 * id. An error is handed over as it was caught, as the field `error`: its message is left out, because it may quote any
 * of these. A field that core/log-fields.ts doesn’t know by name is left out as well.
 */
export type Log = { info: Line; warn: Line; error: Line };

const marked = new WeakSet<object>();

/** Words from content/ for whoever operates the instance, with nothing of a resident in them. */
export type Advice = Readonly<{ words: string }>;

/** Marks words as fit for the log. Only for texts of content/cli.yaml, filled with names of our own files and figures. */
export function adviceOf(words: string): Advice {
  const advice = Object.freeze({ words });
  marked.add(advice);
  return advice;
}

/** The words, if `value` was made by `adviceOf`; null for everything else. */
export function wordsOfAdvice(value: unknown): string | null {
  return typeof value === 'object' && value !== null && marked.has(value) ? (value as Advice).words : null;
}
