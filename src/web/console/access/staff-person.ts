// Owns the page of one colleague: role, a new link, a lost second factor, open sign-ins, and the end of access.
import { html } from 'hono/html';
import type { Result } from '../../../app/desk.ts';
import type { Invited, StaffView } from '../../../app/staff/staff-desk.ts';
import type { Html } from '../../layout.ts';
import { button, type Look, postForm, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, moment, terms } from '../show.ts';
import {
  type Answer,
  admins,
  type ConsoleRoute,
  done,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { invited, staffRoles } from './staff.ts';

export const staffPersonRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/staff/:id', who: admins, answer: (visit) => personPage(visit) },
  { method: 'POST', path: '/staff/:id/role', who: admins, answer: changeRole },
  { method: 'POST', path: '/staff/:id/invite', who: admins, answer: invite },
  { method: 'POST', path: '/staff/:id/reset', who: admins, answer: reset },
  { method: 'POST', path: '/staff/:id/end', who: admins, answer: endSessions },
  { method: 'POST', path: '/staff/:id/disable', who: admins, answer: disable },
];

async function found({ desk, param }: Visit): Promise<StaffView | null> {
  const people = await desk.staff.people();
  return people.find(({ id, disabledAt }) => id === param('id') && disabledAt === null) ?? null;
}

async function personPage(visit: Visit): Promise<Shown> {
  const { say } = visit;
  const person = await found(visit);
  if (!person) return missing(visit, html`<p>${link('/staff', say('staff.back'))}</p>`);
  const { email, role, secondFactor, sessions, seenAt } = person;
  const body = html`${terms([
    [say('staff.head.role'), say(`staffRole.${role}`)],
    [say('staff.head.factor'), say(secondFactor ? 'staff.factor.yes' : 'staff.factor.no')],
    [say('staff.head.sessions'), say('staff.sessions', { n: sessions })],
    [say('staff.lastSeen'), seenAt === null ? null : moment(seenAt)],
  ])}
<h2>${say('staff.role')}</h2>
${roleForm(visit, person)}
<h2>${say('staff.access')}</h2>
${act(visit, { person, name: 'invite' })}
${secondFactor ? act(visit, { person, name: 'reset', look: 'grave' }) : ''}
${sessions > 0 ? act(visit, { person, name: 'end', look: 'grave' }) : ''}
${act(visit, { person, name: 'disable', look: 'grave' })}
<p>${link(`/audit?object=${encodeURIComponent(person.id)}`, say('staff.trail'))}</p>
<p>${link('/staff', say('staff.back'))}</p>`;
  return { title: email, body };
}

function roleForm({ csrf, say }: Visit, person: StaffView): Html {
  const field = select({
    name: 'role',
    label: say('staff.field.role'),
    value: person.role,
    hint: say('staff.roleHint'),
    options: staffRoles.map((value) => ({ value, label: say(`staffRole.${value}`) })),
  });
  const action = `/staff/${encodeURIComponent(person.id)}/role`;
  return postForm({ action, csrf, body: html`${field}${button(say('staff.roleDo'))}` });
}

/** An act behind a fold: opening it is the question, the button in it the answer. */
function act(
  { csrf, say }: Visit,
  { person, name, look }: { person: StaffView; name: 'invite' | 'reset' | 'end' | 'disable'; look?: Look },
): Html {
  const body = html`<p>${say(`staff.${name}.means`)}</p>${button(say(`staff.${name}.do`), { about: person.email, ...(look ? { look } : {}) })}`;
  const form = postForm({ action: `/staff/${encodeURIComponent(person.id)}/${name}`, csrf, body });
  return html`<details><summary>${say(`staff.${name}`)}</summary>${form}</details>`;
}

async function changeRole(visit: Visit): Promise<Answer> {
  const { desk, form, member, param } = visit;
  const role = oneOf(staffRoles, form.text('role'));
  if (!role) return refused(visit, visit.say('error.choose'));
  const changed = await desk.staff.changeRole(param('id'), role, member.email);
  return changed.ok ? done(personPath(visit), 'roleChanged') : refused(visit, changed.message);
}

async function invite(visit: Visit): Promise<Answer> {
  return shownLink(visit, await visit.desk.staff.invite(visit.param('id'), visit.member.email), 'invited');
}

async function reset(visit: Visit): Promise<Answer> {
  const person = await found(visit);
  if (!person) return missing(visit, html`<p>${link('/staff', visit.say('staff.back'))}</p>`);
  return shownLink(visit, await visit.desk.staff.reset(person.email, visit.member.email), 'wasReset');
}

async function shownLink(visit: Visit, made: Result<Invited>, said: string): Promise<Answer> {
  if (!made.ok) return refused(visit, made.message);
  return invited(visit, { ...made.value, said: visit.say(`staff.${said}`) });
}

async function endSessions(visit: Visit): Promise<Answer> {
  const ended = await visit.desk.staff.endSessions(visit.param('id'), visit.member.email);
  if (!ended.ok) return refused(visit, ended.message);
  return done(personPath(visit), 'sessionsEnded', { count: ended.value.ended });
}

async function disable(visit: Visit): Promise<Answer> {
  const disabled = await visit.desk.staff.disable(visit.param('id'), visit.member.email);
  return disabled.ok ? done('/staff', 'staffDisabled') : refused(visit, disabled.message);
}

function personPath({ param }: Visit): string {
  return `/staff/${encodeURIComponent(param('id'))}`;
}

async function refused(visit: Visit, message: string): Promise<Answer> {
  const shown = await personPage(visit);
  return shown.status === 404 ? shown : { ...shown, status: 409, flash: problem(message) };
}
