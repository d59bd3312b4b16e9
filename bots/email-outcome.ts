// Owns what a failed SMTP conversation means for one letter.
import type { Outcome } from '../src/core/delivery.ts';
import { codeOf } from './wire.ts';

/**
 * How far the letter itself got when the conversation broke off. unread: not a byte of it was handed over ·
 * begun: a part of it · whole: all of it, so that the closing dot may have been read by the server.
 */
export type Handover = 'unread' | 'begun' | 'whole';

/** The fields of nodemailer's errors that matter here. */
type MailError = {
  code?: unknown;
  originalCode?: unknown;
  responseCode?: unknown;
  response?: unknown;
  command?: unknown;
};

/**
 * Sorts an error of nodemailer. A reply of the server decides; without one, what matters is whether it may have got
 * the whole letter: a letter whose end never left was not accepted (RFC 5321, 4.1.1.4), so it is tried again.
 */
export function outcomeOfMailError(error: unknown, handover: Handover): Outcome {
  const fields: MailError = typeof error === 'object' && error !== null ? error : {};
  if (isMisconfigured(fields))
    return { kind: 'misconfigured', code: `smtp:${codeOf(error)}`, text: 'the mail server refuses us' };
  if (typeof fields.responseCode === 'number')
    return outcomeOfReply(fields.responseCode, String(fields.response ?? ''), fields.command);
  const code = `smtp:${codeOf(error)}`;
  // The library judged the letter itself: an address that can't stand in an envelope, a letter too big for the server.
  if (fields.code === 'EENVELOPE' || fields.code === 'EMESSAGE')
    return { kind: 'rejected', code, text: 'the letter or its address is malformed' };
  if (handover === 'whole')
    return { kind: 'unknown', code, text: 'the connection was lost before the server answered' };
  return { kind: 'transient', code, text: 'the letter was not handed over' };
}

const certificateErrors = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/;

/** Wrong credentials, a certificate that doesn't fit, a key that doesn't sign: nothing will go out until it is mended. */
function isMisconfigured({ code, originalCode, responseCode }: MailError): boolean {
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ECONFIG', 'EREQUIRETLS'].includes(String(code)))
    // A login that is refused for now (454, 421) passes.
    return !(typeof responseCode === 'number' && responseCode < 500);
  return certificateErrors.test(`${String(code)} ${String(originalCode)}`);
}

/** Words with which servers without status codes of RFC 3463 say that there is no such person. */
const nobodyThere =
  /user unknown|unknown (user|recipient|mailbox)|no such (user|recipient|mailbox|person)|does(n't| not) exist|(user|mailbox|recipient|address) (was )?not (found|available)|invalid (recipient|mailbox)/i;

/**
 * Sorts a reply. 4xx and a full mailbox pass; 5.1.x and a closed mailbox concern the person; 5.7.x and the rest of
 * 5xx concern us or this letter, so nobody is suppressed for them. Sources: RFC 5321 4.2, RFC 3463 3.2 to 3.8.
 */
export function outcomeOfReply(status: number, response: string, command: unknown = null): Outcome {
  const enhanced = /\b([245])\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  const [subject, detail] = enhanced ? [Number(enhanced[2]), Number(enhanced[3])] : [null, null];
  const code = `smtp:${enhanced ? enhanced[0] : status}`;
  const text = firstLine(response);
  // 503 is a conversation out of step, 552 and 5.2.2 a mailbox that is full today.
  if (status < 500 || status === 503) return { kind: 'transient', code, text };
  if (status === 530 || status === 534 || status === 535 || status === 538)
    return { kind: 'misconfigured', code, text };
  if (subject === 2 && detail === 2) return { kind: 'transient', code, text };
  if (subject === 1 && (detail === 7 || detail === 8)) return { kind: 'misconfigured', code, text };
  if (subject === 1 || (subject === 2 && detail === 1)) return { kind: 'gone', code, text };
  if (subject !== null) return { kind: 'rejected', code, text };
  if (status === 552) return { kind: 'transient', code, text };
  if (command !== 'MAIL FROM' && nobodyThere.test(text)) return { kind: 'gone', code, text };
  return { kind: 'rejected', code, text };
}

/** The first line of a reply, without addresses: servers like to repeat whom they refused. */
function firstLine(response: string): string {
  const [line = ''] = response.split(/\r?\n/);
  return line.replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '…').slice(0, 200);
}
