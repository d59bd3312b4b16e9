// Owns the public register of the city's broadcasts: a page at a time, the newest first, and its file. What is in it is the application's.
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RegisterDesk, RegisterEntry, RegisterPage } from '../../app/broadcasts/register.ts';
import { isoInKyiv } from '../../core/time.ts';
import { grouped, longMoment } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type Moment, momentOf, type PublicOptions } from './options.ts';
import { paragraphs } from './text.ts';

/** What residents may read of the register. */
export type PublicRegister = Pick<RegisterDesk, 'page' | 'csv'>;
export type RegisterOptions = Pick<PublicOptions, 'phrase' | 'content' | 'now'> & {
  register: PublicRegister;
};

/** `GET /register?page=` and `GET /register.csv`, which is not there while staff have switched the register off. */
export function registerRoutes(options: RegisterOptions): Hono {
  const app = new Hono();
  app.get('/register', async (c) => {
    const wanted = Number(/^\d{1,4}$/.exec(c.req.query('page') ?? '')?.[0] ?? 1);
    const shown = await options.register.page(wanted);
    const moment = await momentOf(options);
    return c.html(await residentPage(moment, registerPage(moment, shown)));
  });
  app.get('/register.csv', async (c, next) => {
    const text = await options.register.csv();
    if (text === null) return next();
    return c.body(text, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="register.csv"',
    });
  });
  return app;
}

function registerPage(moment: Moment, shown: RegisterPage | null): ResidentPage {
  const { words } = moment;
  const title = words('web.register.title');
  if (!shown) return { title, body: paragraphs(words('web.register.off')) };
  const { entries } = shown;
  const body = html`<p class="lead">${words('web.register.lead')}</p>
${entries.length === 0 ? paragraphs(words('web.register.none')) : entries.map((one) => entryPart(moment, one))}
${pageLinks(moment, shown)}
${entries.length === 0 ? '' : html`<p><a href="/register.csv">${words('web.register.csv')}</a></p>`}`;
  return { title, body };
}

function entryPart({ words }: Moment, one: RegisterEntry): Html {
  const { at, text, subject, channels, amended } = one;
  return html`<article class="sheet">
<h2><time datetime="${isoInKyiv(at)}">${longMoment(at)}</time></h2>
${amended === null ? '' : html`<p><strong>${words(`web.register.${amended}`)}</strong></p>`}
${subject === null ? '' : html`<p><strong>${subject}</strong></p>`}
${paragraphs(text)}
<ul><li>${words('web.register.channels', { value: channels.join(', ') })}</li>${resultPart({ words }, one)}</ul>
</article>`;
}

/** How many it was for and how many got it; of fewer than ten people nothing more than that. */
function resultPart({ words }: Pick<Moment, 'words'>, { audience, arrived }: RegisterEntry): Html {
  if (audience === null || arrived === null)
    return html`<li>${words('web.register.audience', { value: words('web.register.few') })}</li>`;
  const total = grouped(audience);
  const share = String(Math.floor((100 * arrived) / audience));
  const result = { value: grouped(arrived), total, name: share };
  return html`<li>${words('web.register.audience', { value: total })}</li><li>${words('web.register.result', result)}</li>`;
}

function pageLinks({ words }: Moment, { page, pages }: RegisterPage): Html {
  if (pages < 2) return html``;
  const way = (to: number, key: string) =>
    to < 1 || to > pages
      ? ''
      : html`<li><a class="button" href="/register?page=${to}">${words(key)}</a></li>`;
  return html`<nav aria-label="${words('web.register.pages')}"><p>${words('web.register.page', { page: String(page), pages: String(pages) })}</p>
<ul class="ways">${way(page - 1, 'web.register.newer')}${way(page + 1, 'web.register.older')}</ul></nav>`;
}
