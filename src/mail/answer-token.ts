// Owns the signed address to which staff answer a resident's question by e-mail: what proves the question is its token, not who wrote.
import { createHmac, timingSafeEqual } from 'node:crypto';

const start = 'answer+';
const signatureHex = 20;
const shape = /(?<![a-z0-9])answer\+([a-z0-9]{1,36})\.([0-9a-f]{20})(?=@)/gi;

/**
 * The local part `answer+<question>.<signature>`, at most 64 characters (RFC 5321, 4.5.3.1.1) and all in lower case,
 * because servers may fold it. Throws on a question's id that isn't 1–36 of a–z 0–9: ids are ours, another shape is a bug.
 */
export function answerToken(secret: string, question: string): string {
  if (!/^[a-z0-9]{1,36}$/.test(question))
    throw new RangeError('a question id for an address is 1–36 of a–z 0–9');
  return `${start}${question}.${signature(secret, question)}`;
}

/** The question that an address names, in whatever case it came back; forged or damaged: null. `text` may hold more than it. */
export function readAnswerToken(secret: string, text: string): string | null {
  for (const [, question = '', given = ''] of text.toLowerCase().matchAll(shape)) {
    const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(signature(secret, question), 'utf8')];
    if (a.length === b.length && timingSafeEqual(a, b)) return question;
  }
  return null;
}

function signature(secret: string, question: string): string {
  return createHmac('sha256', secret).update(`answer\n${question}`).digest('hex').slice(0, signatureHex);
}
