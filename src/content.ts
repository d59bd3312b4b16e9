// Owns reading content/: YAML into one frozen, checked value, or a list of problems that name file and field.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { checkContent } from './content-check.ts';
import type { Contest, ContestId, Stage } from './core/contest.ts';
import { readPlainLists } from './core/plain-lists.ts';
import {
  type CalendarFile,
  type Content,
  type ContentProblem,
  calendarSchema,
  citySchema,
  type FaqEntry,
  faqFileSchema,
  instructionsSchema,
  lettersSchema,
  noticesSchema,
  packsSchema,
  phrasesSchema,
  rulesSchema,
} from './core/texts.ts';
import { readInstant } from './core/time.ts';
import { type Voice, voiceSchema, type Words, wordsSchema } from './core/understanding.ts';

export { checkContent } from './content-check.ts';

/** Remembers what files of texts say (parsed-files.ts). */
export type ParsedFiles = {
  /** What a text says: as it was kept, else as `parse` reads it. What `parse` throws is thrown, and not kept. */
  read: (text: string, parse: (text: string) => unknown) => unknown;
  /** Keeps what was read now, and nothing else. A disk that takes nothing costs only the time at the next start. */
  keep: () => void;
};

export type ContentReading = { content: Content | null; problems: ContentProblem[] };

/** A minute but its last millisecond: «23:59» closes at the very end of the day. */
const lastMinuteMs = 59_999;

type Reader = <T>(file: string, schema: z.ZodType<T>, parser?: (text: string) => unknown) => T | null;

const phraseFiles = [
  'phrases.yaml',
  'console.yaml',
  'cli.yaml',
  'mail.yaml',
  'web.yaml',
  'report.yaml',
  'tasks.yaml',
  'desk.yaml',
  'mydata.yaml',
  'projects.yaml',
  'events.yaml',
  'draft.yaml',
];

/**
 * Reads and checks a content directory. `content` is null where an error stands in the way. `kept` remembers what files
 * say; they are checked all the same.
 */
export function readContent(directory: string, kept: ParsedFiles | null = null): ContentReading {
  const problems: ContentProblem[] = [];
  const read = readerFor(directory, problems, kept);
  const city = read('city.yaml', citySchema);
  const calendar = read('calendar.yaml', calendarSchema);
  const rules = read('rules.yaml', rulesSchema);
  const instructions = merged(
    ['instructions/city.yaml', 'instructions/kids.yaml'].map((f) => read(f, instructionsSchema)),
  );
  const { faq, words } = readQuestionsWith(read, directory, problems);
  const notices = read('notices.yaml', noticesSchema);
  const letters = read('letters.yaml', lettersSchema);
  const packs = read('packs.yaml', packsSchema);
  const phrases = merged(phraseFiles.map((file) => read(file, phrasesSchema)));
  const privacy = readText(directory, 'privacy.md', problems);
  if (
    !city ||
    !calendar ||
    !rules ||
    !instructions ||
    !faq ||
    !notices ||
    !letters ||
    !packs ||
    !phrases ||
    !words ||
    privacy === null
  ) {
    return { content: null, problems };
  }
  const contests = contestsFrom(calendar);
  const content: Content = {
    city,
    contests,
    rules,
    instructions,
    faq,
    notices,
    letters,
    packs,
    phrases,
    words,
    privacy,
  };
  problems.push(...checkContent(content));
  const broken = problems.some((problem) => problem.level === 'error');
  return { content: broken ? null : Object.freeze(content), problems };
}

function readerFor(directory: string, problems: ContentProblem[], kept: ParsedFiles | null): Reader {
  return (file, schema, parser = parse) => {
    const text = readText(directory, file, problems);
    if (text === null) return null;
    try {
      const result = schema.safeParse((kept ? kept.read(text, parser) : parser(text)) ?? {});
      if (result.success) return result.data;
      for (const issue of result.error.issues) {
        problems.push({ level: 'error', file, field: issue.path.join('.'), message: issue.message });
      }
    } catch (error) {
      problems.push({
        level: 'error',
        file,
        field: '',
        message: error instanceof Error ? error.message : String(error),
      });
    }
    return null;
  };
}

function readText(directory: string, file: string, problems: ContentProblem[]): string | null {
  try {
    return readFileSync(path.join(directory, file), 'utf8');
  } catch {
    problems.push({ level: 'error', file, field: '', message: 'the file cannot be read' });
    return null;
  }
}

function yamlFiles(directory: string, folder: string, problems: ContentProblem[]): string[] {
  try {
    const names = readdirSync(path.join(directory, folder)).filter((name) => name.endsWith('.yaml'));
    return names.sort().map((name) => `${folder}/${name}`);
  } catch {
    problems.push({ level: 'error', file: `${folder}/`, field: '', message: 'the folder cannot be read' });
    return [];
  }
}

/** Only what the understanding of questions is learnt from; null where a file of it is broken, whatever the others are. */
export function readQuestions(directory: string): {
  faq: Record<string, FaqEntry> | null;
  words: Words | null;
  problems: ContentProblem[];
} {
  const problems: ContentProblem[] = [];
  const questions = readQuestionsWith(readerFor(directory, problems, null), directory, problems);
  return { ...questions, problems };
}

function readQuestionsWith(read: Reader, directory: string, problems: ContentProblem[]) {
  const faq = merged(yamlFiles(directory, 'faq', problems).map((file) => read(file, faqFileSchema)));
  const words = read('words.yaml', wordsSchema);
  // Voices that cannot be read are problems already and teach nothing.
  const voices = yamlFiles(directory, 'phrasings', problems).flatMap((file): Voice[] => {
    const messages = read(file, voiceSchema, parseVoice);
    return messages ? [{ name: path.basename(file, '.yaml'), messages }] : [];
  });
  return { faq, words: words && { ...words, voices } };
}

/** Thousands of lines are read at every start, so the plain ones go a short way. */
function parseVoice(text: string): unknown {
  return readPlainLists(text, (written) => parse(written)) ?? parse(text);
}

function merged<T>(parts: readonly (Record<string, T> | null)[]): Record<string, T> | null {
  const all: Record<string, T> = {};
  for (const part of parts) {
    if (!part) return null;
    Object.assign(all, part);
  }
  return all;
}

function contestsFrom(calendar: CalendarFile): Record<ContestId, Contest> {
  const contest = (id: ContestId): Contest => {
    const file = calendar[id];
    const stages: Stage[] = file.stages.map((stage) => ({
      id: stage.id,
      title: stage.title,
      opens: readInstant(stage.opens) ?? Number.NaN,
      // The last minute that the calendar names still belongs to the stage, whole.
      closes: (readInstant(stage.closes) ?? Number.NaN) + lastMinuteMs,
    }));
    const { title, short, state, cycle: name, example, suspensionDecision } = file;
    return { id, title, short, cycle: { name, state, example, suspensionDecision, stages } };
  };
  return { city: contest('city'), kids: contest('kids') };
}

/** The entries of the 68 questions as the matcher wants them. */
export function faqForMatching(faq: Readonly<Record<string, FaqEntry>>): ({ id: string } & FaqEntry)[] {
  return Object.entries(faq).map(([id, entry]) => ({ id, ...entry }));
}

/** The same content with the dates that staff changed; a stage that the file lacks is left out. */
export function withStageDates(
  content: Content,
  dates: readonly { contest: ContestId; stage: string; opens: number; closes: number }[],
): Content {
  const change = (contest: Contest): Contest => ({
    ...contest,
    cycle: {
      ...contest.cycle,
      stages: contest.cycle.stages.map((stage) => {
        const date = dates.find((one) => one.contest === contest.id && one.stage === stage.id);
        return date ? { ...stage, opens: date.opens, closes: date.closes } : stage;
      }),
    },
  });
  return {
    ...content,
    contests: { city: change(content.contests.city), kids: change(content.contests.kids) },
  };
}
