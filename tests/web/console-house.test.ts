// Tests of what the first page, long plans, the rehearsal, the year and the look do for who uses them.
import { describe, expect, test } from 'vitest';
import { browser, csrf, literalDesk, send } from './console-desk.ts';
import { plan, row, summary, today } from './console-values.ts';

const pageOf = async (path: string, who: 'editor' | 'approver' | 'admin', change = {}) =>
  (await browser(literalDesk({ desk: change }).desk).get(who, path)).text();

describe('the first page', () => {
  test.each([
    ['approver', true],
    ['editor', false],
  ] as const)('tells an %s whether broadcasts wait for them', async (who, mine) => {
    const page = await pageOf('', who);
    expect(page.includes('1 розсилка чекає на ваше схвалення')).toBe(mine);
    expect(page.includes('1 розсилка чекає, доки її схвалить інша людина')).toBe(!mine);
    expect(page.includes('Переглянути й схвалити')).toBe(mine);
  });

  test('does not ask approvers to sign what they wrote themselves', async () => {
    const own = { ...today, waiting: [{ ...summary, createdBy: 'approver@example.org' }], next: [] };
    const page = await pageOf('', 'approver', { today: async () => own });
    expect(page).not.toContain('розсилка чекає на ваше схвалення');
    expect(page).toContain('доки її схвалить інша людина');
  });

  test('names late questions and tasks, and leads to them', async () => {
    const page = await pageOf('', 'editor');
    expect(page).toContain('Обіцяний час уже минув: 1 запитання.');
    expect(page).toMatch(/href="\/console\/tasks">1 завдання прострочено/);
  });

  test('lists the first steps with what is done in words, and none once all are', async () => {
    const page = await pageOf('', 'admin');
    expect(page).toContain('Перші кроки');
    expect(page).toMatch(/Завантажте план кампанії<\/a> <span class="tag done">готово/);
    expect(page).toMatch(/Увімкніть надсилання<\/strong> <span class="tag note">ще ні/);
    const staff = { ...literalDesk().desk.staff };
    const ready = {
      today: async () => ({ ...today, training: false, unset: 0 }),
      staff: {
        ...staff,
        list: async () => [
          { id: 'a', email: 'a@example.org', role: 'admin' as const },
          { id: 'b', email: 'b@example.org', role: 'editor' as const },
        ],
      },
      calendar: {
        ...literalDesk().desk.calendar,
        show: async () => [
          {
            contest: 'city' as const,
            stage: 'voting' as const,
            title: 'Голосування',
            opens: today.now - 1,
            closes: today.now + 86_400_000,
            changed: true,
            example: false,
          },
        ],
      },
    };
    const later = await pageOf('', 'admin', ready);
    expect(later).not.toContain('Перші кроки');
    expect(later).toContain('ще 1 день');
  });
});

describe('a plan of forty rows', () => {
  const rows = Array.from({ length: 40 }, (_, place) => {
    const [first] = plan.rows;
    const line = first?.line ?? row({}).line;
    return row({ line: { ...line, key: `k-${place}`, number: String(place + 1) }, needs: ['event'] });
  });
  const desk = {
    plans: { ...literalDesk().desk.plans, show: async () => ({ ...plan, rows, lines: rows.length }) },
  };

  test('stands on pages that are small, each with its own rows', async () => {
    const second = await pageOf('/plans/plan-1?page=2', 'editor', desk);
    expect(second.match(/<article /g)).toHaveLength(16);
    expect(second).toContain('id="row-16"');
    expect(second).toContain('?page=2" aria-current="page">Рядки 17–32');
    expect(Buffer.byteLength(second)).toBeLessThan(100_000);
    expect((await pageOf('/plans/plan-1?page=99', 'editor', desk)).match(/<article /g)).toHaveLength(8);
  });

  test('leads back to the page and the row where something was done', async () => {
    const { to } = await send('/plans/plan-1/confirm', { key: 'k-20', place: '20' }, literalDesk({ desk }));
    expect(to).toBe('/console/plans/plan-1?done=confirmed&page=2#row-20');
  });
});

describe('the rehearsal', () => {
  test('adds up messages, people and money by month and channel', async () => {
    const page = await pageOf('/planned?from=2027-03-01&to=2027-03-31', 'editor');
    expect(page).toContain('Скільки надійде і скільки це коштує, за місяцями й каналами');
    expect(page).toMatch(/березень 2027 р\.<\/th><td[^>]*>Viber<\/td>/);
    expect(page).toContain('value="2027-03-31"');
  });

  test.each(['from=2027-03-31&to=2027-03-01', 'from=x&to=2027-03-01', 'from=2020-01-01&to=2030-01-01'])(
    'refuses the days %s with a sentence at the field, and keeps what was typed',
    async (days) => {
      const answer = await browser(literalDesk().desk).get('editor', `/planned?${days}`);
      expect(answer.status).toBe(422);
      const page = await answer.text();
      expect(page).toContain('Вкажіть два дні');
      expect(page).toContain(`value="${new URLSearchParams(days).get('from')}"`);
    },
  );

  test.each(['/planned.csv', '/timeline.csv?from=2027-01'])(
    '%s is a table without formulas',
    async (path) => {
      const formula = { title: '=1+1', text: '=1+1', line: '=1+1', subject: '=1+1' };
      const { desk } = literalDesk();
      const [message] = await desk.planned(0, 1);
      const [event] = await desk.plans.events();
      const change = {
        planned: async () => [{ ...message, ...formula }],
        plans: { ...desk.plans, events: async () => [{ ...event, ...formula, startsAt: today.now }] },
      };
      const answer = await browser({ ...desk, ...change } as typeof desk).get('editor', path);
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      const text = await answer.text();
      expect(text).toContain('=1+1');
      expect(text).not.toMatch(/(^|;)"?=/m);
    },
  );
});

describe('the look of the console', () => {
  const choose = (fields: Record<string, string>) =>
    browser(literalDesk().desk).post('editor', '/theme', fields);

  test('is kept in a cookie that scripts cannot read, and leads back to the page', async () => {
    const answer = await choose({ theme: 'dark', back: '/console/planned?days=7' });
    expect(answer.headers.get('location')).toBe('/console/planned?days=7');
    expect(answer.headers.get('set-cookie')).toMatch(/^uchast_theme=dark; .*HttpOnly; SameSite=Lax/);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/console',
    '/u/token',
    'javascript:alert(1)',
    '/console/../u',
  ])('never leads to %s', async (back) => {
    expect((await choose({ theme: 'dark', back })).headers.get('location')).toBe('/console');
  });

  test('is not changed by a form without the session’s token', async () => {
    const answer = await choose({ theme: 'dark', back: '/console', csrf: `${csrf}x` });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
  });
});

describe('the navigation', () => {
  test('marks the page and its group in words for who hears them, and says the way back', async () => {
    const page = await pageOf('/calendar/city/voting', 'editor');
    expect(page).toMatch(/<summary aria-current="true">План<\/summary>/);
    expect(page).toContain('<a href="/console/calendar" aria-current="page">Календар</a>');
    expect(page).toMatch(/class="crumbs"[\s\S]*<a href="\/console\/calendar">Календар<\/a>/);
  });
});
