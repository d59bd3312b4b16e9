// Owns the benchmark of letters: nodemailer's own pool and the product with its ledger, unsigned and signed, into a sink.
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { lettersAConnection, smtpConnections } from '../../bots/email-carrier.ts';
import { median } from './calibration.ts';
import { reportOf, startChild } from './child.ts';
import type { MailFigures } from './mail-sink.ts';
import { rounded, say, type Table } from './table.ts';

type Variant = { name: string; file: string; signed: boolean };
type Run = MailFigures & { perSecond: number; cpuMs: number; peakMb: number; sent: number | null };

/** Each peer stands right before what is compared with it. */
const variants: Variant[] = [
  { name: 'nodemailer pool', file: 'mail-peer.ts', signed: false },
  { name: 'ours', file: 'mail-ours.ts', signed: false },
  { name: 'nodemailer pool, DKIM', file: 'mail-peer.ts', signed: true },
  { name: 'ours, DKIM', file: 'mail-ours.ts', signed: true },
];

/** `rounds` runs of every variant, one after another, then their medians. */
export async function mail(of: { folder: string; messages: number; rounds: number }): Promise<Table[]> {
  const { folder, messages, rounds } = of;
  const seeded = path.join(folder, 'mail.sqlite');
  await reportOf('mail-seed.ts', { file: seeded, people: messages });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const runs = new Map<Variant, Run[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      const file = path.join(folder, `mail-${round}-${variant.signed}.sqlite`);
      copyFileSync(seeded, file);
      const run = await runOnce(variant, { file, messages, keyPem: variant.signed ? pem : null });
      say(`round ${round + 1}, ${variant.name}: ${rounded(run.perSecond)} letters/s`);
      runs.get(variant)?.push(run);
    }
  }
  return [tableOf(runs, messages)];
}

async function runOnce(
  { file: sender, signed }: Variant,
  task: { file: string; messages: number; keyPem: string | null },
): Promise<Run> {
  const sink = startChild('mail-sink.ts', {});
  const { url } = await sink.next<{ url: string }>();
  const connections = { connections: smtpConnections, perConnection: lettersAConnection };
  const child = startChild(sender, { ...task, url, ...connections });
  try {
    const { ms, cpuMs, peakMb } = await child.next<{ ms: number; cpuMs: number; peakMb: number }>();
    const figures = await sink.ask<MailFigures>({});
    if (figures.accepted < task.messages || (signed && figures.signed < task.messages))
      throw new Error(`${sender}: ${JSON.stringify(figures)} of ${task.messages} letters came in`);
    const sent = sender === 'mail-ours.ts' ? sentIn(task.file) : null;
    return { ...figures, cpuMs, peakMb, sent, perSecond: (task.messages / ms) * 1000 };
  } finally {
    await child.end();
    await sink.end();
  }
}

/** How many letters the ledger holds as sent. */
function sentIn(file: string): number {
  const db = new SqliteFile(file, { readonly: true });
  const sent = db.prepare(`select count(*) from delivery where broadcast_id = 'blast' and state = 'sent'`);
  const count = Number(sent.pluck().get());
  db.close();
  return count;
}

function tableOf(runs: ReadonlyMap<Variant, Run[]>, messages: number): Table {
  const middle = (all: Run[], of: (run: Run) => number) => median(all.map(of));
  const cpuOf = (all: Run[]) => (middle(all, ({ cpuMs }) => cpuMs) * 1000) / messages;
  const rows = [...runs].map(([{ name, signed }, all]) => {
    const peer = [...runs].find(([variant]) => variant.signed === signed)?.[1] ?? all;
    return {
      sender: name,
      'letters/s': rounded(middle(all, ({ perSecond }) => perSecond)),
      '÷ pool': rounded(median(all.map((run, n) => run.perSecond / (peer[n] ?? run).perSecond)), 2),
      'CPU µs/letter': rounded(cpuOf(all)),
      '÷ pool by CPU': rounded(cpuOf(peer) / cpuOf(all), 2),
      'peak MB': middle(all, ({ peakMb }) => peakMb),
      'bytes/letter': rounded(middle(all, ({ bytes }) => bytes) / messages),
      signed: Math.min(...all.map((run) => run.signed)),
      doubled: Math.max(...all.map(({ doubled }) => doubled)),
      'sent in the ledger': all[0]?.sent == null ? null : Math.min(...all.map(({ sent }) => sent ?? 0)),
    };
  });
  return {
    title: `${messages} letters of text and HTML over ${smtpConnections} connections, median of ${[...runs.values()][0]?.length} rounds`,
    rows,
    notes: [
      'The pool composes the MIME form of each letter and keeps nothing; ours marks and settles each in its ledger.',
      'By CPU: what the same processor could send, whoever else is using it.',
    ],
  };
}
