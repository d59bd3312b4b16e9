// Owns the words of a broadcast for one channel: a chat or a letter, several notices of one hour joined, and why it came.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import type { Capabilities } from '../../core/channel.ts';
import { type Choice, fitsOneMessage, type Reply } from '../../core/reply.ts';
import type { Content } from '../../core/texts.ts';

/** The words under a message: those of the city as they stand. */
export type MessageWords = Pick<Content, 'phrases'>;

/** What a person gets of a broadcast, with those that it carries along (`also`), on a channel of these capabilities. */
export function messageOf(
  words: MessageWords,
  of: { broadcast: BroadcastRow; also: readonly BroadcastRow[]; capabilities: Capabilities },
): Reply {
  const { broadcast, also, capabilities } = of;
  const parts = [broadcast, ...also].map(({ body }) => body);
  const { letters } = capabilities;
  const text = parts.map((body) => (letters ? (body.letterText ?? body.text) : body.text)).join('\n\n');
  const choices = distinct(parts.flatMap((body) => body.choices));
  const [picture] = parts.flatMap((body) => (body.picture ? [body.picture] : []));
  return {
    text,
    choices: letters ? choices.filter((choice) => 'url' in choice) : [...choices, why(words, broadcast)],
    ...(picture ? { picture } : {}),
  };
}

/** Those that a row carries along and that are still of use: nothing is said after its last useful moment. */
export function stillUseful(also: readonly BroadcastRow[], now: number): BroadcastRow[] {
  return also.filter(({ lastUsefulAt }) => lastUsefulAt > now);
}

/** Whether several broadcasts joined are still one message on a channel. */
export function joinedFits(
  words: MessageWords,
  broadcasts: readonly BroadcastRow[],
  capabilities: Capabilities,
): boolean {
  const [broadcast, ...also] = broadcasts;
  if (!broadcast) return false;
  return fitsOneMessage(messageOf(words, { broadcast, also, capabilities }), capabilities);
}

/** Under every message that we begin: on what ground it came, and how to stop its kind. */
function why({ phrases }: MessageWords, broadcast: BroadcastRow): Choice {
  return { label: phrases['button.why'] ?? '', value: `/why ${broadcast.id}` };
}

function distinct(choices: readonly Choice[]): Choice[] {
  const target = (choice: Choice) => ('url' in choice ? choice.url : choice.value);
  return [...new Map(choices.map((choice) => [target(choice), choice])).values()];
}
