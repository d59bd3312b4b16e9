// Owns reading a broadcast from the options of the command line; what is wrong with its words the application says.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Desk, NewBroadcast, Result } from '../app/desk.ts';
import type { Topic } from '../core/broadcast.ts';
import { contestIds, roles, stageIds } from '../core/contest.ts';
import type { Choice } from '../core/reply.ts';
import { readInstant } from '../core/time.ts';
import { type Given, option, optionList } from './command.ts';

/** What was asked for, or the name of the option that is wrong. */
export function draftFrom(given: Given): NewBroadcast | string {
  const text = textFrom(option(given, 'text-file'));
  const at = readInstant(option(given, 'at') ?? '');
  const until = option(given, 'last-useful');
  const lastUsefulAt = until === null ? null : readInstant(until);
  const nature = option(given, 'kind') ?? 'official';
  const by = option(given, 'by');
  const audience = audienceFrom(option(given, 'audience'));
  const buttons = optionList(given, 'button').map(buttonFrom);
  const choices = buttons.filter((one) => one !== null);
  const paid = option(given, 'paid') ?? 'pay';
  if (text === null) return '--text-file';
  if (at === null) return '--at';
  if (until !== null && lastUsefulAt === null) return '--last-useful';
  if (nature !== 'official' && nature !== 'agitation') return '--kind';
  if (!by) return '--by';
  if (audience === null) return '--audience';
  if (choices.length < buttons.length) return '--button';
  if (paid !== 'pay' && paid !== 'wait') return '--paid';
  const [url, alt] = [option(given, 'picture'), option(given, 'picture-alt')];
  if (url === null && alt !== null) return '--picture';
  if (url !== null && alt === null) return '--picture-alt';
  const picture = url === null || alt === null ? null : { url, alt };
  const payment = paid === 'wait' ? 'wait' : null;
  const message = { text, subject: option(given, 'subject'), picture, choices };
  const terms = { at, lastUsefulAt, nature, payment } as const;
  return { ...message, ...terms, audience, channels: channelsFrom(given), by };
}

/** The draft with a line that links to the file of `--attach`, which is kept for it; the draft itself without one. */
export async function withAttachment(
  desk: Desk,
  given: Given,
  draft: NewBroadcast,
): Promise<Result<NewBroadcast>> {
  const file = option(given, 'attach');
  if (file === null) return { ok: true, value: draft };
  const bytes = bytesOf(file);
  const kept = await desk.letters.keepFile({ name: path.basename(file), bytes }, draft.by);
  return kept.ok
    ? { ok: true, value: { ...draft, text: `${draft.text.trimEnd()}\n\n${kept.value.line}` } }
    : kept;
}

/** A file that can't be read has no bytes, and is refused as one that is none of the kinds we keep. */
function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array();
  }
}

function channelsFrom(given: Given): string[] | null {
  const named = option(given, 'channels');
  return named === null ? null : named.split(',').map((name) => name.trim());
}

function textFrom(file: string | null): string | null {
  try {
    return file === null ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** `LABEL=URL` or `LABEL=/command`; a label may hold `=` itself. */
export function buttonFrom(text: string): Choice | null {
  const [, label = '', target = ''] = /^(.+?)=((?:https?:\/\/|\{|\/).+)$/su.exec(text.trim()) ?? [];
  if (label.trim() === '' || target === '') return null;
  return target.startsWith('/') ? { label, value: target } : { label, url: target };
}

type Rule = NewBroadcast['audience'];

/** How each key of an audience is read; null: the value is not known. */
const keys: Readonly<Record<string, (value: string) => Rule | null>> = {
  contest: (value) => {
    const contest = contestIds.find((id) => id === value);
    return contest ? { contest } : null;
  },
  role: (value) => {
    const role = roles.find((id) => id === value);
    return role ? { role } : null;
  },
  source: (value) => (value === '' ? null : { source: value }),
  stage: (value) => {
    const stage = stageIds.find((id) => id === value);
    return stage ? { topic: `stage.${stage}` } : null;
  },
  topic: (value) => {
    const topic = topicNamed(value);
    return topic ? { topic } : null;
  },
  voted: (value) => (value === 'no' ? { unlessVoted: true } : null),
};

/** A kind of message that people can refuse, by its name. */
export function topicNamed(name: string): Topic | null {
  if (name === 'news' || name === 'events') return name;
  const stage = stageIds.find((id) => name === `stage.${id}`);
  return stage ? `stage.${stage}` : null;
}

/** `contest=city,role=voter,source=NAME,stage=voting,voted=no` as a rule; null where a key or value is unknown. */
export function audienceFrom(text: string | null): Rule | null {
  let rule: Rule = {};
  for (const pair of text === null ? [] : text.split(',')) {
    const [key = '', value = ''] = pair.split('=').map((part) => part.trim());
    const read = Object.hasOwn(keys, key) ? keys[key]?.(value) : null;
    if (!read) return null;
    rule = { ...rule, ...read };
  }
  return rule;
}
