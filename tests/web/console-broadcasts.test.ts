// Owns the proof that a broadcast is previewed, created, approved and stopped on the console as its specification says.
import { describe, expect, test } from 'vitest';
import { kyivInstant } from '../../src/core/time.ts';
import { browser, csrf, hiddenField, literalDesk, refusal, send } from './console-desk.ts';
import { broadcast, now } from './console-values.ts';

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
    ['topic', 'weather'],
    ['payment', 'later'],
  ])('with the %s «%s» is refused beside the field, at every step', async (name, value) => {
    for (const step of ['preview', 'create']) {
      const sent = await send('/broadcasts/new', { ...draft, [name]: value, step });
      expect([sent.status, sent.acts]).toEqual([422, []]);
      expect(sent.page).toContain(`id="${name}-error"`);
    }
  });
});

describe('a picture, buttons and whom it leaves out', () => {
  const rich = {
    ...draft,
    picture: 'https://city.example/a.png',
    pictureAlt: 'Люди',
    buttonLabel: ['Сайт', '', 'Нагадати', ''],
    buttonTarget: ['https://city.example', '', '/subscribe', ''],
    topic: 'stage.voting',
    unlessVoted: 'yes',
    payment: 'wait',
  };

  test('are handed on as they were chosen', async () => {
    const sent = await send('/broadcasts/new', { ...rich, step: 'create' });
    expect(JSON.parse(sent.acts[0]?.slice('create '.length) ?? '')).toMatchObject({
      picture: { url: 'https://city.example/a.png', alt: 'Люди' },
      choices: [
        { label: 'Сайт', url: 'https://city.example' },
        { label: 'Нагадати', value: '/subscribe' },
      ],
      audience: { contest: 'city', topic: 'stage.voting', unlessVoted: true },
      payment: 'wait',
    });
  });

  test('survive the preview and the way back to the form', async () => {
    const preview = await send('/broadcasts/new', { ...rich, step: 'preview' });
    expect(preview.page.match(/name="buttonLabel"/g)).toHaveLength(4);
    const back = await send('/broadcasts/new', { ...rich, step: 'edit' });
    expect(back.page).toContain('name="buttonTarget" value="/subscribe"');
    expect(back.page).toContain('value="wait" checked');
  });

  test.each([
    ['pictureAlt', { pictureAlt: '' }],
    ['buttons', { buttonTarget: ['', '', '/subscribe', ''] }],
    ['unlessVoted', { contest: '' }],
  ])('are refused where the %s lacks something', async (name, differs) => {
    const sent = await send('/broadcasts/new', { ...rich, ...differs, step: 'preview' });
    expect([sent.status, sent.acts]).toEqual([422, []]);
    expect(sent.page).toContain(`id="${name}-error"`);
  });

  test('a file is kept when the preview is asked for, and its address goes on', async () => {
    const { desk, acts } = literalDesk();
    const body = new FormData();
    const fields = { ...draft, channels: 'viber', pictureAlt: 'Люди', step: 'preview', csrf };
    for (const [name, value] of Object.entries(fields)) body.append(name, String(value));
    body.append('pictureFile', new File([new Uint8Array([1, 2, 3])], 'a.png'));
    const headers = { cookie: 'uchast_staff=editor' };
    const sent = await browser(desk).app.request('/console/broadcasts/new', {
      method: 'POST',
      headers,
      body,
    });
    expect(sent.status).toBe(200);
    expect(acts).toEqual(['keepPicture {"name":"a.png","bytes":3} "editor@example.org"']);
    expect(hiddenField(await sent.text(), 'picture')).toBe('https://city.example/media/a.png');
  });
});

describe('a broadcast that has not begun', () => {
  test('is changed by the same form, filled with what it says', async () => {
    const { get } = browser(literalDesk().desk);
    const page = await (await get('editor', '/broadcasts/b-1/edit')).text();
    expect(page).toContain('action="/console/broadcasts/b-1/edit"');
    expect(page).toContain('value="yes" checked');
    const sent = await send('/broadcasts/b-1/edit', { ...draft, step: 'create' });
    expect(sent.to).toBe('/console/broadcasts/b-1?done=edited');
    expect(sent.acts[0]).toMatch(/^edit "b-1" /);
    expect((await get('editor', '/broadcasts/none/edit')).status).toBe(404);
  });

  test('is sent to an address of the city’s own people, and a refusal stands beside the field', async () => {
    const form = { to: 'taras@example.org', channel: 'email' };
    const sent = await send('/broadcasts/b-1/test', form);
    expect(sent.to).toBe('/console/broadcasts/b-1?done=tested');
    expect(sent.acts).toEqual([
      'test "b-1" {"to":"taras@example.org","channel":"email","by":"editor@example.org"}',
    ]);
    const refused = literalDesk({ broadcasts: { test: async () => refusal } });
    const again = await send('/broadcasts/b-1/test', form, refused);
    expect([again.status, again.page.includes('id="test-to-error"')]).toEqual([422, true]);
    expect((await send('/broadcasts/b-1/test', { ...form, to: '' })).status).toBe(422);
  });
});

describe('the page of a broadcast', () => {
  const pageOf = async (change: Partial<typeof broadcast> = {}, who: 'editor' | 'admin' = 'admin') => {
    const show = async () => ({ ...broadcast, ...change });
    const { get } = browser(literalDesk({ broadcasts: { show } }).desk);
    return await (await get(who, '/broadcasts/b-1')).text();
  };

  test('shows our own picture, only names another site’s, and the buttons with what they open', async () => {
    const page = await pageOf();
    expect(page).toContain('src="/media/a.png"');
    expect(page).not.toContain('src="https://example.org');
    expect(page).toContain('href="https://example.org/a.png"');
    expect(page).toContain('/subscribe</span>');
  });

  test('says whom it leaves out, when it ends, why one person approved it, and what they approved', async () => {
    const page = await pageOf();
    for (const words of ['вже проголосував (2026–2027)', 'Запізно', 'терміново', 'ab12cd34ef56'])
      expect(page).toContain(words);
  });

  test('counts each scope of a retry by channel; an editor sees the numbers and no button', async () => {
    const page = await pageOf({ state: 'done' });
    expect(page).toContain('Хто підписався згодом: 4');
    expect(await pageOf({ state: 'done', lastUsefulAt: now })).not.toContain('/b-1/retry"');
    const editors = await pageOf({ state: 'done' }, 'editor');
    expect(editors).not.toContain('/b-1/retry"');
    expect(editors).toContain('Скільки людей отримає повідомлення ще раз');
  });

  test.each([
    ['a city with two people', true, false],
    ['a city with a single clerk', false, true],
  ])(
    'of their own offers an approver in %s the plain approval: %s → %s',
    async (_, secondApproval, offered) => {
      const page = await pageOf({ createdBy: 'admin@example.org', secondApproval });
      expect(page.includes('>Схвалити</button>')).toBe(offered);
    },
  );
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
