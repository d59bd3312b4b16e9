// Owns the page of who works here, and the one-time link for a new colleague; one person's page is staff-person.ts's.
import { html } from 'hono/html';
import type { StaffRole } from '../../../../db/tables.ts';
import type { StaffMember } from '../../../app/desk.ts';
import type { StaffView } from '../../../app/staff/staff-desk.ts';
import type { Html } from '../../layout.ts';
import { button, input, postForm, select } from '../fields.ts';
import { type Errors, errorsOf, hasErrors, oneOf } from '../form.ts';
import { link, moment, table } from '../show.ts';
import { type Answer, admins, type ConsoleRoute, problem, type Shown, type Visit } from '../visit.ts';

export const staffRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/staff', who: admins, answer: (visit) => staffPage(visit) },
  { method: 'POST', path: '/staff', who: admins, answer: addMember },
];

export const staffRoles: readonly StaffRole[] = ['editor', 'approver', 'admin'];

type Fields = { email: string; role: string };

async function staffPage(
  visit: Visit,
  fields: Fields = { email: '', role: 'editor' },
  errors: Errors = {},
): Promise<Shown> {
  const { desk, say } = visit;
  const people = await desk.staff.people();
  const gone = people.filter(({ disabledAt }) => disabledAt !== null);
  const body = html`${peopleTable(visit, people)}
${gone.length === 0 ? '' : formerTable(visit, gone)}
<h2>${say('staff.add')}</h2>
<p>${say('staff.addMeans')}</p>
${addForm(visit, fields, errors)}
<h2>${say('staff.roles')}</h2>
<dl>${staffRoles.map((role) => html`<dt>${say(`staffRole.${role}`)}</dt><dd>${say(`staffRole.${role}.may`)}</dd>`)}</dl>`;
  return { title: say('staff.title'), body };
}

function peopleTable({ say }: Visit, people: readonly StaffView[]): Html {
  return table({
    caption: say('staff.caption'),
    head: ['email', 'role', 'factor', 'sessions'].map((key) => say(`staff.head.${key}`)),
    rows: people
      .filter(({ disabledAt }) => disabledAt === null)
      .map(({ id, email, role, secondFactor, sessions, seenAt }) => [
        link(`/staff/${encodeURIComponent(id)}`, email),
        say(`staffRole.${role}`),
        say(secondFactor ? 'staff.factor.yes' : 'staff.factor.no'),
        html`${say('staff.sessions', { n: sessions })}${seenAt === null ? '' : html`<br><span class="soft">${say('staff.seen')} ${moment(seenAt)}</span>`}`,
      ]),
  });
}

function formerTable({ say }: Visit, gone: readonly StaffView[]): Html {
  const rows = gone.map(({ email, disabledAt }) => [email, disabledAt === null ? '' : moment(disabledAt)]);
  const head = [say('staff.head.email'), say('staff.head.disabled')];
  return html`<details><summary>${say('staff.former')}</summary><p>${say('staff.formerMeans')}</p>${table({ caption: say('staff.formerCaption'), head, rows })}</details>`;
}

function addForm({ csrf, say }: Visit, fields: Fields, errors: Errors): Html {
  const email = input({
    name: 'email',
    type: 'email',
    label: say('staff.field.email'),
    value: fields.email,
    error: errors.email,
    autocomplete: 'off',
    required: true,
  });
  const role = select({
    name: 'role',
    label: say('staff.field.role'),
    value: fields.role,
    error: errors.role,
    options: staffRoles.map((value) => ({ value, label: say(`staffRole.${value}`) })),
  });
  return postForm({ action: '/staff', csrf, body: html`${email}${role}${button(say('staff.do'))}` });
}

async function addMember(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const fields = { email: form.text('email'), role: form.text('role') };
  const role = oneOf(staffRoles, fields.role);
  const errors = errorsOf({
    email: looksLikeEmail(fields.email) ? null : say('error.email'),
    role: role ? null : say('error.choose'),
  });
  if (hasErrors(errors) || !role) {
    return { ...(await staffPage(visit, fields, errors)), status: 422, flash: problem(say('form.check')) };
  }
  const added = await desk.staff.add(fields.email, role, visit.member.email);
  if (!added.ok) return { ...(await staffPage(visit, fields)), status: 409, flash: problem(added.message) };
  return invited(visit, { ...added.value, said: say('staff.added') });
}

/** Catches slips only; whether the address exists shows when its owner signs in. */
export function looksLikeEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(text);
}

/** The link is shown once and stands in no address of a page, so that no history keeps it. */
export function invited(
  { origin, say }: Visit,
  of: { member: StaffMember; token: string; said: string },
): Shown {
  const url = `${origin}/console/in/${encodeURIComponent(of.token)}`;
  const body = html`<p>${say('staff.linkMeans', { email: of.member.email, role: say(`staffRole.${of.member.role}`) })}</p>
<p class="sheet"><code>${url}</code></p>
<p>${link('/staff', say('staff.back'))}</p>`;
  return { title: say('staff.linkTitle'), body, flash: { kind: 'done', text: of.said } };
}
