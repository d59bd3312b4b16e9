// Owns the pages behind a letter's links: leaving a mailing and confirming an address. What an act changes is the desk's.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { UnsubscribeKind } from '../mail/token.ts';

/** What the person behind a token gets from us: whether it still comes. */
export type Mailing = { kind: UnsubscribeKind; subscribed: boolean };

/** Where a confirmation stands before anything is pressed. */
export type Confirmation = 'waiting' | 'confirmed' | 'expired' | 'unknown';

/**
 * What the pages ask of the application. Tokens come as they stood in the link; null and 'unknown' mean forged,
 * damaged or erased. `look` and `lookAtConfirmation` change nothing. Each act may come twice and then changes
 * nothing more.
 */
export type LetterDesk = {
  look: (token: string) => Promise<Mailing | null>;
  /** Leaves what the token names, or with `all` everything that we send unasked; answers what was left. */
  unsubscribe: (token: string, all: boolean) => Promise<{ kind: UnsubscribeKind } | null>;
  /** Takes back the last unsubscription that was made by this token: the consents stand as before it. */
  undo: (token: string) => Promise<boolean>;
  lookAtConfirmation: (token: string) => Promise<Confirmation>;
  confirm: (token: string) => Promise<'confirmed' | 'expired' | 'unknown'>;
};

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
/** A whole page around a body: layout.ts's `page`, which also makes the title its heading. */
export type Page = (parts: { title: string; body: HtmlEscapedString }) => string | Promise<string>;
export type Phrase = (key: string) => string;

type Status = 200 | 400 | 404 | 410;
type Shown = { status: Status; title: string; body: Markup };

/** Longer than any token of ours. */
const longestToken = 512;
const mostBody = 16 * 1024;

/**
 * `GET/POST /u/:token` and `GET/POST /confirm/:token`. GET only shows: programs that check links fetch every one
 * of them. POST acts without cookies or log-in, also as the one-click request of RFC 8058 (urlencoded or
 * multipart), and never redirects, because its section 3.1 forbids that.
 */
export function letterRoutes(desk: LetterDesk, phrase: Phrase, page: Page): Hono {
  const app = new Hono();
  const own = ['/u/:token', '/confirm/:token'] as const;
  for (const path of own) {
    app.use(path, bodyLimit({ maxSize: mostBody }));
    app.use(path, async (c, next) => {
      await next();
      // The address of the page is the key to it: no cache, search engine or other site may learn it.
      c.header('Cache-Control', 'no-store');
      c.header('Referrer-Policy', 'no-referrer');
      c.header('X-Robots-Tag', 'noindex, nofollow');
    });
  }
  const pages = letterPages(desk, phrase);
  const whole = async ({ title, body }: Shown) => page({ title, body: await body });
  app.get('/u/:token', async (c) => {
    const shown = await pages.mailing(c.req.param('token'));
    return c.html(await whole(shown), shown.status);
  });
  app.post('/u/:token', async (c) => {
    const shown = await pages.act(c.req.param('token'), await formOf(c.req));
    return c.html(await whole(shown), shown.status);
  });
  app.get('/confirm/:token', async (c) => {
    const shown = await pages.confirmation(c.req.param('token'));
    return c.html(await whole(shown), shown.status);
  });
  app.post('/confirm/:token', async (c) => {
    const shown = await pages.confirm(c.req.param('token'));
    return c.html(await whole(shown), shown.status);
  });
  return app;
}

type Form = Readonly<Record<string, unknown>>;

/** The fields of a form; a body that is none: no fields. */
async function formOf(request: { parseBody: () => Promise<Form> }): Promise<Form> {
  try {
    return await request.parseBody();
  } catch {
    return {};
  }
}

/** What a form asks for; the browser's buttons send `act`, mail programs the pair of RFC 8058. */
function actOf(form: Form): 'leave' | 'leaveAll' | 'undo' | null {
  if (form['List-Unsubscribe'] === 'One-Click') return 'leave';
  const { act } = form;
  return act === 'leave' || act === 'leaveAll' || act === 'undo' ? act : null;
}

function letterPages(desk: LetterDesk, phrase: Phrase) {
  const shown = (key: string, status: Status, more: Markup[] = []): Shown => ({
    status,
    title: phrase(`${key}.title`),
    body: withText(phrase(key), more),
  });
  const unknown = () => shown('mail.unsubscribe.unknown', 404);
  const undoForm = () =>
    html`<p>${phrase('mail.unsubscribe.undo.ask')}</p>${form([['undo', phrase('mail.unsubscribe.undo.button')]])}`;

  const mailing = async (token: string): Promise<Shown> => {
    const found = isToken(token) ? await desk.look(token) : null;
    if (!found) return unknown();
    const { kind, subscribed } = found;
    const title = phrase('mail.unsubscribe.title');
    if (!subscribed) {
      return {
        status: 200,
        title,
        body: withText(phrase(`mail.unsubscribe.already.${kind}`), [undoForm()]),
      };
    }
    const all: [string, string] = ['leaveAll', phrase('mail.unsubscribe.button.all')];
    const buttons =
      kind === 'all'
        ? [all]
        : [['leave', phrase(`mail.unsubscribe.button.${kind}`)] as [string, string], all];
    return {
      status: 200,
      title,
      body: withText(phrase(`mail.unsubscribe.what.${kind}`), [form(buttons)]),
    };
  };

  const act = async (token: string, sent: Form): Promise<Shown> => {
    if (!isToken(token)) return unknown();
    const wanted = actOf(sent);
    if (wanted === null) return (await desk.look(token)) ? shown('mail.unsubscribe.unclear', 400) : unknown();
    if (wanted === 'undo')
      return (await desk.undo(token)) ? shown('mail.unsubscribe.undone', 200) : unknown();
    const left = await desk.unsubscribe(token, wanted === 'leaveAll');
    if (!left) return unknown();
    const title = phrase('mail.unsubscribe.done.title');
    return {
      status: 200,
      title,
      body: withText(phrase(`mail.unsubscribe.done.${left.kind}`), [undoForm()]),
    };
  };

  const settled = (state: Exclude<Confirmation, 'waiting'>): Shown =>
    shown(`mail.confirm.${state}`, state === 'confirmed' ? 200 : state === 'expired' ? 410 : 404);

  const confirmation = async (token: string): Promise<Shown> => {
    const state = isToken(token) ? await desk.lookAtConfirmation(token) : 'unknown';
    if (state !== 'waiting') return settled(state);
    const title = phrase('mail.confirm.title');
    const body = withText(phrase('mail.confirm.what'), [form([['confirm', phrase('mail.confirm.button')]])]);
    return { status: 200, title, body };
  };
  const confirm = async (token: string): Promise<Shown> =>
    settled(isToken(token) ? await desk.confirm(token) : 'unknown');

  return { mailing, act, confirmation, confirm };
}

function isToken(token: string): boolean {
  return token.length <= longestToken && /^[A-Za-z0-9._-]+$/.test(token);
}

/** A form that posts to the page's own address; each button is an act with its words. */
function form(buttons: readonly (readonly [string, string])[]): Markup {
  return html`<form method="post">${buttons.map(
    ([act, label]) => html`<p><button type="submit" name="act" value="${act}">${label}</button></p>`,
  )}</form>`;
}

function withText(text: string, more: readonly Markup[]): Markup {
  return html`<p>${text}</p>${[...more]}`;
}
