// Owns the picture of a year: a lane a stage, one for messages, tasks and events each, told apart by shape and by words.
import { html } from 'hono/html';
import { contestIds } from '../../../core/contest.ts';
import { daysBetween } from '../../../core/time.ts';
import { shortDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import type { Say } from '../words.ts';
import type { Moment, Span } from './timeline.ts';

/** Measures in points of the picture; styles give it its size on the page. */
const [left, right, top, lane, width] = [260, 10, 46, 28, 1160];

type Drawn = { span: Span; moments: readonly Moment[]; today: string };
type Lane = { label: string; moments: readonly Moment[] };

/** The picture, which scrolls by itself where the screen is narrow; the same stands below it as a table. */
export function timelinePicture(say: Say, drawn: Drawn): Html {
  const lanes = lanesOf(say, drawn.moments);
  const height = top + lanes.length * lane + 8;
  const rows = lanes.map((one, place) => laneOf(drawn.span, one, top + place * lane));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${say('timeline.picture')}"><svg class="timeline" role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="timeline-title timeline-means">
<title id="timeline-title">${say('timeline.title')}</title><desc id="timeline-means">${say('timeline.pictureMeans')}</desc>
${monthsOf(drawn.span, height)}${rows}${todayLine(say, drawn, height)}</svg></div>
<p class="soft">${say('timeline.legend')}</p>`;
}

/** Where a day begins; days outside the span stand at its edge. */
function xOf({ from, before }: Span, date: string): number {
  const whole = daysBetween(from, before);
  const days = Math.min(whole, Math.max(0, daysBetween(from, date)));
  return Math.round(left + (days / whole) * (width - left - right));
}

/** Stages that have a name of their own each get a lane; of the rest there is a lane a kind. */
function lanesOf(say: Say, moments: readonly Moment[]): Lane[] {
  const stages = Map.groupBy(
    moments.filter(({ kind }) => kind === 'stage'),
    ({ name }) => name,
  );
  const kinds = (['message', 'event', 'task'] as const).map((kind) => ({
    label: say(`timeline.lane.${kind}`),
    moments: moments.filter((one) => one.kind === kind),
  }));
  const own = [...stages].map(([label, moments]) => ({ label, moments }));
  return [...own.sort((a, b) => byContest(a) - byContest(b)), ...kinds];
}

/** Stages of one contest stand together, and in it by time. */
function byContest({ moments }: Lane): number {
  return contestIds.findIndex((contest) => moments[0]?.path?.startsWith(`/calendar/${contest}/`));
}

function laneOf(span: Span, { label, moments }: Lane, y: number): Html {
  const short = label.length > 34 ? `${label.slice(0, 33)}…` : label;
  const marks = moments.map((one) => markOf(span, one, y));
  return html`<line class="grid" x1="0" x2="${width}" y1="${y}" y2="${y}"/><text x="0" y="${y + 18}">${short}</text>${marks}`;
}

function markOf(span: Span, one: Moment, y: number): Html {
  const [x, middle] = [xOf(span, one.from), y + lane / 2];
  const days = one.from === one.to ? shortDate(one.from) : `${shortDate(one.from)} – ${shortDate(one.to)}`;
  const title = html`<title>${one.name}, ${days}</title>`;
  switch (one.kind) {
    case 'stage': {
      const until = xOf(span, Temporal.PlainDate.from(one.to).add({ days: 1 }).toString());
      return html`<rect class="stage" x="${x}" y="${y + 6}" width="${Math.max(3, until - x)}" height="${lane - 12}" rx="3">${title}</rect>`;
    }
    case 'message':
      return html`<circle class="message-mark" cx="${x}" cy="${middle}" r="5">${title}</circle>`;
    case 'event':
      return html`<rect class="event" x="${x - 5}" y="${middle - 5}" width="10" height="10">${title}</rect>`;
    case 'task':
      return html`<path class="task" d="M${x} ${middle - 7}l7 7-7 7-7-7z">${title}</path>`;
  }
}

function monthsOf(span: Span, height: number): Html {
  const first = Temporal.PlainDate.from(span.from);
  const months = Array.from({ length: 12 }, (_, place) => first.add({ months: place }));
  const name = new Intl.DateTimeFormat('uk', { month: 'short', timeZone: 'UTC' });
  const marks = months.map((month, place) => {
    const x = xOf(span, month.toString());
    const begins = place === 0 || month.month === 1;
    const year = begins ? html`<text x="${x + 4}" y="16">${String(month.year)}</text>` : '';
    const text = name.format(new Date(`${month.toString()}T00:00:00Z`));
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${begins ? 2 : 22}" y2="${height}"/>${year}<text x="${x + 4}" y="36">${text}</text>`;
  });
  return html`${marks}`;
}

function todayLine(say: Say, { span, today }: Drawn, height: number): Html {
  if (today < span.from || today >= span.before) return html``;
  const x = xOf(span, today);
  return html`<line class="now" x1="${x}" x2="${x}" y1="4" y2="${height}"><title>${say('timeline.today')}</title></line>`;
}
