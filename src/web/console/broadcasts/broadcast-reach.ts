// Owns how a broadcast's people are shown before it goes out: how many get it where, who stays apart and why, price and end.
import { html } from 'hono/html';
import { leftOutReasons } from '../../../app/broadcasts/broadcast-types.ts';
import type { BroadcastPreview } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { type Cell, duration, euros, moment, table, terms } from '../show.ts';
import type { Say } from '../words.ts';
import { recipientTable } from './broadcast-words.ts';

/** Head count by channel and why others get nothing; then what it costs, how long it takes and whether it ends in time. */
export function reach(say: Say, view: BroadcastPreview): Html {
  return html`${recipientTable(say, view.recipients)}
${leftOut(say, view.leftOut)}
<div class="sheet">${terms([
    [say('broadcast.price'), euros(view.priceEur)],
    [say('broadcast.duration'), duration(say, view.durationSeconds)],
    [say('broadcast.endsAt'), moment(view.endsAt)],
    [say('reach.inTime'), say(view.endsBeforeClosing ? 'reach.yes' : 'reach.no')],
  ])}</div>`;
}

/** People of the audience who get nothing of it, by why. */
export function leftOut(say: Say, people: BroadcastPreview['leftOut']): Html {
  const rows = leftOutReasons
    .filter((reason) => people[reason] > 0)
    .map((reason): Cell[] => [say(`reach.${reason}`), people[reason]]);
  if (rows.length === 0) return html``;
  return table({
    caption: say('reach.leftOut'),
    head: [say('reach.why'), say('head.people')],
    rows,
    numbers: [1],
  });
}

/** How much of one message is used on each channel. */
export function lengths(say: Say, of: BroadcastPreview['lengths']): Html {
  if (of.length === 0) return html``;
  const items = of.map(
    ({ channel, used, most }) =>
      html`<li class="tag">${say('reach.length', { channel: say(`channel.${channel}`), used, most })}</li>`,
  );
  return html`<ul class="tags" aria-label="${say('reach.lengths')}">${items}</ul>`;
}

/** The whole of it in one sentence, for who hears the page while writing. */
export function reachInWords(say: Say, view: BroadcastPreview): string {
  const people = Object.values(view.recipients).reduce((sum, count) => sum + count, 0);
  const ends = say(view.endsBeforeClosing ? 'reach.saidInTime' : 'reach.saidLate');
  return `${say('reach.said', { n: people, price: euros(view.priceEur) })} ${ends}`;
}
