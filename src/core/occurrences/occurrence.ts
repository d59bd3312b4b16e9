// Owns which messages should exist: reminders, digests, the letters and invitations of confirmed plan lines. Pure; sweeps re-derive it.
import { audienceOf, type Occurrence } from '../broadcast.ts';
import { findStage, type Stage, type StageId } from '../contest.ts';
import { isCancelled } from '../event.ts';
import { factsFor } from '../facts.ts';
import { covers, narrowed, textSlot } from '../plan/line-settings.ts';
import { addDays, afterQuiet, kyivInstant, localDate } from '../time.ts';
import { digestOccurrences } from './occurrence-digest.ts';
import { eventFacts, eventOccurrences } from './occurrence-events.ts';
import { noticeOccurrences } from './occurrence-notices.ts';
import {
  base,
  carriageOf,
  goesOut,
  morning,
  newsLifeMs,
  type OccurrenceSources,
  openingMoment,
  running,
  worded,
} from './occurrence-parts.ts';
import { projectOccurrences } from './occurrence-projects.ts';

export type { LineSettings } from '../plan/line-settings.ts';
export {
  type Carriage,
  type ChannelNames,
  type CityEvent,
  type ConfirmedLine,
  carriageOf,
  type OccurrenceSources,
} from './occurrence-parts.ts';

/** The stages at whose opening a letter goes out unless staff choose others. */
export const letterStages: readonly StageId[] = ['submission', 'voting', 'results'];

/** Every message that should go out from `from` to `to` (instants, the end excluded), in order of time and key. */
export function occurrencesOf(sources: OccurrenceSources, from: number, to: number): Occurrence[] {
  const notices = noticeOccurrences(sources).filter(({ occurrence }) => goesOut(occurrence));
  const all = [
    ...notices.map(({ occurrence }) => occurrence),
    ...digestOccurrences(sources, notices),
    ...letterOccurrences(sources),
    ...invitationOccurrences(sources),
    ...eventOccurrences(sources),
    ...projectOccurrences(sources),
  ];
  return all
    .filter((one) => from <= one.at && one.at < to && goesOut(one))
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

function letterOccurrences({ content, lines, channels }: OccurrenceSources): Occurrence[] {
  const carriers = lines.filter(({ line }) => carriageOf(line) === 'letters');
  return carriers.flatMap(({ planId, line, settings }) =>
    running(content).flatMap((contest) =>
      (settings.stages ?? letterStages).flatMap((stageId) => {
        const stage = findStage(contest, stageId);
        const letter = content.letters[`${stageId}.${contest.id}`];
        if (!stage || !letter || !covers(settings, contest.id, stageId)) return [];
        const at = openingMoment(stage, content.city.quietHours);
        const facts = factsFor(content, { contest: contest.id, now: at, stage: stageId });
        return [
          {
            ...base(contest.id, stage, at),
            lastUsefulAt: Math.min(stage.closes, at + newsLifeMs),
            key: `letter:${planId}:${line.key}:${contest.id}:${stageId}@${localDate(at)}`,
            planId,
            line: line.key,
            kind: 'letter' as const,
            audience: audienceOf({
              purposes: ['letters', 'official'],
              contest: contest.id,
              role: settings.audience?.role ?? null,
              unlessReminded: true,
            }),
            channels: narrowed(settings, channels.letters),
            ...worded(content, facts, {
              settings,
              slot: textSlot({ name: stageId, contest: contest.id }),
              words: letter,
            }),
          },
        ];
      }),
    ),
  );
}

function invitationOccurrences(sources: OccurrenceSources): Occurrence[] {
  const { content, lines, events, channels, publicUrl } = sources;
  return events
    .filter((event) => !isCancelled(event))
    .flatMap((event) => {
      const carrier = lines.find(({ planId, line }) => planId === event.planId && line.key === event.line);
      const chat = content.letters['invitation.chat'];
      const letter = content.letters.invitation;
      if (!carrier || carriageOf(carrier.line) !== 'invitations' || !chat || !letter) return [];
      const { settings } = carrier;
      if (!covers({ ...settings, stages: null }, event.contest, event.stage)) return [];
      const week = kyivInstant(addDays(localDate(event.startsAt), -7), morning);
      const at = afterQuiet(Math.max(week, event.createdAt), content.city.quietHours);
      const own = eventFacts({ event, ...(publicUrl === undefined ? {} : { publicUrl }) });
      const facts = { ...factsFor(content, { contest: event.contest, now: at }), ...own };
      const choices = [
        { label: content.phrases['button.event.join'] ?? '', value: `/event ${event.id} join` },
        { label: content.phrases['button.event.about'] ?? '', value: `/event ${event.id}` },
      ];
      const stage: Stage = { id: event.stage, title: '', opens: at, closes: event.startsAt };
      const words = {
        text: chat.text,
        subject: letter.subject,
        preheader: letter.preheader,
        letterText: letter.text,
      };
      return [
        {
          ...base(event.contest, stage, at),
          key: `invitation:${event.id}@${localDate(event.startsAt)}`,
          planId: carrier.planId,
          line: carrier.line.key,
          kind: 'invitation' as const,
          audience: audienceOf({
            purposes: ['reminders'],
            contest: event.contest,
            role: settings.audience?.role ?? null,
            topic: 'events',
          }),
          channels: narrowed(settings, [...channels.chats, ...channels.letters]),
          ...worded(content, facts, { settings, slot: textSlot('invitation'), words, choices }),
        },
      ];
    });
}
