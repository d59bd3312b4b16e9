// Owns reading the plainest YAML there is, lists of lines under names, many times faster than a whole parser; all else is left to that parser.

/** Reads one line's value that is not plain text: a number, something in quotes. */
export type ReadValue = (written: string) => unknown;

/** A plain text: no sign of YAML at its beginning, no mark of a value or a comment inside, nothing that reads as a number. */
const plain = /^[\p{L}«„“”№(][^\n]*$/u;
const marks = /:\s|:$|\s#/;
/** Words that YAML reads as no text. */
const constants = /^(?:null|true|false)$/i;
const name = /^(\p{L}[\p{L}\d._-]*):$/u;
const item = /^ {2}- (\S.*)$/;

/**
 * Reads `name:` lines, each followed by `  - text` lines; comments and empty lines between. Null where a file is
 * anything else, or says a name twice: then a parser of the whole language has to look.
 */
export function readPlainLists(text: string, readValue: ReadValue): Record<string, unknown[]> | null {
  const lists: Record<string, unknown[]> = {};
  let list: unknown[] | null = null;
  for (const line of text.split('\n')) {
    const found = item.exec(line)?.[1]?.trimEnd();
    if (found !== undefined && list) list.push(isPlain(found) ? found : readValue(found));
    else if (found !== undefined) return null;
    else if (line.startsWith('#') || line === '') continue;
    else {
      const key = name.exec(line)?.[1];
      if (key === undefined || !isPlain(key) || Object.hasOwn(lists, key)) return null;
      list = [];
      lists[key] = list;
    }
  }
  const read = Object.values(lists);
  return read.length === 0 || read.some((one) => one.length === 0) ? null : lists;
}

function isPlain(text: string): boolean {
  return plain.test(text) && !marks.test(text) && !constants.test(text);
}
