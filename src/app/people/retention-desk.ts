// Owns what staff see of the terms of data: each class in words, what the last tidying took, and what the next would, counted when asked.
import { putSetting, setting } from '../../../db/desk.ts';
import { type DataClass, dataClasses, groundOf, termOf } from '../../core/retention.ts';
import { type App, reading, writing } from '../app.ts';
import { keptRun, type RetentionRun, whatIsOver } from './retention.ts';

/** A class of data in words. `isOwn`: the city set its term itself. `over` null: nobody has counted yet. */
export type RetentionRow = {
  name: DataClass;
  title: string;
  purpose: string;
  ground: string;
  days: number;
  isOwn: boolean;
  over: number | null;
  /** When something of it last went, and how much then; null: nothing yet. */
  went: { at: number; rows: number } | null;
};
export type RetentionLook = {
  rows: RetentionRow[];
  /** When what is over was last looked for and taken away; null: not yet. */
  ranAt: number | null;
  /** When what is over was last counted, and who asked. */
  counted: { at: number; by: string } | null;
};
export type RetentionDesk = {
  look: () => Promise<RetentionLook>;
  /** Counts what is over, a part at a time, and keeps the numbers; asked twice at once it counts once. */
  count: (by: string) => Promise<void>;
};

type Counted = { at: number; by: string; over: Partial<Record<DataClass, number>> };

const countedKey = 'retention.counted';

export function retentionDesk(app: App): RetentionDesk {
  const running: { now: Promise<void> | null } = { now: null };
  return {
    look: () => look(app),
    count: async (by) => {
      running.now ??= count(app, by).finally(() => {
        running.now = null;
      });
      await running.now;
    },
  };
}

async function count(app: App, by: string): Promise<void> {
  const over = Object.fromEntries((await whatIsOver(app)).map(({ name, rows }) => [name, rows]));
  const counted: Counted = { at: app.clock.now(), by, over };
  await writing(app, (at) => putSetting(at, countedKey, counted));
}

async function look(app: App): Promise<RetentionLook> {
  const at = reading(app);
  const counted = await setting<Counted>(at, countedKey);
  const run: RetentionRun | null = await keptRun(app);
  // What was counted before the last tidying is over no more.
  const valid = counted !== null && (run === null || run.at <= counted.at) ? counted : null;
  const word = (key: string) => app.files.phrases[`cli.retention.${key}`] ?? key;
  const rows = dataClasses.map((name) => ({
    name,
    title: word(name),
    purpose: word(`${name}.purpose`),
    ground: word(`ground.${groundOf(name)}`),
    days: termOf(name, app.files.city),
    isOwn: app.files.city.retention?.[name] !== undefined,
    over: valid?.over[name] ?? null,
    went: run?.went[name] ?? null,
  }));
  return { rows, ranAt: run?.at ?? null, counted: valid && { at: valid.at, by: valid.by } };
}
