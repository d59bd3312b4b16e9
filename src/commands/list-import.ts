// Owns the command that brings a list of addresses in, as a clerk sees it: its progress, its sum, and every row left out.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type ImportReport, importSubscribers } from '../app/letters/list-import.ts';
import { rejectedLines } from '../app/letters/list-rejected.ts';
import { noteAct } from '../app/staff/audit.ts';
import type { RowRemark } from '../mail/list-rows.ts';
import { done, type Exit, type Given, option, refused, type Setting, wants, wrong } from './command.ts';
import { readBytes } from './plan.ts';
import { progressBar } from './progress.ts';

/** Remarks of one kind that are told on the terminal; a long list can have ten thousand. */
const mostTold = 20;

/** `subscribers import FILE --source NAME --ground TEXT [--rejected FILE.csv]` */
export async function importList(setting: Setting, given: Given, file: string): Promise<Exit> {
  const ground = option(given, 'ground');
  const source = option(given, 'source');
  const rejected = option(given, 'rejected');
  if (!ground) return wrong(setting, 'refuse.list.ground');
  if (!source) return wrong(setting, 'refuse.list.source');
  const bytes = readBytes(file);
  if (!bytes) return wrong(setting, 'file.unreadable', { file });
  if (rejected !== null && path.resolve(rejected) === path.resolve(file))
    return wrong(setting, 'refuse.list.same');
  // Opened before anything changes, and emptied only when there is something to write. Addresses are in it: nobody else
  // on the machine may read the file.
  const to = rejected === null ? null : await open(rejected, 'a', 0o600).catch(() => null);
  if (rejected !== null && !to) return wrong(setting, 'refuse.list.write', { file: rejected });
  try {
    const { app } = await setting.open();
    const bars = barsOf(setting);
    const of = { source, ground, progress: bars.show };
    const result = await importSubscribers(app, { name: path.basename(file), bytes }, of);
    bars.end();
    if (!result.ok) return refused(result);
    const { rows, added, updated } = result.value;
    const actor = option(given, 'by') ?? 'cli';
    await noteAct(app, { actor, act: 'list.import', object: source, detail: { rows, added, updated } });
    await to?.truncate();
    await to?.writeFile([...rejectedLines(app, result.value)].join(''));
    tell(setting, given, result.value);
    return done;
  } finally {
    await to?.close();
  }
}

/** Two steps, each with its own bar: reading the file, then storing what it holds. */
function barsOf({ console }: Setting) {
  const step = (name: 'reading' | 'storing') =>
    progressBar(process.stderr, (of) =>
      console.word('cli.subscribers.progress', { ...of, step: console.word(`cli.subscribers.${name}`) }),
    );
  const bars = { reading: step('reading'), storing: step('storing') };
  return {
    show: (name: 'reading' | 'storing', ready: number, all: number) => {
      if (name === 'storing') bars.reading.end();
      bars[name].show(ready, all);
    },
    end: () => {
      bars.reading.end();
      bars.storing.end();
    },
  };
}

function tell({ console }: Setting, given: Given, report: ImportReport): void {
  const { rejected, notes, ...counts } = report;
  const plain = ({ row, field, reason }: RowRemark) => ({ row, field, reason });
  if (wants(given, 'json'))
    console.json({ ...counts, rejected: rejected.map(plain), notes: notes.map(plain) });
  const addresses = counts.added + counts.updated + counts.unchanged + counts.suppressed;
  const sums = { ...counts, addresses, rejected: rejected.length, notes: notes.length };
  const figures = Object.entries(sums).map(([name, sum]) => [name, grouped(sum)]);
  console.tell(console.word('cli.subscribers.done', Object.fromEntries(figures)));
  const file = option(given, 'rejected');
  for (const [key, remarks] of [
    ['rejected', rejected],
    ['note', notes],
  ] as const) {
    for (const remark of remarks.slice(0, mostTold))
      console.tell(console.word(`cli.subscribers.${key}`, plain(remark)));
    const more = remarks.length - mostTold;
    if (more > 0) console.tell(console.word(`cli.subscribers.${key}.more`, { more: grouped(more) }));
  }
  if (file !== null) console.tell(console.word('cli.subscribers.rejected.file', { file }));
  else if (Math.max(rejected.length, notes.length) > mostTold)
    console.tell(console.word('cli.subscribers.rejected.how'));
}

/** 100000 as `100 000`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
