// Owns the proof that a broadcast is shown while it is written: as each channel will, for how many, and who stays apart.
import { describe, expect, test } from 'vitest';
import { browser, csrf, literalDesk, refusal, send } from './console-desk.ts';
import { broadcast } from './console-values.ts';

const written = {
  text: 'Завтра **зустріч**',
  nature: 'official',
  topic: 'news',
  payment: 'pay',
  step: 'look',
};

describe('the preview beside the form', () => {
  test('stands there with people, price, end and reasons, and keeps nothing', async () => {
    const sent = await send('/broadcasts/new', { ...written, at: '2027-03-10T10:00' });
    expect([sent.status, sent.acts]).toEqual([200, []]);
    expect(sent.page).toContain('Отримає людей: 1\u00a0230.');
    expect(sent.page).toContain('відмовилися від цієї теми');
    expect(sent.page).toContain('Viber: 31 із 512 знаків');
    expect(sent.page).toContain('ні: дехто отримає запізно');
    expect(sent.page).toContain('Завтра **зустріч**</textarea>');
  });

  test.each([
    ['nothing but a text', {}],
    ['an hour that has passed', { at: '2020-01-01T10:00' }],
    ['half a button', { buttonLabel: ['Сайт'], buttonTarget: [''] }],
    ['a picture without words', { picture: 'https://city.example/a.png' }],
    ['a channel that we have not', { channels: ['pigeon'] }],
  ])('is shown of %s', async (_name, fields) => {
    const sent = await send('/broadcasts/new', { ...written, ...fields });
    expect(sent.status).toBe(200);
    expect(sent.page).toContain('Отримає людей');
  });

  test('says so where there is no text yet', async () => {
    const sent = await send('/broadcasts/new', { ...written, text: '' });
    expect(sent.page).toContain('Напишіть текст, і тут буде видно');
  });

  test('says in the application’s words what can’t be sent so', async () => {
    const refusing = literalDesk({ broadcasts: { preview: async () => refusal } });
    const sent = await send('/broadcasts/new', written, refusing);
    expect([sent.status, sent.page.includes('Місто каже: не можна.')]).toEqual([200, true]);
  });

  test('stands beside the form of an edit from the beginning', async () => {
    const page = await (
      await browser(literalDesk().desk).get('editor', `/broadcasts/${broadcast.id}/edit`)
    ).text();
    expect(page).toContain('id="preview-body"');
    expect(page).toContain('<iframe sandbox=""');
  });
});

describe('the letter of a draft', () => {
  test('is shown in its frame to its writer and to nobody else', async () => {
    const { desk } = literalDesk();
    const { get, post } = browser(desk);
    const page = await (await post('editor', '/broadcasts/new', { ...written, csrf })).text();
    const source = /src="\/console(\/letters\/[0-9a-f]+\/letter\.html)"/.exec(page)?.[1] ?? '';
    const letter = await get('editor', source);
    expect([letter.status, await letter.text()]).toEqual([200, '<p>Лист</p>']);
    expect(letter.headers.get('content-security-policy')).toContain('sandbox');
    expect(await (await get('admin', source)).text()).toContain('уже застарів');
    expect((await get(null, source)).status).toBe(303);
  });
});

describe('followers of a project and guests of an event', () => {
  test.each([
    ['follows', 'p-1'],
    ['attends', 'e-1'],
  ])('are chosen by %s', async (name, id) => {
    const sent = await send('/broadcasts/new', {
      ...written,
      at: '2027-03-10T10:00',
      [name]: id,
      step: 'create',
    });
    expect(JSON.parse(sent.acts[0]?.slice('create '.length) ?? '').audience).toMatchObject({ [name]: id });
  });

  test('are not chosen both at once', async () => {
    const both = { ...written, at: '2027-03-10T10:00', follows: 'p-1', attends: 'e-1', step: 'preview' };
    const sent = await send('/broadcasts/new', both);
    expect(sent.status).toBe(422);
    expect(sent.page).toContain('id="attends-error"');
  });
});
