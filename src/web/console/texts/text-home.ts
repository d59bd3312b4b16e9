// Owns the first page of texts: what there is of each kind, what waits, what residents needed and nobody has set, search;
// and the texts of staff's as files.
import { html } from 'hono/html';
import type { LibraryHome } from '../../../app/texts/text-library.ts';
import type { Html } from '../../layout.ts';
import { button, input } from '../fields.ts';
import { link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { textLink, textPath } from './text-words.ts';

export const textHomeRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts', who: everyone, answer: (visit) => homePage(visit) },
  { method: 'GET', path: '/texts/export', who: everyone, answer: exportTexts },
];

const longestSearch = 100;

async function homePage(visit: Visit): Promise<Shown> {
  const { desk, query, say } = visit;
  const search = (query('q') ?? '').trim().slice(0, longestSearch);
  const home = await desk.library.home(search);
  const body = html`<p>${say('texts.means')}</p>
<form method="get" action="/console/texts" role="search">${input({ name: 'q', label: say('texts.search'), hint: say('texts.searchHint'), value: search })}${button(say('texts.find'), { look: 'quiet' })}</form>
${home.found ? foundList(say, home.found) : ''}
${waitingList(say, home)}
${kindTable(say, home)}
${gapTable(say, home)}
<h2>${say('texts.more')}</h2>
<ul><li>${link('/texts/preview', say('texts.preview'))}</li><li>${link('/texts/check', say('texts.check'))}</li><li>${link('/calendar', say('texts.calendar'))}</li><li>${link('/entries/new', say('texts.newEntry'))}</li><li>${link('/texts/export', say('texts.export'))}</li></ul>`;
  return { title: say('texts.title'), body };
}

function foundList(say: Say, found: NonNullable<LibraryHome['found']>): Html {
  const items = found.map(
    ({ head, words }) => html`<li>${textLink(say, head)}<br><span class="soft">${words}</span></li>`,
  );
  return html`<h2>${say('texts.found', { n: found.length })}</h2>${items.length > 0 ? html`<ul>${items}</ul>` : html`<p>${say('texts.nothingFound')}</p>`}`;
}

function waitingList(say: Say, { leftOut, proposed }: LibraryHome): Html {
  const list = (heads: LibraryHome['proposed']) =>
    html`<ul>${heads.map((head) => html`<li>${textLink(say, head)}</li>`)}</ul>`;
  return html`${proposed.length > 0 ? html`<h2>${say('texts.waiting')}</h2>${list(proposed)}` : ''}
${leftOut.length > 0 ? html`<h2>${say('texts.leftOut')}</h2><p>${say('texts.leftOutMeans')}</p>${list(leftOut)}` : ''}`;
}

function kindTable(say: Say, { kinds, unset }: LibraryHome): Html {
  return table({
    caption: say('texts.caption'),
    head: ['kind', 'count', 'changed', 'waiting'].map((key) => say(`texts.head.${key}`)),
    rows: kinds.map(({ changed, kind, proposed, texts }) => [
      html`${link(`/texts/${kind}`, say(`text.list.${kind}`))}${kind === 'rule' && unset > 0 ? html`<br><span class="soft">${say('texts.unset', { n: unset })}</span>` : ''}`,
      texts,
      changed,
      proposed,
    ]),
    numbers: [1, 2, 3],
  });
}

function gapTable(say: Say, { gaps }: LibraryHome): Html {
  if (gaps.length === 0) return html``;
  return html`<h2>${say('texts.gaps')}</h2><p>${say('texts.gapsMean')}</p>${table({
    caption: say('texts.gapsCaption'),
    head: [say('texts.gapRule'), say('texts.gapTimes')],
    rows: gaps.map(({ key, label, times }) => [link(textPath({ kind: 'rule', key }), label), times]),
    numbers: [1],
  })}`;
}

async function exportTexts(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const file = await desk.library.archive();
  if (file) return { file };
  const body = html`<p>${say('texts.exportNothing')}</p><p>${link('/texts', say('text.back'))}</p>`;
  return { title: say('texts.export'), body };
}
