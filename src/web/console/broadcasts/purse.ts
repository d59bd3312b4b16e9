// Owns the page of the purse: what paid messages cost this month and before, by broadcast, and what is left of the limit.
import { html } from 'hono/html';
import type { PurseMonth, PursePart, PurseView } from '../../../app/broadcasts/purse.ts';
import type { Html } from '../../layout.ts';
import { type Cell, euros, link, moment, table, terms } from '../show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { broadcastName } from './broadcast-words.ts';

export const purseRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/purse', who: everyone, answer: pursePage },
];

async function pursePage({ desk, say }: Visit): Promise<Shown> {
  const purse = await desk.purse();
  const body = html`<p>${say('purse.means')}</p>
<h2>${say('purse.thisMonth', { month: monthName(purse.month) })}</h2>
${thisMonth(say, purse)}
<h2>${say('purse.where')}</h2>
${purse.months.length > 0 ? purse.months.map((month) => monthTable(say, month)) : html`<p>${say('purse.nothing')}</p>`}`;
  return { title: say('purse.title'), body };
}

function thisMonth(say: Say, { capEur, spentEur, openEur, leftEur }: PurseView): Html {
  const facts = terms([
    [say('purse.spent'), euros(spentEur)],
    [say('purse.open'), openEur > 0 ? euros(openEur) : null],
    [say('purse.cap'), capEur === null ? say('purse.noCap') : euros(capEur)],
    [say('purse.left'), leftEur === null ? null : euros(leftEur)],
  ]);
  const note = capEur === null ? say('purse.setCap') : say('purse.capMeans');
  return html`<div class="sheet">${facts}</div><p class="soft">${note}</p>`;
}

const months = new Intl.DateTimeFormat('uk', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `2027-03` → «березень 2027 р.» */
function monthName(month: string): string {
  return months.format(new Date(`${month}-01T00:00:00Z`));
}

function monthTable(say: Say, { month, spentEur, messages, parts }: PurseMonth): Html {
  const name = monthName(month);
  return table({
    caption: say('purse.caption', { month: name }),
    head: ['broadcast', 'at', 'messages', 'spent'].map((key) => say(`purse.head.${key}`)),
    rows: [
      ...parts.map((part): Cell[] => [
        partName(say, part),
        part.at === null ? '' : moment(part.at),
        part.messages,
        euros(part.spentEur),
      ]),
      [say('head.total'), '', messages, euros(spentEur)],
    ],
    numbers: [2, 3],
  });
}

function partName(say: Say, { id, kind, contest, stage }: PursePart): Cell {
  if (id === null || kind === null) return say('purse.replies');
  return link(`/broadcasts/${encodeURIComponent(id)}`, broadcastName(say, { kind, contest, stage }));
}
