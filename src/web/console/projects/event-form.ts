// Owns the form of an event: its fields, reading what was sent, and saying what is wrong with it.
import { html } from 'hono/html';
import type { EventChange } from '../../../app/events/event-desk.ts';
import { readInstant } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { input, textArea } from '../fields.ts';
import { type Errors, errorsOf, type Form, hasErrors } from '../form.ts';
import { localField } from '../show.ts';
import type { Say } from '../words.ts';

export const eventFieldNames = ['title', 'startsAt', 'endsAt', 'place', 'link', 'about', 'capacity'] as const;
type FieldName = (typeof eventFieldNames)[number];
export type EventFields = Readonly<Record<FieldName, string>>;

export const noEventFields: EventFields = fieldsFrom({ text: () => '' });

/** What was typed, as it was typed. */
export function fieldsFrom(form: Pick<Form, 'text'>): EventFields {
  const [title, startsAt, endsAt] = [form.text('title'), form.text('startsAt'), form.text('endsAt')];
  const [place, link, about] = [form.text('place'), form.text('link'), form.text('about')];
  return { title, startsAt, endsAt, place, link, about, capacity: form.text('capacity') };
}

/** An event as the form shows it. */
export function fieldsOf(event: EventChange): EventFields {
  return {
    title: event.title,
    startsAt: localField(event.startsAt),
    endsAt: event.endsAt ? localField(event.endsAt) : '',
    place: event.place,
    link: event.link ?? '',
    about: event.about ?? '',
    capacity: event.capacity ? String(event.capacity) : '',
  };
}

/** The fields with their labels, hints and errors. */
export function eventInputs(say: Say, of: { fields: EventFields; errors: Errors }): Html {
  const { fields, errors } = of;
  const field = (name: FieldName, hinted = false) => ({
    name,
    label: say(`events.field.${name}`),
    value: fields[name],
    error: errors[name],
    ...(hinted ? { hint: say(`events.hint.${name}`) } : {}),
  });
  return html`${input({ ...field('title'), required: true })}
${input({ ...field('startsAt'), type: 'datetime-local', hint: say('form.kyivTime'), required: true })}
${input({ ...field('endsAt', true), type: 'datetime-local' })}
${input({ ...field('place', true), required: true })}
${input({ ...field('link', true), type: 'url' })}
${textArea(field('about', true))}
${input(field('capacity', true))}`;
}

/** The event that was sent, or a sentence for each field that is wrong. What only the desk knows, it refuses itself. */
export function readEvent(say: Say, fields: EventFields): EventChange | { errors: Errors } {
  const startsAt = readInstant(fields.startsAt);
  const endsAt = fields.endsAt === '' ? null : readInstant(fields.endsAt);
  const capacity = fields.capacity === '' ? null : Number(fields.capacity);
  const required = (text: string) => (text === '' ? say('error.required') : null);
  const errors = errorsOf({
    title: required(fields.title),
    place: required(fields.place),
    startsAt: startsAt === null ? say('error.moment') : null,
    endsAt: fields.endsAt !== '' && endsAt === null ? say('error.moment') : null,
    link: fields.link === '' || /^https?:\/\/\S+$/.test(fields.link) ? null : say('error.link'),
    capacity:
      capacity === null || (Number.isInteger(capacity) && capacity > 0) ? null : say('events.seatsWrong'),
  });
  if (startsAt === null || hasErrors(errors)) return { errors };
  const { title, place } = fields;
  const [link, about] = [fields.link || null, fields.about || null];
  return { title, place, startsAt, endsAt, link, about, capacity };
}
