// Owns the page of everybody: subscribers over time, who can be reached, consents by week, and the stop list. Lists and single people are pages of their own.
import { html } from 'hono/html';
import type { Html } from '../../layout.ts';
import { button, input, postForm } from '../fields.ts';
import { link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';
import { type SheetName, subscriberSheets } from './figure-sheets.ts';
import { figureParts, spanLinks } from './figures.ts';

export const peopleRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/people', who: everyone, answer: (visit) => peoplePage(visit) },
  { method: 'GET', path: '/people/stop', who: everyone, answer: (visit) => stopPage(visit) },
  { method: 'POST', path: '/people/stop', who: everyone, answer: addStop },
  { method: 'POST', path: '/people/stop/ask', who: everyone, answer: askStop },
];

const shown: readonly SheetName[] = [...subscriberSheets, 'reach', 'addresses', 'given', 'withdrawn'];

async function peoplePage(visit: Visit): Promise<Shown> {
  const { desk, say } = visit;
  const behind = await desk.figures.behind();
  const now = (await desk.figures.subscribers(1)).curves[0]?.values.at(-1) ?? 0;
  const body = html`<p>${say('people.means', { n: now })}</p>
${behind ? html`<p class="soft">${say('people.behind')}</p>` : ''}
<ul class="unprinted"><li>${link('/people/list', say('list.title'))}</li>
<li>${link('/people/person', say('person.title'))}</li>
<li>${link('/people/stop', say('stop.title'))}</li>
<li>${link('/qr-sheet', say('qrSheet.title'))}</li></ul>
${spanLinks(visit, '/people')}
${await figureParts(visit, shown)}
<p class="soft">${say('people.erased')}</p>`;
  return { title: say('people.title'), body };
}

type Typed = { ask?: string; add?: string; askError?: string; addError?: string; found?: Html };

async function stopPage(visit: Visit, typed: Typed = {}): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const counts = await desk.people.stopped();
  const field = (scope: 'ask' | 'add', value?: string, error?: string) =>
    input({
      name: 'address',
      scope,
      label: say('stop.address'),
      type: 'email',
      required: true,
      value,
      error,
    });
  const body = html`<p>${link('/people', say('people.back'))}</p><p>${say('stop.means')}</p>
${typed.found ?? ''}
${
  counts.length === 0
    ? html`<p>${say('stop.none')}</p>`
    : table({
        caption: say('stop.caption'),
        head: [say('stop.head.reason'), say('stop.head.addresses')],
        rows: counts.map(({ reason, addresses }) => [say(`stop.reason.${reason}`), addresses]),
        numbers: [1],
      })
}
<h2>${say('stop.ask')}</h2>
${postForm({ action: '/people/stop/ask', csrf, body: html`${field('ask', typed.ask, typed.askError)}${button(say('stop.askDo'))}` })}
<h2>${say('stop.add')}</h2><p>${say('stop.addMeans')}</p>
${postForm({ action: '/people/stop', csrf, body: html`${field('add', typed.add, typed.addError)}${button(say('stop.addDo'), { look: 'grave' })}` })}`;
  return { title: say('stop.title'), body };
}

/** What was typed comes back on the page, never in its address: that would stay in logs and histories. */
async function askStop(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const address = form.text('address');
  const result = await desk.people.isStopped(address, member.email);
  if (!result.ok) return wrong(visit, { ask: address, askError: result.message });
  const answer = say(result.value ? 'stop.yes' : 'stop.no', { address });
  const found = html`<div class="flash note" role="status"><p>${answer}</p></div>`;
  return await stopPage(visit, { ask: address, found });
}

async function addStop(visit: Visit): Promise<Answer> {
  const { desk, form, member, say, csrf } = visit;
  const address = form.text('address');
  const sure = form.text('sure');
  if (sure !== address || address === '') {
    const asked = await desk.people.isStopped(address, member.email);
    if (!asked.ok) return wrong(visit, { add: address, addError: asked.message });
    const fields = html`<input type="hidden" name="address" value="${address}"><input type="hidden" name="sure" value="${address}">${button(say('stop.sureDo'), { look: 'grave' })}`;
    const body = html`<p>${say('stop.sure', { address })}</p>${postForm({ action: '/people/stop', csrf, body: fields })}
<p>${link('/people/stop', say('stop.back'))}</p>`;
    return { title: say('stop.add'), body };
  }
  const result = await desk.people.stop(address, member.email);
  return result.ok
    ? done('/people/stop', 'stopAdded')
    : wrong(visit, { add: address, addError: result.message });
}

async function wrong(visit: Visit, typed: Typed): Promise<Shown> {
  return { ...(await stopPage(visit, typed)), status: 422, flash: problem(visit.say('form.check')) };
}
