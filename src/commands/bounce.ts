// Owns the command that takes returned letters from standard input: one message as a mail server pipes it, or an mbox.
import { type TakenReturn, takeReturn } from '../app/letters/back-channel.ts';
import { type Command, done, wants, wrong } from './command.ts';

/** A whole mailbox of a month; more is handed in by parts. */
const mostBytes = 256 * 1024 * 1024;

/**
 * `bounce read`: 0 also where a message changes nothing, so that the server does not send it back; 1 where it must come
 * again; 2 for wrong usage or an empty input.
 */
export const bounce: Command = async (setting, given) => {
  const { console } = setting;
  if (given.words[0] !== 'read' || given.words.length > 1) return wrong(setting, 'bounce.usage');
  const input = await readInput();
  if (!input) return wrong(setting, 'bounce.tooBig');
  const messages = messagesOf(input);
  if (messages.length === 0) return wrong(setting, 'bounce.empty');
  const { app } = await setting.open();
  const counts: Record<TakenReturn['kind'], number> = { taken: 0, repeat: 0, nothing: 0, later: 0 };
  for (const raw of messages) {
    const { kind, meaning } = await takeReturn(app, raw);
    counts[kind] += 1;
    if (wants(given, 'json')) console.json({ kind, meaning });
  }
  console.tell(console.word('cli.bounce.done', { messages: messages.length, ...counts }));
  return counts.later === 0 ? done : { code: 1, message: console.word('cli.bounce.later') };
};

async function readInput(): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Messages of an mbox begin with a line `From …` after an empty one; a lone message may begin with one too. */
export function messagesOf(input: Buffer): Buffer[] {
  const text = input.toString('latin1');
  if (text.trim() === '') return [];
  if (!text.startsWith('From ')) return [input];
  return text
    .split(/(?:^|(?<=\n\r?\n))From \S[^\r\n]*\r?\n/)
    .filter((one) => one.trim() !== '')
    .map((one) => Buffer.from(one.replace(/^>(>*From )/gm, '$1'), 'latin1'));
}
