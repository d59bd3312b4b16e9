// Owns the public door: residents' pages, the web chat, calendars, QR codes and pictures. What is said is the application's.
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { ContestId } from '../core/contest.ts';
import { tooMany } from './limits.ts';
import { bodyUpTo } from './limits-body.ts';
import { type ChatForm, converse } from './public/conversation.ts';
import { draftRoutes } from './public/draft.ts';
import { type EmailOutcome, emailPage } from './public/email-form.ts';
import { eventRoutes } from './public/event.ts';
import { mountFiles } from './public/files.ts';
import { type ResidentPage, residentPage } from './public/frame.ts';
import { securityHeaders } from './public/headers.ts';
import { myRoutes } from './public/my.ts';
import { openDataRoutes } from './public/open-data.ts';
import { type Moment, momentOf, type PublicOptions, sourceNamed } from './public/options.ts';
import { chatPage, homePage, landingPage, plainPage } from './public/pages.ts';
import { printIndex, printSheet, sheetNamed } from './public/print.ts';
import { privacyPage } from './public/privacy.ts';
import { projectRoutes } from './public/projects.ts';
import { registerRoutes } from './public/register.ts';

export type { PublicOptions } from './public/options.ts';

type Status = 200 | 400 | 404 | 413;

/** Nothing that residents send is longer: a chat message of 4000 letters is 24 kB in a form. */
const mostBody = 64 * 1024;
/** The source of who came to the city's own page. */
const ownSource = 'web';

/** Every public route; mounted last, because it also answers what nobody else knows. */
export function publicRoutes(options: PublicOptions): Hono {
  const app = new Hono();
  app.use('*', securityHeaders());
  mountPages(app, options);
  mountChat(app, options);
  mountEmail(app, options);
  app.route('/', myRoutes(options));
  app.route('/', draftRoutes(options));
  app.route('/', projectRoutes(options));
  app.route('/', registerRoutes(options));
  app.route('/', openDataRoutes(options));
  app.route('/', eventRoutes(options));
  mountFiles(app, options);
  app.all('*', async (c) =>
    show(c, await momentOf(options), { page: plainPageOf('web.notFound'), status: 404 }),
  );
  return app;
}

type Showing = { page: (moment: Moment) => ResidentPage; status?: Status };

async function show(c: Context, moment: Moment, { page, status = 200 }: Showing): Promise<Response> {
  return c.html(await residentPage(moment, page(moment)), status);
}

function plainPageOf(key: string): Showing['page'] {
  return (moment) => plainPage(moment, key);
}

function mountPages(app: Hono, options: PublicOptions): void {
  app.get('/', async (c) => {
    const source = sourceNamed(c.req.query('source'));
    const links = options.deepLinks(source ?? ownSource);
    return show(c, await momentOf(options), { page: (moment) => homePage(moment, { source, links }) });
  });
  app.get('/go/:source', async (c) => {
    const source = sourceNamed(c.req.param('source'));
    // Programs that look ahead are nobody who came.
    if (source !== null && c.req.method === 'GET' && !c.req.header('sec-purpose')?.includes('prefetch'))
      await options.sources.visit(source);
    // A poster outlives its registration: who scans it still gets in, only without a place to land.
    const target = source === null ? null : ((await options.sources.find(source))?.target ?? null);
    const links = options.deepLinks(source ?? ownSource);
    return show(c, await momentOf(options), {
      page: (moment) => landingPage(moment, { source, target, links }),
    });
  });
  app.get('/print', async (c) => show(c, await momentOf(options), { page: printIndex }));
  app.get('/print/:contest/:stage', async (c, next) => {
    const sheet = sheetNamed(c.req.param('contest'), c.req.param('stage'));
    if (!sheet) return next();
    return c.html(await printSheet(await momentOf(options), { ...sheet, publicUrl: options.publicUrl }));
  });
  app.get('/privacy', async (c) => show(c, await momentOf(options), { page: privacyPage }));
}

function mountChat(app: Hono, options: PublicOptions): void {
  // No cookie and no secret of the page is involved, so any site may talk to the chat for its visitor.
  app.use(
    '/api/chat',
    cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['Content-Type'], maxAge: 86_400 }),
  );
  const tooLong = bodyUpTo(mostBody, (c) => c.json({ error: 'too large' }, 413));
  app.post('/api/chat', tooLong, async (c) => {
    const said = await options.talk(null, new Uint8Array(await c.req.arrayBuffer()));
    if (said.status === 429) return tooMany(c, options.phrase, said.seconds);
    return c.body(JSON.stringify(said.answer), said.status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
  });
  app.get('/chat', (c) => c.redirect('/#chat', 303));
  app.get('/embed', async (c) => {
    const source = sourceNamed(c.req.query('source'));
    return show(c, await momentOf(options), {
      page: (moment) =>
        chatPage(moment, { action: '/embed', session: null, source, said: null, heading: false }),
    });
  });
  for (const action of ['/chat', '/embed'] as const) {
    app.post(action, formLimit(options), async (c) => {
      const form = chatFormOf(await fieldsOf(c));
      c.header('Cache-Control', 'no-store');
      const answer = await converse(options.talk, form);
      if (answer.kind === 'busy') return tooMany(c, options.phrase, answer.seconds);
      if (answer.kind === 'refused') {
        return show(c, await momentOf(options), { page: plainPageOf('web.chat.refused'), status: 400 });
      }
      const { session, opened, replies } = answer;
      const said = { opened, you: form.text?.startsWith('/') ? null : form.text, replies };
      return show(c, await momentOf(options), {
        page: (moment) => chatPage(moment, { action, session, source: null, said, heading: false }),
      });
    });
  }
}

function mountEmail(app: Hono, options: PublicOptions): void {
  app.get('/email', (c) => c.redirect('/#letters', 303));
  app.post('/email', formLimit(options), async (c) => {
    const { address = '', contest: named } = await fieldsOf(c);
    const contest: ContestId | null = named === 'city' || named === 'kids' ? named : null;
    const outcome: EmailOutcome =
      address.trim() === '' ? 'missing' : await options.requestEmail(address.trim(), contest);
    c.header('Cache-Control', 'no-store');
    const status = outcome === 'wrong' || outcome === 'missing' ? 400 : 200;
    return show(c, await momentOf(options), {
      page: ({ words }) =>
        emailPage(words, outcome, { address: address.slice(0, 254), contest, wrong: false }),
      status,
    });
  });
}

/** A form that is too large gets a page in words, not a bare status. */
function formLimit(options: PublicOptions) {
  return bodyUpTo(mostBody, async (c) =>
    show(c, await momentOf(options), { page: plainPageOf('web.tooLarge'), status: 413 }),
  );
}

/** The text fields of a form; a body that is none has no fields. */
async function fieldsOf(c: Context): Promise<Record<string, string>> {
  try {
    const fields = Object.entries(await c.req.parseBody());
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    return {};
  }
}

function chatFormOf({ session, text, choice, source }: Record<string, string>): ChatForm {
  const given = (value: string | undefined) => (value === undefined || value.trim() === '' ? null : value);
  return {
    session: given(session),
    text: given(text),
    choice: given(choice),
    source: sourceNamed(source),
  };
}
