// Owns what staff see and do about the sources of deep links and QR codes: registering one, and how many came by each, where and when.
import { addSource, addVisit, findSource, landingChannel, listSources } from '../../../db/people.ts';
import { peopleBySource, visitsByHour } from '../../../db/sources.ts';
import type { SourceTarget } from '../../../db/tables.ts';
import { sourcePattern } from '../../core/dialog/command.ts';
import { addDays, hourMs, kyivInstant, localDate } from '../../core/time.ts';
import { type App, channelTitle, reading, writing } from '../app.ts';
import type { SourceRow } from '../desk.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** Visits by one source on one channel on one day of Kyiv; `title` names the channel to people. */
export type SourceDay = { on: string; source: string; channel: string; title: string; visits: number };
/** The visits of a span of days, both ends included, and how many people each source brought first, ever. */
export type SourceCounts = {
  from: string;
  to: string;
  days: SourceDay[];
  people: Record<string, number>;
};

export type SourceDesk = {
  /** `visits`: chats that were opened by it; a page behind its QR code that was only looked at is in `counts` alone. */
  list: () => Promise<SourceRow[]>;
  /** The last so many days up to today, by source, channel and day; unregistered sources are counted too. */
  counts: (days: number) => Promise<SourceCounts>;
  add: (name: string, target: SourceTarget | null, by: string) => Promise<Result<SourceRow>>;
};

export function sourceDesk(app: App): SourceDesk {
  const list = () => listSources(reading(app));
  return {
    list,
    counts: (days) => countsOf(app, days),
    add: async (name, target, by) => {
      if (!sourcePattern.test(name)) return refuse(app, 'source.name', { name });
      await writing(app, async (at) => {
        await addSource(at, { name, target, createdAt: app.clock.now() });
        await writeAudit(at, app, { actor: by, act: 'source.add', object: name });
      });
      const row = (await list()).find((source) => source.name === name);
      return { ok: true, value: row ?? { name, target, visits: 0 } };
    },
  };
}

async function countsOf(app: App, days: number): Promise<SourceCounts> {
  const to = localDate(app.clock.now());
  const from = addDays(to, 1 - days);
  const at = reading(app);
  const hours = await visitsByHour(at, { from: kyivInstant(from), to: kyivInstant(addDays(to, 1)) });
  const found = new Map<string, SourceDay>();
  for (const { source, channel, hour, visits } of hours) {
    const on = localDate(hour * hourMs);
    const key = `${on} ${source} ${channel}`;
    const before = found.get(key)?.visits ?? 0;
    found.set(key, {
      on,
      source,
      channel,
      title: channelTitle(app.files, channel),
      visits: before + visits,
    });
  }
  const order = (one: SourceDay) => `${one.on} ${one.source} ${one.channel}`;
  const sorted = [...found.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return { from, to, days: sorted, people: await peopleBySource(at) };
}

/** Counts that the page behind a QR code was opened, for registered sources only: anybody can make up a name. */
export async function countLanding(app: App, source: string): Promise<void> {
  await writing(app, async (at) => {
    if (!(await findSource(at, source))) return;
    await addVisit(at, { id: app.newId(), source, channel: landingChannel, at: app.clock.now() });
  });
}
