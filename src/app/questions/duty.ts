// Owns who of the staff answers residents on which day: the clerks in their order, who is away, and when a deputy is
// told. The letters themselves are question-letters.ts's.
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { listStaff } from '../../../db/staff.ts';
import { localDate } from '../../core/time.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { staffEmails } from '../staff/staff-letters.ts';

/** Days on which somebody does not answer; local dates, inclusive. */
export type Away = { email: string; from: string; to: string };

/**
 * The first clerk of the list who is not away is on duty, the next one is the deputy. After so many working hours
 * without an answer the deputy is told, after as many again everybody who approves.
 */
export type Duty = { clerks: string[]; away: Away[]; deputyAfterHours: number };

export type DutyView = Duty & {
  /** Who is on duty today, and who stands in. */
  today: OnDuty;
  /** Everybody of the staff who could be. */
  staff: string[];
};

/** `readers`: who is told of a new question; `deputy`: who is told later, null where there is nobody else. */
export type OnDuty = { readers: string[]; deputy: string | null };

export type DutyDesk = {
  show: () => Promise<DutyView>;
  save: (duty: Duty, by: string) => Promise<Result<null>>;
};

const dutyKey = 'duty';
const nobody: Duty = { clerks: [], away: [], deputyAfterHours: 4 };
const mostHours = 80;

export function dutyDesk(app: App): DutyDesk {
  return {
    show: async () => {
      const at = reading(app);
      const today = localDate(app.clock.now());
      const staff = (await listStaff(at)).map(({ email }) => email);
      return { ...(await dutyOf(at)), today: await onDuty(at, today), staff };
    },
    save: (duty, by) => save(app, duty, by),
  };
}

export async function dutyOf(at: At): Promise<Duty> {
  return (await setting<Duty>(at, dutyKey)) ?? nobody;
}

/**
 * Who answers on a local date. Only those count who are of the staff still; where nobody is named, or all are away,
 * everybody who approves is told, so that no question lies unseen.
 */
export async function onDuty(at: At, date: string): Promise<OnDuty> {
  const { clerks, away } = await dutyOf(at);
  const staff = new Set((await listStaff(at)).map(({ email }) => email));
  const isAway = (email: string) =>
    away.some((one) => one.email === email && one.from <= date && date <= one.to);
  const [clerk, deputy = null] = clerks.filter((email) => staff.has(email) && !isAway(email));
  if (clerk) return { readers: [clerk], deputy };
  return { readers: await staffEmails(at, ['approver', 'admin']), deputy: null };
}

async function save(app: App, given: Duty, by: string): Promise<Result<null>> {
  const tidy = (email: string) => email.trim().toLowerCase();
  const clerks = [...new Set(given.clerks.map(tidy))];
  const away = given.away.map((one) => ({ ...one, email: tidy(one.email) }));
  const { deputyAfterHours } = given;
  if (!Number.isInteger(deputyAfterHours) || deputyAfterHours < 1 || deputyAfterHours > mostHours)
    return refuse(app, 'duty.hours', { most: String(mostHours) });
  const wrong = away.find(({ from, to }) => !isDate(from) || !isDate(to) || to < from);
  if (wrong) return refuse(app, 'duty.dates', { email: wrong.email });
  return await writing(app, async (at) => {
    const staff = new Set((await listStaff(at)).map(({ email }) => email));
    const stranger = [...clerks, ...away.map(({ email }) => email)].find((email) => !staff.has(email));
    if (stranger !== undefined) return refuse(app, 'staff.unknown', { email: stranger });
    const today = localDate(app.clock.now());
    // What is over need not be kept of anybody.
    const kept = away.filter(({ to }) => to >= today);
    await putSetting(at, dutyKey, { clerks, away: kept, deputyAfterHours });
    await writeAudit(at, app, { actor: by, act: 'duty.save', object: clerks.join(', ') });
    return { ok: true as const, value: null };
  });
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}
