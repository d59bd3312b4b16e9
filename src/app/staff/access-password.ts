// Owns passwords of staff: which are good enough, and what is kept of one.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const shortest = 12;
/** More would only make the check slow. */
const longest = 200;
/** What a try costs: 32 MB three times, about a fifth of a second. Source: OWASP Password Storage Cheat Sheet, scrypt. */
const costs = { log2: 15, blocks: 8, parallel: 3 };
const hashBytes = 32;

/** What is wrong with a password: the end of the phrase `console.access.password.<…>`; null: nothing. */
export type PasswordProblem = 'short' | 'long' | 'common' | 'email';

/** `common`: passwords that many people have, in small letters. Spaces within a password count. */
export function passwordProblem(
  password: string,
  of: { email: string; common: readonly string[] },
): PasswordProblem | null {
  const plain = password.normalize('NFKC').toLowerCase();
  if ([...plain].length < shortest) return 'short';
  if ([...plain].length > longest) return 'long';
  const name = of.email.split('@')[0] ?? '';
  if (plain.includes(of.email) || (name.length >= 5 && plain.includes(name))) return 'email';
  // Signs at the end make nobody's password rare: «password2027!» is «password».
  const core = plain.replace(/[\d\W_]+$/u, '');
  const rare = !of.common.includes(plain) && !(of.common.includes(core) && core !== '');
  return rare && new Set(plain).size >= 5 ? null : 'common';
}

/** What is kept: costs, salt and hash as one text. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { log2, blocks, parallel } = costs;
  const hash = await derive(password, { ...costs, salt });
  return ['scrypt', log2, blocks, parallel, salt.toString('base64url'), hash.toString('base64url')].join(':');
}

/** Whether a password is the kept one. Null is compared as long as a real one and never right: time tells nothing. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const [, log2, blocks, parallel, salt = '', hash = ''] = (kept ?? nobodys).split(':');
  const given = await derive(password, {
    log2: Number(log2),
    blocks: Number(blocks),
    parallel: Number(parallel),
    salt: Buffer.from(salt, 'base64url'),
  });
  const right = timingSafeEqual(given, Buffer.from(hash, 'base64url'));
  return right && kept !== null;
}

const nobodys = [
  'scrypt',
  costs.log2,
  costs.blocks,
  costs.parallel,
  Buffer.alloc(16).toString('base64url'),
  Buffer.alloc(hashBytes).toString('base64url'),
].join(':');

type Derivation = { log2: number; blocks: number; parallel: number; salt: Buffer };

let turn: Promise<unknown> = Promise.resolve();

/** One at a time: a hundred tries at once take time, and never a hundred times the memory. */
function derive(password: string, { log2, blocks, parallel, salt }: Derivation): Promise<Buffer> {
  const N = 2 ** log2;
  const maxmem = 2 * 128 * N * blocks;
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      scrypt(
        password.normalize('NFKC').slice(0, 4 * longest),
        salt,
        hashBytes,
        { N, r: blocks, p: parallel, maxmem },
        (error, hash) => (error ? reject(error) : resolve(hash)),
      );
    });
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}
