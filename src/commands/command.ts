// Owns what a command of the command line is: its words in, its output and exit code out.
import { parseArgs } from 'node:util';
import type { Desk, Result } from '../app/desk.ts';
import type { Assembled } from '../assemble.ts';
import type { Config } from '../config.ts';
import type { Log } from '../core/log.ts';
import type { Content, ContentProblem } from '../core/texts.ts';

/** What happened: done, failed, or wrong usage or input, with the one line that says what to do. */
export type Exit = { code: 0 } | { code: 1 | 2; message: string };

export const done: Exit = { code: 0 };

/** Words of content/cli.yaml by key, with values put in. */
export type Word = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export type Console = {
  word: Word;
  /** One line for a person on standard output; silent where JSON was asked for. */
  tell: (line: string) => void;
  /** One JSON document, or one line of many. */
  json: (value: unknown) => void;
  /** A message for whoever runs the command, on standard error. */
  note: (line: string) => void;
};

export type Setting = {
  config: Config;
  content: Content;
  problems: readonly ContentProblem[];
  log: Log;
  console: Console;
  /** The application, opened on first use and closed by the command line. */
  open: () => Promise<Assembled & { desk: Desk }>;
};

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
export type Given = { words: readonly string[]; options: Options };

export type Command = (setting: Setting, given: Given) => Promise<Exit>;

const flags = new Set([
  'complete',
  'json',
  'save',
  'yes',
  'all',
  'recipients',
  'working',
  'preview',
  'rebuild',
  'dry-run',
]);
const values = new Set([
  'contest',
  'cycle',
  'role',
  'stage',
  'at',
  'batch',
  'by',
  'opens',
  'closes',
  'from',
  'to',
  'source',
  'ground',
  'text-file',
  'last-useful',
  'audience',
  'channels',
  'subject',
  'kind',
  'emergency',
  'scope',
  'target',
  'out',
  'line',
  'stages',
  'title',
  'place',
  'link',
  'plan',
  'late',
  'onto',
  'reason',
  'after',
  'text',
  'sum',
  'kopecks',
  'on',
  'evidence',
  'name',
  'shift',
  'picture',
  'picture-alt',
  'paid',
  'hash',
  'channel',
  'person',
  'attach',
  'rejected',
  'ends',
  'about',
  'seats',
  'open-data',
]);
/** Options that may be given several times. */
const lists = new Set(['button', 'option']);

/** Reads the words and options of a command; null where an option is unknown or lacks its value. */
export function readArguments(args: readonly string[]): Given | null {
  const spec = [...flags].map((name) => [name, { type: 'boolean' as const }]);
  const more = [...values].map((name) => [name, { type: 'string' as const }]);
  const many = [...lists].map((name) => [name, { type: 'string' as const, multiple: true }]);
  try {
    const parsed = parseArgs({
      args: [...args],
      options: Object.fromEntries([...spec, ...more, ...many]),
      allowPositionals: true,
    });
    return { words: parsed.positionals, options: parsed.values as Options };
  } catch {
    return null;
  }
}

/** An option's text, or null. */
export function option({ options }: Given, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** Everything that was given for an option that may stand several times, in order. */
export function optionList({ options }: Given, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}

export function wants({ options }: Given, name: string): boolean {
  return options[name] === true;
}

/** Wrong usage: the phrase `cli.<key>` with its values. */
export function wrong(
  { console }: Pick<Setting, 'console'>,
  key: string,
  of: Readonly<Record<string, string | number>> = {},
): Exit {
  return { code: 2, message: console.word(`cli.${key}`, of) };
}

/** A refusal of the desk as an exit: wrong input. */
export function refused<T>(result: Result<T> & { ok: false }): Exit {
  return { code: 2, message: result.message };
}
