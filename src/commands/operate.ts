// Owns the administrator's commands: serve, migrate, check. Copies are backup.ts's, `doctor` has a file of its own.

import { needsMigration } from '../../db/engine.ts';
import { stageDates } from '../../db/plans.ts';
import { type App, reading } from '../app/app.ts';
import { standingTexts } from '../app/texts/texts.ts';
import { migrateWithBackup, nameOfDatabase } from '../assemble.ts';
import { findStage } from '../core/contest.ts';
import { textOf } from '../core/revision.ts';
import type { ContentProblem } from '../core/texts.ts';
import { isoInKyiv } from '../core/time.ts';
import { type Command, done, type Setting, wants, wrong } from './command.ts';

export const help: Command = async ({ console }) => {
  console.tell(console.word('cli.help'));
  return done;
};

/** Serves until it is told to end; a second process on the same database refuses. */
export const serve: Command = async ({ config, content, log, console }) => {
  const root = await import('../main.ts');
  const serving = await root.serve({ config, content, log });
  if (!serving)
    return { code: 1, message: console.word('cli.serve.taken', { file: nameOfDatabase(config.database) }) };
  console.tell(console.word('cli.serve.chat', { url: `${serving.url}/` }));
  console.tell(console.word('cli.serve.console', { url: `${serving.url}/console` }));
  console.tell(console.word('cli.serve.pid', { pid: process.pid }));
  if (serving.adminLink) console.tell(console.word('cli.serve.admin', { url: serving.adminLink }));
  if (config.sendTo.kind === 'nobody') console.tell(console.word('cli.serve.training'));
  await told();
  await serving.stop();
  return done;
};

/** Works beside `serve`, with no door but its probes, until it is told to end; one process on SQLite needs no help. */
export const work: Command = async (setting) => {
  const { config, content, log, console } = setting;
  if (config.database.kind === 'sqlite') return wrong(setting, 'work.postgres');
  const root = await import('../worker.ts');
  const working = await root.work({ config, content, log });
  console.tell(console.word('cli.work.ready'));
  if (working.url) console.tell(console.word('cli.work.door', { url: working.url }));
  console.tell(console.word('cli.serve.pid', { pid: process.pid }));
  await told();
  await working.stop();
  return done;
};

/** Resolves when the process is told to end. */
function told(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

export const migrate: Command = async ({ config, console }) => {
  const kept = (await needsMigration(config.database)) ? await migrateWithBackup(config) : null;
  if (config.database.kind === 'postgres') {
    const { prepareBoss } = await import('../jobs/boss.ts');
    await prepareBoss(config.database.url);
  }
  console.tell(
    console.word(kept ? 'cli.migrate.kept' : 'cli.migrate.done', {
      file: kept ?? nameOfDatabase(config.database),
    }),
  );
  return done;
};

/** Content, configuration and plan: errors have already stopped the command, so what is left are gaps and notes. */
export const check: Command = async (setting, given) => {
  const { console, problems, content } = setting;
  const { app, desk } = await setting.open();
  const moved = (await stageDates(reading(app))).map((row) => {
    const file = findStage(content.contests[row.contest], row.stage);
    const message = console.word('cli.check.moved', {
      file: file ? `${isoInKyiv(file.opens)} – ${isoInKyiv(file.closes)}` : '–',
      now: `${isoInKyiv(row.opens)} – ${isoInKyiv(row.closes)}`,
    });
    return { level: 'note' as const, file: 'calendar.yaml', field: `${row.contest}.${row.stage}`, message };
  });
  const plans = (await desk.plans.list()).filter((plan) => !plan.dropped && plan.confirmed < plan.lines);
  const open = plans.map((plan) => ({
    level: 'note' as const,
    file: plan.id,
    field: plan.title,
    message: console.word('cli.check.unconfirmed', { open: plan.lines - plan.confirmed, lines: plan.lines }),
  }));
  const all = [...problems, ...moved, ...(await ownTexts(setting, app)), ...open];
  if (wants(given, 'json')) console.json({ ok: true, problems: all });
  for (const { level, file, field, message } of all)
    console.tell(console.word(`cli.check.${level}`, { file, field, message }));
  console.tell(console.word('cli.check.done', { gaps: all.filter((one) => one.level === 'gap').length }));
  return done;
};

/** Where what staff wrote differs from the files, record by record. */
async function ownTexts({ console, content }: Setting, app: App): Promise<ContentProblem[]> {
  return (await standingTexts(app, reading(app)))
    .map(({ kind, key, body, at, by, leftOut }) => {
      const inFile = textOf(content, { kind, key });
      const same = JSON.stringify(inFile) === JSON.stringify(body);
      const word = leftOut ? 'text.left' : inFile === null ? 'text.new' : 'text';
      const message = console.word(`cli.check.${word}`, { by, at: isoInKyiv(at) });
      return { level: 'note' as const, file: kind, field: key, message, same };
    })
    .filter(({ same }) => !same)
    .map(({ level, file, field, message }) => ({ level, file, field, message }));
}
