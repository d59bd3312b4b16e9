// Owns who is of the staff: adding, changing roles, disabling, and helping back in who lost the way. Coming in itself is
// access-door.ts's.
import {
  allStaff,
  changeStaff,
  dropLinks,
  dropTries,
  endSessions,
  openSessions,
  putRecovery,
  staffWithId,
} from '../../../db/access.ts';
import type { At } from '../../../db/people.ts';
import { findStaff, hasSignedIn, listAudit, listStaff, putStaff, type StaffRow } from '../../../db/staff.ts';
import type { StaffRole } from '../../../db/tables.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { type AccessDesk, accessDesk } from './access-desk.ts';
import { type AccessDoor, accessDoor, addLink, isIdle, memberOf, plainEmail } from './access-door.ts';
import { tryKey } from './access-tries.ts';
import { writeAudit } from './audit.ts';
import { type AuditDesk, auditDesk } from './audit-desk.ts';
import type { StaffMember } from './member.ts';
import { firstAdmin, tellOfAccess } from './staff-letters.ts';

export { mailStaff, staffEmails, staffLetter } from './staff-letters.ts';

/** Somebody of the staff as an administrator sees them; instants of the real clock. */
export type StaffView = StaffMember & {
  disabledAt: number | null;
  /** Comes in by password and second factor, too. */
  secondFactor: boolean;
  sessions: number;
  seenAt: number | null;
};

export type StaffDesk = AccessDoor & {
  /** Everybody who may come in. */
  list: () => Promise<StaffMember[]>;
  /** Everybody, also who may not come in any more. */
  people: () => Promise<StaffView[]>;
  /** Adds or re-invites a person; returns the one-time link's token. */
  add: (email: string, role: StaffRole, by: string) => Promise<Result<Invited>>;
  /** A new link for who is of the staff. */
  invite: (id: string, by: string) => Promise<Result<Invited>>;
  changeRole: (id: string, role: StaffRole, by: string) => Promise<Result<StaffMember>>;
  /** Nothing of theirs is lost; only they don't come in any more, from this moment. */
  disable: (id: string, by: string) => Promise<Result<StaffMember>>;
  /** Takes password, second factor and recovery codes away, so that links let the person in again. */
  reset: (email: string, by: string) => Promise<Result<Invited>>;
  /** Ends everything that somebody has open; returns how many. */
  endSessions: (id: string, by: string) => Promise<Result<{ ended: number }>>;
};
export type Invited = { member: StaffMember; token: string };

const emailPattern = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

/** The staff part of the desk. */
export function staffDesk(app: App): {
  staff: StaffDesk;
  access: AccessDesk;
  trail: AuditDesk;
  audit: (most: number) => Promise<{ at: number; actor: string; act: string; object: string }[]>;
} {
  const onOne = onOnePerson(app);
  return {
    audit: async (most) =>
      (await listAudit(reading(app), most)).map(({ at, actor, act, object }) => ({ at, actor, act, object })),
    trail: auditDesk(app),
    access: accessDesk(app),
    staff: {
      ...accessDoor(app),
      list: async () => (await listStaff(reading(app))).map(memberOf),
      people: () => people(app),
      add: (email, role, by) => addMember(app, { given: email, role, by }),
      invite: (id, by) => onOne(id, async (at, row) => await invite(at, app, { row, by })),
      changeRole: (id, role, by) =>
        onOne(id, async (at, row) => await changeRole(at, app, { row, role, by })),
      disable: (id, by) => onOne(id, async (at, row) => await disable(at, app, { row, by })),
      reset: (email, by) => reset(app, email, by),
      endSessions: (id, by) =>
        onOne(id, async (at, row) => {
          const ended = await endSessions(at, row.id);
          await writeAudit(at, app, {
            actor: by,
            act: 'staff.endSessions',
            object: row.id,
            detail: { ended },
          });
          return { ok: true, value: { ended } };
        }),
    },
  };
}

/** Does something with one active person, in one write. */
function onOnePerson(app: App) {
  return <T>(id: string, work: (at: At, row: StaffRow) => Promise<Result<T>>): Promise<Result<T>> =>
    writing(app, async (at) => {
      const row = await staffWithId(at, id);
      return row && row.disabledAt === null ? await work(at, row) : refuse(app, 'staff.gone');
    });
}

async function people(app: App): Promise<StaffView[]> {
  const now = Date.now();
  const open = (await openSessions(reading(app), now)).filter((row) => !isIdle(row, now));
  return (await allStaff(reading(app))).map((row) => {
    const own = open.filter(({ staffId }) => staffId === row.id);
    const seen = own.map(({ seenAt, createdAt }) => seenAt ?? createdAt);
    return {
      ...memberOf(row),
      disabledAt: row.disabledAt,
      secondFactor: row.totpSecret !== null,
      sessions: own.length,
      seenAt: seen.length === 0 ? null : Math.max(...seen),
    };
  });
}

/** Adds somebody, or invites them again with a new role; the link is for them alone. */
async function addMember(
  app: App,
  { given, role, by }: { given: string; role: StaffRole; by: string },
): Promise<Result<Invited>> {
  const email = plainEmail(given);
  if (!emailPattern.test(email)) return refuse(app, 'staff.email', { email: given });
  return await writing(app, async (at) => {
    const known = await findStaff(at, email);
    if (known) {
      const changed = await changeRole(at, app, { row: known, role, by });
      return changed.ok ? await invite(at, app, { row: { ...known, role }, by }) : changed;
    }
    await putStaff(at, { id: app.newId(), email, role, createdAt: app.clock.now(), disabledAt: null });
    const row = await findStaff(at, email);
    if (!row) throw new Error('a member who was just added is not there');
    const token = await addLink(at, row.id);
    await writeAudit(at, app, { actor: by, act: 'staff.add', object: row.id, detail: { role } });
    return { ok: true as const, value: { member: memberOf(row), token } };
  });
}

type On = { row: StaffRow; by: string };

/** A link shown to who asks for it; its person hears of it, so that nobody comes in as somebody else unnoticed. */
async function invite(at: At, app: App, { row, by }: On): Promise<Result<Invited>> {
  const token = await addLink(at, row.id);
  await writeAudit(at, app, { actor: by, act: 'staff.invite', object: row.id });
  await tellOfAccess(at, app, { email: row.email, letter: 'access.invited', by });
  return { ok: true, value: { member: memberOf(row), token } };
}

/** A changed role ends what is open: pages that were shown for the old one are worth nothing. */
async function changeRole(
  at: At,
  app: App,
  { row, role, by }: On & { role: StaffRole },
): Promise<Result<StaffMember>> {
  if (row.role === role) return { ok: true, value: memberOf(row) };
  if (role !== 'admin') {
    const refused = await lastAdmin(at, app, row);
    if (refused) return refused;
  }
  await changeStaff(at, row.id, { role });
  await endSessions(at, row.id);
  await writeAudit(at, app, {
    actor: by,
    act: 'staff.role',
    object: row.id,
    detail: { from: row.role, to: role },
  });
  return { ok: true, value: { ...memberOf(row), role } };
}

async function disable(at: At, app: App, { row, by }: On): Promise<Result<StaffMember>> {
  const refused = await lastAdmin(at, app, row);
  if (refused) return refused;
  await changeStaff(at, row.id, {
    disabledAt: app.clock.now(),
    passwordHash: null,
    totpSecret: null,
    totpStep: null,
  });
  await putRecovery(at, row.id, []);
  await dropLinks(at, row.id);
  await endSessions(at, row.id);
  await writeAudit(at, app, { actor: by, act: 'staff.disable', object: row.id });
  return { ok: true, value: memberOf(row) };
}

/** Somebody must stay who can add others; the first administrator, who has no mailbox, does not count as one. */
async function lastAdmin(at: At, app: App, row: StaffRow): Promise<Refusal | null> {
  if (row.role !== 'admin') return null;
  const others = (await listStaff(at)).filter(
    ({ id, role, email }) => role === 'admin' && id !== row.id && email !== firstAdmin,
  );
  return others.length === 0 ? refuse(app, 'staff.last') : null;
}

async function reset(app: App, given: string, by: string): Promise<Result<Invited>> {
  const email = plainEmail(given);
  const result = await writing(app, async (at): Promise<Result<Invited>> => {
    const row = await findStaff(at, email);
    if (!row) return refuse(app, 'staff.unknown', { email: given });
    await changeStaff(at, row.id, { passwordHash: null, totpSecret: null, totpStep: null });
    await putRecovery(at, row.id, []);
    await dropLinks(at, row.id);
    await endSessions(at, row.id);
    await dropTries(at, [tryKey(app, 'account', email), tryKey(app, 'link', email)]);
    await writeAudit(at, app, { actor: by, act: 'staff.reset', object: row.id });
    await tellOfAccess(at, app, { email, letter: 'access.reset', by });
    return { ok: true, value: { member: memberOf(row), token: await addLink(at, row.id) } };
  });
  for (const channel of channelNames(app).letters) app.nudge(channel);
  return result;
}

/** A one-time link for the first administrator, until somebody of the staff has come in or been added; then null. */
export async function firstAdminLink(app: App): Promise<string | null> {
  return await writing(app, async (at) => {
    const others = (await listStaff(at)).filter(({ email }) => email !== firstAdmin);
    if (others.length > 0 || (await hasSignedIn(at))) return null;
    const known = await findStaff(at, firstAdmin);
    const id = known?.id ?? app.newId();
    const row = {
      id,
      email: firstAdmin,
      role: 'admin' as const,
      createdAt: app.clock.now(),
      disabledAt: null,
    };
    await putStaff(at, row);
    return await addLink(at, id);
  });
}
