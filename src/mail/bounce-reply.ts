// Owns telling machines' answers from people's, and whether a person's answer asks for no more letters.
import type { BackMessage } from './back-message.ts';
import { awaySubject, leaveFillers, leaveWords, quoteBegins, sentFrom } from './bounce-words.ts';

/** Whether a mail system sent this, by its own account: a null return path alone says no more than «don't answer». */
export function isFromMailSystem(message: BackMessage): boolean {
  const from = message.headers('from').join(' ');
  return (
    /(?:mailer-daemon|mail-daemon|postmaster|mail delivery (?:sub)?system|courier mail server)/i.test(from) ||
    message.headers('x-failed-recipients').length > 0
  );
}

/** Whether a machine answered (RFC 3834 and what older programs set instead). */
export function isAutomatic(message: BackMessage): boolean {
  const has = (name: string, pattern: RegExp) => message.headers(name).some((value) => pattern.test(value));
  return (
    has('auto-submitted', /^\s*(?!no\b)\S/i) ||
    has('return-path', /^\s*<\s*>/) ||
    has('precedence', /bulk|junk|list|auto_reply/i) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress', 'list-id'].some(
      (name) => message.headers(name).length > 0,
    ) ||
    awaySubject.test(message.subject)
  );
}

/** Longer answers say something else, whatever words are in them. */
const mostLeaveWords = 8;

/**
 * Whether a person's own words, above what they quote, ask for no more letters and say nothing else: our own footer
 * says «Відписатися» in every quoted letter. A subject counts where there are no words and it is no answer's.
 */
export function asksToLeave(message: BackMessage): boolean {
  const own = ownWords(message.text);
  if (own !== '') return means(own);
  return !/^\s*(?:re|fwd?|ha|відп|пересл|на|отв)\s*:/i.test(message.subject) && means(message.subject);
}

function means(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}’'-]+/gu) ?? [];
  if (words.length > mostLeaveWords || !words.some((word) => leaveWords.has(word))) return false;
  return words.every((word) => leaveWords.has(word) || leaveFillers.has(word));
}

function ownWords(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const end = lines.findIndex((line) => quoteBegins.test(line));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .filter((line) => !sentFrom.test(line))
    .join('\n')
    .trim();
}
