// Owns nodemailer's pool as a sender that composes the MIME form of each letter, as its users do; nothing is kept.
import nodemailer from 'nodemailer';
import { given, report, startMeter } from './in-child.ts';
import { keepCompiled } from './mail-compiled.ts';
import { addressOf, composeBench, from, signing } from './mail-letter.ts';
import { sendAll } from './senders/task.ts';

/** `perConnection`: letters over one connection before a new one is opened. `keyPem` null: letters are not signed. */
export type MailTask = {
  url: string;
  messages: number;
  connections: number;
  perConnection: number;
  keyPem: string | null;
};

const { url, messages, connections, perConnection, keyPem } = given<MailTask>();
const pool = nodemailer.createTransport({
  url,
  pool: true,
  maxConnections: connections,
  maxMessages: perConnection,
  ...(keyPem === null
    ? {}
    : { dkim: { domainName: signing.domain, keySelector: signing.selector, privateKey: keyPem } }),
});
// The words are composed once here too: what is measured is the making and carrying of letters.
const standIn = 'https://localhost/u/STAND-IN';
const { subject, text, html } = composeBench(standIn);

const read = startMeter();
await sendAll({ messages, concurrency: connections * 4 }, async (chat) => {
  const index = chat - 1_000_000;
  const unsubscribe = `https://localhost/u/${`${index}`.padStart(100, 'A')}`;
  await pool.sendMail({
    from,
    to: addressOf(index),
    envelope: { from: `bounce+${`${index}`.padStart(50, '0')}@localhost`, to: addressOf(index) },
    subject,
    text: text.replaceAll(standIn, unsubscribe),
    html: html.replaceAll(standIn, unsubscribe),
    messageId: `<${index}@localhost>`,
    headers: {
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Feedback-ID': 'blast:city:own:uchast',
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
    },
  });
});
const figures = read();
keepCompiled();
report(figures);
