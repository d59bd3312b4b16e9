// Owns the chat commands as text: reading them, wherever they were typed or pressed.
import type { Topic } from '../broadcast.ts';
import { type ContestId, contestIds, type Role, roles, stageIds } from '../contest.ts';
import { type DraftCommand, readDraftCommand } from './command-draft.ts';
import { type EventCommand, readEventCommand } from './command-events.ts';
import { type ProjectCommand, readProjectCommand } from './command-projects.ts';

export type Command =
  | { kind: 'start'; source: string | null }
  | { kind: 'help' }
  | { kind: 'stage' }
  | { kind: 'contest'; contest: ContestId | null; given: boolean }
  /** `other`: the roles shall be shown to choose from. */
  | { kind: 'role'; role: Role | null; given: boolean; other?: true }
  | { kind: 'subscribe'; contest: ContestId | null; role: Role | null; understood: boolean }
  | { kind: 'stop' }
  | { kind: 'email'; address: string | null }
  | { kind: 'data'; erase: 'no' | 'ask' | 'yes' | 'keep' }
  | { kind: 'export' }
  | { kind: 'human'; passOn: boolean }
  /** Agrees that the question that was shown goes to staff. */
  | { kind: 'handOver' }
  /** Takes back a question that waits for staff; null: the last one. */
  | { kind: 'cancelQuestion'; question: string | null }
  | { kind: 'helped'; answer: string; yes: boolean }
  /** The instruction in few words, or whole again. */
  | { kind: 'short'; on: boolean }
  | { kind: 'faq'; id: string }
  /** `code`: 8 digits, '' where something else was given, null where a new code is wanted; `bare`: typed alone. */
  | { kind: 'link'; code: string | null; bare: boolean }
  | { kind: 'channel'; channel: string | null }
  | { kind: 'digest'; on: boolean | null }
  | { kind: 'why'; broadcast: string | null }
  | { kind: 'mute' | 'unmute'; topic: Topic | null; given: boolean }
  | { kind: 'voted'; contest: ContestId | null; undo: boolean }
  | ProjectCommand
  | EventCommand
  | DraftCommand;

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
      if (first === 'other') return { kind: 'role', role: null, given: false, other: true };
      return { kind: 'role', role: roleIn(first), given: first !== undefined };
    case '/subscribe':
      return readSubscribe(words);
    case '/stop':
      return { kind: 'stop' };
    case '/email':
      return { kind: 'email', address: words[0] ?? null };
    case '/data':
      if (first === 'export') return { kind: 'export' };
      return { kind: 'data', erase: first !== 'erase' ? 'no' : eraseStep(words[1]) };
    case '/human':
      if (first === 'cancel') return { kind: 'cancelQuestion', question: words[1] ?? null };
      if (first === 'yes') return { kind: 'handOver' };
      return { kind: 'human', passOn: first === 'pass' };
    case '/faq':
      return words[0] ? { kind: 'faq', id: words[0] } : { kind: 'help' };
    case '/helped':
      return words[0] ? { kind: 'helped', answer: words[0], yes: words[1] === 'yes' } : { kind: 'help' };
    case '/short':
    case '/full':
      return { kind: 'short', on: name === '/short' };
    default:
      return (
        readChoosing(name, words) ??
        readProjectCommand(name, words) ??
        readEventCommand(name, words) ??
        readDraftCommand(name, words)
      );
  }
}

/** The commands by which a person chooses how, where and about what we write. */
function readChoosing(name: string, given: readonly string[]): Command | null {
  const words = given.map((word) => word.toLowerCase());
  const [first] = words;
  switch (name) {
    case '/link':
      return {
        kind: 'link',
        code: first === undefined ? null : (codeIn(given.join(' ')) ?? ''),
        bare: false,
      };
    case '/channel':
      return { kind: 'channel', channel: first === undefined ? null : words.join(' ') };
    case '/digest':
      return { kind: 'digest', on: first === 'on' ? true : first === 'off' ? false : null };
    case '/why':
      return { kind: 'why', broadcast: given[0] ?? null };
    case '/mute':
    case '/unmute':
      return {
        kind: name === '/mute' ? 'mute' : 'unmute',
        topic: topicIn(first),
        given: first !== undefined,
      };
    case '/voted': {
      const contest = words.map(contestIn).find((id) => id !== null) ?? null;
      return { kind: 'voted', contest, undo: words.includes('undo') };
    }
    default:
      return null;
  }
}

/** A topic as `/mute` takes it: a stage with or without `stage.` before it, events, news. */
function topicIn(word: string | undefined): Topic | null {
  if (word === 'events' || word === 'news') return word;
  const stage = stageIds.find((id) => id === word || `stage.${id}` === word);
  return stage ? `stage.${stage}` : null;
}

/** A code that links chats, typed alone, with or without a blank in its middle; a longer number is none. */
export function readLinkCode(text: string): Command | null {
  const code = codeIn(text.trim().replace(/^код[:\s]*/iu, ''));
  return code === null ? null : { kind: 'link', code, bare: true };
}

function codeIn(text: string): string | null {
  const [, first, second] = /^(\d{4})[\s\u00a0-]?(\d{4})$/.exec(text.trim()) ?? [];
  return first && second ? first + second : null;
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
  return isOneOf(text, words);
}

/** Whether a message is, as a whole and in any spelling, one of the words that `|` divides. */
export function isOneOf(text: string, words: string): boolean {
  const known = knownForms(words);
  return heardForms(text).some((form) => known.has(form));
}

/** Lists of words by what they say: every message is held against the same few. */
const formsKnown = new Map<string, ReadonlySet<string>>();
/** Staff write a new list now and then; the old ones are not kept for ever. */
const mostLists = 256;

function knownForms(words: string): ReadonlySet<string> {
  const known = formsKnown.get(words);
  if (known) return known;
  const made = new Set(formsOfWords(words).filter((form) => form !== ''));
  if (formsKnown.size >= mostLists) formsKnown.clear();
  formsKnown.set(words, made);
  return made;
}

/** Wishes that are said in whole messages of the city's own words, and the command that each stands for. */
const wishes: readonly (readonly [key: string, command: string])[] = [
  ['link.words', '/link'],
  ['prefer.words', '/channel'],
  ['digest.words', '/digest on'],
  ['digest.off.words', '/digest off'],
  ['why.words', '/why'],
  ['voted.words', '/voted'],
  ['voted.undo.words', '/voted undo'],
  ['menu.words', '/help'],
  ['instructions.words', '/role'],
  ['short.words', '/short'],
  ['full.words', '/full'],
  ['human.words', '/human'],
  ['data.words', '/data'],
  ['erase.words', '/data erase'],
  ['export.words', '/data export'],
  ['projects.words', '/projects'],
  ['projects.mine.words', '/projects mine'],
  ['projects.find.words', '/projects ask'],
  ['events.words', '/events'],
  ['draft.words', '/draft'],
  ['draft.erase.words', '/draft erase'],
  ['draft.check.words', '/draft check'],
  ['draft.share.words', '/draft share'],
  ['draft.form.words', '/draft form'],
];
const wishesOf = new WeakMap<object, ReadonlyMap<string, string>>();

/** The command that a message means as a whole, in any spelling as «stop» is; null for everything else. */
export function readWish(text: string, phrases: Readonly<Record<string, string>>): Command | null {
  // A number makes it something else: a sum, a telephone, a project.
  if (/\d/.test(text)) return null;
  const known =
    wishesOf.get(phrases) ??
    new Map(
      wishes.flatMap(([key, command]) => formsOfWords(phrases[key] ?? '').map((form) => [form, command])),
    );
  wishesOf.set(phrases, known);
  for (const form of heardForms(text)) {
    const command = form === '' ? undefined : known.get(form);
    if (command) return readCommand(command);
  }
  return null;
}

function formsOfWords(words: string): string[] {
  return words.split('|').flatMap((word) => [squeezed(word), squeezed(cyrillic(word))]);
}

/** The message that was read last: one turn holds it against a dozen lists of words. */
let heardLast: { text: string; forms: readonly string[] } = { text: '', forms: [''] };

function heardForms(text: string): readonly string[] {
  if (heardLast.text === text) return heardLast.forms;
  const lower = text.toLowerCase().trim();
  const forms = [lower, cyrillic(lower), retyped(lower)].map(squeezed);
  heardLast = { text, forms };
  return forms;
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
