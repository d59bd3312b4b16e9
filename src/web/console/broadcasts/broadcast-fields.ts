// Owns the fields of a broadcast's form: its words, picture, buttons, times, people and price, in the order of thinking.
import { html } from 'hono/html';
import { contestIds } from '../../../core/contest.ts';
import type { Html } from '../../layout.ts';
import { choiceGroup, input, select, textArea } from '../fields.ts';
import type { Errors } from '../form.ts';
import { topics } from '../topics.ts';
import type { Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { buttonFields, type DraftFields, type Narrowings, natures, payments } from './broadcast-draft.ts';

export type Filled = { fields: DraftFields; errors: Errors; known: Narrowings };

type Single = Exclude<keyof DraftFields, 'channels' | 'buttonLabel' | 'buttonTarget'>;

/** Label, value and error of one field of this form. */
function fieldOf(say: Say, name: Single, of: Filled) {
  return { name, label: say(`new.field.${name}`), value: of.fields[name], error: of.errors[name] };
}

/** Every field of the form. */
export function draftFields(visit: Visit, of: Filled): Html {
  return html`${messageFields(visit.say, of)}${timeFields(visit.say, of)}${audienceFields(visit, of)}`;
}

function messageFields(say: Say, of: Filled): Html {
  const picture = html`${input({ ...fieldOf(say, 'picture', of), type: 'url', hint: say('new.hint.picture') })}
${input({ name: 'pictureFile', label: say('new.field.pictureFile'), hint: say('new.hint.pictureFile'), type: 'file', accept: '.jpg,.jpeg,.png,.gif', error: of.errors.pictureFile })}
${input({ ...fieldOf(say, 'pictureAlt', of), hint: say('new.hint.pictureAlt') })}`;
  return html`${textArea({ ...fieldOf(say, 'text', of), hint: say('new.hint.text'), required: true })}
${input({ ...fieldOf(say, 'subject', of), hint: say('new.hint.subject') })}
${input({ name: 'attachFile', label: say('new.field.attachFile'), hint: say('new.hint.attachFile'), type: 'file', accept: '.pdf,.docx,.xlsx,.odt,.ods,.jpg,.jpeg,.png', error: of.errors.attachFile })}
<fieldset><legend>${say('new.picture')}</legend>${picture}</fieldset>
${buttonPairs(say, of)}`;
}

function buttonPairs(say: Say, { fields, errors }: Filled): Html {
  const places = Array.from({ length: buttonFields }, (_, at) => {
    const scope = `b${at + 1}`;
    const n = at + 1;
    const label = say('new.field.buttonLabel', { n });
    const target = say('new.field.buttonTarget', { n });
    return html`${input({ name: 'buttonLabel', scope, label, value: fields.buttonLabel[at] ?? '' })}
${input({ name: 'buttonTarget', scope, label: target, value: fields.buttonTarget[at] ?? '' })}`;
  });
  const error = errors.buttons ? html`<span class="error" id="buttons-error">${errors.buttons}</span>` : '';
  const described = errors.buttons ? 'buttons-hint buttons-error' : 'buttons-hint';
  return html`<fieldset id="buttons" aria-describedby="${described}"><legend>${say('new.buttons')}</legend>
<span class="hint" id="buttons-hint">${say('new.hint.buttons')}</span>${error}${places}</fieldset>`;
}

function timeFields(say: Say, of: Filled): Html {
  return html`${input({ ...fieldOf(say, 'at', of), type: 'datetime-local', hint: say('form.kyivTime'), required: true })}
${input({ ...fieldOf(say, 'lastUsefulAt', of), type: 'datetime-local', hint: say('new.hint.lastUsefulAt') })}`;
}

function audienceFields({ desk, say }: Visit, of: Filled): Html {
  const { fields, errors, known } = of;
  const any = { value: '', label: say('new.any') };
  const named = (family: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: id, label: say(`${family}.${id}`) }));
  const group = (name: 'channels' | 'nature' | 'payment' | 'unlessVoted') => ({
    name,
    label: say(`new.field.${name}`),
    hint: say(`new.hint.${name}`),
    error: errors[name],
  });
  const by = (name: keyof Narrowings) => known[name].map(({ id, name: label }) => ({ value: id, label }));
  const voted = [{ value: 'yes', label: say('new.unlessVoted') }];
  return html`${select({ ...fieldOf(say, 'contest', of), options: [any, ...named('contest', contestIds)] })}
${select({ ...fieldOf(say, 'role', of), options: [any, ...named('role', desk.roles)] })}
${select({ ...fieldOf(say, 'source', of), hint: say('new.hint.source'), options: [any, ...by('source')] })}
${known.follows.length > 0 ? select({ ...fieldOf(say, 'follows', of), hint: say('new.hint.follows'), options: [any, ...by('follows')] }) : ''}
${known.attends.length > 0 ? select({ ...fieldOf(say, 'attends', of), hint: say('new.hint.attends'), options: [any, ...by('attends')] }) : ''}
${select({ ...fieldOf(say, 'topic', of), hint: say('new.hint.topic'), options: named('topic', topics) })}
${choiceGroup({ ...group('unlessVoted'), kind: 'checkbox', options: voted, chosen: [fields.unlessVoted] })}
${choiceGroup({ ...group('channels'), kind: 'checkbox', options: named('channel', desk.channels), chosen: fields.channels })}
${choiceGroup({ ...group('nature'), kind: 'radio', options: named('nature', natures), chosen: [fields.nature], tall: true })}
${choiceGroup({ ...group('payment'), kind: 'radio', options: named('payment', payments), chosen: [fields.payment], tall: true })}`;
}
