// Owns what a use case of staff answers: a value, or a refusal in words.

/** Done with a value, or refused with a code and words for a person (Ukrainian, ready to show). */
export type Result<T> = { ok: true; value: T } | { ok: false; code: string; message: string };
