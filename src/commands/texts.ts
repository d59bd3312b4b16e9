// Owns `texts`: what stands of staff's texts, showing one, sending a change for approval, undoing, and files for content/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { currentContent } from '../app/app.ts';
import { fieldsOf } from '../app/texts/text-fields.ts';
import type { TextName } from '../app/texts/text-words.ts';
import { type TextKind, textKinds, textOf } from '../core/revision.ts';
import { type Fact, render } from '../core/template.ts';
import { isoInKyiv } from '../core/time.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';
import { actor } from './task.ts';

const acts: Readonly<Record<string, Command>> = { list, show, set, approve, undo, check, export: toFiles };

export const texts: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = Object.hasOwn(acts, act) ? acts[act] : undefined;
  return command ? command(setting, { ...given, words }) : Promise.resolve(wrong(setting, 'texts.usage'));
};

/** The text that two words name: `rule maxProjectCost`. Null: they name none. */
function named([kind, key]: readonly string[]): TextName | null {
  const known = textKinds.find((one) => one === kind);
  return known && key ? { kind: known, key } : null;
}

/** `texts list [--kind rule] [--all] [--json]`: texts of staff's, or all of a kind. */
async function list(setting: Setting, given: Given): Promise<Exit> {
  const asked = option(given, 'kind');
  const kinds: readonly TextKind[] = asked === null ? textKinds : textKinds.filter((kind) => kind === asked);
  if (kinds.length === 0) return wrong(setting, 'texts.usage');
  const { desk } = await setting.open();
  const all = (await Promise.all(kinds.map((kind) => desk.library.list(kind)))).flat();
  const shown = wants(given, 'all') ? all : all.filter(({ changed, proposed }) => changed || proposed);
  const waiting = new Map((await desk.texts.proposed()).map((one) => [`${one.kind}:${one.key}`, one.id]));
  const rows = shown.map((head) => ({ ...head, proposal: waiting.get(`${head.kind}:${head.key}`) ?? null }));
  const { console } = setting;
  if (wants(given, 'json')) console.json(rows);
  for (const { changed, key, kind, leftOut, proposal, title } of rows) {
    const state = leftOut ? 'leftOut' : proposal ? 'waiting' : changed ? 'changed' : 'file';
    console.tell(
      console.word('cli.texts.row', {
        kind,
        key,
        title,
        state: console.word(`cli.texts.${state}`, { id: proposal ?? '' }),
      }),
    );
  }
  return done;
}

/** `texts show KIND KEY [--json]`: the fields as they stand, and every change of them. */
async function show(setting: Setting, given: Given): Promise<Exit> {
  const name = named(given.words);
  if (!name) return wrong(setting, 'texts.usage');
  const { app, desk } = await setting.open();
  const view = { at: app.clock.now(), contest: 'city', stage: null, role: 'author', channel: '' } as const;
  const sheet = await desk.library.show(name, { view, from: null });
  if (!sheet) return wrong(setting, 'texts.unknown', name);
  const { revisions } = await desk.library.history(name, null);
  const { console } = setting;
  const fields = sheet.fields.map((field) => ({ name: field.name, value: field.value }));
  const changes = revisions.map(({ at, by, id, toFile }) => ({ id, at: isoInKyiv(at), by, toFile }));
  if (wants(given, 'json')) console.json({ ...name, fields, waiting: sheet.waiting?.id ?? null, changes });
  for (const { name: field, value } of fields)
    console.tell(console.word('cli.texts.field', { field, value }));
  for (const { at, by } of changes) console.tell(console.word('cli.texts.change', { at, by }));
  return done;
}

/** `texts set KIND KEY FIELD --text WORDS|--text-file FILE --by EMAIL`: sends a change for approval. */
async function set(setting: Setting, given: Given): Promise<Exit> {
  const name = named(given.words);
  const field = given.words[2];
  const file = option(given, 'text-file');
  const text = option(given, 'text') ?? (file === null ? null : textIn(file));
  if (file !== null && text === null) return wrong(setting, 'file.unreadable', { file });
  if (!name || !field || text === null) return wrong(setting, 'texts.usage');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { app, desk } = await setting.open();
  const body = textOf(await currentContent(app), name);
  if (body === null) return wrong(setting, 'texts.unknown', name);
  const fields = fieldsOf(name.kind, body);
  if (!fields.some((one) => one.name === field)) {
    return wrong(setting, 'texts.noField', { field, fields: fields.map((one) => one.name).join(', ') });
  }
  const typed = fields.map((one) => [one.name, one.name === field ? text : one.value]);
  const sent = await desk.library.propose({ ...name, values: Object.fromEntries(typed) }, who.by);
  if (!sent.ok) return refused(sent);
  if (wants(given, 'json')) setting.console.json({ ...name, proposal: sent.value.id });
  setting.console.tell(setting.console.word('cli.texts.proposed', { id: sent.value.id }));
  return done;
}

/** `texts approve PROPOSAL --by EMAIL` */
async function approve(setting: Setting, given: Given): Promise<Exit> {
  const [id] = given.words;
  if (!id) return wrong(setting, 'texts.usage');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const result = await desk.texts.approve(id, who.by);
  if (!result.ok) return refused(result);
  const { key, kind } = result.value;
  if (wants(given, 'json')) setting.console.json({ kind, key, approved: true });
  setting.console.tell(setting.console.word('cli.texts.approved', { kind, key }));
  return done;
}

/** `texts undo KIND KEY [--all] --by EMAIL`: what stood before, or what the files say. */
async function undo(setting: Setting, given: Given): Promise<Exit> {
  const name = named(given.words);
  if (!name) return wrong(setting, 'texts.usage');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const result = await desk.texts.undo(name, who.by, wants(given, 'all'));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ ...name, undone: true });
  setting.console.tell(setting.console.word('cli.texts.undone', name));
  return done;
}

/** `texts check [--json]`: everything worth knowing about all texts, staff's too. Errors end it with 1. */
async function check(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const { findings } = await desk.library.check();
  const { console } = setting;
  if (wants(given, 'json')) console.json(findings);
  for (const { code, level, text, values } of findings) {
    const words = filled(desk.phrase(`console.finding.${code}`), values);
    const where = text ? `${text.kind} ${text.key}` : 'content';
    console.tell(
      console.word('cli.texts.finding', {
        level: desk.phrase(`console.finding.level.${level}`),
        where,
        words,
      }),
    );
  }
  const errors = findings.filter(({ level }) => level === 'error').length;
  if (errors > 0) return { code: 1, message: console.word('cli.texts.errors', { n: errors }) };
  console.tell(console.word('cli.texts.good'));
  return done;
}

/** A sentence of the console with its values. */
function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  const facts = Object.entries(values).map(([label, value]): [string, Fact] => [
    label,
    { label, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  return render(template, Object.fromEntries(facts), () => '').text;
}

/** `texts export FOLDER [--json]`: files of content/ with staff's texts in them, comments and all. */
async function toFiles(setting: Setting, given: Given): Promise<Exit> {
  const [folder] = given.words;
  if (!folder) return wrong(setting, 'texts.usage');
  const { desk } = await setting.open();
  const files = await desk.library.files((name) => textIn(path.join(setting.config.contentDir, name)));
  for (const { name, text } of files) {
    const target = path.join(folder, name);
    try {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    } catch (error) {
      return wrong(setting, 'texts.unwritable', { file: target, detail: String(error) });
    }
  }
  const { console } = setting;
  if (wants(given, 'json')) console.json(files.map(({ name }) => name));
  for (const { name } of files)
    console.tell(console.word('cli.texts.written', { file: path.join(folder, name) }));
  if (files.length === 0) console.tell(console.word('cli.texts.nothing'));
  return done;
}

function textIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
