import { describe, expect, test } from 'vitest';
import type { ProjectsShown, ProjectsWanted } from '../../src/app/projects/project-pages.ts';
import { project } from './console-projects.ts';
import { hostile } from './console-values.ts';
import { publicDoor } from './public-door.ts';

const shown: ProjectsShown = {
  listed: [
    { contest: 'city', won: true },
    { contest: 'kids', won: false },
  ],
  contest: 'city',
  categories: [{ ref: '0a1b2c', category: hostile, count: 2 }],
  category: hostile,
  projects: [project, { ...project, uid: 'p-2', number: null, url: null, state: 'admitted', votes: 9 }],
  steps: [{ uid: project.uid, at: Date.parse('2027-05-03T12:00Z'), text: `Поставили лавки ${hostile}` }],
  total: 42,
  page: 2,
  pages: 3,
  order: 'lot',
};

function door(given: Partial<ProjectsShown> = {}) {
  const asked: ProjectsWanted[] = [];
  const show = async (wanted: ProjectsWanted) => {
    asked.push(wanted);
    return { ...shown, ...given };
  };
  const { app } = publicDoor({ projects: { show, csv: async () => 'uid\r\n' } });
  const get = async (path: string) => await (await app.request(path)).text();
  return { app, asked, get };
}

describe('the public page of projects', () => {
  test('passes on what was chosen, within bounds', async () => {
    const { asked, get } = door();
    await get('/projects?contest=kids&category=0a1b2c&q=%20парк%20&page=2');
    await get('/projects?contest=other&page=-1');
    await get(`/projects?q=${'x'.repeat(1000)}`);
    expect(asked[0]).toEqual({ contest: 'kids', category: '0a1b2c', words: 'парк', page: 2 });
    expect(asked[1]).toEqual({ contest: null, category: null, words: null, page: 1 });
    expect(asked[2]?.words).toHaveLength(200);
  });

  test('shows each project with its facts, and votes only once they are counted', async () => {
    const page = await door().get('/projects');
    expect(page).not.toContain('<script');
    expect(page).toContain('№ 7.');
    expect(page).toContain('400\u00a0000,50\u00a0грн');
    expect([...page.matchAll(/Голосів: /g)]).toHaveLength(1);
    expect([...page.matchAll(/Що вже зроблено/g)]).toHaveLength(1);
    expect(page).toContain('3 травня 2027 року: Поставили лавки');
    expect(page).toContain('Порядок щодня визначає жереб');
    expect(page).toContain('href="/projects?contest=city&amp;category=0a1b2c&amp;page=3"');
  });

  test('says so where the city shows none', async () => {
    expect(await door({ contest: null, listed: [] }).get('/projects')).toContain(
      'Переліку проєктів тут ще немає',
    );
  });

  test('gives all of them as a file', async () => {
    const response = await door().app.request('/projects.csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe('uid\r\n');
  });
});
