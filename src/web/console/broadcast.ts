// Owns the page of one broadcast: what it says, to whom, at what price, and what became of it; acts are in broadcast-acts.ts.

import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { BroadcastResults, BroadcastView } from '../../app/desk.ts';
import type { Counts } from '../../core/broadcast.ts';
import type { Flash, Html } from '../layout.ts';
import { actForms } from './broadcast-forms.ts';
import { audienceWords, broadcastName, channelNames, recipientTable, stateTag } from './broadcast-words.ts';
import { type Errors, hasErrors } from './form.ts';
import { type Cell, duration, euros, link, message, moment, table, terms } from './show.ts';
import { missing, type Shown, type Visit } from './visit.ts';
import type { Say } from './words.ts';

/** What an approver has before their eyes: an approval of anything else is refused. */
export function fingerprint(view: BroadcastView): string {
  const { text, letterText, subject, audience, channels, at, lastUsefulAt, nature } = view;
  const parts = [text, letterText, subject, audience, channels, at, lastUsefulAt, nature];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The page of one broadcast; after a refusal with its words, and where a field was wrong with its error beside it. */
export async function broadcastPage(
  visit: Visit,
  flash: Flash | null = null,
  errors: Errors = {},
): Promise<Shown> {
  const { desk, say } = visit;
  const view = await desk.broadcasts.show(visit.param('id'));
  if (!view) return missing(visit, html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>`);
  const body = html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>
${facts(say, view)}
${warnings(say, view.warnings)}
<h2>${say('broadcast.preview')}</h2>
${preview(say, view)}
<h2>${say('broadcast.toWhom')}</h2>
<p>${audienceWords(say, view.audience)}</p>
${recipientTable(say, view.recipients)}
${view.results.total > 0 ? results(say, view) : ''}
${actForms(visit, view, { seen: fingerprint(view), errors })}`;
  const title = broadcastName(say, view);
  if (!flash) return { title, body };
  return { title, body, flash, status: hasErrors(errors) ? 422 : 409 };
}

function facts(say: Say, view: BroadcastView): Html {
  return html`<div class="sheet">${terms([
    [say('broadcast.state'), stateTag(say, view.state)],
    [say('broadcast.reason'), view.reason],
    [say('broadcast.at'), moment(view.at)],
    [say('broadcast.lastUseful'), moment(view.lastUsefulAt)],
    [say('broadcast.channels'), channelNames(say, view.channels)],
    [say('broadcast.nature'), say(`nature.${view.nature}`)],
    [say('broadcast.price'), euros(view.priceEur)],
    [say('broadcast.duration'), duration(say, view.durationSeconds)],
    [say('broadcast.line'), view.line],
    [say('broadcast.createdBy'), view.createdBy],
    [say('broadcast.approvedBy'), view.approvedBy],
  ])}</div>`;
}

export function warnings(say: Say, warnings: readonly string[]): Html {
  if (warnings.length === 0) return html``;
  return html`<div class="flash note" role="note"><h2>${say('broadcast.warnings')}</h2><ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}

/** The message and, where it says more, the letter. */
export function preview(say: Say, of: Pick<BroadcastView, 'text' | 'letterText' | 'subject'>): Html {
  const letter = of.letterText ?? of.text;
  return html`<div class="pair">
<section><h3>${say('broadcast.chat')}</h3>${message(of.text)}</section>
${of.subject === null ? '' : html`<section><h3>${say('broadcast.letter')}</h3><p><strong>${say('broadcast.subject', { subject: of.subject })}</strong></p>${message(letter)}</section>`}
</div>`;
}

const parts = [
  'pending',
  'claimed',
  'sent',
  'delivered',
  'failed',
  'gone',
  'unknown',
  'expired',
  'skipped',
  'total',
] as const satisfies readonly (keyof Counts)[];

/** What became of every row: the parts of a column add up to its total. */
function results(say: Say, { id, results }: BroadcastView): Html {
  const channels = Object.entries(results.byChannel);
  const rows = parts.map((part): Cell[] => [
    say(`count.${part}`),
    say(`count.${part}.means`),
    ...channels.map(([, counts]) => counts[part]),
    results[part],
  ]);
  return html`<h2>${say('broadcast.results')}</h2>
${attention(say, results)}
${table({
  caption: say('broadcast.resultsCaption'),
  head: [
    say('head.outcome'),
    say('head.means'),
    ...channels.map(([name]) => say(`channel.${name}`)),
    say('head.total'),
  ],
  rows,
  numbers: [...channels.map((_, index) => index + 2), channels.length + 2],
})}
<p>${link(`/broadcasts/${encodeURIComponent(id)}/recipients`, say('broadcast.recipientList'))}</p>`;
}

function attention(say: Say, { unknown }: BroadcastResults): Html {
  return unknown > 0 ? html`<p class="error">${say('broadcast.unknown', { n: unknown })}</p>` : html``;
}
