import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommand } from '../../src/core/dialog/command.ts';
import { listCommand, projectMeant, searchMeant } from '../../src/core/dialog/command-projects.ts';
import { freshConversation } from '../../src/core/dialog/conversation.ts';
import { projectOccurrences } from '../../src/core/occurrences/occurrence-projects.ts';
import {
  newsOfChange,
  type Project,
  type ProjectNews,
  projectNewsKinds,
  projectStates,
} from '../../src/core/project.ts';
import { inFairOrder, projectsMeant, refOf, shortened, sumInWords } from '../../src/core/project-view.ts';
import { kyiv, realContent } from '../support/harness.ts';

const project = (uid: string, of: Partial<Project> = {}): Project => ({
  uid,
  contest: 'city',
  cycle: '2026–2027',
  number: uid,
  title: `Проєкт ${uid}`,
  description: '',
  category: null,
  size: null,
  place: null,
  url: null,
  state: 'admitted',
  votes: null,
  decisionOn: null,
  decisionUrl: null,
  budgetPlan: null,
  budgetFact: null,
  responsible: null,
  removed: false,
  ...of,
});

describe('commands about projects', () => {
  test.each([
    ['/projects', { by: 'start' }, null, 1],
    ['/projects kids all page 2', { by: 'all' }, 'kids', 2],
    ['/projects cat:0a1b2c page 3', { by: 'category', category: '0a1b2c' }, null, 3],
    ['/projects вулиця Сачка', { by: 'words', words: 'вулиця Сачка' }, null, 1],
    ['/projects mine', { by: 'mine' }, null, 1],
  ])('%s', (text, show, contest, page) => {
    expect(readCommand(text)).toEqual({ kind: 'projects', show, contest, page });
    expect(readCommand(listCommand({ show, contest, page } as Parameters<typeof listCommand>[0]))).toEqual(
      readCommand(text),
    );
  });

  const offers = (...values: string[]) => ({
    ...freshConversation,
    offers: values.map((value) => ({ label: value, value })),
  });
  const words = 'проєкт номер|проєкт';
  test.each([
    ['a number that was just shown', offers('/project 7', '/project 1'), '1', '/project 1'],
    [
      'a number of a choice, where no such project was shown',
      offers('/project 7', '/projects ask'),
      '2',
      null,
    ],
    ['a number beyond the choices of a list', offers('/project 7', '/projects ask'), '23', '/project 23'],
    ['a number with its sign under a list', offers('/project 7', '/projects ask'), '№ 2', '/project 2'],
    [
      'a number where words are awaited',
      { ...freshConversation, awaiting: 'search' as const },
      '23',
      '/project 23',
    ],
    ['a number anywhere else', offers('/stage'), '23', null],
    ['a number with the word', freshConversation, 'Проєкт № 23', '/project 23'],
    ['a number with longer words', freshConversation, 'проєкт номер 23', '/project 23'],
    ['a sum', freshConversation, 'проєкт 400 000', null],
  ])('%s', (_label, conversation, text, command) => {
    expect(projectMeant(conversation, text, words)).toBe(command);
  });

  test('words after «знайти проєкт», or where words are awaited, are a search; a question is none', () => {
    const awaiting = { awaiting: 'search' as const };
    expect(searchMeant(freshConversation, 'знайти проєкт парк', 'знайти проєкт')).toBe('/projects парк');
    expect(searchMeant(awaiting, 'лівий берег', '')).toBe('/projects лівий берег');
    expect(searchMeant(awaiting, 'як подати проєкт?', '')).toBe(null);
    expect(searchMeant(freshConversation, 'лівий берег', '')).toBe(null);
  });
});

describe('an order that favours none', () => {
  const ten = Array.from({ length: 10 }, (_none, at) => project(String(at + 1)));

  test('is by number as people count', () => {
    const numbers = inFairOrder([...ten].reverse(), null).map(({ number }) => number);
    expect(numbers).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });

  test('or by lot: the same for a seed, whatever the order before, with everyone in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(ten, { minLength: 10 }), (seed, mixed) => {
        const drawn = inFairOrder(mixed, seed);
        expect(drawn).toEqual(inFairOrder(ten, seed));
        expect(new Set(drawn)).toEqual(new Set(ten));
      }),
    );
  });

  test('and over many seeds each stands first about as often', () => {
    const first = Array.from({ length: 2000 }, (_none, seed) => inFairOrder(ten, String(seed))[0]?.uid);
    const counts = [...Map.groupBy(first, (uid) => uid).values()].map((all) => all.length);
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(75);
  });
});

test('a short word of a project leads back to it alone and fits behind a button', () => {
  const doubled = [
    project('a', { number: '5' }),
    project('b', { number: '5' }),
    project('c', { number: null }),
  ];
  for (const one of [...doubled, project('d', { number: '12-А' })]) {
    const all = [...doubled, project('d', { number: '12-А' })];
    const ref = refOf(all, one);
    expect(projectsMeant(all, ref)).toEqual([one]);
    expect(Buffer.byteLength(`/unfollow ${ref}`)).toBeLessThanOrEqual(64);
  }
  expect(projectsMeant(doubled, ' 5')).toHaveLength(2);
});

test.each([
  [35_000_000, '350\u00a0000\u00a0грн'],
  [39_999_950, '399\u00a0999,50\u00a0грн'],
  [5, '0,05\u00a0грн'],
])('%i kopecks read %s', (kopecks, text) => {
  expect(sumInWords(kopecks)).toBe(text);
});

test('a long text ends at a word', () => {
  expect(shortened('коротке', 20)).toBe('коротке');
  expect(shortened('один два три чотири', 12)).toBe('один два…');
});

test('a change of state is news at most once, and staying is none', () => {
  for (const from of projectStates) {
    expect(newsOfChange(from, from)).toBe(null);
    expect([null, 'admitted', 'won', 'lost', 'done']).toContain(newsOfChange(from, 'winner'));
  }
  expect(newsOfChange('winner', 'implementing')).toBe(null);
  expect(newsOfChange('admitted', 'implementing')).toBe('won');
});

describe('news of projects as messages', () => {
  const content = realContent();
  const sources = (news: ProjectNews) => ({
    content,
    channels: { chats: ['chat'], letters: ['mail'] },
    projects: { news: [news], onBallot: [] },
  });
  const newsOf = (of: { kind: (typeof projectNewsKinds)[number]; project: Project; text?: string }) => ({
    id: 'n',
    text: null,
    at: kyiv('2027-03-01 12:00'),
    by: 'a@city.example',
    ...of,
  });
  const fitting = {
    admitted: 'admitted',
    voting: 'admitted',
    won: 'winner',
    lost: 'lost',
    step: 'winner',
    done: 'done',
  } as const;

  test.each(projectNewsKinds.filter((kind) => kind !== 'voting'))(
    '%s: every project gets the same words',
    (kind) => {
      const text = kind === 'step' ? 'Крок.' : undefined;
      const said = [project('1'), project('2', { title: 'Зовсім інший', place: 'Лівий берег' })].map(
        (one) => {
          const news = newsOf({ kind, project: { ...one, state: fitting[kind] }, ...(text ? { text } : {}) });
          const [occurrence] = projectOccurrences(sources(news));
          const name = `№ ${one.number} «${one.title}»`;
          expect(occurrence?.audience).toMatchObject({
            purposes: ['projects'],
            contest: 'city',
            follows: one.uid,
          });
          expect(occurrence?.body.text).toContain(name);
          return [occurrence?.body.text.replace(name, ''), occurrence?.body.subject?.replace(name, '')];
        },
      );
      expect(said[0]).toEqual(said[1]);
    },
  );

  test('nothing is told that is not true any more, of another cycle, or of a project off the list', () => {
    const none = (news: ProjectNews) => expect(projectOccurrences(sources(news))).toEqual([]);
    none(newsOf({ kind: 'won', project: project('1', { state: 'admitted' }) }));
    none(newsOf({ kind: 'admitted', project: project('1', { cycle: '2024–2025' }) }));
    none(newsOf({ kind: 'done', project: project('1', { state: 'done', removed: true }) }));
  });

  test('braces in a title are only letters', () => {
    const news = newsOf({
      kind: 'won',
      project: project('1', { state: 'winner', title: '{platformUrl} «{x}»' }),
    });
    expect(projectOccurrences(sources(news))[0]?.body.text).toContain('№ 1 «{platformUrl} „{x}“»');
  });
});
