// Owns running a command: finds the command, opens what it needs, prints what it says and ends with its code.

import { readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { troubleOf } from '../db/trouble.ts';
import type { Desk } from './app/desk.ts';
import { type Assembled, assemble, nameOfDatabase } from './assemble.ts';
import { type Console, type Exit, readArguments, type Setting, type Word } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { type Config, type ConfigProblem, readConfig } from './config.ts';
import { type ParsedFiles, readContent } from './content.ts';
import type { Log } from './core/log.ts';
import { toldOfError } from './core/log-fields.ts';
import type { ContentProblem } from './core/texts.ts';
import { createLog } from './log.ts';
import { openParsedFiles } from './parsed-files.ts';

/** Runs one command. Messages for people are Ukrainian, from content/cli.yaml. */
async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Exit> {
  // The entry hands the environment over whole; only config.ts looks into it.
  const { config, problems, contentDir } = readConfig(environment);
  const kept = config && openParsedFiles(path.join(config.dataDir, 'texts.json'));
  const word = wordsFrom(contentDir, kept);
  if (!config) return { code: 2, message: problems.map((problem) => configLine(word, problem)).join('\n') };
  const [first = 'help', ...rest] = args;
  const name = first === '--help' || first === '-h' ? 'help' : first;
  const command = commands[name];
  const given = readArguments(rest);
  if (!command) return { code: 2, message: word('cli.unknown', { name }) };
  if (!given) return { code: 2, message: word('cli.options', { name }) };
  const reading = readContent(config.contentDir, kept);
  if (reading.content) kept?.keep();
  const { content } = reading;
  const console = consoleFor(word, given.options.json === true);
  if (!content) {
    const errors = reading.problems.filter((problem) => problem.level === 'error');
    return {
      code: name === 'check' ? 1 : 2,
      message: errors.map((problem) => contentLine(word, problem)).join('\n'),
    };
  }
  const log = createLog(name === 'serve' || name === 'work' ? config.logLevel : 'silent');
  let opened: (Assembled & { desk: Desk }) | null = null;
  const open = async () => {
    if (!opened) {
      const { createDesk } = await import('./app/create-desk.ts');
      const assembled = await assemble({ config, content, log });
      opened = {
        ...assembled,
        desk: createDesk(assembled.app, { media: path.join(config.dataDir, 'media') }),
      };
    }
    return opened;
  };
  const setting: Setting = { config, content, problems: reading.problems, log, console, open };
  if (name === 'serve' || name === 'work') endInWords(log);
  try {
    return await command(setting, given);
  } catch (error) {
    return failureOf(error, { config, word });
  } finally {
    const last = opened as Assembled | null;
    await last?.app.db.close();
  }
}

/**
 * What nobody expected, in one line: a database in trouble says what to do about it, everything else where it came up.
 * The error's own message may quote what must not be printed.
 */
function failureOf(error: unknown, { config, word }: { config: Config; word: Word }): Exit {
  const { database, dataDir } = config;
  const file = error instanceof Error && 'path' in error ? String(error.path) : '';
  const trouble = troubleOf(error, file.startsWith(dataDir) ? 'opening' : 'query');
  if (trouble) {
    // A damaged file stays damaged: whoever starts us again and again is told by the code that it is of no use.
    const code = trouble === 'corrupt' ? 2 : 1;
    return { code, message: word(`cli.storage.${trouble}`, { file: nameOfDatabase(database) }) };
  }
  const { name, code = '–', at = '–' } = toldOfError(error);
  return { code: 1, message: word('cli.failed', { name, code, at }) };
}

/** What is thrown where nobody catches it ends the process, with a line that holds nothing of a person. */
function endInWords(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error({ error }, 'an error that nobody caught ends the process');
      process.exit(1);
    });
  }
}

/** Read when the first word is said: by then the file is known from the content. */
function wordsFrom(directory: string, kept: ParsedFiles | null): Word {
  let phrases: Record<string, string> | null = null;
  const read = (): Record<string, string> => {
    try {
      const text = readFileSync(path.join(directory, 'cli.yaml'), 'utf8');
      return ((kept ? kept.read(text, parse) : parse(text)) as Record<string, string> | null) ?? {};
    } catch {
      // Without the file its keys are printed: the content check names what is missing.
      return {};
    }
  };
  return (key, values = {}) => {
    phrases ??= read();
    return (phrases[key] ?? `${key} ${JSON.stringify(values)}`).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
  };
}

function configLine(word: Word, { variable, code, detail }: ConfigProblem): string {
  return word(`cli.config.${code}`, { variable, detail });
}

function contentLine(word: Word, { file, field, message }: ContentProblem): string {
  return word('cli.content.error', { file, field, message });
}

function consoleFor(word: Word, json: boolean): Console {
  const out = (text: string) => writeAll(1, `${text}\n`);
  return {
    word,
    tell: (line) => {
      if (!json) out(line);
    },
    json: (value) => out(JSON.stringify(value)),
    note: (line) => writeAll(2, `${line}\n`),
  };
}

/** Writes everything before the process ends, also into a pipe that is read slowly. */
function writeAll(descriptor: number, text: string): void {
  let left = Buffer.from(text);
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(descriptor, left));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      // Whoever read our output has read enough: `… | head`.
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/** Runs what the arguments say in an environment, and ends the process with its code. */
export async function runCommand(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<never> {
  const exit = await run(args, environment);
  if (exit.code !== 0) writeAll(2, `${exit.message}\n`);
  process.exit(exit.code);
}
