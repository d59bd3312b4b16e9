// Owns the parts of a letter as its readers get them, and its plain source, for staff to look at before it goes out.
import nodemailer from 'nodemailer';
import type { Letter } from '../core/channel.ts';
import type { Reply } from '../core/reply.ts';
import type { Content } from '../core/texts.ts';
import type { ComposedLetter, LetterParts } from './compose.ts';

type Words = Pick<Content, 'phrases' | 'city'>;

/** The parts of a letter of this city: its message, and below it why it came, how to leave, and who writes. */
export function letterParts(
  content: Words,
  of: {
    publicUrl: string;
    reply: Reply;
    letter: Pick<Letter, 'subject' | 'preheader' | 'why' | 'unsubscribeUrl'>;
  },
): LetterParts {
  const { reply, letter, publicUrl } = of;
  const word = (key: string) => (content.phrases[key] ?? '').replaceAll('{city.nameOf}', content.city.nameOf);
  return {
    subject: letter.subject,
    preheader: letter.preheader,
    text: reply.text,
    choices: reply.choices,
    ...(reply.picture ? { picture: reply.picture } : {}),
    footer: {
      why: word(`mail.footer.why.${letter.why}`),
      unsubscribeUrl: letter.unsubscribeUrl,
      unsubscribeLabel: word('mail.footer.unsubscribe'),
      sender: content.city.controller.name,
      privacyUrl: `${publicUrl}/privacy`,
      privacyLabel: word('mail.footer.privacy'),
    },
  };
}

/** The message as a file (`.eml`) that mail programs open. It goes to nobody, so it is neither signed nor addressed. */
export async function letterSource(
  letter: ComposedLetter,
  of: { from: string; date: number; unsubscribeUrl: string | null },
): Promise<Uint8Array> {
  const press = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { message } = await press.sendMail({
    from: of.from,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    date: new Date(of.date),
    headers: {
      // Mail programs open it as a draft, in which nothing has been sent yet.
      'X-Unsent': '1',
      ...(of.unsubscribeUrl
        ? {
            'List-Unsubscribe': { prepared: true, value: `<${of.unsubscribeUrl}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {}),
    },
  });
  if (!Buffer.isBuffer(message)) throw new TypeError('the letter was not made in memory');
  return message;
}
