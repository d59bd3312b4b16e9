// Owns how values look on a page: moments in Kyiv time, money, durations, messages and tables.
import { html } from 'hono/html';
import { inKyiv, isoInKyiv } from '../../core/time.ts';
import { currency, grouped, longMoment } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import type { Say } from './words.ts';

/** An instant in Kyiv time, in words and for machines. */
export function moment(instant: number): Html {
  return html`<time datetime="${isoInKyiv(instant)}">${longMoment(instant)}</time>`;
}

/** An instant as a field for local date and time wants it: `2027-03-08T10:00` in Kyiv. */
export function localField(instant: number): string {
  return inKyiv(instant).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** Whole and hundredths, as money is written: 123450 → `1 234,50`. */
function hundredths(minor: number): string {
  const sign = minor < 0 ? '−' : '';
  const whole = Math.trunc(Math.abs(minor) / 100);
  return `${sign}${grouped(whole)},${String(Math.abs(minor) % 100).padStart(2, '0')}`;
}

/** Integer kopecks as hryvnias: `1 234,50 ${currency}`. */
export function kopecks(value: number): string {
  return `${hundredths(value)}\u00a0${currency}`;
}

/** Euros as a price: `12,30 €`. */
export function euros(value: number): string {
  return `${hundredths(Math.round(value * 100))}\u00a0€`;
}

/** Seconds as people say them: less than a minute, minutes, hours. */
export function duration(say: Say, seconds: number): string {
  if (seconds < 60) return say('duration.moment');
  if (seconds < 7200) return say('duration.minutes', { n: Math.ceil(seconds / 60) });
  return say('duration.hours', { n: Math.ceil(seconds / 3600) });
}

/** A message as a resident sees it: its line breaks and its bold words. */
export function message(text: string): Html {
  const parts = text
    .split(/\*\*(.+?)\*\*/s)
    .map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : part));
  return html`<div class="message">${parts}</div>`;
}

export type Tone = 'done' | 'problem' | 'note' | 'plain';

/** A short word about a state; the colour only repeats what the word says. */
export function tag(text: string, tone: Tone): Html {
  return html`<span class="tag ${tone}">${text}</span>`;
}

export type Cell = Html | string | number;

/** Tables of fewer columns fit a phone as they are. */
const fewestOfCards = 3;

/**
 * A table with a caption. The first cell of each row names the row; `numbers` are the columns set to the right.
 * It scrolls by itself where the screen is narrow, also by keyboard.
 */
export function table(of: {
  caption: string;
  /** What tells this table from others with the same caption, for who hears it. */
  about?: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
  numbers?: readonly number[];
}): Html {
  const right = (column: number) => (of.numbers?.includes(column) ? html` class="number"` : '');
  const said = (cell: Cell) => (typeof cell === 'number' ? grouped(cell) : cell);
  // On a phone a row of many columns is a card, on which each cell says its column's name.
  const cards = of.head.length >= fewestOfCards;
  const label = (column: number) => (cards ? html` data-label="${of.head[column] ?? ''}"` : '');
  const head = of.head.map((text, column) => html`<th scope="col"${right(column)}>${text}</th>`);
  const rows = of.rows.map(([first = '', ...rest]) => {
    const cells = rest.map(
      (cell, index) => html`<td${right(index + 1)}${label(index + 1)}>${said(cell)}</td>`,
    );
    return html`<tr><th scope="row">${said(first)}</th>${cells}</tr>`;
  });
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${of.about ? `${of.caption}: ${of.about}` : of.caption}"><table${cards ? html` class="cards"` : ''}>
<caption>${of.caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

/** Terms and their values; a value of null is left out. */
export function terms(pairs: readonly (readonly [string, Cell | null])[]): Html {
  const items = pairs
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([name, value]) => html`<dt>${name}</dt><dd>${typeof value === 'number' ? grouped(value) : value}</dd>`,
    );
  return html`<dl>${items}</dl>`;
}

/** A link within the console. */
export function link(path: string, label: string): Html {
  return html`<a href="/console${path}">${label}</a>`;
}
