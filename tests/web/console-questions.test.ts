// Owns the proof that staff answer, take and look at questions on the console, write the bot's answers and say who is on duty.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, refusal, send } from './console-desk.ts';

const entry = {
  key: '',
  question: 'Хто міняє лампи?',
  answer: 'Власник.',
  stage: 'voting',
  outside: '',
  phrasings: 'хто міняє лампи\r\n\r\nа лампочки хто',
  closes: ['k'],
};
const asEntry = (given: string | undefined, name: string) =>
  JSON.parse((given ?? '').slice(name.length + 1).replace(/ "editor@example\.org"$/, ''));

describe('a question', () => {
  test('is shown as the person would see its answer, before it goes out', async () => {
    const look = await send('/questions/q-1/answer', { text: 'Так.', act: 'preview' });
    expect([look.status, look.acts]).toEqual([200, []]);
    expect(look.page).toContain('Так побачить людина');
    expect(look.page).toContain('Так.</textarea>');
  });

  test('gets a ready answer into its field', async () => {
    const page = await (
      await browser(literalDesk().desk).get('editor', '/questions/q-1?insert=v.how')
    ).text();
    expect(page).toMatch(/<textarea[^>]*name="text"[^>]*>\n[^<]/);
  });

  test('is late in words, not by its colour alone', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', '/questions')).text();
    expect(page).toContain('Строк минув: обіцяли до');
  });

  test('is taken, and left to others', async () => {
    expect((await send('/questions/q-1/take', { taken: 'yes' })).acts).toEqual([
      'take "q-1" "editor@example.org" true',
    ]);
    expect((await send('/questions/q-1/take', { taken: 'no' })).to).toContain('done=questionLeft');
  });

  test('that does not exist is a 404', async () => {
    expect((await send('/questions/none/answer', { text: 'Так.', act: 'preview' })).status).toBe(404);
  });
});

describe('an answer of the bot', () => {
  test('is looked at first, and only then can be sent for approval', async () => {
    const fresh = await (await browser(literalDesk().desk).get('editor', '/entries/new?unanswered=k')).text();
    expect(fresh).not.toContain('value="propose"');
    const look = await send('/entries/new', { ...entry, act: 'look' });
    expect([look.status, look.acts]).toEqual([200, []]);
    expect(look.page).toContain('value="propose"');
  });

  test('takes along what was ticked, as a way of asking and as answered', async () => {
    const alike = JSON.stringify(['l', 'лампу хто поміняє']);
    const { acts, to } = await send('/entries/new', { ...entry, alike, act: 'propose' });
    expect(asEntry(acts[0], 'entries.propose')).toEqual({
      key: null,
      question: 'Хто міняє лампи?',
      answer: 'Власник.',
      stage: 'voting',
      outside: '',
      phrasings: ['хто міняє лампи', 'а лампочки хто', 'лампу хто поміняє'],
      closes: ['k', 'l'],
    });
    expect(to).toBe('/console/entries?done=entryProposed');
  });

  test('that is refused keeps what was typed', async () => {
    const given = literalDesk();
    const entries = { ...given.desk.entries, propose: async () => refusal };
    const sent = await send(
      '/entries/new',
      { ...entry, act: 'propose' },
      { ...given, desk: { ...given.desk, entries } },
    );
    expect(sent.status).toBe(409);
    expect(sent.page).toContain('Власник.</textarea>');
  });

  test.each([
    ['approve', { id: 'r-1' }, 'texts.approve "r-1" "admin@example.org"'],
    ['withdraw', { id: 'r-1' }, 'texts.withdraw "r-1" "admin@example.org"'],
    [
      'undo',
      { kind: 'faq', key: 'x.1', all: 'no' },
      'texts.undo {"kind":"faq","key":"x.1"} "admin@example.org" false',
    ],
  ])('can be %s by who may', async (act, fields, did) => {
    expect((await send(`/entries/${act}`, fields, literalDesk(), 'admin')).acts).toEqual([did]);
  });

  test('of a kind that does not exist is not undone', async () => {
    const sent = await send('/entries/undo', { kind: 'law', key: 'x' }, literalDesk(), 'admin');
    expect([sent.status, sent.acts]).toEqual([409, []]);
  });
});

test('what nobody could answer is put aside, and comes as a table without formulas', async () => {
  expect((await send('/unanswered/close', { key: 'k' })).acts).toEqual([
    'unanswered.close "k" "editor@example.org"',
  ]);
  const response = await browser(literalDesk().desk).get('editor', '/unanswered.csv');
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(text).toContain(`"'=1+1","1"`);
});

test('the page of one question has no link to itself', async () => {
  const { get } = browser(literalDesk().desk);
  const [list, one] = await Promise.all(
    ['/questions', '/questions/q-1'].map(async (path) => (await get('editor', path)).text()),
  );
  expect(list).toContain('href="/console/questions/q-1"');
  expect(one).not.toContain('href="/console/questions/q-1"');
});

test('who is on duty is read line by line, with days as they are written here', async () => {
  const fields = { clerks: 'a@b.ua\r\n\r\nc@d.ua', away: 'a@b.ua 01.01.2027 7.1.2027', hours: '6' };
  const { acts } = await send('/duty', fields, literalDesk(), 'admin');
  const away = [{ email: 'a@b.ua', from: '2027-01-01', to: '2027-01-07' }];
  expect(acts).toEqual([
    `duty.save ${JSON.stringify({ clerks: ['a@b.ua', 'c@d.ua'], away, deputyAfterHours: 6 })} "admin@example.org"`,
  ]);
});
