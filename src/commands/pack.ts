// Owns `pack`: writes the ready texts, the code and the archive of a plan line into a folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contestIds, stageIds } from '../core/contest.ts';
import { type Command, done, option, refused, wants, wrong } from './command.ts';
import { actor, usage, wordOf } from './task.ts';

export const pack: Command = async (setting, given) => {
  const [planId, key] = given.words;
  const out = option(given, 'out');
  if (!planId || !key || !out) return usage(setting, 'pack');
  const stage = stageIds.find((id) => id === option(given, 'stage'));
  const contest = contestIds.find((id) => id === option(given, 'contest'));
  if (!stage) return wrong(setting, 'ask.field', { field: '--stage' });
  if (!contest) return wrong(setting, 'ask.field', { field: '--contest' });
  const who = option(given, 'by') === null ? { by: 'cli' } : await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const made = await desk.packs.make({ planId, key, contest, stage }, who.by);
  if (!made.ok) return refused(made);
  const word = wordOf(setting);
  const files = made.value.map(({ name, bytes }) => ({ file: path.join(out, name), bytes }));
  try {
    mkdirSync(out, { recursive: true });
    for (const { file, bytes } of files) writeFileSync(file, bytes);
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { code: 2, message: word('cli.unwritable', { file: out, detail }) };
  }
  if (wants(given, 'json')) setting.console.json({ files: files.map(({ file }) => file) });
  for (const { file } of files) setting.console.tell(word('cli.file', { file }));
  return done;
};
