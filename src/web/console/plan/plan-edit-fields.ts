// Owns the fields of a plan's row as staff correct them, in words of the city's language, and what was typed into them; what a
// correction may be is core/plan-fields.ts's.
import { html } from 'hono/html';
import type { PlanRow } from '../../../app/desk.ts';
import { stageIds } from '../../../core/contest.ts';
import {
  planActions,
  planChannels,
  planEvents,
  planPartyRoles,
  planPeriodKinds,
} from '../../../core/plan/plan.ts';
import { type CorrectionReading, readCorrection } from '../../../core/plan/plan-fields.ts';
import type { Html } from '../../layout.ts';
import { input, select, textArea } from '../fields.ts';
import type { Form } from '../form.ts';
import type { Say } from '../words.ts';
import { everyWords } from './plan-words.ts';

const names = [
  'what',
  'details',
  'section',
  'channel',
  'action',
  'period.kind',
  'period.from',
  'period.to',
  'period.every',
  'period.anchor',
  'period.offset',
  'responsible',
] as const;
type Name = (typeof names)[number];

/** What was typed into the fields, and the one that means nothing. */
export type Typed = { values: Readonly<Record<Name, string>>; wrong: string };

/** How often something comes again, where the document says nothing rarer. */
const usualEvery = ['P1D', 'P7D', 'P14D', 'P1M', 'P3M', 'P6M', 'P1Y'];

/** The fields with what stands, or with what was typed. */
export function correctionFields(say: Say, { line }: PlanRow, typed: Typed | null): Html {
  const { period } = line;
  const of = (name: Name, stands: string | null) => ({
    name,
    label: say(`edit.field.${name}`),
    value: typed?.values[name] ?? stands ?? '',
    error: typed?.wrong === name ? say(`edit.wrong.${name}`) : undefined,
  });
  const choices = (family: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: id, label: say(`${family}.${id}`) }));
  const none = { value: '', label: say('edit.noAnchor') };
  const anchors = [none, ...choices('stage', stageIds), ...choices('event', planEvents)];
  const parties = line.responsible.map(({ name, role }) =>
    role === 'executor' ? name : `${name} | ${say(`edit.party.${role}`)}`,
  );
  return html`${textArea(of('what', line.what))}
${textArea(of('details', line.details))}
${input(of('section', line.section))}
${select({ ...of('channel', line.channel), options: choices('channel', planChannels) })}
${select({ ...of('action', line.action), options: choices('action', planActions) })}
${select({ ...of('period.kind', period.kind), options: choices('period', planPeriodKinds) })}
<div class="pair">${input({ ...of('period.from', period.from), type: 'date' })}${input({ ...of('period.to', period.to), type: 'date' })}</div>
${select({ ...of('period.every', period.every), options: everyOptions(say, period.every) })}
${select({ ...of('period.anchor', period.anchor), options: anchors })}
${input({ ...of('period.offset', period.offsetDays === null ? null : String(period.offsetDays)), hint: say('edit.offsetHint') })}
${textArea({ ...of('responsible', parties.join('\n')), hint: say('edit.responsibleHint') })}`;
}

function everyOptions(say: Say, stands: string | null) {
  const known = stands !== null && !usualEvery.includes(stands) ? [stands, ...usualEvery] : usualEvery;
  return [
    { value: '', label: say('edit.once') },
    ...known.map((value) => ({ value, label: everyWords(say, value) })),
  ];
}

/** Reads the fields of a form: a correction, or what was typed with the field that means nothing. */
export function typedCorrection(say: Say, form: Form): { reading: CorrectionReading; typed: Typed } {
  const values = Object.fromEntries(names.map((name) => [name, form.text(name)])) as Record<Name, string>;
  const meant = { ...values, responsible: rolesMeant(say, values.responsible) };
  const reading = readCorrection(names.map((name) => [name, meant[name]] as const));
  return { reading, typed: { values, wrong: 'field' in reading ? reading.field : '' } };
}

/** «Відділ | відповідає»: the role in the words of the page, for the one by which it is kept. */
function rolesMeant(say: Say, text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [name = '', word] = line.split('|').map((part) => part.trim());
      const role = planPartyRoles.find((one) => say(`edit.party.${one}`) === word?.toLowerCase());
      return role ? `${name} | ${role}` : line;
    })
    .join('\n');
}
