// Owns the proof that a broadcast is previewed, created, approved and stopped on the console as its specification says.
import { describe, expect, test } from 'vitest';
import { kyivInstant } from '../../src/core/time.ts';
import { browser, hiddenField, literalDesk, refusal, send } from './console-desk.ts';
import { broadcast } from './console-values.ts';

const draft = {
  text: 'Перший рядок\r\nДругий <b>рядок</b>',
  subject: 'Тема',
  at: '2027-03-10T10:00',
  lastUsefulAt: '',
  contest: 'city',
  role: 'voter',
  source: 'poster-12',
  channels: ['viber', 'email'],
  nature: 'official',
};

describe('a new broadcast', () => {
  test('is previewed with its head count and not yet created', async () => {
    const sent = await send('/broadcasts/new', { ...draft, step: 'preview' });
    expect([sent.status, sent.acts]).toEqual([200, []]);
    expect(sent.page).toContain('1\u00a0200');
    expect(sent.page).toContain('1\u00a0230');
  });

  test('is created from the preview as it was typed, by the person who sent it', async () => {
    const { page } = await send('/broadcasts/new', { ...draft, step: 'preview' });
    expect(page).toContain('name="text" value="Перший рядок\nДругий &lt;b&gt;рядок&lt;/b&gt;"');
    const sent = await send('/broadcasts/new', { ...draft, step: 'create' });
    expect(sent.to).toBe('/console/broadcasts/b-1?done=created');
    expect(JSON.parse(sent.acts[0]?.slice('create '.length) ?? '')).toEqual({
      text: 'Перший рядок\nДругий <b>рядок</b>',
      subject: 'Тема',
      at: kyivInstant('2027-03-10', '10:00'),
      lastUsefulAt: null,
      picture: null,
      choices: [],
      audience: { contest: 'city', role: 'voter', source: 'poster-12', topic: 'news' },
      channels: ['viber', 'email'],
      nature: 'official',
      payment: null,
      by: 'editor@example.org',
    });
  });

  test('goes to every channel and everybody where nothing is chosen', async () => {
    const open = { ...draft, subject: '', contest: '', role: '', source: '', channels: [], step: 'create' };
    const sent = await send('/broadcasts/new', open);
    expect(JSON.parse(sent.acts[0]?.slice('create '.length) ?? '')).toMatchObject({
      audience: { topic: 'news' },
      channels: null,
      subject: null,
    });
  });

  test('goes back to the form with everything that was typed', async () => {
    const sent = await send('/broadcasts/new', { ...draft, step: 'edit' });
    expect(sent.page).toContain('Другий &lt;b&gt;рядок&lt;/b&gt;</textarea>');
    expect(sent.page).toContain('value="email" checked');
    expect(sent.acts).toEqual([]);
  });

  test.each([
    ['text', ''],
    ['at', ''],
    ['at', '2027-02-28T10:00'],
    ['lastUsefulAt', '2027-03-10T09:00'],
    ['contest', 'villages'],
    ['role', 'mayor'],
    ['source', 'unknown'],
    ['channels', 'pigeon'],
    ['nature', 'rumour'],
  ])('with the %s «%s» is refused beside the field, at every step', async (name, value) => {
    for (const step of ['preview', 'create']) {
      const sent = await send('/broadcasts/new', { ...draft, [name]: value, step });
      expect([sent.status, sent.acts]).toEqual([422, []]);
      expect(sent.page).toContain(`id="${name}-error"`);
    }
  });
});

describe('an approval', () => {
  const seenOf = async () => {
    const { get } = browser(literalDesk().desk);
    return hiddenField(await (await get('admin', '/broadcasts/b-1')).text(), 'seen');
  };

  test('is handed on where the approver saw what would go out', async () => {
    const sent = await send('/broadcasts/b-1/approve', { seen: await seenOf() }, literalDesk(), 'admin');
    expect(sent.acts).toEqual([`act "b-1" "approve" "admin@example.org" {"hash":"${broadcast.hash}"}`]);
  });

  test('of a text that changed since is refused, and the new one shown', async () => {
    const seen = await seenOf();
    const changed = literalDesk({
      broadcasts: { show: async () => ({ ...broadcast, text: 'Інше', hash: 'other' }) },
    });
    const sent = await send('/broadcasts/b-1/approve', { seen }, changed, 'admin');
    expect([sent.status, sent.acts]).toEqual([409, []]);
    expect(sent.page).toContain('Розсилка змінилася');
  });

  test('that the application refuses shows its words: nobody approves what they made', async () => {
    const own = literalDesk({ broadcasts: { act: async () => refusal } });
    const sent = await send('/broadcasts/b-1/approve', { seen: await seenOf() }, own, 'admin');
    expect(sent.status).toBe(409);
    expect(sent.page).toContain('Місто каже: не можна.');
  });

  test('in an emergency needs a reason, which is handed on', async () => {
    const seen = await seenOf();
    const silent = await send(
      '/broadcasts/b-1/approve',
      { seen, urgent: 'yes', emergency: ' ' },
      literalDesk(),
      'admin',
    );
    expect([silent.status, silent.acts]).toEqual([422, []]);
    expect(silent.page).toContain('id="emergency-error"');
    const said = await send(
      '/broadcasts/b-1/approve',
      { seen, urgent: 'yes', emergency: 'Тривога' },
      literalDesk(),
      'admin',
    );
    expect(said.acts).toEqual([
      `act "b-1" "approve" "admin@example.org" {"hash":"${broadcast.hash}","emergency":"Тривога"}`,
    ]);
  });
});

test.each(['pause', 'resume', 'cancel'])(
  'a broadcast is told to %s once, and says what has left',
  async (name) => {
    const sent = await send(`/broadcasts/b-1/${name}`, { emergency: 'ignored' }, literalDesk(), 'admin');
    expect(sent.acts).toEqual([`act "b-1" "${name}" "admin@example.org" {}`]);
    expect(sent.to).toBe(`/console/broadcasts/b-1?done=${name}&n=7`);
  },
);

test('a retry names its scope, and says how many it took up; an editor may not ask for it', async () => {
  const sent = await send('/broadcasts/b-1/retry', { scope: 'unknown' }, literalDesk(), 'admin');
  expect(sent.acts).toEqual(['retry "b-1" "unknown" "admin@example.org"']);
  expect(sent.to).toBe('/console/broadcasts/b-1?done=retried&n=3');
  expect((await send('/broadcasts/b-1/retry', { scope: 'all' }, literalDesk(), 'admin')).status).toBe(422);
  expect((await send('/broadcasts/b-1/retry', { scope: 'unknown' })).status).toBe(403);
});
