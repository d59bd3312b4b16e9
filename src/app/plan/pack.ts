// Owns ready packs for outlets: the texts of a plan line for a stage, the source that counts who came by them, its QR
// code, and all of it as files. What the texts say belongs to content and core.
import { strToU8, zipSync } from 'fflate';
import { renderSVG } from 'uqr';
import { addSource, listSources } from '../../../db/people.ts';
import { findPlan } from '../../../db/plans.ts';
import { type ContestId, findStage, type StageId } from '../../core/contest.ts';
import { type PackText, packStages, packTexts } from '../../core/plan/pack.ts';
import type { PlanLine } from '../../core/plan/plan.ts';
import type { Content } from '../../core/texts.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** Which pack: a line of a plan for one stage of a contest. */
export type PackOf = { planId: string; key: string; contest: ContestId; stage: StageId };

/** A file of a pack, ready to be written or downloaded. */
export type PackFile = { name: string; type: string; bytes: Uint8Array };

/** What staff look at before they take the files. `source` is registered only once somebody takes them. */
export type PackView = { title: string; source: string; link: string; texts: PackText[] };

export type PackDesk = {
  /** The stages of a contest for which there are texts. */
  stages: (contest: ContestId) => Promise<StageId[]>;
  look: (of: PackOf) => Promise<Result<PackView>>;
  /** Registers the source, so that the code leads somewhere, and makes the files, the archive of them all last. */
  make: (of: PackOf, by: string) => Promise<Result<PackFile[]>>;
};

export function packDesk(app: App): PackDesk {
  return {
    stages: async (contest) => {
      const content = await currentContent(app);
      return packStages(content, content.contests[contest]);
    },
    look: (of) => look(app, of),
    make: (of, by) => make(app, of, by),
  };
}

async function look(app: App, of: PackOf): Promise<Result<PackView>> {
  const content = await currentContent(app);
  const stored = await findPlan(reading(app), of.planId);
  if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: of.planId });
  const line = stored.lines.find((row) => row.key === of.key && row.dropped === null)?.body;
  if (!line) return refuse(app, 'plan.line', { key: of.key });
  if (line.action !== 'assist') return refuse(app, 'pack.action', { key: of.key });
  return packFor(app, content, { line, of });
}

function packFor(app: App, content: Content, { line, of }: { line: PlanLine; of: PackOf }): Result<PackView> {
  const contest = content.contests[of.contest];
  const known = packStages(content, contest);
  if (!findStage(contest, of.stage))
    return refuse(app, 'pack.calendar', { contest: contest.short, stage: of.stage });
  const source = sourceOf(of);
  const link = `${app.publicUrl}/go/${source}`;
  const { stage, contest: id } = of;
  const texts = packTexts(content, line.channel, { contest: id, stage, now: app.clock.now(), link });
  if (!texts) return refuse(app, 'pack.stage', { stage, known: known.join(', ') });
  return { ok: true, value: { title: line.what, source, link, texts } };
}

/** The source of a pack, `pack-<line>-<stage>-<contest>`: only what every platform's deep link takes. */
function sourceOf({ key, stage, contest }: PackOf): string {
  const line = key.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `pack-${line.slice(0, 36) || 'line'}-${stage}-${contest}`;
}

async function make(app: App, of: PackOf, by: string): Promise<Result<PackFile[]>> {
  const pack = await look(app, of);
  if (!pack.ok) return pack;
  const { source, link, texts } = pack.value;
  await writing(app, async (at) => {
    const known = (await listSources(at)).some(({ name }) => name === source);
    if (known) return;
    await addSource(at, { name: source, target: { contest: of.contest }, createdAt: app.clock.now() });
    await writeAudit(at, app, { actor: by, act: 'pack.make', object: source });
  });
  const files = [...texts.map(textFile), codeFile(link)];
  return { ok: true, value: [...files, archive(source, files)] };
}

function textFile({ part, text }: PackText): PackFile {
  // The mark tells every editor of texts that this is UTF-8.
  const bytes = strToU8(`\ufeff${text.replaceAll('\n', '\r\n')}\r\n`);
  return { name: `${part}.txt`, type: 'text/plain; charset=utf-8', bytes };
}

/** A code that survives a scratch and small print: level Q restores a quarter of it; four modules of quiet zone (ISO/IEC 18004). */
function codeFile(link: string): PackFile {
  const svg = renderSVG(link, { ecc: 'Q', border: 4 });
  return { name: 'qr.svg', type: 'image/svg+xml', bytes: strToU8(svg) };
}

/** The same bytes for the same files: no time of making inside. */
function archive(name: string, files: readonly PackFile[]): PackFile {
  const entries = Object.fromEntries(files.map((file) => [file.name, file.bytes]));
  const bytes = zipSync(entries, { mtime: '1980-01-01T12:00:00' });
  return { name: `${name}.zip`, type: 'application/zip', bytes };
}
