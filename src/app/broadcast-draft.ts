// Owns what staff write before it is kept: checks of text, audience and times, the row it becomes, and warnings.
import { type BroadcastRow, listBroadcasts } from '../../db/broadcasts.ts';
import { findStaff } from '../../db/staff.ts';
import { audienceOf, contentHash } from '../core/broadcast.ts';
import type { Purpose } from '../core/consent.ts';
import { priority } from '../core/delivery.ts';
import { factsFor, say } from '../core/facts.ts';
import { fitsOneMessage } from '../core/reply.ts';
import { afterQuiet, dayMs } from '../core/time.ts';
import { type App, channelNamed, channelNames, currentContent, reading } from './app.ts';
import type { NewBroadcast, Result } from './desk.ts';
import { allChannels } from './expand.ts';
import { refuse } from './refusal.ts';

/** Checks a draft against staff, channels, texts and times, and makes the row that would be kept. */
export async function draftedRow(app: App, draft: NewBroadcast): Promise<Result<BroadcastRow>> {
  const staff = await findStaff(reading(app), draft.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: draft.by });
  const channels = draft.channels ?? allChannels(app);
  const strange = channels.find((name) => !channelNamed(app, name));
  if (strange) return refuse(app, 'broadcast.channel', { channel: strange });
  const problem = await unfilled(app, draft);
  if (problem) return problem;
  const row = await rowFrom(app, { ...draft, channels, by: staff.email });
  if (row.lastUsefulAt <= row.at) return refuse(app, 'broadcast.lastUseful');
  const long = tooLong(app, row);
  return long ? refuse(app, 'broadcast.long', { channel: long }) : { ok: true, value: row };
}

/** A placeholder that nobody knows or that is unset must not reach anybody. */
async function unfilled(app: App, draft: NewBroadcast): Promise<Result<never> | null> {
  if (draft.text.trim() === '') return refuse(app, 'broadcast.empty');
  const content = await currentContent(app);
  const facts = factsFor(content, { contest: draft.audience.contest ?? 'city', now: draft.at });
  try {
    const { gaps } = say(content, `${draft.text}\n${draft.subject ?? ''}`, facts);
    return gaps.length > 0 ? refuse(app, 'broadcast.unset', { names: gaps.join(', ') }) : null;
  } catch (error) {
    return refuse(app, 'broadcast.placeholder', { detail: error instanceof Error ? error.message : '' });
  }
}

async function rowFrom(app: App, draft: NewBroadcast & { channels: string[] }): Promise<BroadcastRow> {
  const now = app.clock.now();
  const content = await currentContent(app);
  const at = afterQuiet(Math.max(draft.at, now), content.city.quietHours);
  const facts = factsFor(content, { contest: draft.audience.contest ?? 'city', now: at });
  const carriesLetters = draft.channels.some((name) => channelNames(app).letters.includes(name));
  const id = app.newId();
  const rule = {
    body: {
      text: say(content, draft.text.trim(), facts).text,
      choices: [],
      subject: draft.subject === null ? null : say(content, draft.subject, facts).text,
      preheader: null,
      letterText: null,
    },
    audience: audienceOf({ purposes: purposesFor(draft, carriesLetters), ...draft.audience }),
    channels: draft.channels,
    at,
    lastUsefulAt: draft.lastUsefulAt ?? at + dayMs,
    nature: draft.nature,
  };
  return {
    ...rule,
    id,
    key: `own:${id}`,
    planId: null,
    line: null,
    kind: 'own',
    contest: draft.audience.contest ?? null,
    stage: null,
    priority: draft.nature === 'agitation' ? priority.promotion : priority.reminder,
    contentHash: contentHash(rule),
    state: 'waiting',
    reason: null,
    createdAt: now,
    createdBy: draft.by,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    cursor: null,
    doneAt: null,
    payment: null,
    amends: null,
  };
}

/** Whom staff's own text may reach: who asked for reminders and, by letter, who consented to letters or has a ground. */
function purposesFor(draft: NewBroadcast, carriesLetters: boolean): Purpose[] {
  const official: Purpose[] = draft.nature === 'official' ? ['official'] : [];
  return carriesLetters ? ['reminders', 'letters', ...official] : ['reminders'];
}

/** The first channel on which the text would need more than one message. */
function tooLong(app: App, row: BroadcastRow): string | null {
  const reply = { text: row.body.text, choices: row.body.choices };
  const found = row.channels.find((name) => {
    const channel = channelNamed(app, name);
    return channel !== null && !fitsOneMessage(reply, channel.capabilities);
  });
  return found ?? null;
}

export async function warningsOf(
  app: App,
  row: BroadcastRow,
  recipients: Readonly<Record<string, number>>,
): Promise<string[]> {
  const others = (await listBroadcasts(reading(app))).filter(
    (one) => one.id !== row.id && one.state !== 'cancelled',
  );
  const word = (code: string) => refuse(app, code).message;
  const open = row.state === 'waiting' || row.state === 'draft';
  return [
    ...(Object.values(recipients).every((count) => count === 0) ? [word('warn.nobody')] : []),
    ...(others.some((one) => one.body.text === row.body.text) ? [word('warn.repeated')] : []),
    ...(open && others.some((one) => Math.abs(one.at - row.at) < dayMs && one.contest === row.contest)
      ? [word('warn.sameDay')]
      : []),
    ...(app.sendTo.kind === 'nobody' ? [word('warn.training')] : []),
  ];
}
