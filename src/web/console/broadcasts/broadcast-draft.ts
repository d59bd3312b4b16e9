// Owns reading the form of a broadcast: its fields as they were typed, what is wrong with them, and the draft they make.
import type { BroadcastView, Desk, NewBroadcast } from '../../../app/desk.ts';
import type { Nature } from '../../../core/broadcast.ts';
import { contestIds } from '../../../core/contest.ts';
import { isCancelled } from '../../../core/event.ts';
import type { Choice } from '../../../core/reply.ts';
import { readInstant } from '../../../core/time.ts';
import { type Errors, errorsOf, type Form, hasErrors, oneOf } from '../form.ts';
import { localField } from '../show.ts';
import { topics } from '../topics.ts';
import type { Visit } from '../visit.ts';

/** The fields as they were typed; repeated in the form and carried through the preview. */
export type DraftFields = {
  text: string;
  subject: string;
  picture: string;
  pictureAlt: string;
  /** Labels and targets of the buttons, by their place. */
  buttonLabel: string[];
  buttonTarget: string[];
  at: string;
  lastUsefulAt: string;
  contest: string;
  role: string;
  source: string;
  /** The uid of a project, the id of an event. */
  follows: string;
  attends: string;
  topic: string;
  /** `yes`: only people who have not said that they voted. */
  unlessVoted: string;
  nature: string;
  payment: string;
  channels: string[];
};

export const natures: readonly Nature[] = ['official', 'agitation'];
export const payments = ['pay', 'wait'] as const;
/** So many buttons have fields. */
export const buttonFields = 4;

export const noFields: DraftFields = {
  text: '',
  subject: '',
  picture: '',
  pictureAlt: '',
  buttonLabel: [],
  buttonTarget: [],
  at: '',
  lastUsefulAt: '',
  contest: '',
  role: '',
  source: '',
  follows: '',
  attends: '',
  topic: 'news',
  unlessVoted: '',
  nature: 'official',
  payment: 'pay',
  channels: [],
};

export function fieldsOf({ text, all }: Form): DraftFields {
  return {
    text: text('text'),
    subject: text('subject'),
    picture: text('picture'),
    pictureAlt: text('pictureAlt'),
    buttonLabel: all('buttonLabel').slice(0, buttonFields),
    buttonTarget: all('buttonTarget').slice(0, buttonFields),
    at: text('at'),
    lastUsefulAt: text('lastUsefulAt'),
    contest: text('contest'),
    role: text('role'),
    source: text('source'),
    follows: text('follows'),
    attends: text('attends'),
    topic: text('topic') || 'news',
    unlessVoted: text('unlessVoted'),
    nature: text('nature'),
    payment: text('payment') || 'pay',
    channels: all('channels'),
  };
}

/** The fields of a broadcast as it is, to be changed. */
export function fieldsFrom(view: BroadcastView): DraftFields {
  const { audience, choices } = view;
  return {
    text: view.text,
    subject: view.subject ?? '',
    picture: view.picture?.url ?? '',
    pictureAlt: view.picture?.alt ?? '',
    buttonLabel: choices.map(({ label }) => label),
    buttonTarget: choices.map((one) => ('url' in one ? one.url : one.value)),
    at: localField(view.at),
    lastUsefulAt: localField(view.lastUsefulAt),
    contest: audience.contest ?? '',
    role: audience.role ?? '',
    source: audience.source ?? '',
    follows: audience.follows ?? '',
    attends: audience.attends ?? '',
    topic: audience.topic ?? 'news',
    unlessVoted: audience.unlessVoted === null ? '' : 'yes',
    nature: view.nature,
    payment: view.payment ?? 'pay',
    channels: view.channels,
  };
}

/** What an audience can be narrowed to by name: ids with what people call them. */
export type Narrowings = Readonly<Record<'source' | 'follows' | 'attends', readonly Named[]>>;
export type Named = { id: string; name: string };

/** Sources, projects that somebody follows and events that are not called off, to choose from. */
export async function narrowingsIn(desk: Desk): Promise<Narrowings> {
  const [sources, projects, events] = [
    await desk.sources.list(),
    await desk.projects.list(),
    await desk.events.list(),
  ];
  const numbered = (number: string | null) => (number === null ? '' : `№ ${number} `);
  return {
    source: sources.map(({ name }) => ({ id: name, name })),
    follows: projects
      .filter(({ followers }) => followers > 0)
      .map(({ uid, number, title }) => ({ id: uid, name: `${numbered(number)}${title}` })),
    attends: events
      .filter((event) => !isCancelled(event) && event.going > 0)
      .map(({ id, title }) => ({ id, name: title })),
  };
}

type Read = { draft: NewBroadcast } | { errors: Errors };

/** The draft that the fields make, by the person who sent them; or an error a field. */
export function readDraft(visit: Visit, fields: DraftFields, known: Narrowings): Read {
  const { desk, member } = visit;
  const at = readInstant(fields.at);
  const lastUsefulAt = fields.lastUsefulAt === '' ? null : readInstant(fields.lastUsefulAt);
  const chosen = {
    nature: oneOf(natures, fields.nature),
    payment: oneOf(payments, fields.payment),
    topic: oneOf(topics, fields.topic),
    contest: oneOf(contestIds, fields.contest),
    role: oneOf(desk.roles, fields.role),
    ...narrowedIn(fields, known),
    channels: desk.channels.filter((name) => fields.channels.includes(name)),
  };
  const errors = errorsIn(visit, fields, { ...chosen, at, lastUsefulAt });
  const { nature, payment, topic, contest, role, source, follows, attends, channels } = chosen;
  if (hasErrors(errors) || at === null || !nature || !topic) return { errors };
  const unlessVoted = fields.unlessVoted === 'yes';
  const named = { ...(follows && { follows }), ...(attends && { attends }) };
  const narrowed = {
    ...(contest && { contest }),
    ...(role && { role }),
    ...(source && { source }),
    ...named,
  };
  const { text, subject, picture: url, pictureAlt: alt } = fields;
  const message = {
    text,
    subject: subject === '' ? null : subject,
    picture: url === '' && alt === '' ? null : { url, alt },
    choices: choicesIn(fields),
  };
  const draft = {
    ...message,
    at,
    lastUsefulAt,
    audience: { ...narrowed, topic, ...(unlessVoted ? { unlessVoted } : {}) },
    channels: channels.length > 0 ? channels : null,
    nature,
    payment: payment === 'wait' ? ('wait' as const) : null,
    by: member.email,
  };
  return { draft };
}

function narrowedIn(fields: DraftFields, known: Narrowings) {
  const found = (name: keyof Narrowings) => known[name].find(({ id }) => id === fields[name])?.id ?? null;
  return { source: found('source'), follows: found('follows'), attends: found('attends') };
}

type Chosen = {
  at: number | null;
  lastUsefulAt: number | null;
  channels: readonly string[];
} & Readonly<Record<'nature' | 'payment' | 'topic' | 'contest' | 'role' | keyof Narrowings, string | null>>;

function errorsIn({ now, say }: Visit, fields: DraftFields, found: Chosen): Errors {
  const needed = (value: string | null) => (value ? null : say('error.choose'));
  const open = (typed: string, value: string | null) => (typed === '' || value ? null : say('error.choose'));
  const { at, lastUsefulAt } = found;
  return errorsOf({
    text: fields.text ? null : say('error.required'),
    at: at === null ? say('error.moment') : at <= now ? say('error.past') : null,
    lastUsefulAt: lastUsefulError(),
    nature: needed(found.nature),
    payment: needed(found.payment),
    topic: needed(found.topic),
    contest: open(fields.contest, found.contest),
    role: open(fields.role, found.role),
    source: open(fields.source, found.source),
    follows: open(fields.follows, found.follows),
    attends: open(fields.attends, found.attends) ?? bothNamed(),
    channels: found.channels.length === fields.channels.length ? null : say('error.choose'),
    unlessVoted: fields.unlessVoted === 'yes' && !found.contest ? say('new.votedContest') : null,
    pictureAlt: fields.picture !== '' && fields.pictureAlt === '' ? say('new.altMissing') : null,
    buttons: halfButton(fields) ? say('new.buttonHalf') : null,
  });

  function bothNamed(): string | null {
    return fields.attends !== '' && fields.follows !== '' ? say('new.oneNarrowing') : null;
  }

  function lastUsefulError(): string | null {
    if (fields.lastUsefulAt === '') return null;
    if (lastUsefulAt === null) return say('error.moment');
    return at !== null && lastUsefulAt <= at ? say('new.lastUsefulWrong') : null;
  }
}

/** Labels and targets by their place; a place where both are empty is no button. */
function pairs({ buttonLabel, buttonTarget }: DraftFields): { label: string; target: string }[] {
  const places = Math.max(buttonLabel.length, buttonTarget.length);
  return Array.from({ length: places }, (_, at) => ({
    label: buttonLabel[at] ?? '',
    target: buttonTarget[at] ?? '',
  })).filter(({ label, target }) => label !== '' || target !== '');
}

function halfButton(fields: DraftFields): boolean {
  return pairs(fields).some(({ label, target }) => label === '' || target === '');
}

function choicesIn(fields: DraftFields): Choice[] {
  return pairs(fields).map(({ label, target }) =>
    target.startsWith('/') ? { label, value: target } : { label, url: target },
  );
}
