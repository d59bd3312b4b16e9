// Owns the types of links.js, which is plain JavaScript because browsers get it as it is.

/** A piece of a text; `url` is null where it is no link. */
export type LinkPart = { text: string; url: string | null };

/** Cuts a text into plain pieces and http(s) addresses, in order; joined they are the text again. */
export function linkParts(text: string): LinkPart[];
