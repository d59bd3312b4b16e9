// Owns what a server's refusal means for a person's address: the enhanced status codes of RFC 3463 and its registry, and
// the words beside them where the code says little. Where the evidence disagrees, the mildest counts.

import { delayedWords, fullWords, nobodyTurnedWords, nobodyWords, refusedWords } from './bounce-words.ts';
import type { RecipientStatus } from './report.ts';

/** hard: no such mailbox · soft: not now · policy: we or our letter were refused. */
export type Severity = 'hard' | 'soft' | 'policy';

/** `code`: the enhanced status, null where none was given · `ended`: false while the server still tries. */
export type Verdict = { kind: Severity; code: string | null; ended: boolean };

const enhanced = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d]|\.\d)/g;
const reply = /(?<![\d.])([45])[0-5]\d(?=[\s:-])/;

/** Judges one recipient's block; `words` is the report's text for people, for blocks that give no diagnostic. */
export function judgeStatus(block: RecipientStatus, words: string): Verdict | 'fine' | null {
  const { action, status, diagnostic } = block;
  if (action !== null && ['delivered', 'relayed', 'expanded'].includes(action)) return 'fine';
  if (status?.startsWith('2.')) return action === 'failed' ? null : 'fine';
  if (action !== null && action !== 'failed' && action !== 'delayed') return null;
  const said = diagnostic ?? words;
  const verdict = judge({ status, text: said });
  if (!verdict) return null;
  return action === 'delayed' ? { ...verdict, kind: 'soft', ended: false } : verdict;
}

/** Judges a notice that is only written for people; null where it gives no reason. */
export function judgeText(subject: string, text: string): Verdict | null {
  const verdict = judge({ status: null, text });
  if (!verdict) return null;
  const delayed = delayedWords.test(subject) || delayedWords.test(text);
  return delayed ? { ...verdict, kind: 'soft', ended: false } : verdict;
}

function judge({ status, text }: { status: string | null; text: string }): Verdict | null {
  const told = text.match(enhanced) ?? [];
  const codes = [...(status ? [status] : []), ...told];
  const evidence = codes.map(severityOf).filter((one) => one !== null);
  const smtp = reply.exec(text)?.[1] ?? null;
  const nobody = nobodyWords.test(text) || nobodyTurnedWords.test(text);
  if (smtp === '4' || fullWords.test(text)) evidence.push('soft');
  if (refusedWords.test(text)) evidence.push('policy');
  if (evidence.length === 0 && nobody) evidence.push('hard');
  if (evidence.length === 0 && codes.length === 0 && smtp === null) return null;
  // A refusal that says nothing of its reason is counted, and suppresses nobody by itself.
  const kind = (['soft', 'policy', 'hard'] as const).find((one) => evidence.includes(one)) ?? 'soft';
  const telling = codes.find((code) => severityOf(code) === kind && !isVague(code));
  const named = telling ?? codes.find((code) => !isVague(code)) ?? codes[0] ?? null;
  return { kind, code: named ?? (smtp && `${smtp}.0.0`), ended: true };
}

function isVague(code: string): boolean {
  return code.endsWith('.0.0');
}

const hardCodes: readonly string[] = ['1.1', '1.2', '1.3', '1.6', '1.10', '2.1', '4.4', '4.310'];
const policyCodes: readonly string[] = ['1.7', '1.8', '2.3', '3.4'];

/** What a code says by itself; null: it needs words. 5.7.x and 5.6.x are about us and our letter, never the person. */
function severityOf(code: string): Severity | null {
  const [kind = '', subject = '', detail = ''] = code.split('.');
  if (kind === '4') return 'soft';
  const rest = `${subject}.${detail}`;
  if (hardCodes.includes(rest)) return 'hard';
  if (subject === '7' || subject === '6' || policyCodes.includes(rest)) return 'policy';
  if (rest === '2.2') return 'soft';
  // Exchange says 5.4.1 of a person whom its directory does not know; elsewhere it is a host that is silent.
  return subject === '4' && rest !== '4.1' ? 'soft' : null;
}
