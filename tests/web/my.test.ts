// The pages of one's data as a browser gets them: GET shows, POST acts after asking once more, and the address of the page stays secret.
import { describe, expect, test } from 'vitest';
import type { MyDataDesk } from '../../src/app/people/my-data.ts';
import { formPost, publicDoor } from './public-door.ts';

const token = 'payload.0123456789abcdef0123456789abcdef';

/** A door to one person's data; `done` collects what was asked of the application. */
function door() {
  const done: string[] = [];
  let erased = false;
  const myData: MyDataDesk = {
    look: async (given) =>
      given === token && !erased
        ? { parts: [{ title: 'Коротко', lines: ['Конкурс: <МІСТО>'] }], until: Date.UTC(2026, 9, 20, 10) }
        : null,
    file: async (given) => (given === token && !erased ? '{"person":{}}\n' : null),
    erase: async (given) => {
      done.push(`erase ${given}`);
      erased = true;
      return true;
    },
    request: async (address) => {
      done.push(`request ${address}`);
      return address.includes('@') ? 'sent' : 'wrong';
    },
  };
  return { app: publicDoor({ myData }).app, done };
}

describe('the page of one’s data', () => {
  test('shows everything, says until when, links the file, and keeps its address to itself', async () => {
    const { app, done } = door();
    const response = await app.request(`/my/${token}`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('Конкурс: &lt;МІСТО&gt;');
    expect(page).toContain('відкрита до 20 жовтня 2026 року, 13:00');
    expect(page).toContain(`href="/my/${token}/data.json"`);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(response.headers.get('X-Robots-Tag')).toBe('noindex, nofollow');
    expect(done).toEqual([]);
  });

  test('gives the file as an attachment', async () => {
    const response = await door().app.request(`/my/${token}/data.json`);
    expect(response.headers.get('Content-Disposition')).toContain('attachment');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toEqual({ person: {} });
  });

  test('asks once more before it erases, and offers first to leave everything', async () => {
    const { app, done } = door();
    const asked = await (await app.request(`/my/${token}`, formPost({ act: 'ask' }))).text();
    expect(asked).toContain('Точно видалити все?');
    expect(asked.indexOf('Ні, залишити')).toBeLessThan(asked.indexOf('Так, видалити все'));
    expect(done).toEqual([]);
    const erased = await app.request(`/my/${token}`, formPost({ act: 'erase' }));
    expect([erased.status, done]).toEqual([200, [`erase ${token}`]]);
    expect(await erased.text()).toContain('Усе видалено');
    expect((await app.request(`/my/${token}`)).status).toBe(410);
  });

  test.each([{}, { act: 'nothing' }])('changes nothing for a form of %j', async (fields) => {
    const { app, done } = door();
    expect((await app.request(`/my/${token}`, formPost(fields as Record<string, string>))).status).toBe(400);
    expect(done).toEqual([]);
  });

  test.each(['/my/another', '/my/another/data.json', `/my/${'x'.repeat(5000)}`])(
    'says of %.20s that it opens nothing any more, and how to get a new link',
    async (path) => {
      const response = await door().app.request(path);
      expect(response.status).toBe(410);
      expect(await response.text()).toContain('action="/my"');
    },
  );
});

describe('the form for people without a chat', () => {
  test('stands on the privacy page', async () => {
    const { app } = door();
    expect(await (await app.request('/privacy')).text()).toContain('id="my-data"');
    expect((await app.request('/my')).headers.get('Location')).toBe('/privacy#my-data');
  });

  test('answers the same for every address that is one, and helps with one that is none', async () => {
    const { app, done } = door();
    const pages = await Promise.all(
      ['olena@example.com', 'nobody@example.com'].map(async (address) =>
        (await app.request('/my', formPost({ address }))).text(),
      ),
    );
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).not.toContain('olena');
    const wrong = await app.request('/my', formPost({ address: 'olena' }));
    expect([wrong.status, (await wrong.text()).includes('value="olena"')]).toEqual([400, true]);
    expect((await app.request('/my', formPost({}))).status).toBe(400);
    expect(done).toHaveLength(3);
  });
});
