// Owns what staff write before it is kept: checks of text, audience and times, and the row that a draft becomes. Its
// picture and buttons are checked in broadcast-parts.ts, what is worth a warning in broadcast-warnings.ts.
import { createHash } from 'node:crypto';
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import { findStaff } from '../../../db/staff.ts';
import { type Audience, audienceOf, type BroadcastBody, contentHash } from '../../core/broadcast.ts';
import type { Purpose } from '../../core/consent.ts';
import { type StageId, stageIds } from '../../core/contest.ts';
import { priority } from '../../core/delivery.ts';
import { factsFor, say } from '../../core/facts.ts';
import { fitsOneMessage } from '../../core/reply.ts';
import type { Facts } from '../../core/template.ts';
import type { Content } from '../../core/texts.ts';
import { afterQuiet, dayMs } from '../../core/time.ts';
import { type App, channelNamed, channelNames, channelTitle, currentContent, reading } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { choicesOf, hiddenButton, pictureOf } from './broadcast-parts.ts';
import type { NewBroadcast } from './broadcast-types.ts';
import { replyFor } from './broadcast-view.ts';
import { allChannels } from './expand.ts';

type Written = Omit<NewBroadcast, 'channels'> & { channels: string[] };

/**
 * What an approval is bound to: text, picture, buttons, audience rule, channels and times, and whether people whom it
 * would cost money have to wait for it.
 */
export function approvalHash(row: Parameters<typeof contentHash>[0] & Pick<BroadcastRow, 'payment'>): string {
  const hash = contentHash(row);
  return row.payment === null ? hash : createHash('sha256').update(`${hash}:${row.payment}`).digest('hex');
}

/**
 * Checks a draft against staff, channels, texts and times, and makes the row that would be kept; with `old` the row
 * that it takes the place of, which keeps its name and its first writer.
 */
export async function draftedRow(
  app: App,
  draft: NewBroadcast,
  old: BroadcastRow | null = null,
): Promise<Result<BroadcastRow>> {
  const staff = await findStaff(reading(app), draft.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: draft.by });
  const channels = draft.channels ?? allChannels(app);
  const strange = channels.find((name) => !channelNamed(app, name));
  if (strange) return refuse(app, 'broadcast.channel', { channel: strange });
  const content = await currentContent(app);
  const written: Written = { ...draft, channels, by: staff.email };
  const at = afterQuiet(Math.max(draft.at, app.clock.now()), content.city.quietHours);
  const body = bodyOf(app, content, { written, at });
  if (!body.ok) return body;
  const audience = audienceFrom(app, content, written);
  if (!audience.ok) return audience;
  const row = rowFrom(app, written, { at, body: body.value, audience: audience.value });
  if (row.lastUsefulAt <= row.at) return refuse(app, 'broadcast.lastUseful');
  const unfit = unfitFor(app, content, row);
  return unfit ?? { ok: true, value: old ? inPlaceOf(old, row, staff.email) : row };
}

function inPlaceOf(old: BroadcastRow, row: BroadcastRow, by: string): BroadcastRow {
  const { id, key, createdAt, createdBy } = old;
  return { ...row, id, key, createdAt, createdBy, editedBy: by };
}

/** A placeholder that nobody knows or that is unset must not reach anybody. */
function bodyOf(app: App, content: Content, of: { written: Written; at: number }): Result<BroadcastBody> {
  const { text, subject, picture, choices = [] } = of.written;
  if (text.trim() === '') return refuse(app, 'broadcast.empty');
  const facts = factsFor(content, { contest: of.written.audience.contest ?? 'city', now: of.at });
  const templates = [text, subject ?? '', ...choices.flatMap((one) => [one.label, targetOf(one)])];
  const unsaid = unsayable(app, content, { templates, facts });
  if (unsaid) return unsaid;
  const filled = (template: string) => say(content, template, facts).text;
  const buttons = choicesOf(app, choices, filled);
  if (!buttons.ok) return buttons;
  const shown = pictureOf(app, picture ?? null);
  if (!shown.ok) return shown;
  const body: BroadcastBody = {
    text: filled(text.trim()),
    choices: buttons.value,
    subject: subject === null ? null : filled(subject),
    preheader: null,
    letterText: null,
    ...(shown.value ? { picture: shown.value } : {}),
  };
  return { ok: true, value: body };
}

/** The word in braces that a text could not be filled with; what else went wrong is no fault of the text. */
function unknownIn(error: unknown): string {
  const named = error instanceof Error ? /\{[^{}]*\}/.exec(error.message)?.[0] : undefined;
  if (named === undefined) throw error;
  return named;
}

function targetOf(choice: { label: string } & ({ url: string } | { value: string })): string {
  return 'url' in choice ? choice.url : choice.value;
}

function unsayable(
  app: App,
  content: Content,
  of: { templates: readonly string[]; facts: Facts },
): Result<never> | null {
  try {
    const { gaps } = say(content, of.templates.join('\n'), of.facts);
    return gaps.length > 0 ? refuse(app, 'broadcast.unset', { names: gaps.join(', ') }) : null;
  } catch (error) {
    return refuse(app, 'broadcast.placeholder', { detail: unknownIn(error) });
  }
}

/** Whom it goes to. Staff's own words are news unless they say which stage or event they are about. */
function audienceFrom(app: App, content: Content, written: Written): Result<Audience> {
  const { unlessVoted = false, topic = 'news', ...rule } = written.audience;
  const contest = rule.contest ?? null;
  if (unlessVoted && contest === null) return refuse(app, 'broadcast.votedContest');
  const letters = written.channels.some((name) => channelNames(app).letters.includes(name));
  return {
    ok: true,
    value: audienceOf({
      ...rule,
      purposes: purposesFor(written, letters),
      topic,
      unlessVoted: unlessVoted && contest ? content.contests[contest].cycle.name : null,
    }),
  };
}

/** Whom staff's own text may reach: who asked for reminders and, by letter, who consented to letters or has a ground. */
function purposesFor(draft: Pick<NewBroadcast, 'nature' | 'audience'>, carriesLetters: boolean): Purpose[] {
  // Who follows a project or goes to an event consented to hear of that.
  if (draft.audience.attends) return ['events'];
  if (draft.audience.follows) return ['projects'];
  const official: Purpose[] = draft.nature === 'official' ? ['official'] : [];
  return carriesLetters ? ['reminders', 'letters', ...official] : ['reminders'];
}

/** The stage that a topic names. */
function stageIn(topic: Audience['topic']): StageId | null {
  return stageIds.find((id) => topic === `stage.${id}`) ?? null;
}

type Ruled = { at: number; body: BroadcastBody; audience: Audience };

function rowFrom(app: App, written: Written, { at, body, audience }: Ruled): BroadcastRow {
  const id = app.newId();
  const rule = {
    body,
    audience,
    channels: written.channels,
    at,
    lastUsefulAt: written.lastUsefulAt ?? at + dayMs,
    nature: written.nature,
    payment: written.payment ?? null,
  };
  return {
    ...rule,
    id,
    key: `own:${id}`,
    planId: null,
    line: null,
    kind: 'own',
    contest: audience.contest,
    stage: stageIn(audience.topic),
    priority: written.nature === 'agitation' ? priority.promotion : priority.reminder,
    contentHash: approvalHash(rule),
    state: 'waiting',
    reason: null,
    createdAt: app.clock.now(),
    createdBy: written.by,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    cursor: null,
    doneAt: null,
    amends: null,
  };
}

/** The first channel that can't show it as one message with all its buttons. */
function unfitFor(app: App, content: Content, row: BroadcastRow): Result<never> | null {
  const { choices, picture } = row.body;
  for (const name of row.channels) {
    const channel = channelNamed(app, name);
    if (!channel) continue;
    const title = channelTitle(app.files, name);
    const button = hiddenButton(choices, channel.capabilities);
    if (button) return refuse(app, 'broadcast.buttonLong', { label: button, channel: title });
    const { picture: _, ...bare } = replyFor(content, row, channel);
    const reply = { ...bare, ...(picture ? { picture } : {}) };
    if (fitsOneMessage(reply, channel.capabilities)) continue;
    const most = String(channel.capabilities.captionLength);
    const caption = picture && fitsOneMessage(bare, channel.capabilities);
    return refuse(app, caption ? 'broadcast.caption' : 'broadcast.long', { channel: title, most });
  }
  return null;
}
