// Owns the pages behind a letter's links: leaving a mailing and confirming an address. What an act changes is the desk's.
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type LeavingReason, leavingReasons } from '../mail/leaving.ts';
import type { UnsubscribeKind } from '../mail/token.ts';
import { answerLink, type FollowLink } from './clicks.ts';
import { bodyUpTo } from './limits-body.ts';

/** What the person behind a token gets from us: whether it still comes, and whether a leaving by letter can be taken back. */
export type Mailing = { kind: UnsubscribeKind; subscribed: boolean; canUndo: boolean };

/** Where a confirmation stands before anything is pressed. */
export type Confirmation = 'waiting' | 'confirmed' | 'expired' | 'unknown';

/**
 * What the pages ask of the application. Tokens come as they stood in the link; null and 'unknown' mean forged,
 * damaged or erased. `look` and `lookAtConfirmation` change nothing. Each act may come twice and then changes
 * nothing more.
 */
export type LetterDesk = {
  look: (token: string) => Promise<Mailing | null>;
  /**
   * Leaves what the token names, or with `all` everything that we send unasked; answers what was left, and the id of
   * chance under which this leaving is counted (null: it had been left before). `from` names the letter's broadcast.
   */
  unsubscribe: (
    token: string,
    all: boolean,
    from: string | null,
  ) => Promise<{ kind: UnsubscribeKind; leaving: string | null } | null>;
  /** Takes back the last unsubscription that was made by a link of this person: the consents stand as before it. */
  undo: (token: string, leaving: string | null) => Promise<boolean>;
  /** Notes why somebody left, without saying who; false where no such leaving is known. */
  giveReason: (token: string, leaving: string, reason: LeavingReason) => Promise<boolean>;
  /** Where a counted link of a letter leads. */
  follow: FollowLink;
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
  const own = ['/u/:token', '/confirm/:token', '/l/:link'] as const;
  for (const path of own) {
    app.use(
      path,
      bodyUpTo(mostBody, (c) => c.text('too large', 413)),
    );
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
    const asked = { form: await formOf(c.req), from: c.req.query('from') ?? null };
    const shown = await pages.act(c.req.param('token'), asked);
    return c.html(await whole(shown), shown.status);
  });
  app.get('/l/:link', async (c) => {
    const onward = await answerLink(c, desk.follow);
    return onward ?? c.html(await whole(pages.unknown()), 404);
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
/** What was posted, and what the link says of the letter that it stood in. */
type Asked = { form: Form; from: string | null };

/** The fields of a form; a body that is none: no fields. */
async function formOf(request: { parseBody: () => Promise<Form> }): Promise<Form> {
  try {
    return await request.parseBody();
  } catch {
    return {};
  }
}

type Act = 'leave' | 'leaveAll' | 'undo' | 'reason';

/** What a form asks for; the browser's buttons send `act`, mail programs the pair of RFC 8058. */
function actOf(form: Form): Act | null {
  if (form['List-Unsubscribe'] === 'One-Click') return 'leave';
  const { act } = form;
  return act === 'leave' || act === 'leaveAll' || act === 'undo' || act === 'reason' ? act : null;
}

/** The id of a leaving that our own page put into its forms. */
function leavingIn({ leaving }: Form): string | null {
  return typeof leaving === 'string' && /^[0-9a-f]{32}$/.test(leaving) ? leaving : null;
}

function letterPages(desk: LetterDesk, phrase: Phrase) {
  const shown = (key: string, status: Status, more: Markup[] = []): Shown => ({
    status,
    title: phrase(`${key}.title`),
    body: withText(phrase(key), more),
  });
  const unknown = () => shown('mail.unsubscribe.unknown', 404);
  const undoForm = (leaving: string | null = null) =>
    html`<p>${phrase('mail.unsubscribe.undo.ask')}</p>${form([['undo', phrase('mail.unsubscribe.undo.button')]], hidden(leaving))}`;

  const mailing = async (token: string): Promise<Shown> => {
    const found = isToken(token) ? await desk.look(token) : null;
    if (!found) return unknown();
    const { kind, subscribed, canUndo } = found;
    const title = phrase('mail.unsubscribe.title');
    if (!subscribed) {
      return {
        status: 200,
        title,
        body: withText(phrase(`mail.unsubscribe.already.${kind}`), canUndo ? [undoForm()] : []),
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

  const act = async (token: string, { form: sent, from }: Asked): Promise<Shown> => {
    if (!isToken(token)) return unknown();
    const wanted = actOf(sent);
    const unclear = async () =>
      (await desk.look(token)) ? shown('mail.unsubscribe.unclear', 400) : unknown();
    const leaving = leavingIn(sent);
    switch (wanted) {
      case null:
        return unclear();
      case 'undo':
        return (await desk.undo(token, leaving)) ? shown('mail.unsubscribe.undone', 200) : unknown();
      case 'reason': {
        const reason = leavingReasons.find((one) => one === sent.reason);
        const noted = leaving && reason ? await desk.giveReason(token, leaving, reason) : false;
        return noted ? shown('web.leaving.thanks', 200, [undoForm(leaving)]) : unclear();
      }
      case 'leave':
      case 'leaveAll': {
        const left = await desk.unsubscribe(token, wanted === 'leaveAll', from);
        if (!left) return unknown();
        const title = phrase('mail.unsubscribe.done.title');
        const reasons = left.leaving === null ? [] : [reasonForm(phrase, left.leaving)];
        const more = [undoForm(left.leaving), ...reasons];
        return { status: 200, title, body: withText(phrase(`mail.unsubscribe.done.${left.kind}`), more) };
      }
    }
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

  return { mailing, act, confirmation, confirm, unknown };
}

function isToken(token: string): boolean {
  return token.length <= longestToken && /^[A-Za-z0-9._-]+$/.test(token);
}

/** A form that posts to the page's own address; each button is an act with its words. */
function form(buttons: readonly (readonly [string, string])[], more: Markup | string = ''): Markup {
  return html`<form method="post">${more}${buttons.map(
    ([act, label]) => html`<p><button type="submit" name="act" value="${act}">${label}</button></p>`,
  )}</form>`;
}

function hidden(leaving: string | null): Markup | string {
  return leaving === null ? '' : html`<input type="hidden" name="leaving" value="${leaving}">`;
}

/** Asks why, after it is done: nobody has to answer. */
function reasonForm(phrase: Phrase, leaving: string): Markup {
  const choices = leavingReasons.map(
    (reason) =>
      html`<p><label><input type="radio" name="reason" value="${reason}" required> ${phrase(`web.leaving.reason.${reason}`)}</label></p>`,
  );
  const fields = html`${hidden(leaving)}<fieldset><legend>${phrase('web.leaving.ask')}</legend>${choices}</fieldset>`;
  return form([['reason', phrase('web.leaving.button')]], fields);
}

function withText(text: string, more: readonly Markup[]): Markup {
  return html`<p>${text}</p>${[...more]}`;
}
