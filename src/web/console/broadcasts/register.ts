// Owns the staff's side of the public register: switching it on and off, taking one broadcast out with a reason, putting it back.
import { html } from 'hono/html';
import { longestReason, type RegisterRow } from '../../../app/broadcasts/register.ts';
import type { Html } from '../../layout.ts';
import { button, input, postForm } from '../fields.ts';
import { link, message, moment, tag, terms } from '../show.ts';
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

export const registerRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/register', who: everyone, answer: (visit) => registerPage(visit) },
  { method: 'POST', path: '/register', who: approvers, answer: turn },
  { method: 'POST', path: '/register/:id/hide', who: approvers, answer: hide },
  { method: 'POST', path: '/register/:id/unhide', who: approvers, answer: unhide },
];

type Trouble = { id: string; reason: string; error: string };

async function registerPage(visit: Visit, trouble: Trouble | null = null): Promise<Shown> {
  const { csrf, desk, member, say, query } = visit;
  const may = approvers.includes(member.role);
  const on = await desk.register.isOn();
  const wanted = Number(/^\d{1,4}$/.exec(query('page') ?? '')?.[0] ?? 1);
  const { entries, page, pages, total } = await desk.register.staffPage(wanted);
  const act = on ? 'off' : 'on';
  const form = postForm({
    action: '/register',
    csrf,
    body: button(say(`register.turn.${act}`), { look: on ? 'grave' : 'main', name: 'turn', value: act }),
  });
  const ways = [page - 1, page + 1].filter((to) => to >= 1 && to <= pages);
  const body = html`<p>${say('register.means')} <a href="/register">${say('register.see')}</a></p>
<p>${tag(say(on ? 'register.isOn' : 'register.isOff'), on ? 'done' : 'note')}</p>
${may ? form : ''}
<h2>${say('register.entries', { n: total })}</h2>
${entries.length === 0 ? html`<p>${say('register.none')}</p>` : entries.map((one) => entry(visit, one, { may, trouble }))}
<p>${link('/register/open-data', say('register.openData'))}</p>
<p>${ways.map((to) => html`${link(`/register?page=${to}`, say('register.page', { n: to }))} `)}</p>`;
  return { title: say('register.title'), body };
}

function entry(
  visit: Visit,
  one: RegisterRow,
  { may, trouble }: { may: boolean; trouble: Trouble | null },
): Html {
  const { say } = visit;
  const few = (n: number | null) => n ?? say('register.few');
  return html`<article class="sheet" id="entry-${one.id}"><h3>${moment(one.at)}</h3>
${one.hidden ? html`<p>${tag(say('register.hidden'), 'note')} ${say('register.hiddenWhy', { reason: one.hidden.reason, by: one.hidden.by })}</p>` : ''}
${message(one.text)}
${terms([
  [say('register.channels'), one.channels.join(', ')],
  [say('register.audience'), few(one.audience)],
  [say('register.arrived'), few(one.arrived)],
  [say('register.amended'), one.amended && say(`kind.${one.amended}`)],
])}
<p>${link(`/broadcasts/${one.id}`, say('register.broadcast'))}</p>
${may ? entryForm(visit, one, trouble?.id === one.id ? trouble : null) : ''}</article>`;
}

function entryForm({ csrf, say }: Visit, { id, hidden }: RegisterRow, trouble: Trouble | null): Html {
  if (hidden)
    return postForm({
      action: `/register/${id}/unhide`,
      csrf,
      body: button(say('register.unhide'), { look: 'quiet' }),
    });
  const reason = input({
    name: 'reason',
    scope: `entry-${id}`,
    label: say('register.reason'),
    hint: say('register.reasonHint', { n: longestReason }),
    required: true,
    value: trouble?.reason,
    error: trouble?.error,
  });
  const form = postForm({
    action: `/register/${id}/hide`,
    csrf,
    body: html`${reason}${button(say('register.hide'), { look: 'grave' })}`,
  });
  return trouble ? form : html`<details><summary>${say('register.hideThis')}</summary>${form}</details>`;
}

async function turn(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const on = form.text('turn') === 'on';
  const result = await desk.register.turn(on, member.email);
  if (result.ok) return done('/register', on ? 'registerOn' : 'registerOff');
  return { ...(await registerPage(visit)), status: 409, flash: problem(result.message) };
}

async function hide(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const [id, reason] = [visit.param('id'), form.text('reason')];
  const result = reason === '' ? null : await desk.register.hide(id, reason, member.email);
  if (result?.ok) return done('/register', 'registerHidden', { place: `entry-${id}` });
  const error = result ? result.message : say('error.required');
  return {
    ...(await registerPage(visit, { id, reason, error })),
    status: 422,
    flash: problem(say('form.check')),
  };
}

async function unhide(visit: Visit): Promise<Answer> {
  const { desk, member } = visit;
  const id = visit.param('id');
  const result = await desk.register.unhide(id, member.email);
  if (result.ok) return done('/register', 'registerShown', { place: `entry-${id}` });
  return { ...(await registerPage(visit)), status: 409, flash: problem(result.message) };
}
