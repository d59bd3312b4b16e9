// Owns the page of one broadcast: what it says, to whom, at what price, and what became of it; acts are in broadcast-acts.ts.

import { html } from 'hono/html';
import { isMoving } from '../../../app/broadcasts/broadcast-live.ts';
import type { BroadcastResults, BroadcastView } from '../../../app/desk.ts';
import type { Counts } from '../../../core/broadcast.ts';
import type { Flash, Html } from '../../layout.ts';
import { scriptTag } from '../assets.ts';
import { type Errors, hasErrors } from '../form.ts';
import { type Cell, duration, euros, link, moment, table, terms } from '../show.ts';
import { missing, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { canRetry, retryForm, retryHeads, testForm } from './broadcast-again.ts';
import { amendForms } from './broadcast-amend-forms.ts';
import { actForms } from './broadcast-forms.ts';
import { looks } from './broadcast-look.ts';
import { progressSection } from './broadcast-progress.ts';
import { leftOut } from './broadcast-reach.ts';
import { audienceWords, broadcastName, channelNames, recipientTable, stateTag } from './broadcast-words.ts';
import { letterSection } from './letter-findings.ts';
import { letterResults } from './mail-results.ts';
import { stopWords } from './reason-words.ts';

/** The page of one broadcast; after a refusal with its words, and where a field was wrong with its error beside it. */
export async function broadcastPage(
  visit: Visit,
  flash: Flash | null = null,
  errors: Errors = {},
): Promise<Shown> {
  const { desk, say } = visit;
  const view = await desk.broadcasts.show(visit.param('id'));
  if (!view) return missing(visit, html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>`);
  const begun = view.results.total > 0;
  const preview = await (canRetry(view, visit.now) ? retryHeads(visit, view) : null);
  const body = html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>
${begun || isMoving(view) ? await progressOf(visit, view.id) : ''}
${facts(say, view)}
${warnings(say, view.warnings)}
<h2>${say('broadcast.preview')}</h2>
${looks(visit, view)}
${letterSection(visit, view, await desk.letters.preflight(view.id))}
<h2>${say('broadcast.toWhom')}</h2>
<p>${audienceWords(say, view.audience)}</p>
${recipientTable(say, view.recipients)}
${begun ? '' : leftOut(say, view.leftOut)}
${begun ? results(say, view) : ''}
${view.results.letters ? letterResults(say, view.results.letters) : ''}
${actForms(visit, view, { errors })}
${preview ? retryForm(visit, view, { preview, errors }) : ''}
${await amendForms(visit, view, errors)}
${testForm(visit, view, errors)}
${history(say, view)}`;
  const title = broadcastName(say, view);
  if (!flash) return { title, body };
  return { title, body, flash, status: hasErrors(errors) ? 422 : 409 };
}

async function progressOf(visit: Visit, id: string): Promise<Html> {
  const progress = await visit.desk.broadcasts.progress(id);
  if (!progress) return html``;
  return html`${progressSection(visit, progress)}${isMoving(progress) ? scriptTag('live.js') : ''}`;
}

function facts(say: Say, view: BroadcastView): Html {
  const ends = html`${moment(view.endsAt)}${view.endsBeforeClosing ? '' : html` <strong>${say('broadcast.endsLate')}</strong>`}`;
  return html`<div class="sheet">${terms([
    [say('broadcast.state'), stateTag(say, view.state)],
    [
      say('broadcast.reason'),
      view.reason === null || view.reason === view.emergency ? null : stopWords(say, view.reason),
    ],
    [say('broadcast.at'), moment(view.at)],
    [say('broadcast.lastUseful'), moment(view.lastUsefulAt)],
    [say('broadcast.channels'), channelNames(say, view.channels)],
    [say('broadcast.nature'), say(`nature.${view.nature}`)],
    [say('broadcast.payment'), say(`payment.${view.payment ?? 'pay'}`)],
    [say('broadcast.price'), euros(view.priceEur)],
    [say('broadcast.duration'), duration(say, view.durationSeconds)],
    [say('broadcast.endsAt'), ends],
    [say('broadcast.line'), view.line],
    [say('broadcast.createdBy'), view.createdBy],
    [say('broadcast.editedBy'), view.editedBy],
    [say('broadcast.approvedBy'), view.approvedBy],
    [say('broadcast.emergencyWas'), view.emergency],
    [
      say('broadcast.hash'),
      html`<code>${view.hash.slice(0, 12)}</code><br><span class="soft">${say('broadcast.hashMeans')}</span>`,
    ],
  ])}</div>`;
}

export function warnings(say: Say, warnings: readonly string[]): Html {
  if (warnings.length === 0) return html``;
  return html`<div class="flash note" role="note"><h2>${say('broadcast.warnings')}</h2><ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul></div>`;
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

/** Who did what to it, and which approval was one person's alone. */
function history(say: Say, { history }: BroadcastView): Html {
  if (history.length === 0) return html``;
  const rows = history.map(({ at, actor, act, reason, single, from, to }): Cell[] => [
    moment(at),
    say(`audit.act.${act}`),
    actor,
    [
      reason === null ? '' : say('history.emergency', { reason }),
      single ? say('history.single') : '',
      from !== null && to !== null
        ? say('history.edited', { from: from.slice(0, 12), to: to.slice(0, 12) })
        : '',
    ]
      .filter(Boolean)
      .join('; '),
  ]);
  const head = ['at', 'act', 'actor', 'note'].map((key) => say(`history.head.${key}`));
  return html`<h2>${say('history.title')}</h2>${table({ caption: say('history.caption'), head, rows })}`;
}
