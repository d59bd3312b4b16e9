// Owns the shape of the house: who may import whom, where channels, the environment and Ukrainian may be named.
import { describe, expect, it } from 'vitest';
import { codeFiles, type Import, importsOf, textOf, withoutComments } from './support/sources.ts';

const files = codeFiles('src', 'bots', 'db');
const code = new Map(files.map((file) => [file, withoutComments(textOf(file))]));

/** A room and what it may import besides itself; `types` may be known, but nothing of it may run. */
type Room = { name: string; may: readonly string[]; types?: readonly string[] };

const rooms: readonly Room[] = [
  { name: 'src/core', may: [] },
  { name: 'src/faq', may: ['src/core'] },
  { name: 'src/plan', may: ['src/core'] },
  { name: 'src/mail', may: ['src/core'] },
  { name: 'src/projects', may: ['src/core', 'src/faq', 'src/plan', 'src/mail'] },
  { name: 'bots', may: ['src/core'] },
  { name: 'db', may: ['src/core'] },
  // content.ts is the data of content/ as a value: everybody above core may know it.
  {
    name: 'src/app',
    may: ['src/core', 'src/faq', 'src/plan', 'src/mail', 'src/projects', 'db', 'src/content.ts'],
    // Which engine does the jobs is decided by whoever starts the process.
    types: ['src/jobs'],
  },
  { name: 'src/jobs', may: ['src/core'] },
  { name: 'src/web', may: ['src/core', 'src/faq', 'src/plan', 'src/mail', 'src/app'], types: ['db'] },
  { name: 'src/content.ts', may: ['src/core', 'src/content-check.ts'] },
  { name: 'src/content-check.ts', may: ['src/core'] },
  { name: 'src/config.ts', may: ['src/core'] },
  { name: 'src/log.ts', may: ['src/core'] },
];

function within(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`);
}

function permitted({ name, may, types = [] }: Room, { to, typeOnly }: Import): boolean {
  const rooms = [name, ...may, ...(typeOnly ? types : [])];
  return rooms.some((room) => within(to, room));
}

/** Lines of code (no comments) that a pattern finds, as `file:line text`. */
function linesWith(pattern: RegExp, excused: (file: string) => boolean): string[] {
  return [...code].flatMap(([file, text]) =>
    excused(file)
      ? []
      : text
          .split('\n')
          .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
}

describe('dependencies point one way', () => {
  it.each(rooms)('$name imports only itself and what lies below it', (room) => {
    const offending = files
      .filter((file) => within(file, room.name))
      .flatMap(importsOf)
      .filter((one) => !permitted(room, one))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(offending).toEqual([]);
  });

  it('only the command line and a host’s process start the server, and nobody imports the command line', () => {
    const offending = files
      .flatMap(importsOf)
      .filter(
        ({ from, to }) =>
          to === 'src/cli.js' ||
          (to === 'src/main.ts' && !within(from, 'src/commands') && from !== 'src/embed.ts'),
      )
      .map(({ from, to }) => `${from} → ${to}`);
    expect(offending).toEqual([]);
  });

  it('only who puts the application together knows the channels', () => {
    const knowing = files
      .filter((file) => !within(file, 'bots'))
      .flatMap(importsOf)
      .filter(({ to }) => within(to, 'bots'))
      .map(({ from }) => from);
    expect([...new Set(knowing)].sort()).toEqual(['src/assemble.ts', 'src/embed.ts', 'src/main.ts']);
  });

  it('every import of ours names a file that exists', () => {
    const known = new Set(files);
    const offending = files
      .flatMap(importsOf)
      .filter(({ to }) => !known.has(to))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(offending).toEqual([]);
  });
});

describe('names keep to their rooms', () => {
  /** The plan's own vocabulary has a medium of each of these names; the other files put channels together. */
  const channelRooms = [
    'bots',
    'src/assemble.ts',
    'src/main.ts',
    'src/config.ts',
    'src/plan',
    'src/core/plan/plan.ts',
    'src/core/occurrences/occurrence-parts.ts',
    'src/core/plan/pack.ts',
  ];

  it('no channel is named outside bots, the composition and the vocabulary of plans', () => {
    const excused = (file: string) => channelRooms.some((room) => within(file, room));
    expect(linesWith(/(['"`])(?:telegram|viber|webchat)\1/, excused)).toEqual([]);
  });

  it('the environment is read in config.ts; cli.js and its launcher hand it over', () => {
    const handing = ['src/config.ts', 'src/cli.js', 'src/uchast.mjs'];
    expect(linesWith(/process\.env/, (file) => handing.includes(file))).toEqual([]);
    const handed = (code.get('src/cli.js') ?? '').split('\n').filter((line) => line.includes('process.env'));
    expect(handed.filter((line) => !line.startsWith('await runCommand(process.argv'))).toEqual([]);
  });

  /** Files whose business is the language itself: letters, endings, words to be recognised; nothing that is said. */
  const languageRooms = [
    'src/core/ukrainian.ts', // names of months and units
    'src/core/dialog/command.ts', // Latin look-alikes and the keyboard's layout
    'src/core/template.ts', // where a sentence ends
    'src/core/texts.ts', // messages of the checks of content
    'src/core/personal.ts', // words that stand before a passport's number or a date of birth
    'src/core/names.ts', // endings of fathers’ names, and what streets are called
    'src/core/drafts/draft-values.ts', // sums as people write them
    'src/faq', // stems, layouts, slips of the finger
    'src/projects/words.ts', // headings and states in lists of projects
    'src/plan', // words by which a plan's periods, sums and columns are recognised
    'src/mail/list-words.ts', // headings of address lists
    'src/mail/list-layout.ts',
    'src/mail/address.ts', // quotes and letters that people type into addresses
    'src/mail/domain-typo.ts',
    'src/mail/bounce-words.ts', // how servers and people write what comes back
    'src/mail/bounce-reply.ts', // marks of an answer in subjects
  ];

  it('what people read stands in content/, not in code', () => {
    const excused = (file: string) => languageRooms.some((room) => within(file, room));
    expect(linesWith(/[А-Яа-яІіЇїЄєҐґ]/, excused)).toEqual([]);
  });
});

describe('every file can be read in one go', () => {
  it('opens with a comment of one sentence that says what it owns', () => {
    const offending = files.filter((file) => {
      const [first = '', second = ''] = textOf(file).split('\n');
      const opening = first.startsWith('#!') ? second : first;
      return !/^\/\/ \S.{20,}/.test(opening);
    });
    expect(offending).toEqual([]);
  });

  it('has at most 300 lines', () => {
    const long = files
      .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300)
      .map(({ file, lines }) => `${file}: ${lines} lines`);
    expect(long).toEqual([]);
  });
});
