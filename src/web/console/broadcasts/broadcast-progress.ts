// Owns how the progress of a broadcast looks: a bar with its words, what is left and how fast; streaming it is
// broadcast-live.ts's. Also the page that refreshes itself for who has no scripts.
import { html } from 'hono/html';
import { goneThrough, isMoving, type Progress } from '../../../app/broadcasts/broadcast-live.ts';
import type { Html } from '../../layout.ts';
import { duration, link } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, missing, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { broadcastName, stateTag } from './broadcast-words.ts';
import { stopWords } from './reason-words.ts';

export const progressRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id/watch', who: everyone, answer: watchPage },
];

const pathOf = (id: string) => `/broadcasts/${encodeURIComponent(id)}`;
/** Seconds after which the page without scripts is asked for again. */
const refreshSeconds = 5;

/** The progress on a broadcast's page: kept fresh by a script, with a way to the page that refreshes itself. */
export function progressSection({ say }: Visit, progress: Progress): Html {
  const path = pathOf(progress.id);
  const without = html`<noscript><p>${link(`${path}/watch`, say('progress.watch'))}</p></noscript>`;
  const place = isMoving(progress)
    ? html`<div data-live="/console${path}/live">${progressPart(say, progress)}</div>${without}`
    : html`<div>${progressPart(say, progress)}</div>`;
  return html`<section class="sheet" aria-labelledby="progress-title"><h2 id="progress-title">${say('progress.title')}</h2>${place}</section>`;
}

/** State, bar and figures: what the stream sends anew. */
export function progressPart(say: Say, progress: Progress): Html {
  const { counts, state, perSecond, leftSeconds, reason } = progress;
  const people = counts.total - counts.skipped;
  const gone = goneThrough(counts);
  const percent = people === 0 ? 0 : Math.floor((gone / people) * 100);
  const bar =
    counts.total === 0
      ? html`<p>${say(state === 'expanding' ? 'progress.listing' : 'progress.notYet')}</p>`
      : html`<p><label for="progress-bar">${say('progress.said', { gone, people, percent })}</label><br>
<progress id="progress-bar" value="${gone}" max="${Math.max(people, 1)}">${percent} %</progress></p>`;
  const speed = perSecond === null ? '' : say('progress.speed', { n: Math.max(1, Math.round(perSecond)) });
  const left = leftSeconds === null ? '' : say('progress.left', { left: duration(say, leftSeconds) });
  const apart = partsOf(say, progress);
  return html`<p>${stateTag(say, state)}${reason && !isMoving(progress) ? html` <span class="soft">${stopWords(say, reason)}</span>` : ''}</p>
${bar}
<p>${[speed, left].filter(Boolean).join(' ')}</p>
${apart.length > 0 ? html`<ul class="tags">${apart.map((text) => html`<li class="tag">${text}</li>`)}</ul>` : ''}`;
}

const shown = [
  'pending',
  'claimed',
  'sent',
  'delivered',
  'failed',
  'gone',
  'unknown',
  'expired',
  'skipped',
] as const;

/** Counts that are not nought, each with its word. */
function partsOf(say: Say, { counts }: Progress): string[] {
  return shown
    .filter((part) => counts[part] > 0)
    .map((part) => say('progress.part', { name: say(`count.${part}`), n: counts[part] }));
}

async function watchPage(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const progress = await desk.broadcasts.progress(id);
  const view = (await desk.broadcasts.list()).find((one) => one.id === id);
  if (!progress || !view) return missing(visit, html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>`);
  const goes = isMoving(progress);
  const body = html`<p>${link(pathOf(id), broadcastName(say, view))}</p>
<div class="sheet">${progressPart(say, progress)}</div>
<p class="soft">${say(goes ? 'progress.refreshes' : 'progress.over', { n: refreshSeconds })}</p>`;
  const page = { title: say('progress.title'), body };
  return goes ? { ...page, refresh: refreshSeconds } : page;
}
