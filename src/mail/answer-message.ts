// Owns reading an answer that somebody of the staff wrote by e-mail: to which question, from whom, and their own words
// without what they quote and sign with. Whether they may answer is src/app/questions/answer-mail.ts's.
import { openBackMessage } from './back-message.ts';
import { isAutomatic, isFromMailSystem } from './bounce-reply.ts';
import { quoteBegins, sentFrom } from './bounce-words.ts';

/** `from`: an address, which anybody can write there; `text` is empty where nothing of their own is left. */
export type MailedAnswer = { question: string; from: string; text: string };

export type AnswerReaders = {
  /** The question that a text with an address names; null for what is forged. */
  readToken: (text: string) => string | null;
  /** The envelope's recipients, where they are known. */
  recipients: readonly string[];
};

const addressedTo = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];

/** Reads one message. Null where it is addressed to no question of ours, or no person wrote it. */
export async function readMailedAnswer(
  raw: Uint8Array,
  { readToken, recipients }: AnswerReaders,
): Promise<MailedAnswer | 'automatic' | null> {
  const message = await openBackMessage(raw);
  if (!message) return null;
  // Never from the words: what is quoted in them proves nothing.
  const to = [...recipients, ...addressedTo.flatMap((name) => message.headers(name))];
  const question = to.map(readToken).find((one) => one !== null);
  if (!question) return null;
  if (isAutomatic(message) || isFromMailSystem(message)) return 'automatic';
  const from = addressIn(message.headers('from')[0] ?? '');
  return { question, from, text: ownWords(message.text) };
}

function addressIn(header: string): string {
  return (/<([^<>\s]+@[^<>\s]+)>/.exec(header)?.[1] ?? header).trim().toLowerCase();
}

/** The words above what is quoted, without the lines that programs and signatures add. */
export function ownWords(text: string): string {
  const lines = unwrapped(text.split(/\r?\n/).map((line) => line.trimEnd()));
  const end = lines.findIndex((line) => line.trim() === '--' || quoteBegins.test(line.trim()));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .filter((line) => !sentFrom.test(line.trim()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The line that introduces a quotation is often broken in two: it is put together, so that it is known for one. */
function unwrapped(lines: readonly string[]): string[] {
  return lines.flatMap((line, at) => {
    const next = lines[at + 1] ?? '';
    const joined = `${line.trim()} ${next.trim()}`;
    const begins = next.trim().endsWith(':') && !quoteBegins.test(line.trim()) && quoteBegins.test(joined);
    return begins && /\d{4}|@/.test(joined) ? [joined] : [line];
  });
}
