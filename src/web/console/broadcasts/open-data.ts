// Owns the staff's side of the open data: what everybody gets, and the switch for all of it.
import { html } from 'hono/html';
import type { SetPassport } from '../../../app/plan/open-data-passport.ts';
import { button, postForm } from '../fields.ts';
import { type Cell, link, moment, table, tag } from '../show.ts';
import {
  type Answer,
  approvers,
  type ConsoleRoute,
  done,
  everyone,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';

export const openDataRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/register/open-data', who: everyone, answer: openDataPage },
  { method: 'POST', path: '/register/open-data', who: approvers, answer: turn },
];

async function openDataPage({ csrf, desk, member, say }: Visit): Promise<Shown> {
  const on = await desk.openData.isOn();
  const { datasets } = await desk.openData.look();
  const act = on ? 'off' : 'on';
  const form = postForm({
    action: '/register/open-data',
    csrf,
    body: button(say(`openData.turn.${act}`), { look: on ? 'grave' : 'main', name: 'turn', value: act }),
  });
  const sets = table({
    caption: say('openData.caption'),
    head: ['set', 'records', 'modified', 'files'].map((key) => say(`openData.head.${key}`)),
    rows: datasets.map((one): Cell[] => [
      html`${one.title}<br><span class="soft">${one.description}</span>`,
      one.records,
      one.modified === null ? '—' : moment(Date.parse(one.modified)),
      on ? fileLinks(one) : say('openData.closed'),
    ]),
    numbers: [1],
  });
  const body = html`<p>${say('openData.means')} <a href="/open-data">${say('openData.see')}</a></p>
<p>${tag(say(on ? 'openData.isOn' : 'openData.isOff'), on ? 'done' : 'note')}</p>
${approvers.includes(member.role) ? form : ''}
${sets}
<p class="soft">${say('openData.command')} <code>uchast report --open-data</code></p>
<p>${link('/register', say('openData.back'))}</p>`;
  return { title: say('openData.title'), body };
}

function fileLinks({ distribution, title }: SetPassport) {
  return html`${distribution.map(
    ({ downloadURL, format }) =>
      html`<a href="${new URL(downloadURL).pathname}" aria-label="${format}: ${title}">${format}</a> `,
  )}`;
}

async function turn(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const on = form.text('turn') === 'on';
  const result = await desk.openData.turn(on, member.email);
  if (result.ok) return done('/register/open-data', on ? 'openDataOn' : 'openDataOff');
  return { ...(await openDataPage(visit)), status: 409, flash: problem(result.message) };
}
