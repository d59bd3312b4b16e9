// Owns how light the console looks to one reader: the choice in a cookie, its buttons, and keeping it without any script.
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { type Html, type Theme, themes } from '../layout.ts';
import { hidden, postForm } from './fields.ts';
import { type Form, oneOf } from './form.ts';
import type { Say } from './words.ts';

const cookie = 'uchast_theme';
/** A year, in seconds. */
const kept = 365 * 24 * 3600;

/** What this reader chose; null: whatever their device says. */
export function themeOf(c: Context): Theme | null {
  return oneOf(themes, getCookie(c, cookie) ?? '');
}

/** One button a choice; the one that holds is pressed. */
export function themeForm(c: Context, say: Say, csrf: string): Html {
  const now = themeOf(c) ?? 'auto';
  const buttons = (['auto', ...themes] as const).map(
    (one) =>
      html`<button type="submit" class="quiet" name="theme" value="${one}" aria-pressed="${one === now ? 'true' : 'false'}">${say(`theme.${one}`)}</button>`,
  );
  const { pathname, search } = new URL(c.req.url);
  const back = c.req.method === 'GET' ? `${pathname}${search}` : '/console';
  const body = html`${hidden({ back })}<div class="theme" role="group" aria-label="${say('theme.label')}">${buttons}</div>`;
  return postForm({ action: '/theme', csrf, body });
}

/** Keeps the choice that a form sent and leads back to the page where it was made. */
export function keepTheme(c: Context, form: Form, secure: boolean): Response {
  const theme = oneOf(themes, form.text('theme'));
  const maxAge = theme ? kept : 0;
  setCookie(c, cookie, theme ?? '', { path: '/console', httpOnly: true, sameSite: 'Lax', secure, maxAge });
  return c.redirect(wayBack(form.text('back')), 303);
}

/** Only a page of our own: whatever else an address says, the console's first one. */
function wayBack(back: string): string {
  const home = 'http://console.invalid';
  const url = URL.parse(back, home);
  const ours = url?.origin === home && /^\/console(\/|$)/.test(url.pathname);
  return ours ? `${url.pathname}${url.search}` : '/console';
}
