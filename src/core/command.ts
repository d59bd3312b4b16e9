// Owns the chat commands as text: reading them, wherever they were typed or pressed.
import { type ContestId, contestIds, type Role, roles } from './contest.ts';

export type Command =
  | { kind: 'start'; source: string | null }
  | { kind: 'help' }
  | { kind: 'stage' }
  | { kind: 'contest'; contest: ContestId | null; given: boolean }
  | { kind: 'role'; role: Role | null; given: boolean }
  | { kind: 'subscribe'; contest: ContestId | null; role: Role | null; understood: boolean }
  | { kind: 'stop' }
  | { kind: 'email'; address: string | null }
  | { kind: 'data'; erase: 'no' | 'ask' | 'yes' | 'keep' }
  | { kind: 'human'; passOn: boolean }
  | { kind: 'faq'; id: string };

/** A source of a deep link: what `/start`, a QR code and `/go/` accept. */
export const sourcePattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads a command; null where the text is none. A bot's name behind it (`/start@bot`) is passed over. */
export function readCommand(text: string): Command | null {
  const [head = '', ...words] = text.trim().split(/\s+/);
  const name = head.toLowerCase().replace(/@.*$/, '');
  const first = words[0]?.toLowerCase();
  switch (name) {
    case '/start':
      return { kind: 'start', source: words[0] && sourcePattern.test(words[0]) ? words[0] : null };
    case '/help':
      return { kind: 'help' };
    case '/stage':
      return { kind: 'stage' };
    case '/contest':
      return { kind: 'contest', contest: contestIn(first), given: first !== undefined };
    case '/role':
      return { kind: 'role', role: roleIn(first), given: first !== undefined };
    case '/subscribe':
      return readSubscribe(words);
    case '/stop':
      return { kind: 'stop' };
    case '/email':
      return { kind: 'email', address: words[0] ?? null };
    case '/data':
      return { kind: 'data', erase: first !== 'erase' ? 'no' : eraseStep(words[1]) };
    case '/human':
      return { kind: 'human', passOn: first === 'pass' };
    case '/faq':
      return words[0] ? { kind: 'faq', id: words[0] } : { kind: 'help' };
    default:
      return null;
  }
}

function readSubscribe(words: readonly string[]): Command {
  let contest: ContestId | null = null;
  let role: Role | null = null;
  let understood = true;
  for (const word of words.map((w) => w.toLowerCase())) {
    if (contestIn(word)) contest = contestIn(word);
    else if (roleIn(word)) role = roleIn(word);
    else understood = false;
  }
  return { kind: 'subscribe', contest, role, understood };
}

function contestIn(word: string | undefined): ContestId | null {
  return contestIds.find((id) => id === word) ?? null;
}

function roleIn(word: string | undefined): Role | null {
  return roles.find((id) => id === word) ?? null;
}

function eraseStep(word: string | undefined): 'ask' | 'yes' | 'keep' {
  return word === 'yes' ? 'yes' : word === 'no' ? 'keep' : 'ask';
}

const lookAlikes: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  i: 'і',
  k: 'к',
  m: 'м',
  n: 'п',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
};
const qwerty = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const jcuken = 'йцукенгшщзхїфівапролджєячсмитьбю';

/**
 * Whether a message means «stop» in any spelling: capitals, dots, blanks or repeats between letters, Latin letters
 * that look alike, the wrong keyboard layout. `words` are the city's own, divided by `|`.
 */
export function isStop(text: string, words: string): boolean {
  const lower = text.toLowerCase().trim();
  const known = new Set(words.split('|').flatMap((word) => [squeezed(word), squeezed(cyrillic(word))]));
  return [lower, cyrillic(lower), retyped(lower)].some((form) => known.has(squeezed(form)));
}

function squeezed(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
    .replace(/(.)\1+/gu, '$1');
}

function cyrillic(text: string): string {
  return text.replace(/[a-z]/g, (letter) => lookAlikes[letter] ?? letter);
}

function retyped(text: string): string {
  return [...text].map((letter) => jcuken[qwerty.indexOf(letter)] ?? letter).join('');
}
