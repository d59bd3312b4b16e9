// Owns how often somebody may try to come in: by account and by where they come from, with growing pauses, kept as keyed
// hashes for a day. What a try is, is for access-door.ts.
import { createHmac } from 'node:crypto';
import { dropTries, findTry, forgetTries, putTry } from '../../../db/access.ts';
import type { At } from '../../../db/people.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../core/time.ts';
import type { App } from '../app.ts';
import { writeAudit } from './audit.ts';

/** `free`: failures without a pause · `fadesMs`: after so long without one they are forgotten. */
type Patience = { free: number; fadesMs: number };
const patience = {
  account: { free: 5, fadesMs: dayMs },
  source: { free: 20, fadesMs: hourMs },
} satisfies Record<string, Patience>;

const firstPauseMs = 5 * secondMs;
const longestPauseMs = 15 * minuteMs;
/** From here on administrators are told. */
export const manyFailures = 10;
export const manyFromOnePlace = 40;

const linksAtOnce = 3;
const linksWithinMs = 15 * minuteMs;

export type Tried = 'account' | 'source' | 'link';

/** The key of a row: nobody reads an address or where somebody sits from it. */
export function tryKey(app: Pick<App, 'secret'>, kind: Tried, of: string): string {
  return `${kind}:${createHmac('sha256', app.secret).update(`try:${kind}:${of}`).digest('base64url')}`;
}

/** The pause after so many failures, in milliseconds: 5 s, 10 s, 20 s … a quarter of an hour. */
export function pauseAfter(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - free, 20));
}

export type Trying = { email: string; source: string; staffId: string | null };

/**
 * Takes one try before it is made, so that many at once count as many; `forgive` gives it back once it went well. Returns
 * the milliseconds to wait where it may not be made now. Real clock: the city's calendar is no matter of safety.
 */
export async function takeTry(at: At, app: App, of: Trying): Promise<number> {
  const now = Date.now();
  await forgetTries(at, now - dayMs);
  const keys = keysOf(app, of);
  const rows = await Promise.all(keys.map(({ key }) => findTry(at, key)));
  const wait = Math.max(0, ...rows.map((row) => (row ? row.until - now : 0)));
  if (wait > 0) return wait;
  for (const [index, { key, kind }] of keys.entries()) {
    const row = rows[index];
    const count = (row && row.lastAt > now - patience[kind].fadesMs ? row.count : 0) + 1;
    await putTry(at, { key, count, lastAt: now, until: now + pauseAfter(count, patience[kind].free) });
    await note(at, app, { kind, count, staffId: of.staffId });
  }
  return 0;
}

/** A try that went well: the account begins anew, the place gets its one try back. */
export async function forgive(at: At, app: App, of: Pick<Trying, 'email' | 'source'>): Promise<void> {
  await dropTries(at, [tryKey(app, 'account', of.email)]);
  if (of.source === '') return;
  const key = tryKey(app, 'source', of.source);
  const row = await findTry(at, key);
  if (row) await putTry(at, { ...row, count: Math.max(0, row.count - 1), until: 0 });
}

/** Whether one more link may be mailed to a member: three in a quarter of an hour. */
export async function takeLink(at: At, app: App, email: string): Promise<boolean> {
  const now = Date.now();
  const key = tryKey(app, 'link', email);
  const row = await findTry(at, key);
  const open = row && row.until > now ? row : { count: 0, until: now + linksWithinMs };
  if (open.count >= linksAtOnce) return false;
  await putTry(at, { key, count: open.count + 1, lastAt: now, until: open.until });
  return true;
}

function keysOf(app: App, { email, source }: Trying) {
  const account = { kind: 'account' as const, key: tryKey(app, 'account', email) };
  return source === ''
    ? [account]
    : [account, { kind: 'source' as const, key: tryKey(app, 'source', source) }];
}

/** Failures stand in the audit trail as sums, not one by one: 5, 10, 20, 40 … of a member, and of one place from 20 on. */
async function note(
  at: At,
  app: App,
  { kind, count, staffId }: { kind: 'account' | 'source'; count: number; staffId: string | null },
): Promise<void> {
  // The try that is taken now may still go well: what failed are those before it.
  const failed = count - 1;
  const first = patience[kind].free;
  const counted = failed >= first && Number.isInteger(Math.log2(failed / first));
  if (!counted || (kind === 'account' && staffId === null)) return;
  const object = kind === 'account' ? (staffId ?? '') : '';
  await writeAudit(at, app, { actor: 'system', act: 'signIn.refused', object, detail: { count: failed } });
}
