// Owns reading a letter's light markup into blocks; compose.ts makes text and HTML of them.

/** Pieces of a line: plain, strong, or a link as it was written. */
export type Piece =
  | { kind: 'plain' | 'strong'; text: string; href: null }
  | { kind: 'link'; text: string; href: string };

/** A line holds its pieces; a numbered list begins at `start`. */
export type Block =
  | { kind: 'heading'; line: Piece[] }
  | { kind: 'paragraph'; lines: Piece[][] }
  | { kind: 'numbered'; start: number; items: Piece[][] }
  | { kind: 'bulleted'; items: Piece[][] };

const strong = /\*\*(?=\S)([^\n]*?\S)\*\*/g;
const link = /https?:\/\/[^\s<>"«»„“”*]+/gi;
/** Marks that end the sentence around a link rather than the link. */
const afterLink = /[.,;:!?…'’)\]}]+$/;

/** The blocks of a text: paragraphs apart by blank lines, «1. …» and «— …» lists, a strong line alone as a heading. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const line of cleanLines(text)) {
    if (line === '') open = false;
    else {
      const last = open ? blocks.at(-1) : undefined;
      if (!last || !joined(last, line)) blocks.push(begun(line));
      open = true;
    }
  }
  return blocks;
}

/** A text without its marks for strong: what the text part of a letter shows. */
export function unmarked(text: string): string {
  return cleanLines(text)
    .join('\n')
    .replace(strong, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Text that any mail program can carry: whole characters, no control characters; blanks at line ends left out. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]/gu, '');
}

function cleanLines(text: string): string[] {
  return cleanText(text)
    .split('\n')
    .map((line) => line.trim());
}

const numberedLine = /^(\d{1,4})[.)]\s+(?=\S)/;
const bulletedLine = /^[—–•-]\s+(?=\S)/;

function begun(line: string): Block {
  const number = numberedLine.exec(line);
  if (number)
    return { kind: 'numbered', start: Number(number[1]), items: [piecesOf(line.replace(numberedLine, ''))] };
  if (bulletedLine.test(line)) return { kind: 'bulleted', items: [piecesOf(line.replace(bulletedLine, ''))] };
  const pieces = piecesOf(line);
  const alone = pieces.length === 1 && pieces[0]?.kind === 'strong';
  return alone ? { kind: 'heading', line: pieces } : { kind: 'paragraph', lines: [pieces] };
}

/** Whether the line went on with the block before it: the next number, one more point, one more line. */
function joined(block: Block, line: string): boolean {
  const next = begun(line);
  if (
    block.kind === 'numbered' &&
    next.kind === 'numbered' &&
    next.start === block.start + block.items.length
  ) {
    block.items.push(...next.items);
    return true;
  }
  if (block.kind === 'bulleted' && next.kind === 'bulleted') block.items.push(...next.items);
  else if (block.kind === 'paragraph' && next.kind === 'paragraph') block.lines.push(...next.lines);
  else return false;
  return true;
}

function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of line.matchAll(strong)) {
    pieces.push(...linked(line.slice(start, match.index), 'plain'), ...linked(match[1] ?? '', 'strong'));
    start = match.index + match[0].length;
  }
  return [...pieces, ...linked(line.slice(start), 'plain')];
}

function linked(text: string, kind: 'plain' | 'strong'): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(link)) {
    const href = endedLink(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > start) pieces.push({ kind, text: text.slice(start, match.index), href: null });
    pieces.push({ kind: 'link', text: href, href });
    start = match.index + href.length;
  }
  if (start < text.length) pieces.push({ kind, text: text.slice(start), href: null });
  return pieces;
}

/** A link without the marks of the sentence around it; a closing bracket stays where the link opened one. */
function endedLink(url: string): string {
  const bare = url.replace(afterLink, '');
  const openBrackets = bare.split('(').length - bare.split(')').length;
  return openBrackets > 0 && url.startsWith(`${bare})`) ? `${bare})` : bare;
}
