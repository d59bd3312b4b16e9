// Owns finding addresses of the web in a text, for the browser's chat and for the server's pages alike.

/** What may follow an address in a sentence without belonging to it. */
const trailing = /[.,;:!?…»”"')\]}]+$/u;

/**
 * Cuts a text into pieces, in order; joined they are the text again. A piece with a `url` is an http(s) address as it
 * stands there; marks that end the sentence stay outside, a bracket that was opened inside the address stays in it.
 */
export function linkParts(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>«»"]+/gi)) {
    const address = withoutTail(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), url: null });
    parts.push({ text: address, url: address });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), url: null });
  return parts;
}

function withoutTail(address) {
  const bare = address.replace(trailing, '');
  const isBalanced = bare.split('(').length === bare.split(')').length;
  return isBalanced || !address.startsWith(`${bare})`) ? bare : `${bare})`;
}
