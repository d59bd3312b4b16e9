// Owns the public register of what the city sent to many people at once: text, time, size and result; nobody's data is in it.

import { findBroadcast } from '../../../db/broadcasts.ts';
import { dropSetting, putSetting, setting } from '../../../db/desk.ts';
import { amendedOf, registered, registeredCount } from '../../../db/register.ts';
import { keptCounts } from '../../../db/sums.ts';
import { isoInKyiv } from '../../core/time.ts';
import { type App, channelTitle, reading, writing } from '../app.ts';
import { cell } from '../letters/list-export.ts';
import { outcomesOf } from '../people/figures.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** A broadcast as everybody may see it. `audience` and `arrived` null: fewer than ten people, not told exactly. */
export type RegisterEntry = {
  id: string;
  at: number;
  text: string;
  subject: string | null;
  channels: string[];
  audience: number | null;
  arrived: number | null;
  /** What became of it later: put right, or taken back. */
  amended: 'correction' | 'recall' | null;
};
export type RegisterPage = { entries: RegisterEntry[]; page: number; pages: number; total: number };
/** An entry as staff see it: also those that were taken out, with why and by whom. */
export type RegisterHidden = { reason: string; by: string; at: number };
export type RegisterRow = RegisterEntry & { hidden: RegisterHidden | null };

export type RegisterDesk = {
  /** null: staff have switched the register off. */
  page: (page: number) => Promise<RegisterPage | null>;
  csv: () => Promise<string | null>;
  isOn: () => Promise<boolean>;
  turn: (on: boolean, by: string) => Promise<Result<null>>;
  /** The same page with what was taken out. */
  staffPage: (page: number) => Promise<Omit<RegisterPage, 'entries'> & { entries: RegisterRow[] }>;
  /** Takes one out, with a reason; an empty one is refused. */
  hide: (id: string, reason: string, by: string) => Promise<Result<null>>;
  /** Puts it back. */
  unhide: (id: string, by: string) => Promise<Result<null>>;
};

const offKey = 'register.off';
const hiddenKey = 'register.hidden';
const entriesAPage = 20;
/** The most that the file holds, the newest first. */
const mostInFile = 2_000;
/** Fewer people than this could be known by their number. */
const fewest = 10;
export const longestReason = 300;

type Hidden = Readonly<Record<string, RegisterHidden>>;

export function registerDesk(app: App): RegisterDesk {
  const isOn = async () => (await setting(reading(app), offKey)) === null;
  const hiddenNow = async () => (await setting<Hidden>(reading(app), hiddenKey)) ?? {};
  return {
    isOn,
    page: async (wanted) => ((await isOn()) ? pageOf(app, wanted, Object.keys(await hiddenNow())) : null),
    csv: async () => ((await isOn()) ? await csvOf(app, Object.keys(await hiddenNow())) : null),
    turn: (on, by) => turn(app, on, by),
    staffPage: async (wanted) => {
      const hidden = await hiddenNow();
      const found = await pageOf(app, wanted, []);
      return { ...found, entries: found.entries.map((one) => ({ ...one, hidden: hidden[one.id] ?? null })) };
    },
    hide: async (id, reason, by) => {
      const why = reason.trim().slice(0, longestReason);
      if (why === '') return refuse(app, 'register.reason');
      if (!(await findBroadcast(reading(app), id))) return refuse(app, 'register.unknown');
      await changeHidden(app, { id, by, entry: { reason: why, by, at: app.clock.now() } });
      return { ok: true, value: null };
    },
    unhide: async (id, by) => {
      if (!(id in (await hiddenNow()))) return refuse(app, 'register.unknown');
      await changeHidden(app, { id, by, entry: null });
      return { ok: true, value: null };
    },
  };
}

async function turn(app: App, on: boolean, by: string): Promise<Result<null>> {
  await writing(app, async (at) => {
    if (on) await dropSetting(at, offKey);
    else await putSetting(at, offKey, { by, at: app.clock.now() });
    await writeAudit(at, app, { actor: by, act: on ? 'register.on' : 'register.off', object: '' });
  });
  return { ok: true, value: null };
}

/** The page that was asked for, or the nearest there is. */
async function pageOf(app: App, wanted: number, without: readonly string[]): Promise<RegisterPage> {
  const total = await registeredCount(reading(app), without);
  const pages = Math.max(1, Math.ceil(total / entriesAPage));
  const page = Math.min(Math.max(1, wanted), pages);
  const entries = await entriesOf(app, { without, from: (page - 1) * entriesAPage, most: entriesAPage });
  return { entries, page, pages, total };
}

async function changeHidden(
  app: App,
  of: { id: string; by: string; entry: RegisterHidden | null },
): Promise<void> {
  const { id, by, entry } = of;
  await writing(app, async (at) => {
    const { [id]: _, ...others } = (await setting<Hidden>(at, hiddenKey)) ?? {};
    await putSetting(at, hiddenKey, entry ? { ...others, [id]: entry } : others);
    await writeAudit(at, app, {
      actor: by,
      act: entry ? 'register.hide' : 'register.unhide',
      object: id,
      ...(entry ? { detail: { reason: entry.reason } } : {}),
    });
  });
}

type Span = { without: readonly string[]; from: number; most: number };

async function entriesOf(app: App, span: Span): Promise<RegisterEntry[]> {
  const rows = await registered(reading(app), span);
  const ids = rows.map(({ id }) => id);
  const counts = Map.groupBy(await keptCounts(reading(app), ids), ({ broadcastId }) => broadcastId);
  const amended = new Map((await amendedOf(reading(app), ids)).map(({ amends, kind }) => [amends, kind]));
  return rows.map(({ id, at, body, channels }) => {
    const { arrived, gone, failed, unknown, waiting } = outcomesOf(counts.get(id) ?? []);
    // Who was left out by their own choice was not written to.
    const audience = arrived + gone + failed + unknown + waiting;
    const kind = amended.get(id);
    const few = audience < fewest;
    return {
      id,
      at,
      text: body.text,
      subject: body.subject,
      channels: channels.map((channel) => channelTitle(app.files, channel)),
      audience: few ? null : audience,
      arrived: few ? null : arrived,
      amended: kind === 'correction' || kind === 'recall' ? kind : null,
    };
  });
}

async function csvOf(app: App, without: readonly string[]): Promise<string> {
  const word = (key: string) => app.files.phrases[`web.register.${key}`] ?? key;
  const entries = await entriesOf(app, { without, from: 0, most: mostInFile });
  const head = ['time', 'text', 'channels', 'audience', 'arrived', 'amended'].map((name) =>
    word(`head.${name}`),
  );
  const lines = entries.map(({ at, text, channels, audience, arrived, amended }) => [
    isoInKyiv(at),
    text,
    channels.join(', '),
    audience === null ? word('few') : String(audience),
    arrived === null ? word('few') : String(arrived),
    amended === null ? '' : word(amended),
  ]);
  return `\ufeff${[head, ...lines].map((cells) => `${cells.map(cell).join(';')}\r\n`).join('')}`;
}
