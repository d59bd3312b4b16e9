// Owns charts as SVG: curves and bars with axes, a title and a description; told apart by marks and patterns, never by colour alone.
import { html } from 'hono/html';
import { grouped } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';

/** `id` is unique on the page; `title` names the chart and `desc` says in words what it shows. */
type Named = { id: string; title: string; desc: string };
/** One value a label, in the same order. */
export type ChartCurve = { title: string; values: readonly number[] };
export type LineChart = Named & { labels: readonly string[]; curves: readonly ChartCurve[] };
/** A bar of several parts, in the order of `parts`, with its whole beside it. */
export type BarChart = Named & {
  parts: readonly string[];
  bars: readonly { label: string; values: readonly number[] }[];
};

/** Small enough that the letters can be read on a phone, where the whole width is shown. */
const width = 480;
const left = 60;
const right = 16;
const top = 20;
const bottom = 34;
const height = 260;
/** Curves and parts that have a mark and a pattern of their own. */
const most = 6;

/** The first step of 1, 2 or 5 times a power of ten with which four steps reach the value. */
export function stepFor(value: number): number {
  const rough = Math.max(1, value) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10;
  return Math.max(1, step * power);
}

/** Curves over equal steps of time, from nought up; under it what each mark means, with its last value. */
export function lineChart(chart: LineChart): Html {
  const { labels, curves } = chart;
  const shown = curves.slice(0, most);
  const step = stepFor(Math.max(0, ...shown.flatMap(({ values }) => values)));
  const x = (index: number) => left + (index * (width - left - right)) / Math.max(1, labels.length - 1);
  const y = (value: number) => height - bottom - (value * (height - top - bottom)) / (4 * step);
  const grid = [0, 1, 2, 3, 4].map(
    (
      n,
    ) => html`<line class="grid" x1="${left}" x2="${width - right}" y1="${round(y(n * step))}" y2="${round(y(n * step))}"/>
<text class="axis" x="${left - 8}" y="${round(y(n * step) + 4)}" text-anchor="end">${grouped(n * step)}</text>`,
  );
  const places = [...new Set([0, Math.floor((labels.length - 1) / 2), labels.length - 1])];
  const dates = places.map((index) => {
    const anchor = index === 0 ? 'start' : index === labels.length - 1 ? 'end' : 'middle';
    return html`<text class="axis" x="${round(x(index))}" y="${height - 10}" text-anchor="${anchor}">${labels[index] ?? ''}</text>`;
  });
  const drawn = shown.map(({ values }, index) => {
    const points = values.map((value, place) => `${round(x(place))},${round(y(value))}`).join(' ');
    const last = values.length - 1;
    return html`<polyline class="curve c${index}" points="${points}"/>${mark(index, { x: x(last), y: y(values[last] ?? 0) })}`;
  });
  const legend = shown.map(
    ({ title, values }, index) =>
      html`<li>${sample(index)} ${title}: <strong>${grouped(values.at(-1) ?? 0)}</strong></li>`,
  );
  return figure(chart, { height, body: html`${grid}${dates}${drawn}`, legend });
}

const barHeight = 20;
const rowHeight = barHeight + 34;
const wholeWidth = 66;

/** Lying bars, each under its label and with its whole in figures; under them what each pattern means. */
export function barChart(chart: BarChart): Html {
  const { id, parts, bars } = chart;
  const whole = (values: readonly number[]) => values.reduce((all, n) => all + n, 0);
  const widest = Math.max(1, ...bars.map(({ values }) => whole(values)));
  const rows = bars.map(({ label, values }, row) => {
    const y = top + row * rowHeight;
    let begin = 4;
    const drawn = values.map((n, part) => {
      const [x, length] = [begin, (n * (width - wholeWidth)) / widest];
      begin += length;
      if (n === 0) return '';
      return html`<rect class="bar c${part}" fill="url(#${id}-p${part})" x="${round(x)}" y="${y + 8}" width="${round(Math.max(length, 1))}" height="${barHeight}"/>`;
    });
    return html`<text class="axis" x="4" y="${y}">${shortened(label)}</text>${drawn}
<text class="axis" x="${round(begin + 6)}" y="${y + 23}">${grouped(whole(values))}</text>`;
  });
  const patterns = parts.map((_, part) => pattern(`${id}-p${part}`, part));
  const body = html`<defs>${patterns}</defs>${rows}`;
  const legend = parts.length > 1 ? parts.map((_, part) => barKey(chart, part)) : [];
  return figure(chart, { height: top + bars.length * rowHeight - 14, body, legend });
}

function barKey({ id, parts, bars }: BarChart, part: number): Html {
  const all = bars.reduce((sum, { values }) => sum + (values[part] ?? 0), 0);
  const fill = `url(#${id}-p${part})`;
  return html`<li><svg class="key" viewBox="0 0 24 14" aria-hidden="true"><rect class="bar c${part}" fill="${fill}" x="1" y="1" width="22" height="12"/></svg> ${parts[part] ?? ''}: <strong>${grouped(all)}</strong></li>`;
}

function figure(
  { id, title, desc }: Named,
  of: { height: number; body: Html; legend: readonly Html[] },
): Html {
  const legend =
    of.legend.length > 0 ? html`<figcaption><ul class="legend">${of.legend}</ul></figcaption>` : '';
  return html`<figure class="chart">
<svg viewBox="0 0 ${width} ${of.height}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${desc}</desc>
${of.body}</svg>${legend}</figure>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** So many small letters fit over a bar; a capital is wider. */
const labelWidth = 53;

/** What fits over a bar; the table under the chart has the whole. */
function shortened(label: string): string {
  const letters = [...label];
  let room = labelWidth;
  const over = letters.findIndex((letter) => {
    room -= /\p{Lu}/u.test(letter) ? 1.45 : 1;
    return room < 0;
  });
  return over < 0 ? label : `${letters.slice(0, over).join('').trimEnd()}…`;
}

/** A mark of its own shape at the end of each curve. */
function mark(index: number, { x, y }: { x: number; y: number }): Html {
  const shapes: readonly string[] = [
    'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z',
    'M-4 -4h8v8h-8z',
    'M0 -5.5L5.5 4.5h-11z',
    'M0 -6L6 0L0 6L-6 0z',
    'M0 5.5L5.5 -4.5h-11z',
    'M-5 -5L5 5M5 -5L-5 5',
  ];
  return html`<path class="mark c${index}" transform="translate(${round(x)} ${round(y)})" d="${shapes[index] ?? ''}"/>`;
}

function sample(index: number): Html {
  return html`<svg class="key" viewBox="0 0 24 14" aria-hidden="true"><polyline class="curve c${index}" points="0,7 24,7"/>${mark(index, { x: 12, y: 7 })}</svg>`;
}

/** How a part of a bar is filled: full, slanted lines, dots, empty, upright lines, crossed lines. */
function pattern(id: string, part: number): Html {
  const marks: readonly string[] = [
    'M0 0h8v8h-8z',
    'M-2 2L2 -2M0 8L8 0M6 10L10 6',
    'M2 2h3v3h-3z',
    '',
    'M2 0v8M6 0v8',
    'M0 4h8M4 0v8',
  ];
  const full = part === 0 ? ' full' : '';
  return html`<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="fill c${part}${full}" d="${marks[part] ?? ''}"/></pattern>`;
}
