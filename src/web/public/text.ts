// Owns plain and lightly marked text as safe markup: links become anchors, `**bold**` becomes strong, lines stay lines.
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { linkParts } from './links.js';

/** Text in which every address of the web is a link; everything else is escaped. */
export function linked(text: string): Html {
  const parts = linkParts(text).map(({ text: words, url }) =>
    url === null ? html`${words}` : html`<a href="${url}" rel="noopener">${words}</a>`,
  );
  return html`${parts}`;
}

/** A line with `**bold**` and links. */
export function marked(line: string): Html {
  const parts = line
    .split(/\*\*(.+?)\*\*/)
    .map((part, index) => (index % 2 === 1 ? html`<strong>${linked(part)}</strong>` : linked(part)));
  return html`${parts}`;
}

/** Each line of a text as its own paragraph; empty lines fall out. */
export function paragraphs(text: string): Html {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return html`${lines.map((line) => html`<p>${marked(line)}</p>`)}`;
}
