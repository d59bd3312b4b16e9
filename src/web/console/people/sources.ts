// Owns the page of the sources by which residents come: their QR codes, the form for a new one; the counts are source-counts.ts's.
import { html } from 'hono/html';
import type { SourceTarget } from '../../../../db/tables.ts';
import type { SourceRow } from '../../../app/desk.ts';
import { contestIds } from '../../../core/contest.ts';
import type { CityEvent } from '../../../core/occurrences/occurrence.ts';
import type { Html } from '../../layout.ts';
import { button, input, postForm, select } from '../fields.ts';
import { type Errors, errorsOf, hasErrors, oneOf } from '../form.ts';
import { table } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';
import { countsPart } from './source-counts.ts';

export const sourceRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/sources', who: everyone, answer: (visit) => sourcesPage(visit) },
  { method: 'POST', path: '/sources', who: everyone, answer: addSource },
];

/** What fits into every platform's deep link. */
const sourceName = /^[A-Za-z0-9_-]{1,64}$/;

type Fields = { name: string; contest: string; role: string; event: string };
const noFields: Fields = { name: '', contest: '', role: '', event: '' };

async function sourcesPage(visit: Visit, fields = noFields, errors: Errors = {}): Promise<Shown> {
  const { desk, say } = visit;
  const [sources, events] = await Promise.all([desk.sources.list(), desk.plans.events()]);
  const counts = await countsPart(visit);
  const body = html`<p>${say('sources.means')}</p>
${sources.length > 0 ? sourceTable(visit, sources, events) : html`<p>${say('sources.none')}</p>`}
${counts}
<h2>${say('sources.add')}</h2>
${addForm(visit, { fields, errors, events })}`;
  return { title: say('sources.title'), body };
}

function sourceTable({ say }: Visit, sources: readonly SourceRow[], events: readonly CityEvent[]): Html {
  const links = (name: string) => html`<a href="/qr/${name}.svg">${say('sources.qr', { name })}</a><br>
<a href="/go/${name}">${say('sources.page', { name })}</a>`;
  const target = ({ target }: SourceRow) => {
    const event = events.find((one) => one.id === target?.event)?.title ?? target?.event;
    const parts = [
      target?.contest && say(`contest.${target.contest}`),
      target?.role && say(`role.${target.role}`),
      event,
    ];
    return parts.filter(Boolean).join(', ') || say('sources.noTarget');
  };
  return table({
    caption: say('sources.caption'),
    head: ['name', 'target', 'visits', 'links'].map((key) => say(`sources.head.${key}`)),
    rows: sources.map((source) => [source.name, target(source), source.visits, links(source.name)]),
    numbers: [2],
  });
}

function addForm(
  { csrf, desk, say }: Visit,
  of: { fields: Fields; errors: Errors; events: readonly CityEvent[] },
): Html {
  const { fields, errors, events } = of;
  const field = (name: keyof Fields) => ({
    name,
    label: say(`sources.field.${name}`),
    value: fields[name],
    error: errors[name],
  });
  const any = { value: '', label: say('sources.noMatter') };
  const named = (family: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: id, label: say(`${family}.${id}`) }));
  const body = html`${input({ ...field('name'), hint: say('sources.nameHint'), required: true })}
${select({ ...field('contest'), options: [any, ...named('contest', contestIds)] })}
${select({ ...field('role'), options: [any, ...named('role', desk.roles)] })}
${select({ ...field('event'), options: [any, ...events.map(({ id, title }) => ({ value: id, label: title }))] })}
${button(say('sources.do'))}`;
  return postForm({ action: '/sources', csrf, body });
}

async function addSource(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const fields = {
    name: form.text('name'),
    contest: form.text('contest'),
    role: form.text('role'),
    event: form.text('event'),
  };
  const contest = oneOf(contestIds, fields.contest);
  const role = oneOf(desk.roles, fields.role);
  const events = await desk.plans.events();
  const event = oneOf(
    events.map(({ id }) => id),
    fields.event,
  );
  const chosen = (value: string, found: unknown) => (value === '' || found ? null : say('error.choose'));
  const errors = errorsOf({
    name: sourceName.test(fields.name) ? null : say('sources.nameWrong'),
    contest: chosen(fields.contest, contest),
    role: chosen(fields.role, role),
    event: chosen(fields.event, event),
  });
  if (hasErrors(errors)) {
    return { ...(await sourcesPage(visit, fields, errors)), status: 422, flash: problem(say('form.check')) };
  }
  const target: SourceTarget = {
    ...(contest && { contest }),
    ...(role && { role }),
    ...(event && { event }),
  };
  const landing = Object.keys(target).length > 0 ? target : null;
  const added = await desk.sources.add(fields.name, landing, visit.member.email);
  if (added.ok) return done('/sources', 'sourceAdded');
  return { ...(await sourcesPage(visit, fields)), status: 409, flash: problem(added.message) };
}
