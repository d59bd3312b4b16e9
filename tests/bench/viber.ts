// Owns the benchmark of a Viber broadcast at the documented rate: how long it takes, and who of the lists failed.
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { reportOf, startChild } from './child.ts';
import type { SenderReport } from './senders/task.ts';
import { rounded, type Table } from './table.ts';
import type { ViberFigures } from './viber-sink.ts';

const latencyMs = 50;

/** One broadcast to so many people through the product's own Viber channel. */
export async function viber({ folder, people }: { folder: string; people: number }): Promise<Table[]> {
  const file = path.join(folder, 'viber.sqlite');
  await reportOf('seed.ts', { file, people, channel: 'viber', habits: false, rows: true });
  const sink = startChild('viber-sink.ts', { latencyMs });
  const { url } = await sink.next<{ url: string }>();
  const task = { file, apiRoot: url, concurrency: 8, channel: 'viber', pace: 'paced', replies: false };
  const sender = startChild('senders/ours.ts', task);
  try {
    const { ms, cpuMs, peakMb } = await sender.next<SenderReport>();
    const said = await sink.ask<ViberFigures>({});
    const ledger = statesIn(file);
    return [
      {
        title: `Viber: ${people} people, 300 a call, 500 calls in 10 s, ${latencyMs} ms a call`,
        rows: [
          {
            sender: 'ours',
            s: rounded(ms / 1000, 1),
            '÷ 60 s': rounded(ms / 60_000, 2),
            'CPU µs/person': rounded((cpuMs * 1000) / people),
            'peak MB': peakMb,
            calls: said.calls,
            'most calls in 10 s': said.mostCallsInTenSeconds,
            refused: said.throttled + said.tooLong,
            doubled: said.doubled,
          },
        ],
        notes: [
          `Viber: ${said.accepted} got it, ${said.failed} failed by the lists. Ledger: ${JSON.stringify(ledger)}.`,
        ],
      },
    ];
  } finally {
    await sender.end();
    await sink.end();
  }
}

function statesIn(file: string): Record<string, number> {
  const db = new SqliteFile(file, { readonly: true });
  const rows = db
    .prepare(`select state, count(*) as n from delivery where broadcast_id = 'blast' group by state`)
    .all() as { state: string; n: number }[];
  db.close();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
