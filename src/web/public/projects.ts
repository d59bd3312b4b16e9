// Owns the public page of projects: the list by category and words, a page at a time, and its file of open data. It needs no script.
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { ProjectStep, ProjectsShown, ProjectsWanted } from '../../app/projects/project-pages.ts';
import { contestIds } from '../../core/contest.ts';
import { hasWon, type Project } from '../../core/project.ts';
import { sumInWords } from '../../core/project-view.ts';
import { localDate } from '../../core/time.ts';
import { longDate } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import { type ResidentPage, residentPage } from './frame.ts';
import { type Moment, momentOf, type PublicOptions, type Words } from './options.ts';
import { linked, paragraphs } from './text.ts';

export type ProjectOptions = Pick<PublicOptions, 'phrase' | 'content' | 'now' | 'projects'>;

/** `GET /projects?contest=&category=&q=&page=` and `GET /projects.csv`. */
export function projectRoutes(options: ProjectOptions): Hono {
  const app = new Hono();
  app.get('/projects', async (c) => {
    const wanted = wantedOf(c);
    const shown = await options.projects.show(wanted);
    const moment = await momentOf(options);
    return c.html(await residentPage(moment, listPage(moment, { shown, words: wanted.words ?? '' })));
  });
  app.get('/projects.csv', async (c) =>
    c.body(await options.projects.csv(), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="projects.csv"',
    }),
  );
  return app;
}

function wantedOf(c: Context): ProjectsWanted {
  const page = Number(/^\d{1,4}$/.exec(c.req.query('page') ?? '')?.[0] ?? 1);
  return {
    contest: contestIds.find((id) => id === c.req.query('contest')) ?? null,
    category: c.req.query('category') || null,
    words: c.req.query('q')?.trim().slice(0, 200) || null,
    page: Math.max(1, page),
  };
}

type Listing = { shown: ProjectsShown; words: string };

function listPage(moment: Moment, listing: Listing): ResidentPage {
  const { words } = moment;
  const { shown } = listing;
  const title = words('web.projects.title');
  if (shown.contest === null) return { title, body: html`${paragraphs(words('projects.none'))}` };
  const { short, cycle } = moment.content.contests[shown.contest];
  const body = html`<p class="lead">${words('web.projects.lead', { name: short, value: cycle.name })}</p>
${contestLinks(moment, shown)}
${searchForm(moment, listing)}
<section aria-labelledby="found">
<h2 id="found">${words('web.projects.found', { total: String(shown.total) })}</h2>
<p>${words(shown.total === 0 ? 'web.projects.nothing' : `web.projects.order.${shown.order}`)}</p>
${shown.projects.map((project) => projectPart(moment, { project, steps: shown.steps }))}
</section>
${pageLinks(moment, listing)}
<p><a href="/projects.csv">${words('web.projects.csv')}</a></p>`;
  return { title, body };
}

function addressOf(of: {
  contest: string;
  category?: string | undefined;
  words?: string;
  page?: number;
}): string {
  const query = new URLSearchParams({ contest: of.contest });
  if (of.category) query.set('category', of.category);
  if (of.words) query.set('q', of.words);
  if (of.page && of.page > 1) query.set('page', String(of.page));
  return `/projects?${query}`;
}

function contestLinks({ content, words }: Moment, { listed, contest }: ProjectsShown): Html {
  if (listed.length < 2) return html``;
  const items = listed.map(
    (one) =>
      html`<li><a class="button" href="${addressOf({ contest: one.contest })}"${one.contest === contest ? html` aria-current="page"` : ''}>${content.contests[one.contest].short}</a></li>`,
  );
  return html`<nav aria-label="${words('web.projects.contests')}"><ul class="ways">${items}</ul></nav>`;
}

function searchForm({ words }: Moment, { shown, words: sought }: Listing): Html {
  const options = shown.categories.map(
    ({ ref, category, count }) =>
      html`<option value="${ref}"${category === shown.category ? html` selected` : ''}>${category} (${count})</option>`,
  );
  return html`<form method="get" action="/projects" role="search">
<input type="hidden" name="contest" value="${shown.contest ?? ''}">
<div class="field"><label for="q">${words('web.projects.search')}</label><input type="search" id="q" name="q" value="${sought}" maxlength="200"></div>
${
  options.length > 0
    ? html`<div class="field"><label for="category">${words('web.projects.category')}</label><select id="category" name="category"><option value="">${words('web.projects.categories')}</option>${options}</select></div>`
    : ''
}
<button type="submit">${words('web.projects.do')}</button>
</form>`;
}

type Part = { project: Project; steps: readonly ProjectStep[] };

function projectPart({ words }: Moment, { project, steps }: Part): Html {
  const { number, title, category, size, place, budgetPlan, budgetFact, votes, state, url, responsible } =
    project;
  const name = number === null ? title : words('project.line.number', { value: number, name: title });
  const fact = (key: string, value: string | null) =>
    value === null ? '' : html`<li>${words(`project.${key}`, { value })}</li>`;
  const counted = hasWon(project) || state === 'lost';
  return html`<article class="sheet">
<h3>${name}</h3>
<ul>${fact('category', category)}${fact('size', size)}${fact('place', place)}${fact('cost', budgetPlan === null ? null : sumInWords(budgetPlan))}${fact('state', words(`project.state.${state}`))}${fact('votes', counted && votes !== null ? String(votes) : null)}${fact('spent', budgetFact === null ? null : sumInWords(budgetFact))}${fact('responsible', responsible)}</ul>
${stepList(
  words,
  steps.filter(({ uid }) => uid === project.uid),
)}
${project.description === '' ? '' : html`<details><summary>${words('web.projects.description')}</summary>${project.description.split('\n').map((line) => html`<p>${linked(line)}</p>`)}</details>`}
${url === null ? '' : html`<p><a href="${url}" rel="noopener" aria-label="${words('button.project.page')}: ${title}">${words('button.project.page')}</a></p>`}
</article>`;
}

/** What has been done, day by day. */
function stepList(words: Words, steps: readonly ProjectStep[]): Html {
  if (steps.length === 0) return html``;
  const items = steps.map(({ at, text }) => html`<li>${longDate(localDate(at))}: ${linked(text)}</li>`);
  return html`<p><strong>${words('web.projects.steps')}</strong></p><ul>${items}</ul>`;
}

function pageLinks({ words }: Moment, { shown, words: sought }: Listing): Html {
  const { page, pages, contest } = shown;
  if (pages < 2 || contest === null) return html``;
  const category = shown.categories.find((one) => one.category === shown.category)?.ref;
  const way = (to: number, key: string) =>
    to < 1 || to > pages
      ? ''
      : html`<li><a class="button" href="${addressOf({ contest, category, words: sought, page: to })}">${words(key)}</a></li>`;
  return html`<nav aria-label="${words('web.projects.pages')}"><p>${words('projects.page', { page: String(page), pages: String(pages) })}</p>
<ul class="ways">${way(page - 1, 'button.projects.back')}${way(page + 1, 'button.projects.next')}</ul></nav>`;
}
