// Owns the benchmarks of the plan: the diff of a date among a hundred planned messages, the rehearsal of a year.
import { readFileSync } from 'node:fs';
import { channelsFor } from '../../bots/index.ts';
import type { Database } from '../../db/database.ts';
import type { At } from '../../db/people.ts';
import type { App } from '../../src/app/app.ts';
import { diffOf } from '../../src/app/plan/calendar-desk.ts';
import { plannedMessages } from '../../src/app/plan/planned.ts';
import { readContent, withStageDates } from '../../src/content.ts';
import type { Channel } from '../../src/core/channel.ts';
import { carriageOf, type OccurrenceSources } from '../../src/core/occurrences/occurrence.ts';
import type { PlanLine } from '../../src/core/plan/plan.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { readPlan } from '../../src/plan/read.ts';

const subscribers = 50_000;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type Benchmark = { name: string; runs: number; limitMs: number | null; work: () => Promise<unknown> };

export async function planBenchmarks(db: Database): Promise<Benchmark[]> {
  const { content } = readContent(path());
  if (!content) throw new Error('content/ is broken: run `uchast check`');
  await fill(db);
  const app = appOf(db, content);
  const sources = await sourcesOf(content);
  const moved = {
    contest: 'city' as const,
    stage: 'voting',
    opens: kyivInstant('2027-03-10'),
    closes: kyivInstant('2027-03-30', '23:59'),
  };
  const after = { ...sources, content: withStageDates(content, [moved]) };
  return [
    {
      name: 'diff of a moved stage among 100 planned messages',
      runs: 9,
      limitMs: 100,
      work: async () => diffOf(sources, after, kyivInstant('2026-09-01')),
    },
    {
      name: `rehearsal of a year with ${subscribers} subscribers`,
      runs: 3,
      limitMs: 10_000,
      work: () => plannedMessages(app, kyivInstant('2026-09-01'), kyivInstant('2027-12-31')),
    },
  ];
}

function path(): string {
  return new URL('../../content', import.meta.url).pathname;
}

function channels(): Channel[] {
  const options = {
    telegram: { token: '1:bench', apiRoot: 'http://127.0.0.1:9', webhook: null },
    viber: null,
    email: null,
  };
  const compose = () => ({ subject: '', text: '', html: null });
  return channelsFor(options, { clock: Date.now, log: quiet, compose });
}

function appOf(db: Database, content: Content): App {
  const none = { kind: 'unknown' as const, answer: null, alternatives: [], confidence: 0 };
  return {
    db,
    clock: { now: () => kyivInstant('2026-09-01') },
    files: content,
    understand: () => none,
    channels: channels(),
    sendTo: { kind: 'everyone' },
    publicUrl: 'http://localhost',
    secret: 'bench',
    newId: () => '',
    log: quiet,
    keptFiles: { count: async () => 0, remove: async () => 0 },
    erasures: { append: async () => undefined, read: async () => [], keepSince: async () => 0 },
    nudge: () => undefined,
  };
}

/** The notices of both contests, and as many letters and invitations as make a hundred messages. */
async function sourcesOf(content: Content): Promise<OccurrenceSources> {
  const line = await invitingLine();
  const events = Array.from({ length: 75 }, (_, n) => ({
    id: `event-${n}`,
    title: 'Вебінар',
    startsAt: kyivInstant('2026-10-01') + n * 86_400_000,
    place: 'онлайн',
    link: null,
    contest: 'city' as const,
    stage: 'submission' as const,
    planId: 'plan',
    line: line.key,
    createdAt: 0,
  }));
  return {
    content,
    lines: [{ planId: 'plan', line, settings: { stages: null } }],
    events,
    channels: { chats: ['chat'], letters: ['letters'] },
    digests: ['city', 'kids'],
  };
}

async function invitingLine(): Promise<PlanLine> {
  const name = 'kalynove-2026-2027.docx';
  const read = await readPlan({ name, bytes: readFileSync(new URL(`../plans/${name}`, import.meta.url)) });
  const line = read.ok ? read.plan.lines.find((one) => carriageOf(one) === 'invitations') : undefined;
  if (!line) throw new Error('the sample plan has no row of events');
  return line;
}

async function fill(db: Database): Promise<void> {
  for (let from = 0; from < subscribers; from += 250) {
    const ids = Array.from({ length: 250 }, (_, n) => String(from + n).padStart(8, '0'));
    await db.write((s) => addPeople({ t: db.tables, s }, ids));
  }
}

async function addPeople({ t, s }: At, ids: readonly string[]): Promise<void> {
  const contest = (id: string) => (Number(id) % 4 === 0 ? ('kids' as const) : ('city' as const));
  await s.insert(t.person).values(ids.map((id) => ({ id, createdAt: 0, contest: contest(id), role: null })));
  await s.insert(t.address).values(
    ids.map((id) => ({
      id,
      personId: id,
      channel: 'telegram',
      address: id,
      state: 'active' as const,
      createdAt: 0,
    })),
  );
  await s.insert(t.standing).values(
    ids.map((id) => ({
      personId: id,
      purpose: 'reminders' as const,
      contest: contest(id),
      granted: true,
      at: 0,
    })),
  );
}
