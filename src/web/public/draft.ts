// Owns the pages of drafts: the filled form to print or download, and the page by which an author gathers support.
// Nothing on them hands anything in, signs or votes.
import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { SharedIdea } from '../../app/projects/draft-pages.ts';
import type { DraftForm, FormPart, FormTable } from '../../core/drafts/draft-form.ts';
import type { Html } from '../layout.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type DeepLink, type Moment, momentOf, type PublicOptions } from './options.ts';
import { plainPage } from './pages.ts';
import { qrSvg } from './qr.ts';
import { qrPng } from './qr-png.ts';
import { linked, paragraphs } from './text.ts';

/** What the pages need of the door's options, and what they show. */
export type DraftOptions = Pick<
  PublicOptions,
  'phrase' | 'content' | 'now' | 'publicUrl' | 'deepLinks' | 'drafts'
>;

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** Longer than any token or code of ours. */
const longestWord = 200;

/**
 * `GET /draft/:token` shows the form, with `.docx` behind it the file; `GET /support/:code` the idea, `/qr.svg` and
 * `/qr.png` behind it the code of that page. None of them may be indexed or kept.
 */
export function draftRoutes(options: DraftOptions): Hono {
  const app = new Hono();
  for (const path of ['/draft/*', '/support/*']) {
    app.use(path, async (c, next) => {
      await next();
      c.header('Cache-Control', 'no-store');
      c.header('Referrer-Policy', 'no-referrer');
      c.header('X-Robots-Tag', 'noindex, nofollow');
    });
  }
  mountForm(app, options);
  mountSupport(app, options);
  return app;
}

type Shown = { page: (moment: Moment) => ResidentPage; status?: 200 | 404 };

async function show(c: Context, options: DraftOptions, { page, status = 200 }: Shown): Promise<Response> {
  const moment = await momentOf(options);
  return c.html(await residentPage(moment, page(moment)), status);
}

function wordOf(c: Context, name: string): string {
  return (c.req.param(name) ?? '').slice(0, longestWord);
}

function mountForm(app: Hono, options: DraftOptions): void {
  const gone: Shown = { page: (moment) => plainPage(moment, 'web.draft.gone'), status: 404 };
  app.get('/draft/:token', async (c) => {
    const [token = '', ...rest] = wordOf(c, 'token').split('.');
    if (rest.join('.') === 'docx') {
      const file = await options.drafts.docx(token);
      if (!file) return show(c, options, gone);
      return c.body(Buffer.from(file.bytes), 200, {
        'Content-Type': docxType,
        'Content-Disposition': `attachment; filename="${file.name}"`,
      });
    }
    const form = rest.length === 0 ? await options.drafts.form(token) : null;
    if (!form) return show(c, options, gone);
    return show(c, options, { page: (moment) => formPage(moment, { form, file: `/draft/${token}.docx` }) });
  });
}

function mountSupport(app: Hono, options: DraftOptions): void {
  const gone: Shown = { page: (moment) => plainPage(moment, 'web.support.gone'), status: 404 };
  app.get('/support/:code', async (c) => {
    const code = wordOf(c, 'code');
    const idea = await options.drafts.shared(code);
    if (!idea) return show(c, options, gone);
    const links = options.deepLinks(idea.source);
    return show(c, options, {
      page: (moment) => supportPage(moment, { idea, links, url: urlOf(options, code) }),
    });
  });
  app.get('/support/:code/:file', async (c, next) => {
    const [code, file] = [wordOf(c, 'code'), c.req.param('file')];
    if (file !== 'qr.svg' && file !== 'qr.png') return next();
    if (!(await options.drafts.shared(code))) return show(c, options, gone);
    const url = urlOf(options, code);
    if (file === 'qr.png') return c.body(Buffer.from(qrPng(url)), 200, { 'Content-Type': 'image/png' });
    const { words } = await momentOf(options);
    return c.body(qrSvg(url, words('web.qr.title', { value: url })), 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
    });
  });
}

function urlOf({ publicUrl }: DraftOptions, code: string): string {
  return `${publicUrl}/support/${code}`;
}

/** The filled form as a page to print. */
function formPage({ words }: Moment, { form, file }: { form: DraftForm; file: string }): ResidentPage {
  return {
    title: form.title,
    body: html`<p class="acts">${words('web.draft.lead')} <a href="${file}">${words('web.draft.docx')}</a></p>
<p>${linked(form.note)}</p>
${form.parts.map(partOf)}`,
  };
}

function partOf(part: FormPart): Html {
  const { heading, texts, blank, labels, table } = part;
  return html`<section class="part">
<h2>${heading}</h2>
${texts.map((text) => html`<p>${text}</p>`)}
${blank ? html`<p class="write"></p><p class="write"></p>` : ''}
${labels.map((label) => html`<p class="write">${label}:</p>`)}
${table ? tableOf(table, heading) : ''}
</section>`;
}

function tableOf({ head, rows }: FormTable, caption: string): Html {
  const cells = (row: readonly string[]) => row.map((text) => html`<td>${text}</td>`);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="byhand" aria-label="${caption}">
<thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody>
</table></div>`;
}

type Support = { idea: SharedIdea; links: readonly DeepLink[]; url: string };

/** An idea in its author's words, and how it is supported now. */
function supportPage({ content, words }: Moment, { idea, links, url }: Support): ResidentPage {
  const ways = idea.how.choices.flatMap((choice) => ('url' in choice ? [choice] : []));
  return {
    title: idea.name,
    body: html`<p class="lead">${words('web.support.author', { value: content.contests[idea.contest].short })}</p>
${idea.parts.map(({ title, value }) => html`<section><h2>${title}</h2>${lines(value)}</section>`)}
<section class="sheet" aria-labelledby="how">
<h2 id="how">${words('web.support.how')}</h2>
${paragraphs(idea.how.text)}
${ways.length === 0 ? '' : html`<ul class="ways">${ways.map((way) => html`<li><a class="button" href="${way.url}" rel="noopener">${way.label}</a></li>`)}</ul>`}
<p>${words('web.support.note')}</p>
</section>
<section aria-labelledby="ask">
<h2 id="ask">${words('web.support.ask')}</h2>
<ul class="ways">${links.map((link) => html`<li><a class="button" href="${link.url}" rel="noopener">${words('web.messengers.open', { name: link.title })}</a></li>`)}
<li><a class="button" href="/?source=${idea.source}#chat">${words('web.support.chat')}</a></li></ul>
</section>
<section aria-labelledby="qr">
<h2 id="qr">${words('web.support.qr')}</h2>
<div class="code">${raw(qrSvg(url, words('web.qr.title', { value: url })))}</div>
<p>${url}</p>
</section>`,
  };
}

/** The author's own lines; an address of the web in them stays text, because nobody has looked where it leads. */
function lines(text: string): Html {
  const all = text.split('\n').filter((line) => line.trim() !== '');
  return html`${all.map((line) => html`<p>${line}</p>`)}`;
}
