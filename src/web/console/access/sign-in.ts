// Owns coming in and going out: asking for a link, spending it by a button, password with second factor, and the session's
// cookie.
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Desk, Result } from '../../../app/desk.ts';
import type { SignedIn } from '../../../app/staff/access-door.ts';
import { button } from '../fields.ts';
import { emptyForm, type Form, formFrom } from '../form.ts';
import { type Framed, framed, type Reader } from '../frame.ts';
import { link } from '../show.ts';
import { problem } from '../visit.ts';
import type { Say } from '../words.ts';
import { comerOf } from './sign-in-comer.ts';
import { codeField, emailField, passwordField } from './sign-in-fields.ts';
import { looksLikeEmail } from './staff.ts';

export type SignInOptions = {
  desk: Desk;
  secure: boolean;
  say: Say;
  /** Proxies of our own before the server. */
  proxies: number;
};

/**
 * Over https the cookie has a name that no other host and no unprotected page of ours can set.
 * Source: https://www.rfc-editor.org/rfc/rfc6265bis section 4.1.3.2
 */
function cookieOf(secure: boolean) {
  return secure
    ? { name: '__Host-uchast_staff', place: { path: '/', secure: true } }
    : { name: 'uchast_staff', place: { path: '/console', secure: false } };
}

/** The session that the cookie names; the session itself lives in the database. */
function sessionOf(c: Context, secure: boolean): string | undefined {
  return getCookie(c, cookieOf(secure).name);
}

/** Who the cookie says is here. */
export async function readerOf(c: Context, { desk, secure }: Pick<SignInOptions, 'desk' | 'secure'>) {
  const session = sessionOf(c, secure);
  const found = session ? await desk.staff.session(session) : null;
  return found && session ? { ...found, session } : null;
}

/** Ends the session in the database and forgets its cookie. */
export async function signOut(c: Context, { desk, secure }: SignInOptions): Promise<Response> {
  const session = sessionOf(c, secure);
  if (session) await desk.staff.signOut(session);
  const { name, place } = cookieOf(secure);
  deleteCookie(c, name, place);
  return c.redirect('/console/sign-in', 303);
}

/** The pages for who is not signed in. */
export function addSignIn(app: Hono, options: SignInOptions): void {
  const { desk, say, proxies } = options;
  const show = (c: Context, shown: Framed, reader: Reader = null) => framed(c, say, { reader, shown });
  const outside = async (c: Context, shown: Framed) =>
    (await readerOf(c, options)) ? c.redirect('/console', 303) : show(c, shown);
  app.get('/sign-in', (c) => outside(c, askForm(say)));
  app.post('/sign-in', async (c) => {
    const email = (await formOf(c)).text('email');
    if (!looksLikeEmail(email)) return show(c, askForm(say, email, say('error.email')));
    // Not waited for: how long it takes would tell whether somebody has this address.
    void desk.staff.requestSignIn(email).catch(() => undefined);
    return show(c, { title: say('signIn.title'), body: html`<p>${say('signIn.sent')}</p>` });
  });
  app.get('/sign-in/password', (c) => outside(c, passwordForm(say)));
  app.post('/sign-in/password', async (c) => {
    const form = await formOf(c);
    const email = form.text('email');
    if (!looksLikeEmail(email)) return show(c, passwordForm(say, { email, error: say('error.email') }));
    const given = { email, password: form.text('password'), code: form.text('code') };
    const signedIn = await desk.staff.signInByPassword({ ...given, comer: comerOf(c, proxies) });
    return signedIn.ok
      ? enter(c, options, signedIn.value)
      : show(c, { ...passwordForm(say, { email }), status: 403, flash: problem(signedIn.message) });
  });
  // Mail scanners follow links: only pressing the button spends the token.
  app.get('/in/:token', async (c) => {
    const token = c.req.param('token');
    return show(c, enterForm(say, { token, code: await desk.staff.asksCode(token) }));
  });
  app.post('/in/:token', async (c) => {
    const token = c.req.param('token');
    const more = { code: (await formOf(c)).text('code'), comer: comerOf(c, proxies) };
    const signedIn = await desk.staff.signIn(token, more);
    return signedIn.ok ? enter(c, options, signedIn.value) : show(c, await refused(options, token, signedIn));
  });
}

async function formOf(c: Context): Promise<Form> {
  try {
    return formFrom(await c.req.parseBody({ all: true }));
  } catch {
    return emptyForm;
  }
}

function askForm(say: Say, email = '', error?: string): Framed {
  const body = html`<p>${say('signIn.means')}</p>
<form method="post" action="/console/sign-in" novalidate>${emailField(say, { value: email, error })}${button(say('signIn.send'))}</form>
<p>${link('/sign-in/password', say('signIn.byPassword'))}</p>`;
  const title = say('signIn.title');
  return error ? { title, body, status: 422, flash: problem(say('form.check')) } : { title, body };
}

function passwordForm(say: Say, { email = '', error }: { email?: string; error?: string } = {}): Framed {
  const fields = [
    emailField(say, { value: email, error }),
    passwordField({ name: 'password', label: say('signIn.password'), autocomplete: 'current-password' }),
    codeField(say, { hint: say('signIn.codeHint') }),
  ];
  const body = html`<p>${say('signIn.passwordMeans')}</p>
<form method="post" action="/console/sign-in/password" novalidate>${fields}${button(say('signIn.enter'))}</form>
<p>${link('/sign-in', say('signIn.byLink'))}</p>
<details><summary>${say('signIn.lost')}</summary><p>${say('signIn.lostMeans')}</p></details>`;
  const title = say('signIn.passwordTitle');
  return error ? { title, body, status: 422, flash: problem(say('form.check')) } : { title, body };
}

function enterForm(say: Say, { token, code }: { token: string; code: boolean }): Framed {
  const field = code ? codeField(say, { hint: say('signIn.codeHint') }) : '';
  const lost = code
    ? html`<details><summary>${say('signIn.lost')}</summary><p>${say('signIn.lostMeans')}</p></details>`
    : '';
  const body = html`<p>${say(code ? 'signIn.enterWithCode' : 'signIn.enterMeans')}</p>
<form method="post" action="/console/in/${encodeURIComponent(token)}" novalidate>${field}${button(say('signIn.enter'))}</form>${lost}`;
  return { title: say('signIn.title'), body };
}

/** A wrong code leaves the link good: the form stands there again. A link that is none leads to a new one. */
async function refused(
  { desk, say }: SignInOptions,
  token: string,
  result: Result<SignedIn> & { ok: false },
): Promise<Framed> {
  const flash = problem(result.message);
  if (await desk.staff.asksCode(token)) {
    return { ...enterForm(say, { token, code: true }), status: 403, flash };
  }
  const body = html`<p>${link('/sign-in', say('signIn.again'))}</p>`;
  return { title: say('signIn.title'), body, status: 403, flash };
}

/** A new session gets a new token made by the application: what the browser held before is ended, never taken over. */
async function enter(c: Context, { desk, secure }: SignInOptions, { session }: SignedIn): Promise<Response> {
  const before = sessionOf(c, secure);
  if (before) await desk.staff.signOut(before);
  const { name, place } = cookieOf(secure);
  setCookie(c, name, session, { httpOnly: true, sameSite: 'Lax', ...place });
  return c.redirect('/console', 303);
}
