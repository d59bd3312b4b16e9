// Owns what every kind of planned message is made of: its sources, the line that carries it, its hour and its words. Pure.
import type { BroadcastBody, Occurrence } from '../broadcast.ts';
import { type Contest, type ContestId, contestIds, type Stage, type StageId } from '../contest.ts';
import { say } from '../facts.ts';
import { type LineSettings, ownText } from '../plan/line-settings.ts';
import type { PlanLine } from '../plan/plan.ts';
import type { Choice } from '../reply.ts';
import type { Facts } from '../template.ts';
import type { Content } from '../texts.ts';
import { afterQuiet, dayMs, kyivInstant, localDate } from '../time.ts';
import type { ProjectSources } from './occurrence-projects.ts';

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
  endsAt?: number | null;
  /** What it is about, in some sentences. */
  about?: string | null;
  /** How many people may sign up; null or not said: as many as come. */
  capacity?: number | null;
  recordingUrl?: string | null;
  cancelledAt?: number | null;
  /** When its time, place or a link that was out already last changed. */
  changedAt?: number | null;
  recordedAt?: number | null;
};

/** The names of the channels that are handed in: those that chat and those that carry letters. */
export type ChannelNames = { chats: readonly string[]; letters: readonly string[] };

export type OccurrenceSources = {
  content: Content;
  lines: readonly ConfirmedLine[];
  events: readonly CityEvent[];
  channels: ChannelNames;
  /** Contests of which somebody wants a weekly digest; the others have none. */
  digests: readonly ContestId[];
  /** Where residents reach us, without a slash at the end; not said: messages name no page of ours. */
  publicUrl?: string;
  /** What is told to people who follow projects; not said: nothing. */
  projects?: ProjectSources;
};

/** The hour at which what we begin goes out, where the calendar names only a day. */
export const morning = '10:00';

/** News of an opening is stale after this long: who was not reached by then gets the next notice. */
export const newsLifeMs = 3 * dayMs;

/** What a confirmed line does by itself; null: nothing that is sent. */
export type Carriage = 'notices' | 'letters' | 'invitations';

/** Which messages a plan line carries: the bot its stage messages, e-mail the letters, an event its invitations. */
export function carriageOf(line: PlanLine): Carriage | null {
  if (line.action !== 'execute') return null;
  if (line.channel === 'viber' || line.channel === 'telegram') return 'notices';
  if (line.channel === 'email') return 'letters';
  return line.channel === 'event' || line.channel === 'award' ? 'invitations' : null;
}

/** The contests that have a cycle under way; the others send nothing. */
export function running(content: Content): Contest[] {
  return contestIds.map((id) => content.contests[id]).filter((contest) => contest.cycle.state === 'running');
}

/** When people can be told that a stage has opened: in the morning of its day, later where it opens later, never at night. */
export function openingMoment(stage: Stage, quiet: Content['city']['quietHours']): number {
  return afterQuiet(Math.max(stage.opens, kyivInstant(localDate(stage.opens), morning)), quiet);
}

/** Whether anything would go out at all: to some channel, before it is of no use. */
export function goesOut(one: Occurrence): boolean {
  return one.at < one.lastUsefulAt && one.channels.length > 0;
}

/** What an occurrence about one stage begins with; it is of use until the stage closes. */
export function base(contest: ContestId, stage: Stage, at: number) {
  return { contest, stage: stage.id, at, lastUsefulAt: stage.closes, nature: 'official' as const };
}

export type Words = {
  text: string;
  subject?: string | undefined;
  preheader?: string | undefined;
  letterText?: string;
};

/** The city's words, or staff's own for this slot; `editedBy` names who wrote them. */
export function worded(
  content: Content,
  facts: Facts,
  of: { settings: LineSettings | null; slot: string; words: Words; choices?: readonly Choice[] },
): Pick<Occurrence, 'body' | 'editedBy'> {
  const choices = of.choices ?? [instructionsChoice(content)];
  const own = of.settings && ownText(of.settings, of.slot);
  if (!own) return { body: bodyOf(content, facts, { ...of.words, choices }), editedBy: null };
  const { text, subject, preheader } = own;
  const words = {
    text,
    subject: subject ?? of.words.subject,
    preheader: preheader ?? of.words.preheader,
  };
  return { body: bodyOf(content, facts, { ...words, choices }), editedBy: own.by };
}

/** A body with its placeholders filled. */
export function bodyOf(
  content: Content,
  facts: Facts,
  words: Words & { choices: readonly Choice[] },
): BroadcastBody {
  const filled = (template: string | undefined) =>
    template === undefined ? null : say(content, template, facts).text;
  return {
    text: filled(words.text) ?? '',
    choices: words.choices,
    subject: filled(words.subject),
    preheader: filled(words.preheader),
    letterText: filled(words.letterText),
  };
}

/** The button that leads from any message to what the person should do now. */
export function instructionsChoice(content: Content): Choice {
  return { label: content.phrases['button.instructions'] ?? '', value: '/role' };
}

/** The buttons of a message while people vote: who has voted says so and is not reminded again. */
export function votingChoices(content: Content): Choice[] {
  return [instructionsChoice(content), { label: content.phrases['button.voted'] ?? '', value: '/voted' }];
}
