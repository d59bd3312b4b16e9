// Owns the stage reminders: which there are, when each goes out, to whom, and until when it is of use. Pure.
import { audienceOf, type Occurrence } from '../broadcast.ts';
import { type Contest, findStage, type Stage } from '../contest.ts';
import { factsFor } from '../facts.ts';
import { covers, narrowed, textSlot } from '../plan/line-settings.ts';
import type { Content, Notice } from '../texts.ts';
import { addDays, afterQuiet, dayMs, hourMs, kyivInstant, lastDay, localDate } from '../time.ts';
import {
  base,
  type ConfirmedLine,
  carriageOf,
  instructionsChoice,
  morning,
  newsLifeMs,
  type OccurrenceSources,
  openingMoment,
  running,
  votingChoices,
  worded,
} from './occurrence-parts.ts';

/** A stage reminder as it would go out, with the notice and the stage that it comes from. */
export type NoticeOccurrence = { notice: Notice; stage: Stage; contest: Contest; occurrence: Occurrence };

/** The reminders of every running contest, in the order of the city's texts. */
export function noticeOccurrences(sources: OccurrenceSources): NoticeOccurrence[] {
  const { content, lines } = sources;
  const carriers = lines.filter(({ line }) => carriageOf(line) === 'notices');
  return running(content).flatMap((contest) =>
    content.notices.flatMap((notice) => {
      const mine = carriers.filter(({ settings }) => covers(settings, contest.id, notice.stage));
      // The calendar reminds by itself; rows that staff narrowed leave out what none of them covers.
      if (mine.length === 0 && carriers.length > 0) return [];
      const stage = findStage(contest, notice.stage);
      const occurrence = stage && noticeOf(sources, { contest, notice, stage, carriers: mine });
      return stage && occurrence ? [{ notice, stage, contest, occurrence }] : [];
    }),
  );
}

type Found = { contest: Contest; notice: Notice; stage: Stage; carriers: readonly ConfirmedLine[] };

function noticeOf({ content, channels }: OccurrenceSources, found: Found): Occurrence | null {
  const { contest, notice, stage, carriers } = found;
  const [carrier = null] = carriers;
  const words = notice.contests[contest.id];
  const at = noticeAt(content, notice, stage);
  if (!words || at === null) return null;
  const facts = factsFor(content, { contest: contest.id, now: at, stage: stage.id });
  const votes = stage.id === 'voting';
  return {
    ...base(contest.id, stage, at),
    lastUsefulAt: noticeEnd(content, notice, stage),
    key: `notice:${contest.id}:${contest.cycle.name}:${notice.id}@${localDate(at)}`,
    planId: carrier?.planId ?? null,
    line: carrier?.line.key ?? null,
    kind: 'notice',
    audience: audienceOf({
      purposes: ['reminders'],
      contest: contest.id,
      role: carrier?.settings.audience?.role ?? null,
      topic: `stage.${stage.id}`,
      // That voting has begun is news to everyone; that it ends is none to people who have voted.
      unlessVoted: votes && notice.moment !== 'opens' ? contest.cycle.name : null,
      pace: 'each',
    }),
    channels: channelsOf(carriers, [...channels.chats, ...channels.letters]),
    ...worded(content, facts, {
      settings: carrier?.settings ?? null,
      slot: textSlot({ name: notice.id, contest: contest.id }),
      words: { text: words.text, subject: words.subject },
      choices: votes ? votingChoices(content) : [instructionsChoice(content)],
    }),
  };
}

/** When a notice goes out; null where its day lies before the stage opens. */
function noticeAt(content: Content, notice: Notice, stage: Stage): number | null {
  const { quietHours } = content.city;
  if (notice.moment === 'opens') return openingMoment(stage, quietHours);
  const days = Number(notice.moment.slice('closes-'.length));
  const at = afterQuiet(kyivInstant(addDays(lastDay(stage.closes), -days), morning), quietHours);
  return at > openingMoment(stage, quietHours) ? at : null;
}

/**
 * The last useful moment of a notice: a day before the next notice of the same stage, which says the same thing
 * better, and never after the stage has closed.
 */
function noticeEnd(content: Content, notice: Notice, stage: Stage): number {
  const own = noticeAt(content, notice, stage) ?? stage.opens;
  const later = content.notices
    .filter((other) => other.stage === notice.stage && other.id !== notice.id)
    .map((other) => noticeAt(content, other, stage))
    .filter((at) => at !== null && at > own);
  const next = Math.min(...later.map((at) => Math.max(Number(at) - dayMs, own + hourMs)));
  const stale = notice.moment === 'opens' ? own + newsLifeMs : Number.POSITIVE_INFINITY;
  return Math.min(stage.closes, next, stale);
}

/** A message of several rows goes wherever one of them goes; without rows everywhere. */
function channelsOf(lines: readonly ConfirmedLine[], all: readonly string[]): string[] {
  return all.filter(
    (name) => lines.length === 0 || lines.some(({ settings }) => narrowed(settings, [name]).length > 0),
  );
}
