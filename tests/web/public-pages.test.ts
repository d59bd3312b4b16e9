// Tests of residents' pages: what each shows, that it needs no script, and that nothing foreign becomes markup.
import { describe, expect, it, test } from 'vitest';
import { contentWith, contests, formPost, publicDoor, publicUrl } from './public-door.ts';

async function pageOf(door: ReturnType<typeof publicDoor>, path: string, init?: RequestInit) {
  const response = await door.app.request(path, init);
  return { response, text: await response.text() };
}

describe('every page', () => {
  test.each([
    ['/', 200],
    ['/?source=poster-school-12', 200],
    ['/embed', 200],
    ['/go/poster-school-12', 200],
    ['/privacy', 200],
    ['/nothing-here', 404],
    ['/calendar/other.ics', 404],
    ['/calendar/city.txt', 404],
    ['/qr/unknown.svg', 404],
    ['/media/picture.png', 404],
  ])(
    '%s answers %i with one Ukrainian page that has one heading and no inline script or style',
    async (path, status) => {
      const { response, text } = await pageOf(publicDoor(), path);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(text.match(/<h1[ >]/g)).toHaveLength(1);
      expect(text).toContain('<html lang="uk">');
      expect(text).not.toMatch(/<style|style="|<script(?![^>]* src=)|\son\w+="|javascript:/);
      expect(text).not.toMatch(/\{[a-z][\w.]*\}|undefined|\[object/i);
    },
  );

  it('allows only our own files and no frame but our own, except for the embedded chat', async () => {
    const { app } = publicDoor();
    const policyOf = async (path: string) =>
      (await app.request(path)).headers.get('content-security-policy') ?? '';
    expect(await policyOf('/')).toContain("frame-ancestors 'self'");
    expect(await policyOf('/nothing-here')).toContain("script-src 'self'");
    expect(await policyOf('/embed')).toContain('frame-ancestors *');
    expect(await policyOf('/embed')).not.toContain('unsafe');
    const headers = (await app.request('/')).headers;
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  });
});

describe('the first page', () => {
  it('says what goes on in both contests, leads to the messengers and names who answers', async () => {
    const { text } = await pageOf(publicDoor(), '/');
    expect(text).toContain('Зараз етап «Подання проєктів»: до 29 листопада 2026 року (приклад), 23:59.');
    expect(text).toContain('Новий цикл ще не оголошено.');
    expect(text).toContain('href="https://first.example/bot?start=web"');
    expect(text).toContain('href="second://chat?uri=bot&amp;context=web"');
    for (const href of ['/privacy', '/calendar/city.ics', '/calendar/kids.ics'])
      expect(text).toContain(`href="${href}"`);
    expect(text).toContain('role="log" aria-live="polite"');
  });

  it('says nothing of messengers where none is set up', async () => {
    const { text } = await pageOf(publicDoor({ deepLinks: () => [] }), '/');
    expect(text).not.toContain('id="messengers"');
  });

  it('hands the source on to the messengers and the chat, and drops what is no source', async () => {
    const known = await pageOf(publicDoor(), '/?source=poster-1');
    expect(known.text).toContain('data-source="poster-1"');
    expect(known.text).toContain('start=poster-1');
    const foreign = await pageOf(
      publicDoor(),
      `/?source=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(foreign.text).toContain('data-source=""');
    expect(foreign.text).not.toContain('alert(1)');
  });

  it('shows markup in the city’s texts as text', async () => {
    const hostile = { ...contests.city, title: '<img src=x onerror=alert(1)>' };
    const content = contentWith({ contests: { ...contests, city: hostile } });
    const { text } = await pageOf(publicDoor({ content: async () => content }), '/');
    expect(text).not.toContain('<img src=x');
    expect(text).toContain('&lt;img src=x');
  });
});

describe('the landing page of a source', () => {
  it('leads to every channel with the source and shows only the contest that it is about', async () => {
    const { text } = await pageOf(publicDoor(), '/go/poster-school-12');
    expect(text).toContain('href="https://first.example/bot?start=poster-school-12"');
    expect(text).toContain('href="/?source=poster-school-12#chat"');
    expect(text).toContain('«Бюджет участі. ДІТИ»');
    expect(text).not.toContain('«Бюджет участі. МІСТО»');
  });

  it('shows both contests to who comes with a source that nobody registered', async () => {
    const { response, text } = await pageOf(publicDoor(), '/go/old-poster');
    expect(response.status).toBe(200);
    expect(text).toContain('start=old-poster');
    expect(text).toContain('«Бюджет участі. ДІТИ»');
    expect(text).toContain('«Бюджет участі. МІСТО»');
  });

  it('lets in who typed something that is no source at all', async () => {
    const { response, text } = await pageOf(publicDoor(), `/go/${encodeURIComponent('плакат <b>')}`);
    expect(response.status).toBe(200);
    expect(text).toContain('start=web');
    expect(text).not.toContain('<b>');
  });
});

describe('the e-mail form', () => {
  test.each([
    [
      'a good address is sent a letter',
      { address: ' olena@example.com ', contest: 'city' },
      200,
      'Перевірте пошту',
    ],
    [
      'pupils’ addresses are not collected',
      { address: 'olena@example.com', contest: 'kids' },
      200,
      'не збираємо e-mail учнів',
    ],
    [
      'a wrong address comes back in the form',
      { address: 'olena"><i>', contest: 'city' },
      400,
      'aria-invalid="true"',
    ],
    ['an empty form says what is missing', {}, 400, 'aria-invalid="true"'],
  ])('%s', async (_name, fields, status, shown) => {
    const { response, text } = await pageOf(publicDoor(), '/email', formPost(fields));
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).toContain(shown);
    expect(text).not.toContain('<i>');
  });

  it('passes the trimmed address and the contest on, and no contest where none was chosen', async () => {
    const { app, asked } = publicDoor();
    await app.request('/email', formPost({ address: ' olena@example.com ', contest: 'city' }));
    await app.request('/email', formPost({ address: 'olena@example.com', contest: 'other' }));
    expect(asked.emails).toEqual([
      { address: 'olena@example.com', contest: 'city' },
      { address: 'olena@example.com', contest: null },
    ]);
  });

  it('shows the consent in the words that are kept', async () => {
    const { text } = await pageOf(publicDoor(), '/');
    expect(text).toContain('конкурс МІСТО) на e-mail');
  });
});

describe('the privacy notice', () => {
  it('becomes headings, lists, bold words and links, with the controller’s name and no stray marks', async () => {
    const { text } = await pageOf(publicDoor(), '/privacy');
    const { city } = contentWith();
    expect(text).toContain('<h1>Як ми поводимося з вашими даними</h1>');
    expect(text).toContain(city.controller.name);
    expect(text).toMatch(/<h2>Діти<\/h2>/);
    expect(text).toMatch(/<ul><li>[^<]+<\/li>/);
    expect(text).toMatch(/<strong>[^<]+<\/strong>/);
    expect(text).toContain('<a href="https://ombudsman.gov.ua" rel="noopener">');
    expect(text).not.toMatch(/\*\*|^#|>- /m);
  });

  it('shows markup in the notice as text', async () => {
    const content = contentWith({
      privacy: '# Дані <b>\n\n- один <i>\n- два\n  далі\n\nСлова **жирні <u>**.',
    });
    const { text } = await pageOf(publicDoor({ content: async () => content }), '/privacy');
    expect(text).toContain('<h1>Дані &lt;b&gt;</h1>');
    expect(text).toContain('<ul><li>один &lt;i&gt;</li><li>два');
    expect(text).toContain('<strong>жирні &lt;u&gt;</strong>');
  });
});

it('addresses that a page shows to others begin with the public one', async () => {
  const { app } = publicDoor();
  expect(await (await app.request('/qr/poster-plain.svg')).text()).toContain(`${publicUrl}/go/poster-plain`);
});

describe('opening the page behind a QR code', () => {
  test.each<[string, RequestInit, string[]]>([
    ['is counted', {}, ['poster-plain']],
    ['is not where a program looks ahead', { headers: { 'Sec-Purpose': 'prefetch' } }, []],
    ['is not where only the headers are asked for', { method: 'HEAD' }, []],
  ])('%s', async (_label, init, visited) => {
    const seen: string[] = [];
    const sources = {
      find: async () => null,
      visit: async (name: string) => {
        seen.push(name);
      },
    };
    await publicDoor({ sources }).app.request('/go/poster-plain', init);
    expect(seen).toEqual(visited);
  });
});
