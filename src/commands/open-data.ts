// Owns `report --open-data`: the files of the open data and their passports, written into a folder for a portal of open data.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDataFiles } from '../app/plan/open-data.ts';
import { done, type Exit, type Given, type Setting, wants } from './command.ts';

/** Writes every set as CSV and JSON, and `passport.json`; files that stand there are written anew. */
export async function openDataTo(setting: Setting, given: Given, folder: string): Promise<Exit> {
  const { console } = setting;
  const { app } = await setting.open();
  const { files, isOn } = await openDataFiles(app);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(path.join(folder, name), text);
  } catch {
    return { code: 1, message: console.word('report.cli.write', { file: folder }) };
  }
  if (!isOn) console.note(console.word('cli.openData.off'));
  const rows = files.map(({ name, records }) => ({ file: path.join(folder, name), records }));
  if (wants(given, 'json')) console.json({ folder, files: rows, public: isOn });
  for (const { file, records } of rows)
    console.tell(records === null ? file : console.word('cli.openData.file', { file, n: records }));
  return done;
}
