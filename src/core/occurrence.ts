// Owns which messages should exist: stage reminders, the letters and invitations of confirmed plan lines. Pure; sweeps re-derive it.
import { audienceOf, type BroadcastBody, type Occurrence } from './broadcast.ts';
import { type Contest, type ContestId, contestIds, findStage, type Stage, type StageId } from './contest.ts';
import { factsFor, say } from './facts.ts';
import { covers, type LineSettings, narrowed, ownText, textSlot } from './line-settings.ts';
import type { PlanLine } from './plan.ts';
import type { Fact, Facts } from './template.ts';
import type { Content, Notice } from './texts.ts';
import { addDays, afterQuiet, dayMs, hourMs, kyivInstant, lastDay, localDate } from './time.ts';
import { longMoment } from './ukrainian.ts';

export type { LineSettings } from './line-settings.ts';

export type ConfirmedLine = { planId: string; line: PlanLine; settings: LineSettings };

/** An event that staff entered; a line of webinars or trainings invites to it. */
export type CityEvent = {
  id: string;
  title: string;
  startsAt: number;
  place: string;
  link: string | null;
  contest: ContestId;
  stage: StageId;
  planId: string | null;
  line: string | null;
  createdAt: number;
};

/** The names of the channels that are handed in: those that chat and those that carry letters. */
export type ChannelNames = { chats: readonly string[]; letters: readonly string[] };

export type OccurrenceSources = {
  content: Content;
  lines: readonly ConfirmedLine[];
  events: readonly CityEvent[];
  channels: ChannelNames;
};

/** The hour at which what we begin goes out, where the calendar names only a day. */
const morning = '10:00';

/** What a confirmed line does by itself; null: nothing that is sent. */
export type Carriage = 'notices' | 'letters' | 'invitations';

/** Which messages a plan line carries: the bot its stage messages, e-mail the letters, an event its invitations. */
export function carriageOf(line: PlanLine): Carriage | null {
  if (line.action !== 'execute') return null;
  if (line.channel === 'viber' || line.channel === 'telegram') return 'notices';
  if (line.channel === 'email') return 'letters';
  return line.channel === 'event' || line.channel === 'award' ? 'invitations' : null;
}

/** The stages at whose opening a letter goes out unless staff choose others. */
export const letterStages: readonly StageId[] = ['submission', 'voting', 'results'];

/** Every message that should go out from `from` to `to` (instants, the end excluded), in order of time and key. */
export function occurrencesOf(sources: OccurrenceSources, from: number, to: number): Occurrence[] {
  const all = [
    ...noticeOccurrences(sources),
    ...letterOccurrences(sources),
    ...invitationOccurrences(sources),
  ];
  return all
    .filter((one) => from <= one.at && one.at < to && one.at < one.lastUsefulAt && one.channels.length > 0)
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

function noticeOccurrences({ content, lines, channels }: OccurrenceSources): Occurrence[] {
  const carriers = lines.filter(({ line }) => carriageOf(line) === 'notices');
  return running(content).flatMap((contest) =>
    content.notices.flatMap((notice) => {
      const mine = carriers.filter(({ settings }) => covers(settings, contest.id, notice.stage));
      const [carrier = null] = mine;
      // The calendar reminds by itself; rows that staff narrowed leave out what none of them covers.
      if (!carrier && carriers.length > 0) return [];
      const words = notice.contests[contest.id];
      const stage = findStage(contest, notice.stage);
      const at = stage && noticeAt(content, notice, stage);
      if (!words || !stage || at === null) return [];
      const facts = factsFor(content, { contest: contest.id, now: at, stage: stage.id });
      return [
        {
          ...base(contest.id, stage, at),
          lastUsefulAt: noticeEnd(content, notice, stage),
          key: `notice:${contest.id}:${contest.cycle.name}:${notice.id}@${localDate(at)}`,
          planId: carrier?.planId ?? null,
          line: carrier?.line.key ?? null,
          kind: 'notice' as const,
          audience: audienceOf({
            purposes: ['reminders'],
            contest: contest.id,
            role: carrier?.settings.audience?.role ?? null,
          }),
          channels: channelsOf(mine, [...channels.chats, ...channels.letters]),
          ...worded(content, facts, {
            settings: carrier?.settings ?? null,
            slot: textSlot({ name: notice.id, contest: contest.id }),
            words: { text: words.text, subject: words.subject },
          }),
        },
      ];
    }),
  );
}

/** When a notice goes out; null where its day lies before the stage opens. */
function noticeAt(content: Content, notice: Notice, stage: Stage): number | null {
  const { quietHours } = content.city;
  if (notice.moment === 'opens') return openingMoment(stage, quietHours);
  const days = Number(notice.moment.slice('closes-'.length));
  const at = afterQuiet(kyivInstant(addDays(lastDay(stage.closes), -days), morning), quietHours);
  return at > openingMoment(stage, quietHours) ? at : null;
}

/** News of an opening is stale after this long: who was not reached by then gets the next notice. */
const newsLifeMs = 3 * dayMs;

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

function openingMoment(stage: Stage, quiet: Content['city']['quietHours']): number {
  return afterQuiet(Math.max(stage.opens, kyivInstant(localDate(stage.opens), morning)), quiet);
}

/** A message of several rows goes wherever one of them goes; without rows everywhere. */
function channelsOf(lines: readonly ConfirmedLine[], all: readonly string[]): string[] {
  return all.filter(
    (name) => lines.length === 0 || lines.some(({ settings }) => narrowed(settings, [name]).length > 0),
  );
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

function invitationOccurrences({ content, lines, events, channels }: OccurrenceSources): Occurrence[] {
  return events.flatMap((event) => {
    const carrier = lines.find(({ planId, line }) => planId === event.planId && line.key === event.line);
    const chat = content.letters['invitation.chat'];
    const letter = content.letters.invitation;
    if (!carrier || carriageOf(carrier.line) !== 'invitations' || !chat || !letter) return [];
    const { settings } = carrier;
    if (!covers({ ...settings, stages: null }, event.contest, event.stage)) return [];
    const week = kyivInstant(addDays(localDate(event.startsAt), -7), morning);
    const at = afterQuiet(Math.max(week, event.createdAt), content.city.quietHours);
    const facts = { ...factsFor(content, { contest: event.contest, now: at }), ...eventFacts(event) };
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
        }),
        channels: narrowed(settings, [...channels.chats, ...channels.letters]),
        ...worded(content, facts, { settings, slot: textSlot('invitation'), words }),
      },
    ];
  });
}

function running(content: Content): Contest[] {
  return contestIds.map((id) => content.contests[id]).filter((contest) => contest.cycle.state === 'running');
}

function base(contest: ContestId, stage: Stage, at: number) {
  return { contest, stage: stage.id, at, lastUsefulAt: stage.closes, nature: 'official' as const };
}

type Words = {
  text: string;
  subject?: string | undefined;
  preheader?: string | undefined;
  letterText?: string;
};

/** The city's words, or staff's own for this slot; `editedBy` names who wrote them. */
function worded(
  content: Content,
  facts: Facts,
  of: { settings: LineSettings | null; slot: string; words: Words },
): Pick<Occurrence, 'body' | 'editedBy'> {
  const own = of.settings && ownText(of.settings, of.slot);
  if (!own) return { body: bodyOf(content, facts, of.words), editedBy: null };
  const { text, subject, preheader } = own;
  const words = {
    text,
    subject: subject ?? of.words.subject,
    preheader: preheader ?? of.words.preheader,
  };
  return { body: bodyOf(content, facts, words), editedBy: own.by };
}

function bodyOf(content: Content, facts: Facts, words: Words): BroadcastBody {
  const filled = (template: string | undefined) =>
    template === undefined ? null : say(content, template, facts).text;
  return {
    text: filled(words.text) ?? '',
    choices: [{ label: content.phrases['button.instructions'] ?? '', value: '/role' }],
    subject: filled(words.subject),
    preheader: filled(words.preheader),
    letterText: filled(words.letterText),
  };
}

function eventFacts(event: CityEvent): Record<string, Fact> {
  const fact = (value: string | null): Fact => ({ label: 'event', kind: 'text', value });
  return {
    'event.title': fact(event.title),
    'event.when': fact(longMoment(event.startsAt)),
    'event.where': fact(event.place),
    'event.link': fact(event.link ?? event.place),
  };
}
