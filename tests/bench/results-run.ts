// Owns reading the results of a large broadcast as a process of its own: the counts, and every recipient page by page.
import { createDesk } from '../../src/app/create-desk.ts';
import { median, timed } from './calibration.ts';
import { silentChannels } from './channels.ts';
import { given, peakMb, report } from './in-child.ts';
import { noon, openBenchWorld } from './world.ts';

export type ResultsReport = {
  countsMs: number;
  pageMs: number;
  allPagesMs: number;
  rows: number;
  peakMb: number;
};

const pageSize = 1000;
const { app } = openBenchWorld({
  file: given<{ file: string }>().file,
  start: noon,
  channels: silentChannels,
});
const { broadcasts } = createDesk(app);

async function everyPage() {
  const times: number[] = [];
  let rows = 0;
  let after: string | null = '';
  while (after !== null) {
    const start = performance.now();
    const page: Awaited<ReturnType<typeof broadcasts.recipients>> = await broadcasts.recipients('blast', {
      after,
      most: pageSize,
    });
    times.push(performance.now() - start);
    rows += page.length;
    after = page.length === pageSize ? (page.at(-1)?.row ?? null) : null;
  }
  return { rows, pageMs: median(times), allPagesMs: times.reduce((sum, ms) => sum + ms, 0) };
}

const countsMs = await timed(5, () => broadcasts.results('blast'));
const figures: ResultsReport = { countsMs, ...(await everyPage()), peakMb: peakMb() };
report(figures);
