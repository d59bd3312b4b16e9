// Owns reading the corpus of returned messages, ours and those of real servers, with what each of them means.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TokenReaders } from '../../src/mail/bounce-sender.ts';
import { readReturnPathToken, readUnsubscribeToken } from '../../src/mail/token.ts';

/** What a file means; `ended` is true and `person` null where the list leaves them out. */
export type Expected = { kind: string; deliveryId?: string; [field: string]: unknown };
export type Returned = { name: string; raw: Buffer; secret: string; expected: Expected };

const folder = path.join(import.meta.dirname, 'returns');

export function returnedMessages(): Returned[] {
  return ['.', 'real'].flatMap((part) => {
    const list = path.join(folder, part, 'expected.json');
    if (!existsSync(list)) return [];
    const { secret, messages } = JSON.parse(readFileSync(list, 'utf8')) as {
      secret: string;
      messages: Record<string, Expected>;
    };
    return Object.entries(messages).map(([name, expected]) => ({
      name: path.join(part, name),
      raw: readFileSync(path.join(folder, part, name)),
      secret,
      expected: whole(expected),
    }));
  });
}

function whole(expected: Expected): Expected {
  const bounce = ['hard', 'soft', 'policy'].includes(expected.kind);
  return {
    ...(bounce ? { ended: true } : {}),
    ...(expected.deliveryId === undefined ? {} : { person: null }),
    ...expected,
  };
}

export function readersOf(secret: string): TokenReaders {
  return {
    readToken: (local) => readReturnPathToken(secret, local),
    readUnsubscribe: (token) => readUnsubscribeToken(secret, token)?.person ?? null,
  };
}
