// Owns what the objects of the audit trail are called for people, and where each is to be seen; nobody reads ids.
import { broadcastNames, type Named, namesOf, planRowNames, questionTimes } from '../../../db/audit.ts';
import type { At } from '../../../db/people.ts';
import type { Content } from '../../core/texts.ts';
import { longDate, longMoment } from '../../core/ukrainian.ts';

/** What an object is called; `path`: its page on the console, where it has one. */
export type ObjectName = { name: string; path: string | null };
/** A line of the trail as far as its object goes. */
export type OfObject = { act: string; object: string };

type Itself = 'stage' | 'day' | 'contest' | 'text' | 'person' | 'draft' | 'list' | 'itself';
type Kind = Named | 'row' | 'broadcast' | 'question' | Itself;

const kinds: Readonly<Record<string, Kind>> = {
  signIn: 'staff',
  signOut: 'staff',
  staff: 'staff',
  access: 'staff',
  plan: 'plan',
  evidence: 'row',
  broadcast: 'broadcast',
  unknown: 'broadcast',
  question: 'question',
  task: 'task',
  event: 'event',
  happening: 'happening',
  poll: 'poll',
  project: 'project',
  'projects.import': 'contest',
  'projects.step': 'project',
  calendar: 'stage',
  holiday: 'day',
  cycle: 'contest',
  text: 'text',
  data: 'person',
  draft: 'draft',
  list: 'list',
  stop: 'list',
  'register.hide': 'broadcast',
  'register.unhide': 'broadcast',
};

/** What kind of object an act is about: the acts of one noun share it, whatever comes after its dot. */
export function kindOf({ act, object }: OfObject): Kind {
  const kind = kinds[act] ?? kinds[act.split('.')[0] ?? ''] ?? 'itself';
  return kind === 'plan' && object.includes('/') ? 'row' : kind;
}

/** Names of the objects of some lines; one query a kind. */
export async function nameObjects(
  at: At,
  files: Pick<Content, 'phrases'>,
  lines: readonly OfObject[],
): Promise<(line: OfObject) => ObjectName> {
  const word = wordsOf(files);
  const known = await lookUp(at, lines, word);
  return (line) => nameOf(line, known, word);
}

type Known = {
  named: Readonly<Record<Named, ReadonlyMap<string, string>>>;
  rows: ReadonlyMap<string, string>;
  broadcasts: ReadonlyMap<string, string>;
  questions: ReadonlyMap<string, number>;
};

async function lookUp(at: At, lines: readonly OfObject[], word: Word): Promise<Known> {
  const byKind = Map.groupBy(lines, kindOf);
  const ids = (kind: Kind) => [...new Set((byKind.get(kind) ?? []).map(({ object }) => object))];
  const names = (kind: Named) => namesOf(at, kind, ids(kind));
  const plans = [...ids('plan'), ...ids('row').map((object) => object.split('/')[0] ?? '')];
  const broadcasts = await broadcastNames(at, ids('broadcast'));
  return {
    named: {
      staff: await names('staff'),
      plan: await namesOf(at, 'plan', plans),
      task: await names('task'),
      event: await names('event'),
      happening: await names('happening'),
      poll: await names('poll'),
      project: await names('project'),
    },
    rows: await planRowNames(at, ids('row')),
    questions: await questionTimes(at, ids('question')),
    broadcasts: new Map(broadcasts.map((row) => [row.id, broadcastName(row, word)])),
  };
}

function broadcastName(row: Awaited<ReturnType<typeof broadcastNames>>[number], word: Word): string {
  const { kind, contest, stage } = row;
  const parts = [`kind.${kind}`, contest && `contest.${contest}`, stage && `stage.${stage}`];
  return `${parts.flatMap((key) => (key ? [word(key)] : [])).join(' · ')}, ${longMoment(row.at)}`;
}

function nameOf(line: OfObject, known: Known, word: Word): ObjectName {
  const { object } = line;
  const kind = kindOf(line);
  const found = (name: string | undefined, path: string): ObjectName =>
    name === undefined ? { name: word(`audit.gone.${kind}`), path: null } : { name, path };
  switch (kind) {
    case 'row':
      return rowName(object, known, word);
    case 'broadcast':
      return found(known.broadcasts.get(object), `/broadcasts/${object}`);
    case 'question': {
      const askedAt = known.questions.get(object);
      const at = askedAt === undefined ? undefined : longMoment(askedAt);
      return found(at && word('audit.object.question', { at }), '/questions');
    }
    case 'staff':
      if (object === '') return { name: word('audit.object.place'), path: null };
      return found(known.named.staff.get(object), `/staff/${object}`);
    case 'plan':
    case 'task':
    case 'event':
    case 'happening':
    case 'poll':
    case 'project':
      return found(known.named[kind].get(object), pathOf(kind, object));
    default:
      return nameItself(line, kind, word);
  }
}

/** Objects whose id says already what they are. */
function nameItself({ act, object }: OfObject, kind: Itself, word: Word): ObjectName {
  switch (kind) {
    case 'stage': {
      const [contest = '', stage = ''] = object.split('.');
      return { name: `${word(`contest.${contest}`)}, ${word(`stage.${stage}`)}`, path: '/calendar' };
    }
    case 'day':
      return { name: /^\d{4}-\d\d-\d\d$/.test(object) ? longDate(object) : object, path: '/tasks' };
    case 'contest':
      return {
        name: word(`contest.${object}`),
        path: act.startsWith('projects.') ? '/projects' : '/calendar',
      };
    case 'text': {
      const [what = '', ...key] = object.split(':');
      return { name: `${word(`audit.text.${what}`)}: ${key.join(':')}`, path: '/texts' };
    }
    case 'person':
      return { name: word('audit.object.person'), path: null };
    case 'draft':
      return { name: word('audit.object.draft'), path: '/drafts' };
    case 'list':
      return { name: object === '' ? word('audit.object.list') : object, path: null };
    case 'itself':
      return { name: object, path: paths[act.split('.')[0] ?? ''] ?? null };
  }
}

/** Where things are whose name is their id. */
const paths: Readonly<Record<string, string>> = {
  source: '/sources',
  register: '/register',
  pack: '/sources',
  duty: '/duty',
  unanswered: '/unanswered',
};

function pathOf(kind: Exclude<Named, 'staff'>, id: string): string {
  switch (kind) {
    case 'plan':
      return `/plans/${id}`;
    case 'task':
      return `/tasks/${id}`;
    case 'event':
      return `/events/${id}`;
    case 'happening':
      return '/tasks';
    case 'poll':
      return `/polls/${id}`;
    case 'project':
      return `/projects/${encodeURIComponent(id)}`;
  }
}

type Word = (key: string, values?: Readonly<Record<string, string>>) => string;

function wordsOf({ phrases }: Pick<Content, 'phrases'>): Word {
  return (key, values = {}) =>
    (phrases[`console.${key}`] ?? key).replaceAll(
      /\{(\w+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
}

function rowName(object: string, { named, rows }: Known, word: Word): ObjectName {
  const cut = object.indexOf('/');
  const [planId, key] = cut < 0 ? [object, ''] : [object.slice(0, cut), object.slice(cut + 1)];
  const plan = named.plan.get(planId);
  if (plan === undefined) return { name: word('audit.gone.plan'), path: null };
  const number = rows.get(object) ?? key;
  const name = word('audit.object.row', { plan, number });
  const path = rows.has(object) ? `/plans/${planId}/row/${encodeURIComponent(key)}` : `/plans/${planId}`;
  return { name, path };
}
