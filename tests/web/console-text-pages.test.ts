// Owns the proof that staff find, try out, change, approve and undo texts on the console by plain forms, and nobody else.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, refusal, send } from './console-desk.ts';
import { textHead, textSheet } from './console-texts.ts';
import { hostile } from './console-values.ts';

const typed = {
  'field.answer': 'Власник міняє.',
  'field.question': 'Хто міняє лампи?',
  'field.stage': 'any',
  'field.phrasings': 'хто міняє\r\nа лампи хто',
};
const path = '/texts/faq/x.1';
const pageOf = async (at: string, who: 'editor' | 'approver' | 'admin' = 'editor') =>
  (await browser(literalDesk().desk).get(who, at)).text();

describe('the page of a text', () => {
  test('has a labelled field for each part and no YAML', async () => {
    const page = await pageOf(path);
    for (const name of Object.keys(typed)) expect(page).toContain(`name="${name}"`);
    expect(page).toContain('Так це побачить людина');
    expect(page).not.toMatch(/answer:|phrasings:/);
  });

  test('is looked at for another day, stage, role and channel by a plain address', async () => {
    const views: unknown[] = [];
    const { desk } = literalDesk();
    const show: typeof desk.library.show = async (name, of) => {
      views.push(of.view);
      return desk.library.show(name, of);
    };
    const given = browser({ ...desk, library: { ...desk.library, show } });
    await given.get('editor', `${path}?day=2027-01-08&contest=kids&at=voting&role=voter&channel=email`);
    await given.get('editor', `${path}?day=2027-02-31&contest=none&at=never&role=king&channel=pigeon`);
    expect(views).toMatchObject([
      { contest: 'kids', stage: 'voting', role: 'voter', channel: 'email' },
      { contest: 'city', stage: null, role: 'author', channel: 'telegram' },
    ]);
  });

  test('lists the words in brackets with what they stand for, each whole to copy', async () => {
    const page = await pageOf(path);
    expect(page).toContain('<code class="token">{maxProjectCost}</code>');
    expect(page).toContain('не вказано');
  });

  test('of a letter says what fills its places, and which of them it cannot lose', async () => {
    const { desk } = literalDesk();
    const head = { ...textHead, kind: 'letter' as const, key: 'signin', title: 'Вхід: {name}' };
    const look = { parts: [{ text: 'Ось: {signinUrl}', choices: [] }], head: null, gaps: [] };
    const library = {
      ...desk.library,
      list: async () => [head],
      show: async () => ({ ...textSheet, head, look }),
    };
    const { get } = browser({ ...desk, library });
    const page = await (await get('editor', '/texts/letter/signin')).text();
    expect(page).toContain('<h1>Вхід до консолі: одноразове посилання</h1>');
    expect(page).toContain('Ось: [одноразове посилання для входу]');
    expect(page).toContain('<code class="token">{signinUrl}</code>');
    expect(page).toContain('ні: без цього лист не має сенсу');
    const list = await (await get('editor', '/texts/letter')).text();
    expect(list).toContain('Службові листи працівникам');
    expect(list).toContain('<td>Вхід: …</td>');
  });

  test.each([
    ['of no kind', '/texts/law/x.1'],
    ['that is not there', '/texts/faq/none'],
    ['that is not there, its history', '/texts/faq/none/history'],
  ])('%s is a 404', async (_label, at) => {
    expect((await browser(literalDesk().desk).get('editor', at)).status).toBe(404);
  });
});

describe('a change of a text', () => {
  test('is looked at first: nothing is sent, and what was typed stays', async () => {
    const look = await send(path, { ...typed, act: 'look' });
    expect([look.status, look.acts]).toEqual([200, []]);
    expect(look.page).toContain('Власник міняє.</textarea>');
    expect(look.page).toContain('Так буде після зміни');
    expect(look.page).toContain('value="propose"');
  });

  test('says what goes out and what comes in with words for who hears it', async () => {
    const { page } = await send(path, { ...typed, act: 'look' });
    expect(page).toMatch(/<del><span class="heard">Вилучено: <\/span>/);
    expect(page).toMatch(/<ins><span class="heard">Додано: <\/span>після/);
  });

  test('names the planned messages that it changes and whose approval ends', async () => {
    const { page } = await send(path, { ...typed, act: 'look' });
    expect(page).toContain('Зміниться 1 повідомлення');
    expect(page).toContain('Нагадування про етап · МІСТО · Голосування');
  });

  test('is sent for approval by its fields', async () => {
    const { acts, to } = await send(path, { ...typed, act: 'propose' });
    const values = {
      answer: 'Власник міняє.',
      question: 'Хто міняє лампи?',
      stage: 'any',
      phrasings: 'хто міняє\nа лампи хто',
    };
    expect(acts).toEqual([
      `library.propose ${JSON.stringify({ kind: 'faq', key: 'x.1', values })} "editor@example.org"`,
    ]);
    expect(to).toBe('/console/texts/faq/x.1?done=entryProposed');
  });

  test('with an empty field says so beside it, keeps the rest and is not sent', async () => {
    const { acts, page, status } = await send(path, { ...typed, 'field.answer': ' ', act: 'propose' });
    expect([status, acts]).toEqual([422, []]);
    expect(page).toMatch(/id="field.answer-error">Заповніть це поле\./);
    expect(page).toContain('value="Хто міняє лампи?"');
    expect(page).not.toContain('value="propose"');
  });

  test('that is refused says why and keeps what was typed', async () => {
    const given = literalDesk();
    const library = { ...given.desk.library, propose: async () => refusal };
    const sent = await send(
      path,
      { ...typed, act: 'propose' },
      { ...given, desk: { ...given.desk, library } },
    );
    expect(sent.status).toBe(409);
    expect(sent.page).toContain(refusal.ok ? '' : refusal.message);
    expect(sent.page).toContain('Власник міняє.</textarea>');
  });
});

describe('approval', () => {
  test.each([
    ['approve', 'texts.approve "r-2" "admin@example.org"', 'textApproved'],
    ['withdraw', 'texts.withdraw "r-2" "admin@example.org"', 'entryWithdrawn'],
  ])('%s is done by who may', async (act, did, key) => {
    const sent = await send(`${path}/${act}`, { id: 'r-2' }, literalDesk(), 'admin');
    expect(sent.acts).toEqual([did]);
    expect(sent.to).toBe(`/console/texts/faq/x.1?done=${key}`);
  });

  test.each(['approve', 'undo'])('an editor is refused to %s, and nothing happens', async (act) => {
    const sent = await send(`${path}/${act}`, { id: 'r-2', all: 'yes' });
    expect([sent.status, sent.acts]).toEqual([403, []]);
  });

  test('its author is told that another person approves', async () => {
    const page = await pageOf(path);
    expect(page).toContain('Схвалити її має інша людина');
    expect(page).not.toContain(`action="/console${path}/approve"`);
    expect(await pageOf(path, 'approver')).toContain(`action="/console${path}/approve"`);
  });
});

describe('revisions', () => {
  test('are shown with a way to take one up again, and to undo for who may', async () => {
    const [mine, theirs] = [await pageOf(`${path}/history`), await pageOf(`${path}/history`, 'approver')];
    expect(mine).toContain(`href="/console${path}?from=a1"`);
    expect([mine, theirs].map((page) => page.includes(`${path}/undo`))).toEqual([false, true]);
    expect(mine).toContain(`href="/console${path}/history?before=a1"`);
  });

  test('undo asks once, then acts', async () => {
    const page = await pageOf(`${path}/undo?all=yes`, 'approver');
    expect(page).toContain('class="grave"');
    const sent = await send(`${path}/undo`, { all: 'yes' }, literalDesk(), 'admin');
    expect(sent.acts).toEqual(['texts.undo {"kind":"faq","key":"x.1"} "admin@example.org" true']);
    expect(sent.to).toContain('done=entryUndone');
  });
});

describe('lists', () => {
  test('the first page leads to each kind, to what waits and to what residents lack', async () => {
    const page = await pageOf('/texts?q=%3Cb%3E');
    expect(page).toContain('href="/console/texts/faq"');
    expect(page).toContain('href="/console/texts/rule/maxProjectCost"');
    expect(page).toContain('value="&lt;b&gt;"');
    expect(page).not.toContain(hostile);
  });

  test('instructions are a table of stages and roles a contest', async () => {
    const page = await pageOf('/texts/instruction');
    expect(page.match(/<table[ >]/g)).toHaveLength(2);
    expect(page).toContain('href="/console/texts/instruction/city.voting.voter"');
  });

  test('texts of staff’s come as a file', async () => {
    const file = await browser(literalDesk().desk).get('editor', '/texts/export');
    expect(file.headers.get('content-type')).toContain('application/zip');
    expect(file.headers.get('content-disposition')).toContain('content.zip');
  });

  test('the check leads to each text that it is about', async () => {
    const page = await pageOf('/texts/check');
    expect(page).toContain(`href="/console${path}"`);
    expect(page).toContain('замість цього речення бот скаже «уточнюється»');
  });
});
