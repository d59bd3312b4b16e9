// Owns the weekly digest: which weeks have one, what it announces, and until when that is of use. Pure.
import { type Audience, audienceOf, type Occurrence } from '../broadcast.ts';
import { type Contest, isOpen, type Situation, type Stage, situationOf } from '../contest.ts';
import { factsFor, say } from '../facts.ts';
import type { Fact } from '../template.ts';
import type { Content } from '../texts.ts';
import { addDays, afterQuiet, kyivInstant, lastDay, localDate } from '../time.ts';
import { dayInWords } from '../ukrainian.ts';
import type { NoticeOccurrence } from './occurrence-notices.ts';
import {
  bodyOf,
  instructionsChoice,
  morning,
  newsLifeMs,
  type OccurrenceSources,
  running,
  votingChoices,
} from './occurrence-parts.ts';

/** A digest is of no use when its week is nearly over: on its Sunday at this hour. */
const lastHour = '20:00';

/** What a notice is about: the first or the last day of its stage, and until when telling it helps. */
type StageDay = {
  from: NoticeOccurrence;
  stage: Stage;
  edge: 'opens' | 'closes';
  /** Local date. */
  date: string;
  usefulUntil: number;
};

/**
 * The digests of the contests that somebody wants digests of, one for each week from Monday to Sunday in which single
 * notices go out. `notices` are those that go out. A digest lists the days that the week's notices are about, so a stage that closes
 * on a Monday is announced the week before, and besides the first and last days of the week itself that still lie ahead.
 */
export function digestOccurrences(
  { content, digests }: Pick<OccurrenceSources, 'content' | 'digests'>,
  notices: readonly NoticeOccurrence[],
): Occurrence[] {
  const wanted = running(content).filter(({ id }) => digests.includes(id));
  return wanted.flatMap((contest) => {
    const mine = notices.filter((one) => one.contest.id === contest.id);
    const weeks = Map.groupBy(mine, weekOf);
    return [...weeks].flatMap(
      ([monday, week]) => digestOf(content, contest, { monday, week, all: mine }) ?? [],
    );
  });
}

/** The Monday of the week to which a notice belongs: an opening late on a Sunday is news of the week that it ends. */
function weekOf({ notice, stage, occurrence }: NoticeOccurrence): string {
  return mondayOf(notice.moment === 'opens' ? localDate(stage.opens) : localDate(occurrence.at));
}

function mondayOf(date: string): string {
  return addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek);
}

type Week = { monday: string; week: readonly NoticeOccurrence[]; all: readonly NoticeOccurrence[] };

function digestOf(content: Content, contest: Contest, { monday, week, all }: Week): Occurrence | null {
  const at = afterQuiet(kyivInstant(monday, morning), content.city.quietHours);
  const days = daysAhead(
    all.filter((one) => week.includes(one) || mondayOf(dayOf(one, at).date) === monday),
    at,
  );
  const [first] = week;
  if (!first || days.length === 0) return null;
  const end = kyivInstant(addDays(monday, 6), lastHour);
  return {
    key: `digest:${contest.id}:${contest.cycle.name}@${monday}`,
    planId: first.occurrence.planId,
    line: first.occurrence.line,
    kind: 'digest',
    nature: 'official',
    contest: contest.id,
    stage: null,
    at,
    lastUsefulAt: Math.min(end, Math.max(...days.map((day) => day.usefulUntil))),
    audience: audienceFor(contest, week, days),
    channels: [...new Set(week.flatMap(({ occurrence }) => occurrence.channels))],
    body: digestBody(content, contest, { at, days }),
    editedBy: null,
  };
}

function dayOf(from: NoticeOccurrence, at: number): StageDay {
  const { notice, stage } = from;
  if (notice.moment !== 'opens')
    return { from, stage, edge: 'closes', date: lastDay(stage.closes), usefulUntil: stage.closes };
  const stale = Math.max(stage.opens, at) + newsLifeMs;
  const date = localDate(stage.opens);
  return { from, stage, edge: 'opens', date, usefulUntil: Math.min(stage.closes, stale) };
}

/** The days that notices are about, each once, by date; without those that are over when the digest goes out. */
function daysAhead(notices: readonly NoticeOccurrence[], at: number): StageDay[] {
  const today = localDate(at);
  const days = notices
    .map((one) => dayOf(one, at))
    .filter((day) => day.date >= today && day.usefulUntil > at)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return [...new Map(days.map((day) => [`${day.stage.id} ${day.edge}`, day])).values()];
}

/**
 * People who want a digest. One that speaks of a single stage is refused with that stage, and one that only speaks of
 * the last day of voting leaves out who has voted. A role narrows it where every row that carries the week names it.
 */
function audienceFor(
  contest: Contest,
  week: readonly NoticeOccurrence[],
  days: readonly StageDay[],
): Audience {
  const [stage, ...otherStages] = new Set(days.map((day) => day.stage.id));
  const [role = null, ...otherRoles] = new Set(week.map(({ occurrence }) => occurrence.audience.role));
  const endOfVoting = days.every((day) => day.stage.id === 'voting' && day.edge === 'closes');
  return audienceOf({
    purposes: ['reminders'],
    contest: contest.id,
    role: otherRoles.length === 0 ? role : null,
    topic: stage && otherStages.length === 0 ? `stage.${stage}` : null,
    unlessVoted: endOfVoting ? contest.cycle.name : null,
    pace: 'weekly',
  });
}

function digestBody(content: Content, contest: Contest, of: { at: number; days: readonly StageDay[] }) {
  const { at, days } = of;
  const text = (value: string): Fact => ({ label: 'digest', kind: 'text', value });
  const facts = factsFor(content, { contest: contest.id, now: at });
  const said = (template: string) => say(content, template, facts).text;
  const lines = days.map((day) => `• ${dateOf(content, contest, day)} — ${said(day.from.notice.digest)}`);
  const whole = {
    ...facts,
    contestTitle: text(contest.title),
    'digest.days': text(lines.join('\n')),
    'digest.now': text(said(nowTemplate(content, situationOf(contest, at)))),
  };
  const { text: words = '', subject, preheader } = content.letters.digest ?? {};
  const votes = days.some((day) => day.stage.id === 'voting' && isOpen(day.stage, at));
  const choices = votes ? votingChoices(content) : [instructionsChoice(content)];
  return bodyOf(content, whole, { text: words, subject, preheader, choices });
}

function dateOf(content: Content, contest: Contest, { date }: StageDay): string {
  const example = contest.cycle.example ? ` ${content.phrases['calendar.example'] ?? ''}` : '';
  return `${dayInWords(date)}${example}`;
}

/** What is going on when the digest goes out; empty where nothing is and nothing follows. */
function nowTemplate(content: Content, situation: Situation): string {
  if (situation.kind === 'open') return content.letters['digest.open']?.text ?? '';
  return 'next' in situation && situation.next ? (content.letters['digest.next']?.text ?? '') : '';
}
