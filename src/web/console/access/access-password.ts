// Owns setting a password with its second factor, and new recovery codes, which are shown once and can be printed.
import { html } from 'hono/html';
import { raw } from 'hono/utils/html';
import type { Html } from '../../layout.ts';
import { qrSvg } from '../../public/qr.ts';
import { button, hidden, postForm } from '../fields.ts';
import type { Errors } from '../form.ts';
import { link } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';
import { askerOf } from './access.ts';
import { codeField, passwordField } from './sign-in-fields.ts';

export const accessPasswordRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/access/password', who: everyone, answer: (visit) => passwordPage(visit) },
  { method: 'POST', path: '/access/password', who: everyone, answer: setPassword },
  { method: 'GET', path: '/access/codes', who: everyone, answer: (visit) => codePage(visit, 'codes') },
  { method: 'POST', path: '/access/codes', who: everyone, answer: newCodes },
  { method: 'GET', path: '/access/remove', who: everyone, answer: (visit) => codePage(visit, 'remove') },
  { method: 'POST', path: '/access/remove', who: everyone, answer: remove },
];

/** Which field a refusal of the desk belongs to. */
const fieldOf: Readonly<Record<string, string>> = {
  'password.short': 'password',
  'password.long': 'password',
  'password.common': 'password',
  'password.email': 'password',
  'staff.newCode': 'code',
  'staff.code': 'current',
};

async function passwordPage(visit: Visit, errors: Errors = {}): Promise<Shown> {
  const { desk, say, csrf, member, form } = visit;
  const { secondFactor } = await desk.access.mine(askerOf(visit));
  // The secret stays the same while the form is put right: the authenticator has it by then.
  const { secret, uri } = desk.access.newSecret(member.email, form.text('secret'));
  const body = html`<p>${say('access.passwordMeans')}</p>
${postForm({
  action: '/access/password',
  csrf,
  body: html`${hidden({ secret })}<h2>${say('access.step.password')}</h2>
${passwordField({ name: 'password', label: say('access.newPassword'), autocomplete: 'new-password', hint: say('access.passwordHint'), error: errors.password })}
${passwordField({ name: 'again', label: say('access.again'), autocomplete: 'new-password', error: errors.again })}
<h2>${say('access.step.app')}</h2>
${enrolment(visit, { secret, uri })}
<h2>${say('access.step.code')}</h2>
${codeField(say, { label: say('access.newCode'), hint: say('access.newCodeHint'), error: errors.code })}
${secondFactor ? codeField(say, { name: 'current', label: say('access.current'), hint: say('signIn.codeHint'), error: errors.current }) : ''}
${button(say('access.save'))}`,
})}
<p>${link('/access', say('access.back'))}</p>`;
  return { title: say(secondFactor ? 'access.change' : 'access.set'), body };
}

/** The code to photograph, and the same as text for who can't. */
function enrolment({ say }: Visit, { secret, uri }: { secret: string; uri: string }): Html {
  const picture = raw(qrSvg(uri, say('access.qr')));
  const text = (secret.match(/.{4}/g) ?? []).join(' ');
  return html`<p>${say('access.appMeans')}</p>
<div class="qr">${picture}</div>
<p>${say('access.secret')} <code>${text}</code></p>`;
}

async function setPassword(visit: Visit): Promise<Answer> {
  const { desk, say, form } = visit;
  const wrong = async (errors: Errors, message?: string): Promise<Answer> => {
    const shown = await passwordPage(visit, errors);
    return { ...shown, status: 422, flash: problem(message ?? say('form.check')) };
  };
  if (form.text('password') !== form.text('again')) return wrong({ again: say('access.differ') });
  const set = await desk.access.setPassword(askerOf(visit), {
    password: form.text('password'),
    secret: form.text('secret'),
    code: form.text('code'),
    current: form.text('current'),
  });
  if (set.ok) return codesShown(visit, set.value.codes);
  const field = fieldOf[set.code];
  return field ? wrong({ [field]: set.message }) : wrong({}, set.message);
}

/** Shown in answer to the form and nowhere else: no address leads back to them. */
function codesShown({ say }: Visit, codes: readonly string[]): Shown {
  const items = codes.map((code) => html`<li><code>${code}</code></li>`);
  const body = html`<p>${say('access.codesMean')}</p>
<div class="sheet"><ol>${items}</ol></div>
<p>${say('access.codesPrint')}</p>
<p>${link('/access', say('access.codesKept'))}</p>`;
  return { title: say('access.codesTitle'), body, flash: { kind: 'done', text: say('access.saved') } };
}

async function codePage(visit: Visit, what: 'codes' | 'remove', error?: string): Promise<Shown> {
  const { desk, say, csrf } = visit;
  const { secondFactor } = await desk.access.mine(askerOf(visit));
  const body = secondFactor
    ? postForm({
        action: `/access/${what}`,
        csrf,
        body: html`<p>${say(`access.${what}.means`)}</p>
${codeField(say, { hint: say('signIn.codeHint'), error })}
${button(say(`access.${what}.do`), what === 'remove' ? { look: 'grave' } : {})}`,
      })
    : html`<p>${say('access.noFactor')}</p>`;
  const title = say(what === 'codes' ? 'access.newCodes' : 'access.remove');
  return { title, body: html`${body}<p>${link('/access', say('access.back'))}</p>` };
}

async function newCodes(visit: Visit): Promise<Answer> {
  const made = await visit.desk.access.newCodes(askerOf(visit), visit.form.text('code'));
  return made.ok ? codesShown(visit, made.value.codes) : refused(visit, 'codes', made.message);
}

async function remove(visit: Visit): Promise<Answer> {
  const removed = await visit.desk.access.remove(askerOf(visit), visit.form.text('code'));
  return removed.ok ? done('/access', 'passwordRemoved') : refused(visit, 'remove', removed.message);
}

async function refused(visit: Visit, what: 'codes' | 'remove', message: string): Promise<Answer> {
  const shown = await codePage(visit, what, message);
  return { ...shown, status: 422, flash: problem(visit.say('form.check')) };
}
