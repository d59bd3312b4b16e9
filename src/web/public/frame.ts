// Owns the frame of residents' pages: title, way home, main part and the foot with whom to ask; the look is in two style sheets.
import { html } from 'hono/html';
import { contactOf } from '../../core/facts.ts';
import { type Html, icons, styleSheet } from '../layout.ts';
import type { Moment } from './options.ts';
import { linked } from './text.ts';

/** Where the style of residents' pages and of the chat is served. */
export const chatStyle = '/chat.css';

/** A page for residents. `title` is its only first-level heading; `bare`: nothing but the body, for a frame on another site. */
export type ResidentPage = { title: string; body: Html; bare?: boolean };

/** A whole document. It needs no script; nothing in it is inline style or inline script. */
export function residentPage(moment: Moment, { title, body, bare = false }: ResidentPage): Html {
  const { words } = moment;
  const brand = words('web.brand');
  return html`<!doctype html>
<html lang="uk">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === brand ? title : `${title} — ${brand}`}</title>
<meta name="description" content="${words('web.description')}">
${icons}
<link rel="stylesheet" href="${styleSheet}">
<link rel="stylesheet" href="${chatStyle}">
</head>
<body class="${bare ? 'resident bare' : 'resident'}">
${bare ? '' : head(moment)}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
${bare ? '' : foot(moment)}
</body>
</html>`;
}

function head({ words }: Moment): Html {
  return html`<a class="skip" href="#main">${words('web.skip')}</a>
<header><a class="brand" href="/">${words('web.brand')}</a></header>`;
}

function foot({ content, words }: Moment): Html {
  return html`<footer>
<p>${content.city.controller.name}</p>
<p>${words('web.foot.contact')} ${contactLink(contactOf(content))}</p>
<p><a href="/privacy">${words('web.foot.privacy')}</a> · <a href="/register">${words('web.foot.register')}</a> · <a href="/open-data">${words('web.foot.open')}</a></p>
</footer>`;
}

/** The city's contact is a telephone, a mailbox or its site: each opens with one press. */
function contactLink(contact: string): Html {
  if (/^\S+@\S+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`;
  if (/^\+?[\d\s()-]+$/.test(contact))
    return html`<a href="tel:${contact.replace(/[^+\d]/g, '')}">${contact}</a>`;
  return linked(contact);
}
