// Owns the frame of every page: landmarks, one heading, the skip link, the navigation and the place of messages; words and content are handed in.
import { html } from 'hono/html';

/** A piece of markup in which every value has been escaped. */
export type Html = ReturnType<typeof html>;

/** A message above the content. done: it worked · problem: it did not, and why · note: worth knowing. */
export type Flash = { kind: 'done' | 'problem' | 'note'; text: string };

/** One page in the navigation; `current`: the reader is there or below it. */
export type NavLink = { href: string; label: string; current: boolean };
/** Pages that belong together; `id` is unique on the page. */
export type NavGroup = { id: string; label: string; links: readonly NavLink[] };

/** The head of a page: where it leads. `label` and `menu` name the navigation on a desk and on a phone, `skip` the link over it. */
export type Nav = {
  label: string;
  menu: string;
  skip: string;
  home: { href: string; label: string };
  groups: readonly NavGroup[];
  /** What stands beside the groups, such as who is signed in. */
  aside?: Html;
};

/** The way from the first page to this one; what has no address is only named. The page's own title is added. */
export type Crumbs = { label: string; way: readonly { label: string; href: string | null }[] };

/** What the reader chose to look at instead of what their device says. */
export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export type Page = {
  title: string;
  lang?: string;
  nav?: Nav;
  crumbs?: Crumbs | null;
  theme?: Theme | null;
  body: Html;
  flash?: Flash;
};

/** Where the one style sheet is served. */
export const styleSheet = '/assets/style.css';

/** The little picture of a page, sharp at any size, and for browsers that know only points. */
export const icons: Html = html`<link rel="icon" href="/icon.png" type="image/png" sizes="64x64">
<link rel="icon" href="/icon.svg" type="image/svg+xml">`;

/** A whole document: `title` is both its title and its only first-level heading. Needs no script and no inline style. */
export function page({ title, lang = 'uk', nav, crumbs, theme, body, flash }: Page): Html {
  const whole = nav ? `${title} — ${nav.home.label}` : title;
  return html`<!doctype html>
<html lang="${lang}"${theme ? html` data-theme="${theme}"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme ?? 'light dark'}">
<title>${whole}</title>
<link rel="stylesheet" href="${styleSheet}">
${icons}
</head>
<body>
${nav ? header(nav) : ''}
${crumbs ? crumbTrail(crumbs, title) : ''}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${flash ? flashBox(flash) : ''}
${body}
</main>
</body>
</html>`;
}

/** The navigation stands twice, each time complete: a row of groups on a desk, one «menu» on a phone; styles show one of them. */
function header(nav: Nav): Html {
  const { groups } = nav;
  return html`<a class="skip" href="#main">${nav.skip}</a>
<header class="bar">
<a class="brand" href="${nav.home.href}">${nav.home.label}</a>
${
  groups.length > 0
    ? html`<nav class="wide" aria-label="${nav.label}"><ul>${groups.map(wideGroup)}</ul></nav>
<details class="narrow"><summary>${nav.menu}</summary><nav aria-label="${nav.menu}">${groups.map(narrowGroup)}</nav></details>`
    : ''
}
${nav.aside ? html`<div class="aside">${nav.aside}</div>` : ''}
</header>`;
}

/** A group of one page is that page; any other opens below its name, one at a time. */
function wideGroup({ label, links }: NavGroup): Html {
  const [only] = links;
  if (only && links.length === 1) return html`<li>${anchor({ ...only, label })}</li>`;
  const current = links.some((one) => one.current) ? html` aria-current="true"` : '';
  return html`<li><details name="groups"><summary${current}>${label}</summary><ul>${items(links)}</ul></details></li>`;
}

function narrowGroup({ id, label, links }: NavGroup): Html {
  const [only] = links;
  if (only && links.length === 1) return html`<ul><li>${anchor({ ...only, label })}</li></ul>`;
  return html`<p id="menu-${id}">${label}</p><ul aria-labelledby="menu-${id}">${items(links)}</ul>`;
}

function items(links: readonly NavLink[]): Html[] {
  return links.map((one) => html`<li>${anchor(one)}</li>`);
}

function anchor({ href, label, current }: NavLink): Html {
  return html`<a href="${href}"${current ? html` aria-current="page"` : ''}>${label}</a>`;
}

function crumbTrail({ label, way }: Crumbs, title: string): Html {
  const steps = way.map(
    (step) =>
      html`<li>${step.href === null ? step.label : html`<a href="${step.href}">${step.label}</a>`}</li>`,
  );
  return html`<nav class="crumbs" aria-label="${label}"><ol>${steps}<li><span aria-current="page">${title}</span></li></ol></nav>`;
}

/** A problem is announced at once, anything else when the reader has a pause. */
function flashBox({ kind, text }: Flash): Html {
  return html`<div class="flash ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}"><p>${text}</p></div>`;
}
