// Owns the proof that an office program opens the report: LibreOffice turns both documents into pages; a picture of one is kept.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { NewEvidence } from '../../src/app/evidence.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import type { ReportForm } from '../../src/app/report.ts';
import { settle } from '../db/rows.ts';
import { openWorld } from '../support/harness.ts';

const has = (program: string) => spawnSync(program, ['-v']).error === undefined;
const office = spawnSync('soffice', ['--version']).error === undefined;
const missing = 'needs LibreOffice: apt-get install libreoffice-calc libreoffice-writer poppler-utils';
const folder = mkdtempSync(path.join(tmpdir(), 'uchast-report-'));
const output = path.join(import.meta.dirname, '..', 'output');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const records: readonly (Omit<NewEvidence, 'planId'> & { by?: string })[] = [
  { line: '1.1', kind: 'note', text: 'опубліковано 42 дописи про всі етапи', sum: '', on: '2027-04-02' },
  { line: '1.1', kind: 'link', text: 'https://kalynove.example/facebook', sum: '', on: '2027-04-02' },
  { line: '3.1', kind: 'paid', text: 'футболки й наліпки, акт № 5', sum: '12 500,50', on: '2027-03-12' },
  { line: '3.2', kind: 'reason', text: 'переможців ще не визначено', sum: '', on: '2027-04-30' },
  { line: '4.1', kind: 'note', text: 'вийшло два сюжети про голосування', sum: '', on: '2027-03-20' },
];

/** A campaign of which something was sent, held, paid and left undone. */
async function reportFile(form: ReportForm): Promise<Uint8Array> {
  const world = openWorld({ at: '2027-02-01 12:00' });
  const name = 'kalynove-2026-2027.docx';
  const bytes = readFileSync(path.join(import.meta.dirname, '..', 'plans', name));
  const made = await world.desk.plans.import({ name, bytes }, true, 'test');
  if (!made.ok || made.value.id === null) throw new Error('the plan is not kept');
  const planId = made.value.id;
  const event = { title: 'Як подати проєкт', place: 'бібліотека', link: null, contest: 'city' as const };
  const startsAt = world.clock.now() + 86_400_000;
  await world.desk.plans.addEvent(
    { ...event, stage: 'submission', startsAt, planId, line: '2.2' },
    'ed@example.org',
  );
  await world.desk.plans.confirmAll(planId, 'ed@example.org');
  await reconcile(world.app);
  for (const person of ['ann', 'bob', 'cat'])
    await settle(world, person, { granted: [['reminders', 'city']] });
  for (const at of ['2027-03-07 18:00', '2027-03-08 10:00']) {
    world.clock.set(at);
    await reconcile(world.app);
  }
  await world.send('telegram', 3);
  world.clock.set('2027-05-01 12:00');
  for (const one of records) await world.desk.evidence.add({ planId, ...one }, 'ed@example.org');
  const file = await world.desk.report.file({ plan: planId, from: '2027-01-01', to: '2027-04-30' }, form);
  if (!file.ok) throw new Error(file.message);
  return file.value.file.bytes;
}

function pdfOf(form: ReportForm, bytes: Uint8Array): string {
  const file = path.join(folder, `${form}.${form}`);
  writeFileSync(file, bytes);
  const profile = `-env:UserInstallation=file://${path.join(folder, 'profile')}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file]);
  return path.join(folder, `${form}.pdf`);
}

describe.skipIf(!office)(`the report in LibreOffice (${missing})`, () => {
  test.each(['docx', 'xlsx'] as const)('opens as %s and says its sums', async (form) => {
    const pdf = pdfOf(form, await reportFile(form));
    expect(existsSync(pdf)).toBe(true);
    if (!has('pdftotext')) return;
    const text = execFileSync('pdftotext', ['-layout', pdf, '-']).toString().replaceAll('\u00a0', ' ');
    expect(text).toContain('ЗВІТ');
    expect(text.match(/12 500,50/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('Разом');
  });

  test.skipIf(!has('pdftoppm'))('a page of it becomes a picture for the README', async () => {
    const pdf = pdfOf('docx', await reportFile('docx'));
    mkdirSync(output, { recursive: true });
    execFileSync('pdftoppm', [
      '-png',
      '-r',
      '80',
      '-f',
      '1',
      '-l',
      '1',
      '-singlefile',
      pdf,
      path.join(folder, 'report'),
    ]);
    copyFileSync(path.join(folder, 'report.png'), path.join(output, 'report.png'));
    expect(readFileSync(path.join(output, 'report.png')).subarray(1, 4).toString()).toBe('PNG');
  });
});
