// Owns the frame of every page: landmarks, one heading, the skip link and the place of messages; words and content are handed in.
import { html } from 'hono/html';

/** A piece of markup in which every value has been escaped. */
export type Html = ReturnType<typeof html>;

/** A message above the content. done: it worked · problem: it did not, and why · note: worth knowing. */
export type Flash = { kind: 'done' | 'problem' | 'note'; text: string };

/** The head of a page: where it leads. `label` names the navigation, `skip` the link over it; both are read aloud. */
export type Nav = {
  label: string;
  skip: string;
  home: { href: string; label: string };
  links: readonly { href: string; label: string; current: boolean }[];
  /** What stands beside the links, such as who is signed in. */
  aside?: Html;
};

export type Page = { title: string; lang?: string; nav?: Nav; body: Html; flash?: Flash };

/** Where the one style sheet is served. */
export const styleSheet = '/assets/style.css';

/** A whole document: `title` is both its title and its only first-level heading. Needs no script and no inline style. */
export function page({ title, lang = 'uk', nav, body, flash }: Page): Html {
  const whole = nav ? `${title} — ${nav.home.label}` : title;
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${whole}</title>
<link rel="stylesheet" href="${styleSheet}">
</head>
<body>
${nav ? header(nav) : ''}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${flash ? flashBox(flash) : ''}
${body}
</main>
</body>
</html>`;
}

function header(nav: Nav): Html {
  const links = nav.links.map(
    ({ href, label, current }) =>
      html`<li><a href="${href}"${current ? html` aria-current="page"` : ''}>${label}</a></li>`,
  );
  return html`<a class="skip" href="#main">${nav.skip}</a>
<header>
<a class="brand" href="${nav.home.href}">${nav.home.label}</a>
${links.length > 0 ? html`<nav aria-label="${nav.label}"><ul>${links}</ul></nav>` : ''}
${nav.aside ? html`<div class="aside">${nav.aside}</div>` : ''}
</header>`;
}

/** A problem is announced at once, anything else when the reader has a pause. */
function flashBox({ kind, text }: Flash): Html {
  return html`<div class="flash ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}"><p>${text}</p></div>`;
}
