// Owns coming in and going out: asking for a link, spending it by a button, and the session's cookie.
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Desk } from '../../app/desk.ts';
import { button, input } from './fields.ts';
import { formFrom } from './form.ts';
import { type Framed, framed, type Reader } from './frame.ts';
import { link } from './show.ts';
import { looksLikeEmail } from './staff.ts';
import { problem } from './visit.ts';
import type { Say } from './words.ts';

const cookieName = 'uchast_staff';
const cookiePath = '/console';

export type SignInOptions = { desk: Desk; secure: boolean; say: Say };

/** Who the cookie says is here; the session itself lives in the database. */
export async function readerOf(c: Context, desk: Desk): Promise<Reader> {
  const session = getCookie(c, cookieName);
  return session ? desk.staff.session(session) : null;
}

/** Ends the session in the database and forgets its cookie. */
export async function signOut(c: Context, { desk, secure }: SignInOptions): Promise<Response> {
  const session = getCookie(c, cookieName);
  if (session) await desk.staff.signOut(session);
  deleteCookie(c, cookieName, { path: cookiePath, secure });
  return c.redirect('/console/sign-in', 303);
}

/** The pages for who is not signed in. */
export function addSignIn(app: Hono, options: SignInOptions): void {
  const { desk, say } = options;
  const show = (c: Context, shown: Framed) => framed(c, say, { reader: null, shown });
  app.get('/sign-in', async (c) =>
    (await readerOf(c, desk)) ? c.redirect('/console', 303) : show(c, askForm(say)),
  );
  app.post('/sign-in', async (c) => {
    const email = formFrom(await c.req.parseBody({ all: true })).text('email');
    if (!looksLikeEmail(email)) return show(c, askForm(say, email, say('error.email')));
    await desk.staff.requestSignIn(email);
    return show(c, { title: say('signIn.title'), body: html`<p>${say('signIn.sent')}</p>` });
  });
  // Mail scanners follow links: only pressing the button spends the token.
  app.get('/in/:token', (c) => show(c, enterForm(say, c.req.param('token'))));
  app.post('/in/:token', (c) => enter(c, options));
}

function askForm(say: Say, email = '', error?: string): Framed {
  const field = input({
    name: 'email',
    type: 'email',
    label: say('signIn.email'),
    value: email,
    autocomplete: 'email',
    required: true,
    error,
  });
  const body = html`<p>${say('signIn.means')}</p>
<form method="post" action="/console/sign-in" novalidate>${field}${button(say('signIn.send'))}</form>`;
  const title = say('signIn.title');
  return error ? { title, body, status: 422, flash: problem(say('form.check')) } : { title, body };
}

function enterForm(say: Say, token: string): Framed {
  const body = html`<p>${say('signIn.enterMeans')}</p>
<form method="post" action="/console/in/${encodeURIComponent(token)}">${button(say('signIn.enter'))}</form>`;
  return { title: say('signIn.title'), body };
}

/** A new session gets a new token made by the application: what the browser held before is ended, never taken over. */
async function enter(c: Context, { desk, secure, say }: SignInOptions): Promise<Response> {
  const signedIn = await desk.staff.signIn(c.req.param('token') ?? '');
  if (!signedIn.ok) {
    const body = html`<p>${link('/sign-in', say('signIn.again'))}</p>`;
    const shown = {
      title: say('signIn.title'),
      body,
      status: 403 as const,
      flash: problem(signedIn.message),
    };
    return framed(c, say, { reader: null, shown });
  }
  const before = getCookie(c, cookieName);
  if (before) await desk.staff.signOut(before);
  setCookie(c, cookieName, signedIn.value.session, {
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    path: cookiePath,
  });
  return c.redirect('/console', 303);
}
