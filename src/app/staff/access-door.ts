// Owns coming in and going out: links, passwords, the second factor, and sessions with their end. What a person sets up for
// themselves is access-desk.ts's, who is of the staff at all staff-desk.ts's.
import { createHash, randomBytes } from 'node:crypto';
import { forgetSessions, linkHolder, seeSession, spendRecovery, takeStep } from '../../../db/access.ts';
import type { At } from '../../../db/people.ts';
import {
  addSession,
  addSignIn,
  endSession,
  findSession,
  findStaff,
  type StaffRow,
  spendSignIn,
} from '../../../db/staff.ts';
import type { SignInWay } from '../../../db/tables.ts';
import { hourMs, minuteMs } from '../../core/time.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { isPassword } from './access-password.ts';
import { codeHash } from './access-recovery.ts';
import { stepOf } from './access-totp.ts';
import { forgive, takeLink, takeTry } from './access-tries.ts';
import { writeAudit } from './audit.ts';
import type { StaffMember } from './member.ts';
import { mailStaff, staffLetter } from './staff-letters.ts';

/** How long things last by the real clock: they are a security matter, not the city's calendar. */
export const linkLifeMs = 30 * minuteMs;
const sessionLifeMs = 12 * hourMs;
const idleMs = 2 * hourMs;
/** That a session is in use is noted at most so often: a page costs a read, rarely a write. */
const noteEveryMs = minuteMs;

/** Where somebody comes from: the address that the server sees, and the browser in words like `firefox windows`. */
export type Comer = { source: string; browser: string | null };
export const nowhere: Comer = { source: '', browser: null };

export type SignedIn = { session: string; csrf: string; member: StaffMember };

export type AccessDoor = {
  /** Sends a new sign-in link by e-mail to a member; says nothing of whether the address is one. */
  requestSignIn: (email: string) => Promise<void>;
  /** Whether a link's person must say a code too; false also for a link that is none. */
  asksCode: (token: string) => Promise<boolean>;
  /** Spends a one-time token; a session begins. `code`: of the second factor, where the person has one. */
  signIn: (token: string, more?: { code?: string; comer?: Comer }) => Promise<Result<SignedIn>>;
  /** Comes in by password and second factor; what of the three was wrong is never said. */
  signInByPassword: (given: {
    email: string;
    password: string;
    code: string;
    comer?: Comer;
  }) => Promise<Result<SignedIn>>;
  session: (session: string) => Promise<{ member: StaffMember; csrf: string } | null>;
  signOut: (session: string) => Promise<void>;
};

export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
const freshToken = () => randomBytes(32).toString('base64url');
export const plainEmail = (given: string) => given.trim().toLowerCase();
export const memberOf = ({ id, email, role }: StaffRow): StaffMember => ({ id, email, role });

export function accessDoor(app: App): AccessDoor {
  return {
    requestSignIn: (email) => mailLink(app, email),
    asksCode: async (token) =>
      (await linkHolder(reading(app), tokenHash(token), Date.now()))?.totpSecret != null,
    signIn: (token, more = {}) => signIn(app, token, { code: more.code ?? '', comer: more.comer ?? nowhere }),
    signInByPassword: (given) => signInByPassword(app, { ...given, comer: given.comer ?? nowhere }),
    session: (session) => findMember(app, session),
    signOut: (session) => signOut(app, session),
  };
}

/** A one-time link's token for a member. */
export async function addLink(at: At, staffId: string): Promise<string> {
  const token = freshToken();
  await addSignIn(at, { tokenHash: tokenHash(token), staffId, expiresAt: Date.now() + linkLifeMs });
  return token;
}

/** Sends a link to a member by e-mail; to others nothing, and nobody is told the difference. */
async function mailLink(app: App, given: string): Promise<void> {
  const email = plainEmail(given);
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  await writing(app, async (at) => {
    const staff = await findStaff(at, email);
    if (!staff || !(await takeLink(at, app, email))) return;
    const token = await addLink(at, staff.id);
    const values = { signinUrl: `${app.publicUrl}/console/in/${token}`, minutes: linkLifeMs / minuteMs };
    const letter = await staffLetter(at, app, { name: 'signin', values });
    await mailStaff(at, app, { email, channel, ...letter });
  });
  app.nudge(channel);
}

async function signIn(
  app: App,
  token: string,
  { code, comer }: { code: string; comer: Comer },
): Promise<Result<SignedIn>> {
  return await writing(app, async (at) => {
    const holder = await linkHolder(at, tokenHash(token), Date.now());
    if (!holder) return refuse(app, 'staff.link');
    if (holder.totpSecret !== null) {
      const refused = await proveCode(at, app, { staff: holder, code, source: comer.source });
      // The link stays good: a slip in six digits is no reason for another letter.
      if (refused) return refused;
    }
    const staff = await spendSignIn(at, tokenHash(token), Date.now());
    if (!staff) return refuse(app, 'staff.link');
    return { ok: true as const, value: await openSession(at, app, { staff, comer, way: 'link' }) };
  });
}

async function signInByPassword(
  app: App,
  given: { email: string; password: string; code: string; comer: Comer },
): Promise<Result<SignedIn>> {
  const email = plainEmail(given.email);
  const { source } = given.comer;
  const before = await writing(app, async (at) => {
    const staff = await findStaff(at, email);
    return { staff, wait: await takeTry(at, app, { email, source, staffId: staff?.id ?? null }) };
  });
  if (before.wait > 0) return wait(app, before.wait);
  const kept = before.staff?.passwordHash ?? null;
  // Outside any write: it takes a fifth of a second, for who is nobody as well.
  const right = await isPassword(given.password, kept);
  return await writing(app, async (at) => {
    const staff = await findStaff(at, email);
    const same = right && staff !== null && staff.passwordHash === kept;
    if (!same || !(await isCode(at, staff, given.code))) return refuse(app, 'staff.password');
    await forgive(at, app, { email, source });
    const value = await openSession(at, app, { staff, comer: given.comer, way: 'password' });
    return { ok: true as const, value };
  });
}

/** Null where the code is right; a refusal where it is wrong or too many were. */
export async function proveCode(
  at: At,
  app: App,
  { staff, code, source }: { staff: StaffRow; code: string; source: string },
): Promise<Refusal | null> {
  const pause = await takeTry(at, app, { email: staff.email, source, staffId: staff.id });
  if (pause > 0) return wait(app, pause);
  if (!(await isCode(at, staff, code))) return refuse(app, 'staff.code');
  await forgive(at, app, { email: staff.email, source });
  return null;
}

/** An authenticator's code or a recovery code; each is taken once. Nobody without a second factor has a code. */
async function isCode(at: At, staff: StaffRow, code: string): Promise<boolean> {
  if (staff.totpSecret === null) return false;
  const now = Date.now();
  const hash = codeHash(code);
  if (hash !== null) return await spendRecovery(at, { staffId: staff.id, codeHash: hash, now });
  const step = stepOf(staff.totpSecret, code, { now, taken: staff.totpStep });
  return step !== null && (await takeStep(at, staff.id, step));
}

function wait(app: App, ms: number): Refusal {
  return refuse(app, 'staff.wait', { seconds: String(Math.ceil(ms / 1000)) });
}

async function openSession(
  at: At,
  app: App,
  { staff, comer, way }: { staff: StaffRow; comer: Comer; way: SignInWay },
): Promise<SignedIn> {
  const [session, csrf, now] = [freshToken(), freshToken(), Date.now()];
  await forgetSessions(at, now);
  await addSession(at, {
    tokenHash: tokenHash(session),
    staffId: staff.id,
    csrf,
    createdAt: now,
    expiresAt: now + sessionLifeMs,
    seenAt: now,
    browser: comer.browser,
    way,
  });
  await writeAudit(at, app, { actor: staff.email, act: 'signIn', object: staff.id, detail: { way } });
  return { session, csrf, member: memberOf(staff) };
}

/** Whether a session was left alone for too long. */
export function isIdle(row: { seenAt: number | null; createdAt: number }, now: number): boolean {
  return now - (row.seenAt ?? row.createdAt) > idleMs;
}

async function findMember(app: App, session: string) {
  const now = Date.now();
  const found = await findSession(reading(app), tokenHash(session), now);
  if (!found || isIdle(found.session, now)) return null;
  const { seenAt, csrf } = found.session;
  if (now - (seenAt ?? 0) > noteEveryMs) {
    await writing(app, (at) => seeSession(at, tokenHash(session), now));
  }
  return { member: memberOf(found.staff), csrf };
}

async function signOut(app: App, session: string): Promise<void> {
  await writing(app, async (at) => {
    const found = await findSession(at, tokenHash(session), Date.now());
    await endSession(at, tokenHash(session));
    if (!found) return;
    await writeAudit(at, app, { actor: found.staff.email, act: 'signOut', object: found.staff.id });
  });
}
