// Owns the check of content/: the demo city's texts hold together, and each kind of mistake is named by file and field.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContent } from '../src/content.ts';
import { contestIds, roles, stageIds } from '../src/core/contest.ts';
import { instructionKey } from '../src/core/texts.ts';
import { root } from './support/sources.ts';

const demo = path.join(root, 'content');

/** A copy of content/ in which `change` has rewritten one file; null removes the file. */
function spoiled(file: string, change: (text: string) => string | null): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'uchast-content-'));
  cpSync(demo, directory, { recursive: true });
  const target = path.join(directory, file);
  const text = change(readFileSync(target, 'utf8'));
  if (text === null) rmSync(target);
  else writeFileSync(target, text);
  return directory;
}

/** Replaces text that must be there, so that no case passes because a file has changed. */
function swap(from: string, to: string) {
  return (text: string) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
}

describe('the demo city', () => {
  const { content, problems } = readContent(demo);

  it('has no error', () => {
    expect(problems.filter((problem) => problem.level === 'error')).toEqual([]);
    expect(content !== null).toBe(true);
  });

  it('names each rule that the city has not confirmed as a gap, and only those', () => {
    const unset = Object.entries(content?.rules ?? {}).filter(([, rule]) => rule.value === null);
    const gaps = problems.filter((problem) => problem.level === 'gap').map((problem) => problem.field);
    expect(gaps.sort()).toEqual(unset.map(([key]) => key).sort());
  });

  it('answers all 68 questions and instructs every role in every stage of both contests', () => {
    expect(Object.keys(content?.faq ?? {})).toHaveLength(68);
    const wanted = contestIds.flatMap((contest) =>
      stageIds.flatMap((stage) => roles.map((role) => instructionKey(contest, stage, role))),
    );
    expect(Object.keys(content?.instructions ?? {}).sort()).toEqual(wanted.sort());
  });

  it('marks its dates as examples, because the city has not announced them', () => {
    expect(contestIds.map((id) => content?.contests[id].cycle.example)).toEqual([true, true]);
  });
});

describe('a mistake in content is an error that names file and field', () => {
  it.each<[string, string, (text: string) => string | null, { file: string; field: string }]>([
    ['a missing file', 'rules.yaml', () => null, { file: 'rules.yaml', field: '' }],
    ['YAML that cannot be read', 'letters.yaml', () => 'a: [1,\nb: "', { file: 'letters.yaml', field: '' }],
    [
      'a field that nobody knows',
      'city.yaml',
      (text) => `${text}\nmayor: хтось\n`,
      { file: 'city.yaml', field: '' },
    ],
    [
      'a value of a wrong kind',
      'city.yaml',
      swap('maxMessagesPerWeek: 3', 'maxMessagesPerWeek: багато'),
      { file: 'city.yaml', field: 'maxMessagesPerWeek' },
    ],
    [
      'a date in another form',
      'calendar.yaml',
      swap('closes: "2026-10-18 23:59"', 'closes: "18.10.2026"'),
      { file: 'calendar.yaml', field: 'city.stages.0.closes' },
    ],
    [
      'a day that does not exist',
      'calendar.yaml',
      swap('closes: "2026-11-29 23:59"', 'closes: "2026-11-31 23:59"'),
      { file: 'calendar.yaml', field: 'city.submission' },
    ],
    [
      'a stage that closes before it opens',
      'calendar.yaml',
      swap('closes: "2027-01-17 23:59"', 'closes: "2026-01-17 23:59"'),
      { file: 'calendar.yaml', field: 'city.review' },
    ],
    [
      'a placeholder without a rule',
      'notices.yaml',
      swap('{maxProjectCost}', '{maxProjectCots}'),
      { file: 'notices.yaml', field: 'submission.opens.city' },
    ],
    [
      'a placeholder without a rule in a line of the digest',
      'notices.yaml',
      swap('до {revision.end}\n', 'до {revison.end}\n'),
      { file: 'notices.yaml', field: 'revision.opens.digest' },
    ],
    [
      'a digest without its text',
      'letters.yaml',
      swap('digest.open:', 'digest.opens:'),
      { file: 'letters.yaml', field: 'digest.open' },
    ],
    [
      'an instruction that is missing',
      'instructions/city.yaml',
      swap('city.preparation.author:', 'city.preparation.autor:'),
      { file: 'instructions/city.yaml', field: 'city.preparation.author' },
    ],
    [
      'an instruction of eight steps',
      'instructions/city.yaml',
      swap('  steps:\n', `  steps:\n${'    - Ще один крок.\n'.repeat(8)}`),
      { file: 'instructions/city.yaml', field: 'city.preparation.author.steps' },
    ],
    [
      'an instruction too long for one message',
      'instructions/kids.yaml',
      swap('  steps:\n    - ', `  steps:\n    - ${'Дуже довгий крок. '.repeat(60)}`),
      { file: 'instructions/kids.yaml', field: 'kids.preparation.author' },
    ],
    [
      'a related question that does not exist',
      'faq/c.yaml',
      swap('related: [ v.how', 'related: [ v.nothing'),
      { file: 'faq/c.yaml', field: 'c.promo' },
    ],
  ])('%s', (_label, file, change, expected) => {
    const { content, problems } = readContent(spoiled(file, change));
    expect(content === null).toBe(true);
    expect(problems.filter((problem) => problem.level === 'error')).toContainEqual(
      expect.objectContaining(expected),
    );
  });

  it('a folder that is not there names every file, not only the first', () => {
    const { problems } = readContent(path.join(tmpdir(), 'uchast-no-such-folder'));
    expect(problems.map((problem) => problem.file)).toEqual(
      expect.arrayContaining(['city.yaml', 'calendar.yaml', 'rules.yaml', 'privacy.md', 'faq/']),
    );
  });
});

describe('a rule that the city unsets', () => {
  it('becomes a gap and stops nothing', () => {
    const directory = spoiled('rules.yaml', swap('value: 400000', 'value: null'));
    const { content, problems } = readContent(directory);
    expect(content !== null).toBe(true);
    expect(problems).toContainEqual(expect.objectContaining({ level: 'gap', field: 'maxProjectCost' }));
  });
});

describe('a week with more reminders than people are promised', () => {
  const crowded = (change: (text: string) => string) =>
    readContent(spoiled('calendar.yaml', change))
      .problems.filter((problem) => problem.level === 'note')
      .map(({ field, message }) => `${field}: ${message}`);
  // Days before the end of voting in the other contest, each a message of its own for people who follow both.
  const kidsVoting = (opens: string, closes: string) =>
    swap(
      'opens: "2027-02-15 00:00"\n      closes: "2027-02-28 23:59"',
      `opens: "${opens} 00:00"\n      closes: "${closes} 23:59"`,
    );

  it('is a note for subscribers of both contests, where each alone is calm', () => {
    expect(crowded(kidsVoting('2027-03-08', '2027-03-29'))).toEqual([
      'city+kids: more than 3 reminders in the week from 2027-03-21',
    ]);
  });

  it('is none where the reminders of both contests come at one hour, as one message', () => {
    expect(crowded(kidsVoting('2027-03-08', '2027-03-28'))).toEqual([]);
  });
});
