// Owns the door of the staff console: headers, size, session, role and form token are checked here for every page, once.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Desk } from '../app/desk.ts';
import { addSignIn, readerOf, signOut } from './console/access/sign-in.ts';
import { emptyForm, type Form, formFrom } from './console/form.ts';
import { type Framed, framed, type Reader } from './console/frame.ts';
import { reportDownload, reportFilePath } from './console/plan/report.ts';
import { pagesOfStaff } from './console/routes.ts';
import { link } from './console/show.ts';
import { keepTheme } from './console/theme.ts';
import {
  type ConsoleRoute,
  type Download,
  doneFlash,
  type Live,
  problem,
  type Stream,
  type Visit,
} from './console/visit.ts';
import { type Say, sayFrom } from './console/words.ts';
import { bodyUpTo, isUpload, largestBody, largestUploadBody } from './limits-body.ts';

/**
 * `secure`: the city is reached over https, so the session's cookie never leaves it. `now`: the application's clock,
 * milliseconds. `proxies`: how many proxies of our own pass requests on, each naming whom it passes on; absent: none.
 */
export type ConsoleOptions = { desk: Desk; secure: boolean; now: () => number; proxies?: number };

type Door = ConsoleOptions & { say: Say; proxies: number };
/** Who is here, with the token of their session. */
type Here = NonNullable<Awaited<ReturnType<typeof readerOf>>>;

/** The staff console, to be mounted at /console. A signed-out person sees only the way in. */
export function consoleRoutes(options: ConsoleOptions): Hono {
  const say = sayFrom(options.desk.phrase);
  const door: Door = { proxies: 0, ...options, say };
  const app = new Hono();
  app.use(protectedBy(options.secure), sameSiteOnly(say));
  app.use('*', capped(door));
  addSignIn(app, door);
  app.post('/sign-out', (c) =>
    admitted(c, door, async (reader) => {
      const form = await readForm(c);
      return form && carries(form, reader.csrf) ? signOut(c, door) : stale(c, say, reader);
    }),
  );
  app.post('/theme', (c) =>
    admitted(c, door, async (reader) => {
      const form = await readForm(c);
      return form && carries(form, reader.csrf) ? keepTheme(c, form, options.secure) : stale(c, say, reader);
    }),
  );
  app.get(reportFilePath, (c) => admitted(c, door, (reader) => downloaded(c, door, reader)));
  for (const route of pagesOfStaff) {
    app.on(route.method, route.path, (c) =>
      admitted(c, door, (reader) => visited(c, { door, route, reader })),
    );
  }
  app.get('*', withoutLastSlash);
  app.all('*', (c) =>
    admitted(c, door, async (reader) => {
      const body = html`<p>${link('', say('missing.home'))}</p>`;
      return framed(c, say, { reader, shown: { title: say('missing.title'), body, status: 404 } });
    }),
  );
  return app;
}

/** An address typed with a slash at its end is the same page; two in a row could lead to another host. */
const withoutLastSlash: MiddlewareHandler = async (c, next) => {
  // As it was asked for: the path that routes see is decoded, and no header carries every letter.
  const path = new URL(c.req.url).pathname;
  if (path.length < 2 || !path.endsWith('/') || path.includes('//')) return await next();
  return c.redirect(path.slice(0, -1), 301);
};

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What no page of ours asks for: a script that got in all the same could not either. */
const noPowers = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'display-capture']
  .map((power) => `${power}=()`)
  .join(', ');

/** A year, for this host alone: what else the city serves under its name is not ours to decide. */
const onlyHttps = 'max-age=31536000';

/** No scripts and styles but our own files, no frames but our own letters, nothing kept by browsers or passed on as a referrer. */
function protectedBy(secure: boolean): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.header('Referrer-Policy', 'no-referrer');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'no-store');
    c.header('Permissions-Policy', noPowers);
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    if (secure) c.header('Strict-Transport-Security', onlyHttps);
    if (c.res.headers.has('Content-Security-Policy')) return;
    c.header('Content-Security-Policy', pagePolicy);
    c.header('X-Frame-Options', 'DENY');
  };
}

/** A letter brings its styles inside; it is framed by our own page only, and nothing in it runs, opens or loads. */
function framedLetter(c: Context, letter: string): Response {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox',
  ];
  c.header('Content-Security-Policy', policy.join('; '));
  c.header('X-Frame-Options', 'SAMEORIGIN');
  return c.body(letter, 200, { 'Content-Type': 'text/html; charset=utf-8' });
}

/**
 * Refuses what another site sends, signing in included, where there is no session's token to check yet.
 * Source: https://www.w3.org/TR/fetch-metadata/; a client that sends no such header is no browser with cookies.
 */
function sameSiteOnly(say: Say): MiddlewareHandler {
  return async (c, next) => {
    const from = c.req.header('sec-fetch-site');
    const foreign = from !== undefined && from !== 'same-origin' && from !== 'none';
    return c.req.method === 'POST' && foreign ? stale(c, say, null) : next();
  };
}

/** Only somebody signed in may send as much as a document is: a stranger's bytes are not even gathered. */
function capped(door: Door): MiddlewareHandler {
  const { say } = door;
  const limit = (most: number, key: string) =>
    bodyUpTo(most, (c) => refuse(c, say, { title: say('tooLarge.title'), text: say(key), status: 413 }));
  const [forms, uploads] = [limit(largestBody, 'tooLarge.form'), limit(largestUploadBody, 'plans.tooLarge')];
  return async (c, next) => {
    const upload = c.req.method === 'POST' && isUpload(c.req.path);
    return upload && (await readerOf(c, door)) ? uploads(c, next) : forms(c, next);
  };
}

/** Goes on for a signed-in person; anybody else is shown the way in. */
async function admitted(c: Context, door: Door, go: (reader: Here) => Promise<Response>): Promise<Response> {
  const reader = await readerOf(c, door);
  return reader ? go(reader) : c.redirect('/console/sign-in', 303);
}

/** A file of the execution report, or the page that says why there is none. */
async function downloaded(c: Context, door: Door, reader: Here): Promise<Response> {
  const { desk, now, say } = door;
  const file = await reportDownload({ desk, say, now: now(), query: (name) => c.req.query(name) ?? null });
  if ('title' in file) return framed(c, say, { reader, shown: file });
  c.header('Content-Type', file.mime);
  c.header('Content-Disposition', asFile(file.name));
  return c.body(Buffer.from(file.bytes));
}

type Arrival = { door: Door; route: ConsoleRoute; reader: Here };

/** Checks role and form token, then lets the page answer. */
async function visited(c: Context, { door, route, reader }: Arrival): Promise<Response> {
  const { say } = door;
  if (!route.who.includes(reader.member.role)) {
    return refuse(c, say, {
      title: say('forbidden.title'),
      text: say('forbidden.means'),
      status: 403,
      reader,
    });
  }
  const form = route.method === 'POST' ? await readForm(c) : emptyForm;
  if (!form)
    return refuse(c, say, { title: say('broken.title'), text: say('broken.means'), status: 400, reader });
  if (route.method === 'POST' && !carries(form, reader.csrf)) return stale(c, say, reader);
  const visit = visitOf(c, { door, route, reader }, form);
  const answer = await route.answer(visit);
  if ('to' in answer) return c.redirect(within(answer.to), 303);
  if ('file' in answer) return kept(c, answer);
  if ('stream' in answer) return streamed(c, answer);
  if ('letter' in answer) return framedLetter(c, answer.letter);
  if ('live' in answer) return live(c, answer);
  const flash = answer.flash ?? (route.method === 'GET' ? doneFlash(visit) : null);
  if (answer.refresh) c.header('Refresh', String(answer.refresh));
  return framed(c, say, { reader, shown: { ...answer, flash } });
}

/** A file of ours, which a browser keeps and never shows. */
function kept(c: Context, { file }: Download): Response {
  c.header('Content-Type', file.type);
  c.header('Content-Disposition', asFile(file.name));
  return c.body(Buffer.from(file.bytes));
}

function streamed(c: Context, { stream }: Stream): Response {
  c.header('Content-Type', stream.type);
  c.header('Content-Disposition', asFile(stream.name));
  return c.body(ReadableStream.from(stream.parts));
}

/** A way within the console, with every sign that ends a header or leads elsewhere written out. */
function within(to: string): string {
  const base = 'http://console.invalid';
  const url = URL.parse(to, base);
  const ours = url?.origin === base && /^\/console(\/|$)/.test(url.pathname);
  return ours ? `${url.pathname}${url.search}${url.hash}` : '/console';
}

/** A file's name as a header carries it, whatever signs are in it. Source: https://www.rfc-editor.org/rfc/rfc6266#section-4.3 */
function asFile(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, '_')}`;
}

/** Server-sent events; a proxy that gathers answers is asked not to. */
function live(c: Context, answer: Live): Response {
  c.header('Content-Type', 'text/event-stream; charset=utf-8');
  c.header('X-Accel-Buffering', 'no');
  return c.body(answer.live);
}

function visitOf(c: Context, { door, reader }: Arrival, form: Form): Visit {
  const { desk, now, say, secure } = door;
  return {
    desk,
    member: reader.member,
    csrf: reader.csrf,
    session: reader.session,
    now: now(),
    origin: `${secure ? 'https' : 'http'}://${new URL(c.req.url).host}`,
    say,
    param: (name) => c.req.param(name) ?? '',
    query: (name) => c.req.query(name) ?? null,
    form,
    left: c.req.raw.signal,
    stillHere: async () => (await readerOf(c, door)) !== null,
  };
}

/** The submitted form, or null where the body is not one. */
async function readForm(c: Context): Promise<Form | null> {
  try {
    return formFrom(await c.req.parseBody({ all: true }));
  } catch {
    return null;
  }
}

/** Compares digests, so that neither length nor time tells anything of the token. */
function carries(form: Form, csrf: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(form.text('csrf')), digest(csrf));
}

function stale(c: Context, say: Say, reader: Reader): Promise<Response> {
  return refuse(c, say, { title: say('stale.title'), text: say('stale.means'), status: 403, reader });
}

type Refusal = { title: string; text: string; status: NonNullable<Framed['status']>; reader?: Reader };

async function refuse(c: Context, say: Say, refusal: Refusal): Promise<Response> {
  const { title, text, status, reader = null } = refusal;
  const body = html`<p>${link('', say('missing.home'))}</p>`;
  return framed(c, say, { reader, shown: { title, body, status, flash: problem(text) } });
}
