// Owns what a message that came back means: a bounce, a complaint, somebody leaving, or nothing for us. What it changes
// is src/app/letters/back-channel.ts's.
import { createHash } from 'node:crypto';
import { type BackMessage, openBackMessage } from './back-message.ts';
import { judgeStatus, judgeText, type Verdict } from './bounce-code.ts';
import { asksToLeave, isAutomatic, isFromMailSystem } from './bounce-reply.ts';
import { type Named, namedDelivery, type TokenReaders } from './bounce-sender.ts';
import { deliveryStatuses, feedbackType } from './report.ts';

/**
 * automatic: a machine's answer that changes nothing · other: not ours to judge – forged, unsigned, spam, or a person
 * who says something else. `code`: an enhanced status or a feedback type.
 */
export type Return =
  | (Named & Verdict)
  | (Named & { kind: 'complaint'; code: string | null })
  | (Named & { kind: 'leave' })
  | { kind: 'automatic' }
  | { kind: 'other' };

type Meaning =
  | Verdict
  | { kind: 'complaint'; code: string | null }
  | { kind: 'leave' }
  | { kind: 'automatic' }
  | { kind: 'other' };

/** Reads one message. Never throws; whatever carries no valid signature of ours can only be `automatic` or `other`. */
export async function readReturn(raw: Uint8Array, readers: TokenReaders): Promise<Return> {
  const message = await openBackMessage(raw);
  if (!message) return { kind: 'other' };
  const meaning = meaningOf(message);
  if (meaning.kind === 'automatic' || meaning.kind === 'other') return meaning;
  const named = namedDelivery(message, readers);
  return named ? { ...named, ...meaning } : { kind: 'other' };
}

/** What tells a message from every other: its Message-ID, or a hash of its bytes where it has none. */
export function returnIdentity(raw: Uint8Array): string {
  const [head = ''] = Buffer.from(raw.subarray(0, 65_536))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  return /^message-id:\s*(<[^<>\s]+>)/im.exec(head)?.[1] ?? createHash('sha256').update(raw).digest('hex');
}

function meaningOf(message: BackMessage): Meaning {
  const complaint = complaintIn(message);
  if (complaint) return complaint;
  // A program's receipt about reading or throwing away (RFC 8098): the letter was delivered.
  if (message.headers('content-type').some((type) => /disposition-notification/i.test(type)))
    return { kind: 'automatic' };
  const refusal = refusalIn(message);
  if (refusal) return refusal;
  if (isFromMailSystem(message)) return { kind: 'other' };
  if (isAutomatic(message)) return { kind: 'automatic' };
  return asksToLeave(message) ? { kind: 'leave' } : { kind: 'other' };
}

/** Types of RFC 5965 and 6650 by which a person says «not wanted»; the rest are about viruses or authentication. */
const complaintTypes: readonly string[] = ['abuse', 'fraud', 'opt-out', 'opt-out-list'];

function complaintIn(message: BackMessage): Meaning | null {
  const type = feedbackType(message);
  if (type === 'not-spam') return { kind: 'automatic' };
  if (type !== null)
    return complaintTypes.includes(type) ? { kind: 'complaint', code: type } : { kind: 'other' };
  // Microsoft's junk reporting hands on the letter itself, without a report.
  const reported =
    message.headers('from').some((from) => /\bstaff@hotmail\.com\b/i.test(from)) &&
    /^complaint about message from/i.test(message.subject) &&
    message.parts.some((part) => part.type === 'message/rfc822');
  return reported ? { kind: 'complaint', code: 'abuse' } : null;
}

function refusalIn(message: BackMessage): Meaning | null {
  const notice = noticeOf(message.text);
  const statuses = deliveryStatuses(message);
  const verdicts = (statuses ?? []).map((status) => judgeStatus(status, notice));
  const refused = verdicts.filter((one) => one !== null && one !== 'fine');
  // Of several recipients' blocks, of a forwarder for instance, the mildest counts: one of them may have got it.
  if (refused.length > 0 && verdicts.includes('fine')) return { kind: 'automatic' };
  const [first] = ['soft', 'policy', 'hard'].flatMap((kind) => refused.filter((one) => one.kind === kind));
  if (first) return first;
  if (verdicts.includes('fine')) return { kind: 'automatic' };
  if (statuses && verdicts.length > 0) return { kind: 'other' };
  return isFromMailSystem(message) ? judgeText(message.subject, notice) : null;
}

/** What a notice says itself, without the letter that it returns. */
function noticeOf(text: string): string {
  const copy =
    /^[- ]{0,40}(?:below this line|this is a copy|original message)|^(?:return-path:\s{0,9}<|received:\s{1,9}from )/im;
  const at = text.search(copy);
  return (at === -1 ? text : text.slice(0, at)).slice(0, 16_384);
}
