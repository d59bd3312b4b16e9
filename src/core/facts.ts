// Owns which values the templates may use at an instant: the rules of the city and the dates of its calendar.
import {
  type Contest,
  type ContestId,
  contestIds,
  findStage,
  type StageId,
  situationOf,
  stageIds,
} from './contest.ts';
import { dataClasses, termOf } from './retention.ts';
import type { Fact, Facts, Rendered, UnsetWording } from './template.ts';
import { render } from './template.ts';
import type { Content } from './texts.ts';
import { closingTime, daysBetween, hourMs, lastDay, localDate } from './time.ts';
import { longDate } from './ukrainian.ts';

/** Where the values are taken for: a contest, an instant, and a stage that staff or a test name. */
export type View = { contest: ContestId; now: number; stage?: StageId | null };

const text = (label: string, value: string | null): Fact => ({ label, kind: 'text', value });

/** Facts of a view as they were made last, and from when until when they hold. */
type Standing = { from: number; until: number; facts: Facts };

/** Each turn of each chat asks for the facts of its moment, and they stand for hours. */
const standingOf = new WeakMap<Content, Map<string, Standing>>();

/** All facts for a view. Dates are words in the genitive and say «(приклад)» while the calendar is an example. */
export function factsFor(content: Content, view: View): Facts {
  const { contest, now, stage } = view;
  const standing = standingOf.get(content) ?? new Map<string, Standing>();
  standingOf.set(content, standing);
  const key = `${contest} ${stage ?? ''}`;
  const known = standing.get(key);
  if (known && known.from <= now && now < known.until) return known.facts;
  const lasting = lastingFacts(content);
  const facts = { ...lasting.all, ...lasting.own[contest], ...momentFacts(content, view) };
  standing.set(key, { from: now, until: nextTurn(content.contests[contest], now), facts });
  return facts;
}

/** The next instant at which a stage of the contest opens or closes, or an hour begins, and maybe a day with it. */
function nextTurn({ cycle }: Contest, now: number): number {
  const turns = cycle.stages.flatMap(({ opens, closes }) => [opens, closes]);
  const hour = (Math.floor(now / hourMs) + 1) * hourMs;
  return Math.min(hour, ...turns.filter((turn) => turn > now));
}

type Lasting = { all: Record<string, Fact>; own: Readonly<Record<ContestId, Record<string, Fact>>> };

/** What does not change with the moment is worked out once for each content: a plan asks for it hundreds of times. */
const lastingOf = new WeakMap<Content, Lasting>();

function lastingFacts(content: Content): Lasting {
  const known = lastingOf.get(content);
  if (known) return known;
  const own = {
    city: stageFacts(content, content.contests.city),
    kids: stageFacts(content, content.contests.kids),
  };
  const prefixed = contestIds.flatMap((id) =>
    Object.entries(own[id]).map(([key, fact]): [string, Fact] => [`${id}.${key}`, fact]),
  );
  const all = { ...content.rules, ...cityFacts(content), ...Object.fromEntries(prefixed) };
  const made: Lasting = { all, own };
  lastingOf.set(content, made);
  return made;
}

/** Renders a template for a view, with the city's wording for what is unset. */
export function say(content: Content, template: string, facts: Facts): Rendered {
  return render(template, facts, unsetWording(content, facts));
}

/** Whom to ask: phone, else mailbox, else the city's site. */
export function contactOf(content: Content): string {
  const set = (key: string) => {
    const value = content.rules[key]?.value;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return set('teamPhone') ?? set('teamEmail') ?? content.city.site;
}

/** Pupils are sent to the grown-up at their school first. */
function unsetWording(content: Content, facts: Facts): UnsetWording {
  const pupils = facts.contest?.value === content.contests.kids.short;
  return (labels, first) => {
    const key = !first ? 'unset.next' : pupils ? 'unset.first.kids' : 'unset.first';
    const phrase = content.phrases[key] ?? '';
    return phrase
      .replace('{labels}', [...new Set(labels)].join(', '))
      .replace('{contact}', contactOf(content));
  };
}

/** How a fact that is no rule is called when it is unset: the phrase `fact.<key>`. */
function labelsOf(content: Content): (key: string) => string {
  return (key) => content.phrases[`fact.${key}`] ?? key;
}

function cityFacts(content: Content): Record<string, Fact> {
  const { city } = content;
  const labelled = labelsOf(content);
  return {
    'city.name': text(labelled('city.name'), city.name),
    'city.nameIn': text(labelled('city.nameIn'), city.nameIn),
    'city.nameOf': text(labelled('city.nameOf'), city.nameOf),
    'city.site': { label: labelled('city.site'), kind: 'url', value: city.site },
    'controller.name': text(labelled('controller.name'), city.controller.name),
    'controller.address': text(labelled('controller.address'), city.controller.address),
    'controller.email': text(labelled('controller.email'), city.controller.email),
    'controller.phone': text(labelled('controller.phone'), city.controller.phone),
    processors: { label: labelled('processors'), kind: 'list', value: city.processors },
    contact: text(labelled('contact'), contactOf(content)),
    ...termFacts(city),
    maxMessagesPerWeek: {
      label: labelled('maxMessagesPerWeek'),
      kind: 'number',
      value: city.maxMessagesPerWeek,
    },
  };
}

/** For how many days each class of data is kept: `term.<class>`. */
function termFacts(city: Content['city']): Record<string, Fact> {
  const facts = dataClasses.map((name): [string, Fact] => [
    `term.${name}`,
    { label: name, kind: 'number', value: termOf(name, city) },
  ]);
  return Object.fromEntries(facts);
}

/** A date in words, marked as an example where the calendar is one. */
export function dateInWords(content: Content, contest: Contest, date: string): string {
  return contest.cycle.example
    ? `${longDate(date)} ${content.phrases['calendar.example'] ?? ''}`
    : longDate(date);
}

/** The dates of a cycle that does not run hold for nobody: they are unset, with the stage's name as their label. */
function stageFacts(content: Content, contest: Contest): Record<string, Fact> {
  const runs = contest.cycle.state === 'running' && contest.cycle.stages.length > 0;
  const facts: Record<string, Fact> = {};
  facts.calendar = text(labelsOf(content)('calendar'), runs ? calendarInWords(content, contest) : null);
  for (const id of stageIds) {
    const known = findStage(contest, id);
    const stage = runs ? known : null;
    const title = known?.title ?? content.phrases[`stage.${id}`] ?? id;
    const label = (content.phrases['fact.stageDates'] ?? '{name}').replace('{name}', title);
    const start = stage && dateInWords(content, contest, localDate(stage.opens));
    const end = stage && dateInWords(content, contest, lastDay(stage.closes));
    facts[`${id}.start`] = text(label, start);
    facts[`${id}.end`] = text(label, end);
    facts[`${id}.endTime`] = text(label, stage && closingTime(stage.closes));
    if (id === 'results') facts['results.date'] = text(label, start);
  }
  return facts;
}

function momentFacts(content: Content, view: View): Record<string, Fact> {
  const contest = content.contests[view.contest];
  const situation = situationOf(contest, view.now, view.stage ?? null);
  const stage = situation.kind === 'open' ? situation.leading : null;
  const next = 'next' in situation ? situation.next : null;
  const inWords = (date: string) => dateInWords(content, contest, date);
  const labelled = labelsOf(content);
  return {
    contest: text(labelled('contest'), contest.short),
    'cycle.name': text(labelled('cycle.name'), contest.cycle.name),
    suspensionDecision: text(labelled('suspensionDecision'), contest.cycle.suspensionDecision),
    today: text(labelled('today'), longDate(localDate(view.now))),
    'stage.name': text(labelled('stage.name'), stage?.title ?? null),
    'stage.start': text(labelled('stage.start'), stage && inWords(localDate(stage.opens))),
    'stage.end': text(labelled('stage.end'), stage && inWords(lastDay(stage.closes))),
    'stage.endTime': text(labelled('stage.endTime'), stage && closingTime(stage.closes)),
    daysLeft: {
      label: labelled('daysLeft'),
      kind: 'number',
      value: stage && daysBetween(localDate(view.now), lastDay(stage.closes)),
    },
    'next.name': text(labelled('next.name'), next?.title ?? null),
    'next.start': text(labelled('next.start'), next && inWords(localDate(next.opens))),
  };
}

/** The calendar as lines «назва: з … до …», in the order of opening. */
export function calendarInWords(content: Content, contest: Contest): string {
  const line = content.phrases['calendar.line'] ?? '';
  return [...contest.cycle.stages]
    .sort((a, b) => a.opens - b.opens || a.closes - b.closes)
    .map((stage) =>
      line
        .replace('{name}', stage.title)
        .replace('{start}', dateInWords(content, contest, localDate(stage.opens)))
        .replace('{end}', dateInWords(content, contest, lastDay(stage.closes))),
    )
    .join('\n');
}
