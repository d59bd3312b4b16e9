// Owns making a letter: its text part first, its HTML from the same blocks. Headers, signing and sending are bots/email.ts's.
import type { Choice } from '../core/reply.ts';
import { layOut, mayOpen } from './layout.ts';
import { blocksOf, cleanText, unmarked } from './markup.ts';

/** Words under a letter. `unsubscribeUrl` null: a letter that nobody can leave (opt-in, sign-in, service). */
export type Footer = {
  why: string;
  unsubscribeUrl: string | null;
  unsubscribeLabel: string;
  sender: string;
  privacyUrl: string | null;
  privacyLabel: string;
};

/** What a letter is made of. `text` knows `**strong**`, bare links, «1. …» and «— …» lists. */
export type LetterParts = {
  subject: string;
  preheader: string;
  text: string;
  choices: readonly Choice[];
  /** Stands above the text; programs that show no pictures show its words. */
  picture?: { url: string; alt: string };
  footer: Footer;
};

export type ComposedLetter = { subject: string; text: string; html: string };

/** Gmail cuts HTML above about 102 kB and hides the rest, the way to unsubscribe included. Bytes of UTF-8. */
export const mostHtmlBytes = 100_000;

/** Whether a mail program will show the whole letter; a text of more than some 30 pages is what can make it too long. */
export function fitsWhole(letter: ComposedLetter): boolean {
  return Buffer.byteLength(letter.html) < mostHtmlBytes;
}

/**
 * Composes a letter. Everything that is handed in is escaped; a choice that opens nothing safe is a line of text.
 * The recipient shows only in `footer.unsubscribeUrl` and in links of the text, so a letter may be composed once
 * with a stand-in of URL-safe characters there and filled for each person.
 */
export function composeLetter(input: LetterParts): ComposedLetter {
  const parts = cleanParts(input);
  return { subject: parts.subject, text: textPart(parts), html: layOut(parts, blocksOf(parts.text)) };
}

function cleanParts({ subject, preheader, text, choices, picture, footer }: LetterParts): LetterParts {
  return {
    ...(picture && mayOpen(picture.url) ? { picture: { url: picture.url, alt: oneLine(picture.alt) } } : {}),
    subject: oneLine(subject),
    preheader: oneLine(preheader),
    text: cleanText(text),
    choices: choices.map((choice) =>
      'url' in choice
        ? { label: oneLine(choice.label), url: oneLine(choice.url) }
        : { label: oneLine(choice.label), value: choice.value },
    ),
    footer: {
      why: oneLine(footer.why),
      unsubscribeUrl: footer.unsubscribeUrl && oneLine(footer.unsubscribeUrl),
      unsubscribeLabel: oneLine(footer.unsubscribeLabel),
      sender: oneLine(footer.sender),
      privacyUrl: footer.privacyUrl && oneLine(footer.privacyUrl),
      privacyLabel: oneLine(footer.privacyLabel),
    },
  };
}

/** One line without control characters: a subject with a line break could smuggle in a header. */
function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

function textPart({ text, choices, picture, footer }: LetterParts): string {
  const { why, sender, unsubscribeUrl, unsubscribeLabel, privacyUrl, privacyLabel } = footer;
  const offered = choices.map((choice) =>
    'url' in choice && mayOpen(choice.url) ? `${choice.label}:\n${choice.url}` : `— ${choice.label}`,
  );
  const below = [
    why,
    unsubscribeUrl && `${unsubscribeLabel}:\n${unsubscribeUrl}`,
    privacyUrl && `${privacyLabel}:\n${privacyUrl}`,
    sender,
  ];
  const shown = picture ? `${picture.alt}:\n${picture.url}` : '';
  return `${[unmarked(text), shown, offered.join('\n\n'), '---', ...below].filter(Boolean).join('\n\n')}\n`;
}
