// Owns the privacy notice as a page: the small part of Markdown that content/privacy.md uses, values of the city filled in.
import { html } from 'hono/html';
import { factsFor, say } from '../../core/facts.ts';
import type { Html } from '../layout.ts';
import type { ResidentPage } from './frame.ts';
import { askSection } from './my.ts';
import type { Moment } from './options.ts';
import { marked } from './text.ts';

type Block =
  | { kind: 'title'; text: string }
  | { kind: 'heading' | 'paragraph'; text: string }
  | { kind: 'list'; items: readonly string[] };

/** The notice: its first `#` line is the page's heading. */
export function privacyPage({ content, now, words }: Moment): ResidentPage {
  const filled = say(content, content.privacy, factsFor(content, { contest: 'city', now })).text;
  const blocks = blocksOf(filled);
  const title = blocks.find((block) => block.kind === 'title');
  return {
    title: title?.text ?? words('web.foot.privacy'),
    body: html`<div class="prose">${blocks.filter((block) => block !== title).map(shown)}</div>
${askSection(words)}`,
  };
}

/** `# `, `## `, `- ` and paragraphs; lines that follow one another belong to one block. */
export function blocksOf(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .flatMap((chunk) => chunk.split(/\n(?=#)|(?<=^#[^\n]*)\n/m))
    .flatMap(blocksOfChunk);
}

function blocksOfChunk(chunk: string): Block[] {
  const lines = chunk.split('\n').filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return [];
  const heading = /^(#{1,2}) (.*)$/.exec(first);
  if (heading) return [{ kind: heading[1] === '#' ? 'title' : 'heading', text: heading[2] ?? '' }];
  const from = lines.findIndex((line) => line.startsWith('- '));
  const before = from === -1 ? lines : lines.slice(0, from);
  const paragraph: Block[] = before.length > 0 ? [{ kind: 'paragraph', text: before.join(' ') }] : [];
  return from === -1 ? paragraph : [...paragraph, { kind: 'list', items: itemsOf(lines.slice(from)) }];
}

/** A line without its own dash goes on the item above it. */
function itemsOf(lines: readonly string[]): string[] {
  return lines
    .join('\n')
    .split(/\n(?=- )/)
    .map((item) => item.replace(/^- /, '').replaceAll('\n', ' '));
}

function shown(block: Block): Html {
  switch (block.kind) {
    case 'title':
    case 'heading':
      return html`<h2>${marked(block.text)}</h2>`;
    case 'paragraph':
      return html`<p>${marked(block.text)}</p>`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${marked(item)}</li>`)}</ul>`;
  }
}
