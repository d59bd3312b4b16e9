import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareList } from '../../src/app/projects/project-list.ts';
import type { Project } from '../../src/core/project.ts';
import { readProjectList } from '../../src/projects/read.ts';
import { openSearch } from '../../src/projects/search.ts';
import { realContent } from '../support/harness.ts';

let projects: Project[] = [];
beforeAll(async () => {
  const list = await readProjectList(readFileSync(path.join(import.meta.dirname, 'projects.csv')));
  if (!list.ok) throw new Error(list.problem);
  const rule = { contest: 'city' as const, cycleOf: () => '2026–2027', complete: false };
  projects = compareList([], list.projects, rule).changes.map(({ after }) => after);
});

const numbersFor = (words: string, sure = false) =>
  openSearch(projects, realContent())(words, { sure })
    .map((uid) => projects.find((one) => one.uid === uid)?.number)
    .sort();

describe('projects are found', () => {
  test.each([
    ['by number', '4', ['4']],
    ['by a word of the title in another case', 'бібліотеку', ['4']],
    ['by place', 'проєкти на Лівому березі', ['2', '5']],
    ['by street', 'сачка', ['1']],
    ['by category', 'спорт', ['2']],
    ['with a slip of the finger', 'велодорижка', ['5']],
    ['in Russian', 'площадка', ['2']],
    ['in Russian with filling words', 'покажите проекты про библиотеку', ['4']],
    ['on the wrong keyboard', ',b,kbjntrf', ['4']],
    ['in Latin letters', 'biblioteka', ['4']],
    ['by description', 'пандус', ['4']],
    ['by two things at once', 'набережна лівий берег', ['5']],
  ])('%s: «%s»', (_label, words, numbers) => {
    expect(numbersFor(words)).toEqual(numbers);
  });

  test.each([
    ['words that no project has', 'космодром'],
    ['words that seek nothing', 'які є проєкти'],
    ['nothing', ''],
  ])('none by %s', (_label, words) => {
    expect(numbersFor(words)).toEqual([]);
  });

  test('in free questions only by what stands out: title, place, category', () => {
    expect(numbersFor('проєкти з пандусом', true)).toEqual([]);
    expect(numbersFor('проєкти на лівому березі', true)).toEqual(['2', '5']);
  });
});
