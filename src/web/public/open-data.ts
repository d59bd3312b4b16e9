// Owns the public page of the open data and the addresses of their files. What is in them is the application's.
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { openSets } from '../../app/plan/open-data.ts';
import type { Passport, SetPassport } from '../../app/plan/open-data-passport.ts';
import { openForms, openTypes } from '../../app/plan/open-data-table.ts';
import { longMoment } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type Moment, momentOf, type PublicOptions } from './options.ts';
import { paragraphs } from './text.ts';

export type OpenDataOptions = Pick<PublicOptions, 'phrase' | 'content' | 'now' | 'openData'>;

/**
 * `GET /open-data`, `/open-data/passport.json` and `/open-data/SET.csv` or `.json`; the files are not there while staff
 * have switched open data off. Programs of other sites may read them: nobody's cookie is asked for.
 */
export function openDataRoutes(options: OpenDataOptions): Hono {
  const app = new Hono();
  app.get('/open-data', async (c) => {
    const passport = await options.openData.passport();
    const moment = await momentOf(options);
    return c.html(await residentPage(moment, openDataPage(moment, passport)));
  });
  app.get('/open-data/passport.json', async (c, next) => {
    const passport = await options.openData.passport();
    if (passport === null) return next();
    return file(c, { name: 'passport.json', type: openTypes.json, text: JSON.stringify(passport, null, 2) });
  });
  for (const name of openSets) {
    for (const form of openForms) {
      app.get(`/open-data/${name}.${form}`, async (c, next) => {
        const text = await options.openData.file(name, form);
        if (text === null) return next();
        return file(c, { name: `${name}.${form}`, type: openTypes[form], text });
      });
    }
  }
  return app;
}

function file(c: Context, of: { name: string; type: string; text: string }): Response {
  return c.body(of.text, 200, {
    'Content-Type': of.type,
    'Content-Disposition': `attachment; filename="${of.name}"`,
    'Access-Control-Allow-Origin': '*',
  });
}

function openDataPage(moment: Moment, passport: Passport | null): ResidentPage {
  const { words } = moment;
  const title = words('web.open.title');
  if (!passport) return { title, body: paragraphs(words('web.open.off')) };
  const body = html`<p class="lead">${words('web.open.lead')}</p>
${passport.datasets.map((one) => setPart(moment, one))}
<section aria-labelledby="use">
<h2 id="use">${words('web.open.use')}</h2>
<p>${passport.terms}</p>
<p>${words('web.open.official')}</p>
<p>${words('web.open.excel')}</p>
<p>${words('web.open.publisher', { value: passport.publisher.name })}</p>
<p><a href="/open-data/passport.json">${words('web.open.passport')}</a></p>
<p><a href="/register">${words('web.open.register')}</a></p>
</section>`;
  return { title, body };
}

function setPart({ words }: Moment, one: SetPassport): Html {
  const { title, description, records, modified, distribution, structure } = one;
  const files = distribution.map(
    ({ format, downloadURL }) =>
      html`<li><a class="button" href="${new URL(downloadURL).pathname}" aria-label="${words('web.open.file', { value: format })}: ${title}">${words('web.open.file', { value: format })}</a></li>`,
  );
  const changed =
    modified === null
      ? ''
      : html`<li>${words('web.open.modified', { value: longMoment(Date.parse(modified)) })}</li>`;
  const fields = structure.map(
    ({ name, description: means }) => html`<dt><code>${name}</code></dt><dd>${means}</dd>`,
  );
  return html`<article class="sheet">
<h2>${title}</h2>
<p>${description}</p>
${records === 0 ? html`<p>${words('web.open.none')}</p>` : html`<ul><li>${words('web.open.records', { value: String(records) })}</li>${changed}</ul>`}
<ul class="ways">${files}</ul>
<details><summary>${words('web.open.fields')}</summary><dl>${fields}</dl></details>
</article>`;
}
