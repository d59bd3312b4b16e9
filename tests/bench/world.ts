// Owns the product as a benchmark runs it: the real database, texts and use cases, a clock that begins at a given hour.
import path from 'node:path';
import { openSqlite } from '../../db/sqlite.ts';
import { type App, idsFrom } from '../../src/app/app.ts';
import { createLetters, type Letters } from '../../src/app/letters/letters.ts';
import { readContent } from '../../src/content.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Log } from '../../src/core/log.ts';
import { type Clock, kyivInstant } from '../../src/core/time.ts';
import type { Understand } from '../../src/core/understanding.ts';
import { openErasureJournal } from '../../src/erasure-journal.ts';
import { openKeptFiles } from '../../src/kept-files.ts';
import { contentUnderstand } from '../faq/content.ts';

/** Rows are made in the morning and sent at noon, so that nothing waits for the end of the quiet hours. */
export const morning = kyivInstant('2026-10-20', '10:00');
export const noon = kyivInstant('2026-10-20', '12:00');

const complain = (fields: object, message: string) => {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};
const log: Log = { info: () => undefined, warn: complain, error: complain };

/** A clock that goes on from `start`. */
function clockFrom(start: number): Clock {
  const began = Date.now();
  return { now: () => start + Date.now() - began };
}

export type BenchWorld = { app: App; letters: Letters };

/** Opens a database that is there. `understands` loads what reads free text, which only inbound messages need. */
export function openBenchWorld(of: {
  file: string;
  start: number;
  channels: (common: { clock: () => number; log: Log }) => Channel[];
  nudge?: (channel: string) => void;
  place?: App['place'];
  understands?: boolean;
}): BenchWorld {
  const { content, problems } = readContent(path.join(import.meta.dirname, '..', '..', 'content'));
  const [first] = problems.filter((problem) => problem.level === 'error');
  if (!content) throw new Error(`content/ is broken: ${first?.file} ${first?.field}: ${first?.message}`);
  const clock = clockFrom(of.start);
  const nothing: Understand = () => ({ kind: 'unknown', answer: null, alternatives: [], confidence: 0 });
  const app: App = {
    db: openSqlite(of.file),
    clock,
    files: content,
    understand: of.understands ? contentUnderstand() : nothing,
    channels: of.channels({ clock: clock.now, log }),
    sendTo: { kind: 'everyone' },
    publicUrl: 'http://localhost',
    secret: 'a secret of the benchmark',
    newId: idsFrom(clock),
    log,
    erasures: openErasureJournal(path.dirname(of.file)),
    keptFiles: openKeptFiles(path.dirname(of.file)),
    nudge: of.nudge ?? (() => undefined),
    ...(of.place && { place: of.place }),
  };
  return { app, letters: createLetters(app, 'localhost') };
}
