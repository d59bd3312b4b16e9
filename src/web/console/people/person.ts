// Owns one person's data on request: found by their address, shown in words, as a file, erased after a second yes. No address stands in a link.
import { html } from 'hono/html';
import type { MinePart } from '../../../core/mine.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, input, postForm } from '../fields.ts';
import { link, moment, terms } from '../show.ts';
import { type Answer, approvers, type ConsoleRoute, problem, type Shown, type Visit } from '../visit.ts';

export const personRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/people/person', who: approvers, answer: (visit) => findPage(visit) },
  { method: 'POST', path: '/people/person', who: approvers, answer: look },
  { method: 'POST', path: '/people/person/file', who: approvers, answer: file },
  { method: 'POST', path: '/people/person/erase', who: approvers, answer: erase },
];

function findPage(
  visit: Visit,
  typed: { address: string; error: string | null } = { address: '', error: null },
): Shown {
  const { csrf, say } = visit;
  const field = input({
    name: 'address',
    label: say('person.address'),
    hint: say('person.addressHint'),
    required: true,
    value: typed.address,
    error: typed.error ?? undefined,
  });
  const body = html`<p>${link('/people', say('people.back'))}</p><p>${say('person.means')}</p>
${postForm({ action: '/people/person', csrf, body: html`${field}${button(say('person.find'))}` })}`;
  return { title: say('person.title'), body };
}

function notFound(visit: Visit, address: string, error: string): Shown {
  const page = findPage(visit, { address, error });
  return { ...page, status: 422, flash: problem(visit.say('person.check')) };
}

/** The address that was asked for, or the page that says what is wrong with it. */
async function look(visit: Visit): Promise<Answer> {
  const { desk, form, member, say, now } = visit;
  const address = form.text('address');
  if (address === '') return notFound(visit, '', say('error.required'));
  const found = await desk.people.look(address, member.email);
  if (!found.ok) return notFound(visit, address, found.message);
  const body = html`<p class="unprinted">${link('/people/person', say('person.other'))}</p>
<div class="sheet">${terms([
    [say('person.address'), address],
    [say('person.at'), moment(now)],
    [say('person.by'), member.email],
  ])}</div>
${parts(found.value)}
<h2 class="unprinted">${say('person.acts')}</h2><p class="unprinted">${say('person.print')}</p>
${acts(visit, address)}`;
  return { title: say('person.found'), body };
}

function parts(all: readonly MinePart[]): Html {
  const sections = all.map(
    ({ title, lines }) =>
      html`<section><h2>${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`,
  );
  return html`${sections}`;
}

function acts({ csrf, say }: Visit, address: string): Html {
  const kept = hidden({ address });
  return html`<div class="acts">
${postForm({ action: '/people/person/file', csrf, body: html`${kept}${button(say('person.file'))}` })}
${postForm({ action: '/people/person/erase', csrf, body: html`${kept}${button(say('person.erase'), { look: 'grave' })}` })}
</div>`;
}

async function file(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const address = form.text('address');
  const result = await desk.people.file(address, member.email);
  if (!result.ok) return notFound(visit, address, result.message);
  const bytes = new TextEncoder().encode(result.value);
  return { file: { name: 'person.json', type: 'application/json; charset=utf-8', bytes } };
}

/** Asks once more before it erases; what it says afterwards holds nothing of the person. */
async function erase(visit: Visit): Promise<Answer> {
  const { desk, form, member, say, csrf } = visit;
  const address = form.text('address');
  if (form.text('sure') !== 'yes') {
    const fields = html`${hidden({ address, sure: 'yes' })}${button(say('person.sureDo'), { look: 'grave' })}`;
    const body = html`<p>${say('person.sure', { address })}</p>
<p>${link('/people/person', say('person.no'))}</p>
${postForm({ action: '/people/person/erase', csrf, body: fields })}`;
    return { title: say('person.sureTitle'), body };
  }
  const result = await desk.people.erase(address, member.email);
  if (!result.ok) return notFound(visit, address, result.message);
  const body = html`<div class="sheet">${terms([
    [say('person.erasedAt'), moment(result.value.at)],
    [say('person.by'), member.email],
  ])}</div><p>${say('person.proof')}</p>
<p class="unprinted">${link('/people', say('people.back'))} · ${link('/audit?what=people', say('audit.title'))}</p>`;
  return { title: say('person.erased'), body };
}
