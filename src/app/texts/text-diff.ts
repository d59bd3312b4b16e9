// Owns comparing two texts word by word: what stays, what was taken out, what was put in. A pure function of strings.

export type DiffPart = { kind: 'same' | 'out' | 'in'; text: string };

/** So many pairs of words are compared one by one; longer texts are compared by their lines. */
const mostPairs = 1_000_000;

/** The parts of both texts in reading order: without the `in` parts it is `before`, without the `out` parts `after`. */
export function compareWords(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsIn(before), wordsIn(after)];
  if (a.length * b.length <= mostPairs) return compare(a, b);
  const [lines, others] = [linesIn(before), linesIn(after)];
  return lines.length * others.length <= mostPairs
    ? compare(lines, others)
    : joined([
        { kind: 'out', text: before },
        { kind: 'in', text: after },
      ]);
}

/** Words with the blanks behind them, so that nothing is lost. */
const wordsIn = (text: string) => text.match(/\s+|[\p{L}\p{N}’'ʼ-]+|[^\s\p{L}\p{N}]/gu) ?? [];
const linesIn = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function compare(a: readonly string[], b: readonly string[]): DiffPart[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = walk(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (part: readonly string[]): DiffPart => ({ kind: 'same', text: part.join('') });
  return joined([same(a.slice(0, head)), ...middle, same(a.slice(a.length - tail))]);
}

/** The longest common row of words, from its table of lengths. */
function walk(a: readonly string[], b: readonly string[]): DiffPart[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      parts.push({ kind: 'same', text: left });
      [i, j] = [i + 1, j + 1];
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'out', text: left });
      i += 1;
    } else {
      parts.push({ kind: 'in', text: right ?? '' });
      j += 1;
    }
  }
  return parts;
}

/** Neighbours of one kind as one part. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const made: DiffPart[] = [];
  for (const { kind, text } of parts) {
    const last = made.at(-1);
    if (text === '') continue;
    if (last?.kind === kind) last.text += text;
    else made.push({ kind, text });
  }
  return made;
}
