// Owns the one shape in which everybody logs; the composition root hands in the real logger.

type Line = (fields: object, message: string) => void;

/**
 * Structured log lines: fields, then a sentence in English. Fields never hold a token, an address or a
 * resident's words, at any level: what is needed to find a person is the delivery's or the event's own id.
 */
export type Log = { info: Line; warn: Line; error: Line };
