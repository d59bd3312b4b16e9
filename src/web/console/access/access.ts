// Owns the page «my sign-ins»: where one is signed in, and the way to a password with second factor (access-password.ts).
import { html } from 'hono/html';
import type { OwnAccess, SessionView } from '../../../app/staff/access-desk.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, postForm } from '../fields.ts';
import { link, moment, table } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';

export const accessRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/access', who: everyone, answer: accessPage },
  { method: 'POST', path: '/access/end', who: everyone, answer: endSession },
];

/** Who asks, for the desk. */
export function askerOf({ member, session }: Visit) {
  return { id: member.id, session };
}

async function accessPage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const own = await desk.access.mine(askerOf(visit));
  const body = html`<p>${say('access.means')}</p>
${sessionTable(visit, own.sessions)}
${own.sessions.length > 1 ? endOthers(visit) : ''}
<h2>${say('access.factor')}</h2>
${factor(say, own)}`;
  return { title: say('access.title'), body };
}

function sessionTable(visit: Visit, sessions: readonly SessionView[]): Html {
  const { say } = visit;
  return table({
    caption: say('access.caption'),
    head: ['browser', 'since', 'seen', 'way', 'end'].map((key) => say(`access.head.${key}`)),
    rows: sessions.map((one) => [
      one.current
        ? html`<strong>${browserWords(say, one.browser)}</strong> <span class="soft">${say('access.this')}</span>`
        : browserWords(say, one.browser),
      moment(one.createdAt),
      moment(one.seenAt),
      one.way === null ? '–' : say(`access.way.${one.way}`),
      one.current ? say('access.endThis') : endOne(visit, one),
    ]),
  });
}

/** `firefox windows` as «Firefox, Windows». */
export function browserWords(say: Say, browser: string | null): string {
  if (browser === null) return say('access.browser.other');
  const [family = 'other', system = 'other'] = browser.split(' ');
  return system === 'other'
    ? say(`access.browser.${family}`)
    : `${say(`access.browser.${family}`)}, ${say(`access.system.${system}`)}`;
}

function endOne({ csrf, say }: Visit, { key, browser, createdAt }: SessionView): Html {
  const about = `${browserWords(say, browser)}, ${new Date(createdAt).toISOString()}`;
  const body = html`${hidden({ session: key })}${button(say('access.end'), { look: 'quiet', about })}`;
  return postForm({ action: '/access/end', csrf, body });
}

function endOthers({ csrf, say }: Visit): Html {
  const body = html`${hidden({ session: 'others' })}<p>${say('access.endOthersMeans')}</p>${button(say('access.endOthers'), { look: 'grave' })}`;
  return html`<details><summary>${say('access.endOthersSummary')}</summary>${postForm({ action: '/access/end', csrf, body })}</details>`;
}

function factor(say: Say, { secondFactor, codesLeft }: OwnAccess): Html {
  if (!secondFactor) {
    return html`<p>${say('access.noFactor')}</p><p>${link('/access/password', say('access.set'))}</p>`;
  }
  const few = codesLeft <= 3 ? html` <strong>${say('access.codesFew')}</strong>` : '';
  return html`<p>${say('access.hasFactor')} ${say('access.codesLeft', { n: codesLeft })}${few}</p>
<ul>
<li>${link('/access/password', say('access.change'))}</li>
<li>${link('/access/codes', say('access.newCodes'))}</li>
<li>${link('/access/remove', say('access.remove'))}</li>
</ul>`;
}

async function endSession(visit: Visit): Promise<Answer> {
  const { desk, form } = visit;
  const which = form.text('session');
  const { ended } = await desk.access.end(askerOf(visit), which);
  return done('/access', which === 'others' ? 'sessionsEnded' : 'sessionEnded', { count: ended });
}
