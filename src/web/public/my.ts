// Owns the pages of one person's data: showing all of it, its file, erasing asked once more, and the form that asks for the link.
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { MyDataDesk, MyDataShown } from '../../app/people/my-data.ts';
import { longMoment } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import { bodyUpTo } from '../limits-body.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type Moment, momentOf, type PublicOptions, type Words } from './options.ts';
import { plainPage } from './pages.ts';
import { linked, paragraphs } from './text.ts';

/** What the pages need of the door's options, and the application's use cases. */
export type MyOptions = Pick<PublicOptions, 'phrase' | 'content' | 'now'> & { myData: MyDataDesk };

type Status = 200 | 400 | 404 | 410 | 413;
type Shown = { page: (moment: Moment) => ResidentPage; status?: Status };

/** Longer than any token of ours. */
const longestToken = 400;
const mostBody = 16 * 1024;
/** Where the form stands on the privacy page. */
const formPlace = 'my-data';

/**
 * `GET /my/:token` shows, `GET /my/:token/data.json` is the file, `POST /my/:token` acts: `act=ask` asks once more,
 * `act=erase` erases. `POST /my` sends the link to an address. GET never changes anything: programs follow links.
 */
export function myRoutes(options: MyOptions): Hono {
  const app = new Hono();
  const show = async (c: Context, { page, status = 200 }: Shown) =>
    c.html(await residentPage(...(await framed(options, page))), status);
  const tooLarge = bodyUpTo(mostBody, (c) =>
    show(c, { page: (moment) => plainPage(moment, 'web.tooLarge'), status: 413 }),
  );
  for (const path of ['/my', '/my/*']) {
    app.use(path, async (c, next) => {
      await next();
      // The address of the page is the key to it: no cache, search engine or other site may learn it.
      c.header('Cache-Control', 'no-store');
      c.header('Referrer-Policy', 'no-referrer');
      c.header('X-Robots-Tag', 'noindex, nofollow');
    });
    app.use(path, tooLarge);
  }
  app.get('/my', (c) => c.redirect(`/privacy#${formPlace}`, 303));
  app.post('/my', async (c) => show(c, await requested(options, await fieldOf(c, 'address'))));
  app.get('/my/:token', async (c) => show(c, await looked(options, tokenOf(c))));
  app.post('/my/:token', async (c) => show(c, await acted(options, tokenOf(c), await fieldOf(c, 'act'))));
  app.get('/my/:token/data.json', async (c) => {
    const file = await options.myData.file(tokenOf(c));
    if (file === null) return show(c, gone);
    return c.body(file, 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="my-data.json"',
      'X-Content-Type-Options': 'nosniff',
    });
  });
  return app;
}

async function framed(options: MyOptions, page: Shown['page']): Promise<[Moment, ResidentPage]> {
  const moment = await momentOf(options);
  return [moment, page(moment)];
}

function tokenOf(c: Context): string {
  const token = c.req.param('token') ?? '';
  return token.length <= longestToken ? token : '';
}

/** One text field of a form; empty where there is none. */
async function fieldOf(c: Context, name: string): Promise<string> {
  const fields = await c.req.parseBody().catch(() => ({}));
  const value = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' ? value.trim() : '';
}

const gone: Shown = {
  status: 410,
  page: ({ words }) => ({
    title: words('mydata.gone.title'),
    body: html`${paragraphs(words('mydata.gone'))}${askForm(words, { wrong: false, address: '' })}`,
  }),
};

async function looked({ myData }: MyOptions, token: string): Promise<Shown> {
  const shown = await myData.look(token);
  return shown ? { page: ({ words }) => dataPage(words, token, shown) } : gone;
}

async function acted({ myData }: MyOptions, token: string, act: string): Promise<Shown> {
  if ((await myData.look(token)) === null) return gone;
  switch (act) {
    case 'ask':
      return { page: ({ words }) => erasePage(words, token) };
    case 'erase':
      return (await myData.erase(token)) ? { page: (moment) => plainPage(moment, 'mydata.erased') } : gone;
    default:
      return { page: (moment) => plainPage(moment, 'mydata.unclear'), status: 400 };
  }
}

async function requested({ myData }: MyOptions, address: string): Promise<Shown> {
  const outcome = address === '' ? 'wrong' : await myData.request(address);
  if (outcome === 'sent') return { page: (moment) => plainPage(moment, 'mydata.asked') };
  return {
    status: 400,
    page: ({ words }) => ({
      title: words('mydata.ask.title'),
      body: askForm(words, { wrong: true, address: address.slice(0, 254) }),
    }),
  };
}

function dataPage(words: Words, token: string, { parts, until }: MyDataShown): ResidentPage {
  const sections = parts.map(
    ({ title, lines }) =>
      html`<section><h2>${title}</h2><ul>${lines.map((line) => html`<li>${linked(line)}</li>`)}</ul></section>`,
  );
  return {
    title: words('mydata.title'),
    body: html`<p class="lead">${words('mydata.lead', { start: longMoment(until) })}</p>
<div class="prose">${sections}
<section><h2>${words('mydata.file.title')}</h2>
<p>${words('mydata.file.what')}</p>
<p><a class="button" href="/my/${token}/data.json" download>${words('mydata.file.button')}</a></p></section>
<section><h2>${words('mydata.erase.title')}</h2>
<p>${words('mydata.erase.what')}</p>
${actForm(token, 'ask', words('mydata.erase.button'))}</section></div>`,
  };
}

/** Asked once more, because it can't be taken back; leaving is the first thing that is read after the question. */
function erasePage(words: Words, token: string): ResidentPage {
  return {
    title: words('mydata.erase.ask.title'),
    body: html`<p>${words('mydata.erase.what')}</p>
<p><a class="button quiet" href="/my/${token}">${words('mydata.erase.no')}</a></p>
${actForm(token, 'erase', words('mydata.erase.yes'))}`,
  };
}

function actForm(token: string, act: 'ask' | 'erase', label: string): Html {
  return html`<form method="post" action="/my/${token}"><p><button type="submit" name="act" value="${act}">${label}</button></p></form>`;
}

/** The form for people who have no chat: the link goes to their address. `wrong`: what was typed is no address. */
export function askForm(words: Words, { wrong, address }: { wrong: boolean; address: string }): Html {
  return html`<form class="email" method="post" action="/my">
<div class="field">
<label for="my-address">${words('mydata.ask.label')}</label>
${wrong ? html`<span class="error" id="my-error">${words('mydata.ask.wrong')}</span>` : ''}
<input id="my-address" name="address" type="email" required maxlength="254" autocomplete="email" value="${address}"${
    wrong ? html` aria-invalid="true" aria-describedby="my-error"` : ''
  }>
</div>
<p><button type="submit">${words('mydata.ask.button')}</button></p>
</form>`;
}

/** The part of the privacy page that holds the form. */
export function askSection(words: Words): Html {
  return html`<section id="${formPlace}"><h2>${words('mydata.ask.title')}</h2>
<p>${words('mydata.ask.what')}</p>
${askForm(words, { wrong: false, address: '' })}</section>`;
}
