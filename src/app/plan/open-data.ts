// Owns the open data of the city: which sets there are, their files and their passports, and staff's switch for all of them.
import { dropSetting, putSetting, setting } from '../../../db/desk.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { projectFields, projectRecords } from '../projects/project-pages.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { type Passport, passportOf } from './open-data-passport.ts';
import { planFields, planRecords } from './open-data-plan.ts';
import { statisticsFields, statisticsRecords } from './open-data-statistics.ts';
import { type OpenForm, type OpenRecord, openCsv, openForms, openJson } from './open-data-table.ts';

/** The sets, by the name of their files. */
export const openSets = ['plan-execution', 'statistics', 'projects'] as const;
export type OpenSet = (typeof openSets)[number];

/** A set as it stands now. `issued`, `modified`: instants of its first and last change; null: there is nothing in it. */
export type OpenContents = {
  name: OpenSet;
  fields: readonly string[];
  records: readonly OpenRecord[];
  issued: number | null;
  modified: number | null;
};

export type OpenDataPages = {
  /** The passports of all sets; null: staff have switched open data off. */
  passport: () => Promise<Passport | null>;
  /** One set as a file; null while they are switched off. */
  file: (name: OpenSet, form: OpenForm) => Promise<string | null>;
};
export type OpenDataDesk = {
  isOn: () => Promise<boolean>;
  turn: (on: boolean, by: string) => Promise<Result<null>>;
  /** What everybody gets, or would get: staff see it also while it is switched off. */
  look: () => Promise<Passport>;
};

const offKey = 'openData.off';

export function openDataPages(app: App): OpenDataPages {
  return {
    passport: async () => ((await isOn(app)) ? await allPassports(app) : null),
    file: async (name, form) => ((await isOn(app)) ? written(await contentsOf(app, name), form) : null),
  };
}

export function openDataDesk(app: App): OpenDataDesk {
  return {
    isOn: () => isOn(app),
    turn: (on, by) => turn(app, on, by),
    look: () => allPassports(app),
  };
}

/** Every file of the open data with its name, for a folder; also while the pages are switched off. */
export async function openDataFiles(
  app: App,
): Promise<{ files: { name: string; text: string; records: number | null }[]; isOn: boolean }> {
  const sets = await allContents(app);
  const passport = passportOf(await currentContent(app), { publicUrl: app.publicUrl, sets });
  const files = sets.flatMap((one) =>
    openForms.map((form) => ({
      name: `${one.name}.${form}`,
      text: written(one, form),
      records: one.records.length,
    })),
  );
  const text = `${JSON.stringify(passport, null, 2)}\n`;
  return { files: [...files, { name: 'passport.json', text, records: null }], isOn: await isOn(app) };
}

const isOn = async (app: App) => (await setting(reading(app), offKey)) === null;

async function turn(app: App, on: boolean, by: string): Promise<Result<null>> {
  await writing(app, async (at) => {
    if (on) await dropSetting(at, offKey);
    else await putSetting(at, offKey, { by, at: app.clock.now() });
    await writeAudit(at, app, { actor: by, act: on ? 'openData.on' : 'openData.off', object: '' });
  });
  return { ok: true, value: null };
}

async function allPassports(app: App): Promise<Passport> {
  const sets = await allContents(app);
  return passportOf(await currentContent(app), { publicUrl: app.publicUrl, sets });
}

async function allContents(app: App): Promise<OpenContents[]> {
  const all: OpenContents[] = [];
  for (const name of openSets) all.push(await contentsOf(app, name));
  return all;
}

async function contentsOf(app: App, name: OpenSet): Promise<OpenContents> {
  switch (name) {
    case 'plan-execution':
      return { name, fields: planFields, ...(await planRecords(app)) };
    case 'statistics':
      return { name, fields: statisticsFields, ...(await statisticsRecords(app)) };
    case 'projects': {
      const records = await projectRecords(app);
      return { name, fields: projectFields, records, issued: null, modified: null };
    }
  }
}

function written({ fields, records }: OpenContents, form: OpenForm): string {
  switch (form) {
    case 'csv':
      return openCsv(fields, records);
    case 'json':
      return openJson(fields, records);
  }
}
