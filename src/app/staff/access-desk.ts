// Owns what people of the staff set up for their own coming in: password with second factor, recovery codes, open sessions.
import {
  changeStaff,
  endSessions,
  putRecovery,
  recoveryLeft,
  sessionsOf,
  staffWithId,
} from '../../../db/access.ts';
import type { At } from '../../../db/people.ts';
import type { StaffRow } from '../../../db/staff.ts';
import type { SignInWay } from '../../../db/tables.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { isIdle, proveCode, tokenHash } from './access-door.ts';
import { hashPassword, passwordProblem } from './access-password.ts';
import { codeHash, freshCodes } from './access-recovery.ts';
import { authenticatorUri, freshSecret, isSecret, stepOf } from './access-totp.ts';
import { writeAudit } from './audit.ts';
import { tellOfAccess } from './staff-letters.ts';

/** One open session; instants of the real clock. `key` names it and lets nobody in. */
export type SessionView = {
  key: string;
  createdAt: number;
  seenAt: number;
  browser: string | null;
  way: SignInWay | null;
  current: boolean;
};

export type OwnAccess = {
  sessions: SessionView[];
  secondFactor: boolean;
  /** Recovery codes not used yet. */
  codesLeft: number;
};

/** Who asks: the person's id and the token of the session in which they ask. */
export type Asker = { id: string; session: string };

export type AccessDesk = {
  mine: (asker: Asker) => Promise<OwnAccess>;
  /** Ends one of one's own sessions, or all others. */
  end: (asker: Asker, which: string | 'others') => Promise<{ ended: number }>;
  /** What an authenticator is set up with; nothing is kept until its code was shown to work. */
  newSecret: (email: string, secret?: string) => { secret: string; uri: string };
  /** Sets password and second factor together; who has them already proves it by a code. Ends all other sessions. */
  setPassword: (
    asker: Asker,
    given: { password: string; secret: string; code: string; current: string },
  ) => Promise<Result<{ codes: string[] }>>;
  /** Ten new recovery codes in place of the old ones. */
  newCodes: (asker: Asker, code: string) => Promise<Result<{ codes: string[] }>>;
  /** Gives password and second factor up: links alone let the person in. */
  remove: (asker: Asker, code: string) => Promise<Result<null>>;
};

export function accessDesk(app: App): AccessDesk {
  return {
    mine: (asker) => mine(app, asker),
    end: (asker, which) => end(app, asker, which),
    newSecret: (email, given) => {
      const secret = given && isSecret(given) ? given : freshSecret();
      const issuer = app.files.phrases['console.access.issuer'] ?? 'Uchast';
      return { secret, uri: authenticatorUri({ secret, email, issuer }) };
    },
    setPassword: (asker, given) => setPassword(app, asker, given),
    newCodes: (asker, code) =>
      proved(app, { asker, code, act: 'access.codes' }, async (at, staff) => ({
        codes: await putCodes(at, staff.id),
      })),
    remove: (asker, code) =>
      proved(app, { asker, code, act: 'access.remove' }, async (at, staff) => {
        await changeStaff(at, staff.id, { passwordHash: null, totpSecret: null, totpStep: null });
        await putRecovery(at, staff.id, []);
        return null;
      }),
  };
}

async function mine(app: App, asker: Asker): Promise<OwnAccess> {
  const at = reading(app);
  const now = Date.now();
  const staff = await staffWithId(at, asker.id);
  const rows = (await sessionsOf(at, asker.id, now)).filter((row) => !isIdle(row, now));
  return {
    sessions: rows.map((row) => ({
      key: row.tokenHash,
      createdAt: row.createdAt,
      seenAt: row.seenAt ?? row.createdAt,
      browser: row.browser,
      way: row.way,
      current: row.tokenHash === tokenHash(asker.session),
    })),
    secondFactor: staff?.totpSecret != null,
    codesLeft: await recoveryLeft(at, asker.id),
  };
}

async function end(app: App, asker: Asker, which: string): Promise<{ ended: number }> {
  return await writing(app, async (at) => {
    const one = which === 'others' ? { but: tokenHash(asker.session) } : { only: which };
    const ended = await endSessions(at, asker.id, one);
    const staff = await staffWithId(at, asker.id);
    if (ended > 0 && staff) {
      const detail = { ended };
      await writeAudit(at, app, { actor: staff.email, act: 'access.end', object: staff.id, detail });
    }
    return { ended };
  });
}

type Given = { password: string; secret: string; code: string; current: string };

async function setPassword(app: App, asker: Asker, given: Given): Promise<Result<{ codes: string[] }>> {
  const before = await staffWithId(reading(app), asker.id);
  if (!before) return refuse(app, 'staff.gone');
  const common = (app.files.phrases['console.access.common'] ?? '').split(/\s+/);
  const problem = passwordProblem(given.password, { email: before.email, common });
  if (problem) return refuse(app, `password.${problem}`);
  const step = isSecret(given.secret)
    ? stepOf(given.secret, given.code, { now: Date.now(), taken: null })
    : null;
  if (step === null) return refuse(app, 'staff.newCode');
  const passwordHash = await hashPassword(given.password);
  const result = await writing(app, async (at): Promise<Result<{ codes: string[] }>> => {
    const staff = await staffWithId(at, asker.id);
    if (!staff || staff.disabledAt !== null) return refuse(app, 'staff.gone');
    const refused = await stillTheirs(at, app, { staff, code: given.current });
    if (refused) return refused;
    await changeStaff(at, staff.id, { passwordHash, totpSecret: given.secret, totpStep: step });
    await endSessions(at, staff.id, { but: tokenHash(asker.session) });
    await writeAudit(at, app, { actor: staff.email, act: 'access.password', object: staff.id });
    await tellOfAccess(at, app, { email: staff.email, letter: 'access.changed', by: staff.email });
    return { ok: true, value: { codes: await putCodes(at, staff.id) } };
  });
  for (const channel of channelNames(app).letters) app.nudge(channel);
  return result;
}

/** A session that somebody left open is not enough to change what protects the account. */
async function stillTheirs(
  at: At,
  app: App,
  { staff, code }: { staff: StaffRow; code: string },
): Promise<Refusal | null> {
  return staff.totpSecret === null ? null : await proveCode(at, app, { staff, code, source: '' });
}

async function proved<T>(
  app: App,
  { asker, code, act }: { asker: Asker; code: string; act: string },
  work: (at: At, staff: StaffRow) => Promise<T>,
): Promise<Result<T>> {
  return await writing(app, async (at) => {
    const staff = await staffWithId(at, asker.id);
    if (!staff || staff.totpSecret === null) return refuse(app, 'staff.gone');
    const refused = await stillTheirs(at, app, { staff, code });
    if (refused) return refused;
    const value = await work(at, staff);
    await writeAudit(at, app, { actor: staff.email, act, object: staff.id });
    await tellOfAccess(at, app, { email: staff.email, letter: 'access.changed', by: staff.email });
    return { ok: true as const, value };
  });
}

async function putCodes(at: At, staffId: string): Promise<string[]> {
  const codes = freshCodes();
  const hashes = codes.flatMap((code) => codeHash(code) ?? []);
  await putRecovery(at, staffId, hashes);
  return codes;
}
