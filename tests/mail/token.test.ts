// Tests of the signed words in links and return paths: they hold, and nobody else can make one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  confirmToken,
  confirmTokenHash,
  readReturnPathToken,
  readUnsubscribeToken,
  returnPathToken,
  unsubscribeKinds,
  unsubscribeToken,
} from '../../src/mail/token.ts';

const secret = 'a secret of the city';
const delivery = '0198f3a2-7c1d-4b6e-9a55-3f0c2d1e4b77';
const everyChange = (token: string): string[] => {
  const letters = [...'abyzABYZ0279-_.+ /=ї'];
  return [...token].flatMap((_, at) => [
    ...letters.map((letter) => token.slice(0, at) + letter + token.slice(at + 1)),
    token.slice(0, at) + token.slice(at + 1),
    ...letters.map((letter) => token.slice(0, at) + letter + token.slice(at)),
  ]);
};

describe('an unsubscribe token', () => {
  test('names its person and kind again, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...unsubscribeKinds), (person, kind) => {
        const token = unsubscribeToken(secret, { person, kind });
        expect(readUnsubscribeToken(secret, token)).toEqual({ person: person.toWellFormed(), kind });
      }),
    );
  });

  test('stands in a link as it is and ends so that no mail program cuts the link', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom(...unsubscribeKinds), (person, kind) => {
        expect(unsubscribeToken(secret, { person, kind })).toMatch(/^[A-Za-z0-9_-]+\.[0-9a-f]{32}$/);
      }),
    );
  });

  test('is refused after any change of a single character', () => {
    const token = unsubscribeToken(secret, { person: delivery, kind: 'letters' });
    const accepted = everyChange(token).filter(
      (forged) => forged !== token && readUnsubscribeToken(secret, forged),
    );
    expect(accepted).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['words', 'hello'],
    ['a token of another secret', unsubscribeToken('another', { person: 'p1', kind: 'all' })],
    ['a return path', returnPathToken(secret, delivery)],
    ['a token with a tail', `${unsubscribeToken(secret, { person: 'p1', kind: 'all' })}.x`],
    [
      'another spelling of the same bytes',
      unsubscribeToken(secret, { person: 'p1', kind: 'all' }).replace('.', '=.'),
    ],
  ])('is refused when it is %s', (_label, token) => {
    expect(readUnsubscribeToken(secret, token)).toBeNull();
  });

  test('for one kind does not open another', () => {
    const [letters = '', all = ''] = (['letters', 'all'] as const).map((kind) =>
      unsubscribeToken(secret, { person: 'p1', kind }),
    );
    const mixed = `${all.split('.')[0]}.${letters.split('.')[1]}`;
    expect(readUnsubscribeToken(secret, mixed)).toBeNull();
  });
});

describe('a return path', () => {
  test('fits a local part and survives a server that changes the case', () => {
    const local = returnPathToken(secret, delivery);
    expect(local.length).toBeLessThanOrEqual(64);
    expect(local).toBe(local.toLowerCase());
    expect(local).toMatch(/^[a-z0-9.+-]+$/);
    expect(readReturnPathToken(secret, local)).toBe(delivery);
    expect(readReturnPathToken(secret, local.toUpperCase())).toBe(delivery);
  });

  test('is refused after any change of a single character but case', () => {
    const local = returnPathToken(secret, delivery);
    const accepted = everyChange(local).filter(
      (forged) => forged.toLowerCase() !== local && readReturnPathToken(secret, forged),
    );
    expect(accepted).toEqual([]);
  });

  test.each([['postmaster'], ['bounce'], ['bounce+'], ['bounce+abc.aaaaaaaaaaaaaaaaaaaa'], ['']])(
    'is not %s',
    (local) => {
      expect(readReturnPathToken(secret, local)).toBeNull();
    },
  );

  test.each([['Capital'], ['has.dot'], ['a'.repeat(37)], ['']])('refuses the id «%s» as a bug', (id) => {
    expect(() => returnPathToken(secret, id)).toThrow(RangeError);
  });
});

describe('a confirmation token', () => {
  test('is 32 random bytes and is kept as its hash only', () => {
    const { token, hash } = confirmToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(confirmTokenHash(token)).toBe(hash);
    expect(confirmToken().token).not.toBe(token);
  });

  test('ends in a letter or digit, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(confirmToken(() => bytes).token).toMatch(/^[\w-]{42}[A-Za-z0-9]$/);
      }),
    );
  });
});
