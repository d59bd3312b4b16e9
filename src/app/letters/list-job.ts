// Owns bringing a list in while the clerk looks on: the file is read and shown first, then stored in the background, with progress.

import { readSubscriberList } from '../../mail/list.ts';
import { type App, channelNames } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { noteAct } from '../staff/audit.ts';
import { type ImportReport, importSubscribers, isConsentGround } from './list-import.ts';
import { rejectedLines } from './list-rejected.ts';

/** What a list says, as it was understood; the first rows stand for the others. */
export type ListPreview = {
  rows: number;
  addresses: number;
  duplicates: number;
  rejected: number;
  notes: number;
  /** Whether the ground makes it a consent, so that campaign letters may go to it. */
  consent: boolean;
  first: readonly {
    row: number;
    addresses: readonly string[];
    contest: string | null;
    year: number | null;
    consent: boolean | null;
  }[];
};
/** One list on its way. read: shown and not begun · storing · done · failed: nothing or a part of it was stored, bring it in again. */
export type ListJob = {
  id: string;
  name: string;
  source: string;
  ground: string;
  by: string;
  state: 'read' | 'storing' | 'done' | 'failed';
  preview: ListPreview;
  /** Of the present step, in bytes or rows. */
  progress: { step: 'reading' | 'storing'; done: number; all: number };
  report: ImportReport | null;
};
export type NewList = { name: string; bytes: Uint8Array; source: string; ground: string; by: string };

export type ListDesk = {
  /** Reads a file and keeps it in memory for half an hour; stores nothing. */
  read: (list: NewList) => Promise<Result<ListJob>>;
  show: (id: string) => ListJob | null;
  /** Begins to store it; what runs already goes on. */
  begin: (id: string, by: string) => Result<null>;
  /** The rows that were left out or looked odd, as CSV; null before the end. */
  rejected: (id: string) => string | null;
};

const keptMs = 30 * 60_000;
/** Files in memory at once: twenty megabytes each. */
const mostKept = 4;
const rowsShown = 10;

type Kept = ListJob & { bytes: Uint8Array; readAt: number };

/** Addresses are never written to a file of ours: a list that was only looked at ends with the process. */
export function listDesk(app: App): ListDesk {
  const jobs = new Map<string, Kept>();
  const find = (id: string) => {
    for (const [key, job] of jobs)
      if (app.clock.now() - job.readAt > keptMs && job.state !== 'storing') jobs.delete(key);
    return jobs.get(id) ?? null;
  };
  return {
    read: async (list) => {
      const preview = await previewOf(app, list);
      if (!preview.ok) return preview;
      const id = app.newId();
      find(id);
      const idle = [...jobs].filter(([, job]) => job.state !== 'storing');
      const [oldest] = idle;
      if (jobs.size >= mostKept && oldest) jobs.delete(oldest[0]);
      const progress = { step: 'storing' as const, done: 0, all: preview.value.rows };
      const job: Kept = {
        ...list,
        id,
        state: 'read',
        preview: preview.value,
        progress,
        report: null,
        readAt: app.clock.now(),
      };
      jobs.set(id, job);
      return { ok: true, value: shown(job) };
    },
    show: (id) => {
      const job = find(id);
      return job && shown(job);
    },
    begin: (id, by) => {
      const job = find(id);
      if (!job) return refuse(app, 'list.gone');
      if (job.state === 'read' || job.state === 'failed') void store(app, job, by);
      return { ok: true, value: null };
    },
    rejected: (id) => {
      const report = find(id)?.report;
      return report ? [...rejectedLines(app, report)].join('') : null;
    },
  };
}

function shown({ bytes: _, readAt: __, ...job }: Kept): ListJob {
  return job;
}

async function previewOf(app: App, list: NewList): Promise<Result<ListPreview>> {
  if (list.source.trim() === '') return refuse(app, 'list.source');
  if (list.ground.trim() === '') return refuse(app, 'list.ground');
  if (channelNames(app).letters.length === 0) return refuse(app, 'list.channel');
  const read = await readSubscriberList(list, (key) => app.files.phrases[key] ?? key);
  if (!read.ok) return { ok: false, code: read.problem.code, message: read.problem.message };
  const { rows, count, duplicates, rejected, notes } = read;
  return {
    ok: true,
    value: {
      rows: count,
      addresses: rows.reduce((all, { addresses }) => all + addresses.length, 0),
      duplicates,
      rejected: rejected.length,
      notes: notes.length,
      consent: isConsentGround(app, list.ground),
      first: rows.slice(0, rowsShown),
    },
  };
}

/** Stores the list and says what came of it. What was stored before a failure stays: the same list again changes nothing. */
async function store(app: App, job: Kept, by: string): Promise<void> {
  job.state = 'storing';
  try {
    const { name, bytes, source, ground } = job;
    const result = await importSubscribers(
      app,
      { name, bytes },
      {
        source,
        ground,
        progress: (step, done, all) => {
          job.progress = { step, done, all };
        },
      },
    );
    if (!result.ok) throw new Error(result.code);
    const { rows, added, updated } = result.value;
    await noteAct(app, { actor: by, act: 'list.import', object: source, detail: { rows, added, updated } });
    job.report = result.value;
    job.bytes = new Uint8Array();
    job.state = 'done';
  } catch (error) {
    app.log.error({ error }, 'a list could not be stored');
    job.state = 'failed';
  }
}
