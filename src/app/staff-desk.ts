// Owns who of the staff may come in: one-time links, sessions, and the audit trail of what they do.
import { createHash, randomBytes } from 'node:crypto';
import { addDeliveries } from '../../db/ledger.ts';
import type { At } from '../../db/people.ts';
import {
  addSession,
  addSignIn,
  endSession,
  findSession,
  findStaff,
  hasSignedIn,
  listAudit,
  listStaff,
  putStaff,
  spendSignIn,
} from '../../db/staff.ts';
import type { StaffRole } from '../../db/tables.ts';
import { factsFor, say } from '../core/facts.ts';
import type { Fact } from '../core/template.ts';
import { hourMs, minuteMs } from '../core/time.ts';
import { type App, channelNames, reading, writing } from './app.ts';
import { writeAudit } from './audit.ts';
import type { Desk, Result, StaffMember } from './desk.ts';
import { refuse } from './refusal.ts';
import { replyRow } from './reply-row.ts';

const linkLifeMs = 30 * minuteMs;
const sessionLifeMs = 12 * hourMs;
const emailPattern = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const freshToken = () => randomBytes(32).toString('base64url');

/** The staff part of the desk. */
export function staffDesk(app: App): Pick<Desk, 'staff' | 'audit'> {
  const member = ({ id, email, role }: StaffMember): StaffMember => ({ id, email, role });
  return {
    audit: async (most) =>
      (await listAudit(reading(app), most)).map(({ at, actor, act, object }) => ({ at, actor, act, object })),
    staff: {
      list: async () => (await listStaff(reading(app))).map(member),
      add: (email, role, by) => addMember(app, { given: email, role, by }),
      requestSignIn: (email) => mailLink(app, email),
      signIn: (token) => signIn(app, token),
      session: async (session) => {
        const found = await findSession(reading(app), hash(session), Date.now());
        return found ? { member: member(found.staff), csrf: found.session.csrf } : null;
      },
      signOut: (session) => writing(app, (at) => endSession(at, hash(session))),
    },
  };
}

/** Adds somebody, or invites them again with a new role; the link is for them alone. */
async function addMember(
  app: App,
  { given, role, by }: { given: string; role: StaffRole; by: string },
): Promise<Result<{ member: StaffMember; token: string }>> {
  const email = given.trim().toLowerCase();
  if (!emailPattern.test(email)) return refuse(app, 'staff.email', { email: given });
  return await writing(app, async (at) => {
    const known = await findStaff(at, email);
    const id = known?.id ?? app.newId();
    await putStaff(at, { id, email, role, createdAt: app.clock.now(), disabledAt: null });
    const row = await findStaff(at, email);
    const token = await addLink(at, row?.id ?? id);
    await writeAudit(at, app, { actor: by, act: 'staff.add', object: row?.id ?? id });
    return { ok: true as const, value: { member: { id: row?.id ?? id, email, role }, token } };
  });
}

/** Sign-in links live by the real clock: they are a security matter, not the city's calendar. */
async function addLink(at: At, staffId: string): Promise<string> {
  const token = freshToken();
  await addSignIn(at, { tokenHash: hash(token), staffId, expiresAt: Date.now() + linkLifeMs });
  return token;
}

/** Sends a link to a member by e-mail; to others nothing, and nobody is told the difference. */
async function mailLink(app: App, given: string): Promise<void> {
  const email = given.trim().toLowerCase();
  const [channel] = channelNames(app).letters;
  await writing(app, async (at) => {
    const staff = await findStaff(at, email);
    if (!staff || !channel) return;
    const token = await addLink(at, staff.id);
    const letter = staffLetter(app, 'signin', {
      signinUrl: `${app.publicUrl}/console/in/${token}`,
      minutes: linkLifeMs / minuteMs,
    });
    await mailStaff(at, app, { email, channel, ...letter });
  });
  if (channel) app.nudge(channel);
}

/** A letter of content/letters.yaml to staff, with values put in its places; throws where the file lacks it. */
export function staffLetter(
  app: Pick<App, 'files' | 'clock'>,
  name: string,
  values: Readonly<Record<string, string | number>>,
): { subject: string; preheader: string; text: string } {
  const letter = app.files.letters[name];
  if (!letter) throw new Error(`content/letters.yaml has no ${name}`);
  const own = Object.entries(values).map(([key, value]): [string, Fact] => [
    key,
    { label: key, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  const facts = {
    ...factsFor(app.files, { contest: 'city', now: app.clock.now() }),
    ...Object.fromEntries(own),
  };
  const filled = (text: string | null | undefined) => say(app.files, text ?? '', facts).text;
  return {
    subject: filled(letter.subject),
    preheader: filled(letter.preheader),
    text: filled(letter.text),
  };
}

/** The addresses of everybody of the staff in these roles. */
export async function staffEmails(at: At, roles: readonly StaffRole[]): Promise<string[]> {
  const members = (await listStaff(at)).filter(({ role }) => roles.includes(role));
  // The first administrator has no address until they add themselves.
  return members.map(({ email }) => email).filter((email) => email !== firstAdmin);
}

/** A letter to somebody of the staff: it always goes out, training mode or not. */
export async function mailStaff(
  at: At,
  app: App,
  of: {
    email: string;
    channel: string;
    subject: string;
    preheader: string;
    text: string;
    /** The local part of the address to which an answer goes; absent: to the sender. */
    replyTo?: string;
  },
): Promise<void> {
  const { email, channel, subject, preheader, text, replyTo } = of;
  const reply = { text, choices: [] };
  const row = replyRow(app, {
    reply,
    person: { id: 'staff' },
    address: { id: '', channel },
    now: app.clock.now(),
  });
  await addDeliveries(at, [
    {
      ...row,
      addressId: null,
      body: { reply, letter: { subject, preheader, ...(replyTo ? { replyTo } : {}) }, to: email },
    },
  ]);
}

async function signIn(
  app: App,
  token: string,
): Promise<Result<{ session: string; csrf: string; member: StaffMember }>> {
  const session = freshToken();
  const csrf = freshToken();
  const staff = await writing(app, async (at) => {
    const found = await spendSignIn(at, hash(token), Date.now());
    if (!found) return null;
    const now = Date.now();
    await addSession(at, {
      tokenHash: hash(session),
      staffId: found.id,
      csrf,
      createdAt: now,
      expiresAt: now + sessionLifeMs,
    });
    await writeAudit(at, app, { actor: found.email, act: 'signIn', object: found.id });
    return found;
  });
  if (!staff) return refuse(app, 'staff.link');
  const { id, email, role } = staff;
  return { ok: true, value: { session, csrf, member: { id, email, role } } };
}

const firstAdmin = 'admin@localhost';

/** A one-time link for the first administrator, until somebody of the staff has come in or been added; then null. */
export async function firstAdminLink(app: App): Promise<string | null> {
  return await writing(app, async (at) => {
    const others = (await listStaff(at)).filter(({ email }) => email !== firstAdmin);
    if (others.length > 0 || (await hasSignedIn(at))) return null;
    const known = await findStaff(at, firstAdmin);
    const id = known?.id ?? app.newId();
    await putStaff(at, {
      id,
      email: firstAdmin,
      role: 'admin',
      createdAt: app.clock.now(),
      disabledAt: null,
    });
    return await addLink(at, id);
  });
}
