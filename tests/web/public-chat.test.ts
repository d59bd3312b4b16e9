// Tests of the web chat's door: the API for scripts, the same by forms without scripts, sessions, limits, and what is escaped.
import { describe, expect, it, test } from 'vitest';
import { formPost, publicDoor } from './public-door.ts';

const session = 'session-of-somebody';

function apiPost(body: string): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
}

describe('the API', () => {
  it('hands the body on as it came and answers as the application does', async () => {
    const { app, asked } = publicDoor();
    const response = await app.request('/api/chat', apiPost(JSON.stringify({ session, text: 'коли?' })));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ session, replies: [{ text: 'Відповідь', choices: [] }] });
    expect(asked.talks).toEqual([{ session: null, body: { session, text: 'коли?' } }]);
  });

  test.each(['', '{', '"text"', 'null'])('the broken body %j is 400 with a reason', async (body) => {
    const { app } = publicDoor();
    const response = await app.request('/api/chat', apiPost(body));
    expect(response.status).toBe(400);
    expect(await response.json()).toHaveProperty('error');
  });

  it('takes 64 kB and refuses more, with and without a declared length', async () => {
    const { app, asked } = publicDoor();
    const body = (size: number) => JSON.stringify({ text: 'a'.repeat(size - 11) });
    expect((await app.request('/api/chat', apiPost(body(64 * 1024)))).status).toBe(200);
    const long = await app.request('/api/chat', apiPost(body(64 * 1024 + 1)));
    expect(long.status).toBe(413);
    expect(await long.json()).toEqual({ error: 'too large' });
    const stream = new Blob([body(128 * 1024)]).stream();
    const undeclared = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await app.request('/api/chat', undeclared)).status).toBe(413);
    expect(asked.talks).toHaveLength(1);
  });

  it('lets pages of other sites talk to it, because no cookie is involved', async () => {
    const { app } = publicDoor();
    const asking = {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://school.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    };
    const preflight = await app.request('/api/chat', asking);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/content-type/i);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const elsewhere = await app.request('/', { headers: { Origin: 'https://school.example' } });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the chat without scripts', () => {
  it('shows the question and the answer and goes on in the same session', async () => {
    const { app, asked } = publicDoor();
    const text = await (await app.request('/chat', formPost({ text: 'Скільки підписів?' }))).text();
    expect(text).toContain('Скільки підписів?');
    expect(text).toContain('Відповідь');
    expect(text).toContain('<input type="hidden" name="session" value="session-0000-0001">');
    await app.request('/chat', formPost({ session: 'session-0000-0001', text: 'А коли?' }));
    expect(asked.talks.map(({ body }) => body)).toEqual([
      { text: 'Скільки підписів?' },
      { session: 'session-0000-0001', text: 'А коли?' },
    ]);
  });

  it('offers choices as buttons that post their value, and addresses as links', async () => {
    const choices = [
      { label: 'Я автор', value: '/role author' },
      { label: 'Платформа', url: 'https://platform.example/a?b=1&c=2' },
      { label: 'Пастка', url: 'javascript:alert(1)' },
    ];
    const { app, asked } = publicDoor({ reply: { text: 'Хто ви?', choices } });
    const text = await (await app.request('/chat', formPost({ text: 'x' }))).text();
    expect(text).toContain('name="choice" value="/role author">Я автор</button>');
    expect(text).toContain('href="https://platform.example/a?b=1&amp;c=2" rel="noopener">Платформа</a>');
    expect(text).not.toContain('javascript:');
    await app.request('/chat', formPost({ session, choice: '/role author' }));
    expect(asked.talks.at(-1)).toEqual({ session, body: { session, choice: '/role author' } });
  });

  it('opens with the source of who comes with one, once, and then says the person’s words', async () => {
    const { app, asked } = publicDoor();
    const text = await (
      await app.request('/chat', formPost({ source: 'poster-1', text: 'як подати?' }))
    ).text();
    expect(asked.talks.map(({ body }) => body)).toEqual([
      { text: '/start poster-1' },
      { session: 'session-0000-0001', text: 'як подати?' },
    ]);
    expect(text).not.toContain('name="source"');
    await app.request('/chat', formPost({ source: 'poster-1', session, text: 'а далі?' }));
    expect(asked.talks).toHaveLength(3);
  });

  it('shows markup of people and of answers as text, and addresses in answers as links', async () => {
    const reply = { text: '<script>x</script> Див. https://kam.gov.ua/a_(b), будь ласка.', choices: [] };
    const { app } = publicDoor({ reply });
    const text = await (await app.request('/chat', formPost({ text: '<img src=x onerror=y>' }))).text();
    expect(text).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(text).toContain('&lt;img src=x onerror=y&gt;');
    expect(text).toContain(
      '<a href="https://kam.gov.ua/a_(b)" rel="noopener">https://kam.gov.ua/a_(b)</a>, будь',
    );
  });

  it('says so where nothing waits, and asks for no repeated reading', async () => {
    const { app } = publicDoor();
    const response = await app.request('/chat', formPost({ session }));
    expect(await response.text()).toContain('Нових повідомлень немає');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('says in words that a message was refused or too long', async () => {
    const refusing = publicDoor({
      talk: async () => ({ status: 400, answer: { error: 'not a chat request' } }),
    });
    const refused = await refusing.app.request('/chat', formPost({ text: 'x' }));
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Повідомлення не надіслано');
    const long = await publicDoor().app.request('/chat', formPost({ text: 'a'.repeat(70_000) }));
    expect(long.status).toBe(413);
    expect(await long.text()).toContain('Забагато тексту');
  });

  it('leads who opens the form’s address by hand to the chat', async () => {
    const response = await publicDoor().app.request('/chat');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/#chat']);
  });
});

it('the embedded chat posts to itself, so that it stays inside its frame', async () => {
  const { app } = publicDoor();
  const text = await (await app.request('/embed')).text();
  expect(text).toContain('action="/embed"');
  expect(text).not.toContain('<footer>');
  const answered = await app.request('/embed', formPost({ text: 'коли?' }));
  expect(answered.headers.get('content-security-policy')).toContain('frame-ancestors *');
  expect(await answered.text()).toContain('action="/embed"');
});
