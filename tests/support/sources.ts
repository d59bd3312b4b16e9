// Owns reading the product's own source files for tests about the house: which there are, what they import, code without comments.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..', '..');

/** Paths of the code files below a folder, relative to the repository, with `/`. */
export function codeFiles(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mts|mjs|js)$/.test(name))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
      .sort(),
  );
}

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** An import of one of our own files; `typeOnly` where nothing of it exists when the code runs. */
export type Import = { from: string; to: string; typeOnly: boolean };

const relative =
  /(?:^|\n)(import|export)\s+(type\s)?([^'";]*?)from\s+'(\.[^']+)'|import\('(\.[^']+)'\)|(?:^|\n)import\s+'(\.[^']+)'/g;

/** Every import and re-export of a file by a relative path, static or not, types too. */
export function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(relative)].map((match) => {
    const [, , type, , from, dynamic, bare] = match;
    const target = from ?? dynamic ?? bare ?? '';
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
    return { from: file, to, typeOnly: type !== undefined };
  });
}

/** The names of the packages that a file imports or requires, without `node:` ones. */
export function packagesOf(file: string): string[] {
  const names = [
    ...textOf(file).matchAll(
      /(?:\bfrom |\bimport |\brequire(?:\.resolve)?\(|\bimport\()'([@a-z][\w@./:-]*)'/g,
    ),
  ];
  return names
    .map((match) => match[1] ?? '')
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

type Place = 'code' | 'line' | 'block';

/** The file with its comments replaced by blanks; lines stay where they are. */
export function withoutComments(text: string): string {
  let place: Place = 'code';
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const two = text.slice(i, i + 2);
    const char = text[i] ?? '';
    if (place === 'code' && (two === '//' || two === '/*')) {
      place = two === '//' ? 'line' : 'block';
      i += 1;
    } else if (place === 'line' && char === '\n') place = 'code';
    else if (place === 'block' && two === '*/') {
      place = 'code';
      i += 1;
      continue;
    }
    if (place === 'code') {
      const end = literalEnd(text, i);
      out += text.slice(i, end);
      i = end - 1;
    } else if (char === '\n') out += char;
  }
  return out;
}

/** Where the string, template or regular expression that begins at `from` ends; one letter further where none does. */
function literalEnd(text: string, from: number): number {
  const quote = text[from] ?? '';
  const isRegex = quote === '/' && /(?:[=(,:[!&|?{};+]|\breturn|=>)\s*$/.test(text.slice(0, from).slice(-40));
  if (!`'"\``.includes(quote) && !isRegex) return from + 1;
  let inClass = false;
  for (let i = from + 1; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '\\') i += 1;
    else if (isRegex && char === '[') inClass = true;
    else if (isRegex && char === ']') inClass = false;
    else if (char === quote && !inClass) return i + 1;
    else if (char === '\n' && quote !== '`') return from + 1;
  }
  return text.length;
}
