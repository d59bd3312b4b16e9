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
import type { Fact, Facts, Rendered, UnsetWording } from './template.ts';
import { render } from './template.ts';
import type { Content } from './texts.ts';
import { closingTime, daysBetween, lastDay, localDate } from './time.ts';
import { longDate } from './ukrainian.ts';

/** Where the values are taken for: a contest, an instant, and a stage that staff or a test name. */
export type View = { contest: ContestId; now: number; stage?: StageId | null };

const text = (label: string, value: string | null): Fact => ({ label, kind: 'text', value });

/** All facts for a view. Dates are words in the genitive and say «(приклад)» while the calendar is an example. */
export function factsFor(content: Content, view: View): Facts {
  const rules = Object.entries(content.rules).map(([key, rule]): [string, Fact] => [key, rule]);
  const contest = content.contests[view.contest];
  const prefixed = contestIds.flatMap((id) =>
    Object.entries(stageFacts(content, content.contests[id])).map(([key, fact]): [string, Fact] => [
      `${id}.${key}`,
      fact,
    ]),
  );
  return {
    ...Object.fromEntries(rules),
    ...cityFacts(content),
    ...Object.fromEntries(prefixed),
    ...stageFacts(content, contest),
    ...momentFacts(content, view),
  };
}

/** Renders a template for a view, with the city's wording for what is unset. */
export function say(content: Content, template: string, facts: Facts): Rendered {
  return render(template, facts, unsetWording(content));
}

/** Whom to ask: phone, else mailbox, else the city's site. */
export function contactOf(content: Content): string {
  const set = (key: string) => {
    const value = content.rules[key]?.value;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return set('teamPhone') ?? set('teamEmail') ?? content.city.site;
}

function unsetWording(content: Content): UnsetWording {
  return (labels, first) => {
    const phrase = content.phrases[first ? 'unset.first' : 'unset.next'] ?? '';
    return phrase.replace('{labels}', labels.join(', ')).replace('{contact}', contactOf(content));
  };
}

function cityFacts(content: Content): Record<string, Fact> {
  const { city } = content;
  return {
    'city.name': text('місто', city.name),
    'city.nameIn': text('місто', city.nameIn),
    'city.nameOf': text('місто', city.nameOf),
    'city.site': { label: 'сайт міста', kind: 'url', value: city.site },
    'controller.name': text('володілець даних', city.controller.name),
    'controller.address': text('адреса володільця даних', city.controller.address),
    'controller.email': text('скринька володільця даних', city.controller.email),
    'controller.phone': text('телефон володільця даних', city.controller.phone),
    processors: { label: 'розпорядники даних', kind: 'list', value: city.processors },
    contact: text('контакт', contactOf(content)),
    maxMessagesPerWeek: { label: 'повідомлень на тиждень', kind: 'number', value: city.maxMessagesPerWeek },
  };
}

/** A date in words, marked as an example where the calendar is one. */
export function dateInWords(content: Content, contest: Contest, date: string): string {
  return contest.cycle.example
    ? `${longDate(date)} ${content.phrases['calendar.example'] ?? ''}`
    : longDate(date);
}

function stageFacts(content: Content, contest: Contest): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const id of stageIds) {
    const stage = findStage(contest, id);
    const label = stage?.title ?? content.phrases[`stage.${id}`] ?? id;
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
  return {
    contest: text('конкурс', contest.short),
    'cycle.name': text('цикл', contest.cycle.name),
    suspensionDecision: text('рішення про призупинення', contest.cycle.suspensionDecision),
    today: text('сьогодні', longDate(localDate(view.now))),
    calendar: text('графік', calendarInWords(content, contest)),
    'stage.name': text('етап', stage?.title ?? null),
    'stage.start': text('початок етапу', stage && inWords(localDate(stage.opens))),
    'stage.end': text('кінець етапу', stage && inWords(lastDay(stage.closes))),
    'stage.endTime': text('кінець етапу', stage && closingTime(stage.closes)),
    daysLeft: {
      label: 'днів лишилося',
      kind: 'number',
      value: stage && daysBetween(localDate(view.now), lastDay(stage.closes)),
    },
    'next.name': text('наступний етап', next?.title ?? null),
    'next.start': text('початок наступного етапу', next && inWords(localDate(next.opens))),
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
