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
import type { NewEvidence } from '../../src/app/plan/evidence.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import type { ReportForm } from '../../src/app/plan/report.ts';
import { settle } from '../db/rows.ts';
import { kyiv, openWorld, type World } from '../support/harness.ts';

const has = (program: string) => spawnSync(program, ['-v']).error === undefined;
const office = spawnSync('soffice', ['--version']).error === undefined;
const missing = 'needs LibreOffice: apt-get install libreoffice-calc libreoffice-writer poppler-utils';
const folder = mkdtempSync(path.join(tmpdir(), 'uchast-report-'));
const output = path.join(import.meta.dirname, '..', 'output');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A campaign of our own with money, as a spreadsheet program would save it. */
const plan = [
  'План інформаційної кампанії бюджету участі громади Калинове на 2027 рік',
  '№ з/п;Напрямок;Зміст заходів;Термін виконання;Відповідальний;Обсяг фінансування, грн',
  '1;Чат-бот у Telegram;Нагадування про етапи, відповіді авторам і виборцям;Протягом року;Відділ комунікацій;60 000,00',
  '2;Розсилка на e-mail;Листи авторам про кожен етап;Протягом року;Відділ комунікацій;-',
  '3;Вебінари;Заняття для авторів проєктів;січень–квітень 2027 року;Відділ комунікацій;20 000,00',
  '4;Листівки й плакати;Друк і розповсюдження;до 31.03.2027;Відділ комунікацій;45 500,50',
  '5;Місцеве радіо;Оголошення про голосування;Протягом року;Відділ комунікацій;0,00',
  '6;Подарунки авторам;Вручення переможцям;IV квартал 2027 року;Відділ комунікацій;30 000,00',
].join('\n');

const records: readonly Omit<NewEvidence, 'planId'>[] = [
  { line: '1', kind: 'paid', text: 'розміщення бота, акт № 2', sum: '19 999,99', on: '2027-03-31' },
  { line: '3', kind: 'paid', text: 'оренда обладнання, акт № 3', sum: '6 630,00', on: '2027-02-10' },
  {
    line: '4',
    kind: 'note',
    text: 'роздано 1200 листівок у школах і бібліотеках',
    sum: '',
    on: '2027-03-10',
  },
  { line: '4', kind: 'paid', text: 'листівки й плакати, акт № 5', sum: '45 500,50', on: '2027-03-12' },
  { line: '4', kind: 'link', text: 'https://kalynove.example/plakat', sum: '', on: '2027-03-12' },
  { line: '5', kind: 'reason', text: 'договір із редакцією ще погоджують', sum: '', on: '2027-04-20' },
];

/** The whole year as it was rehearsed goes out on its days through the real pipeline; returns how many broadcasts row 1 carried. */
async function liveTheYear(world: World): Promise<number> {
  const rehearsed = await world.desk.planned(world.clock.now(), kyiv('2027-12-31 23:59'));
  const byInstant = Map.groupBy(rehearsed, (message) => message.at);
  for (const [at, messages] of byInstant) {
    world.clock.set(at);
    await reconcile(world.app);
    const people = messages
      .filter(({ channel }) => channel === 'telegram')
      .reduce((sum, one) => sum + one.recipients, 0);
    if (people > 0) await world.send('telegram', people);
  }
  const carried = rehearsed.filter(
    (one) => one.line === '1' && one.channel === 'telegram' && one.recipients > 0,
  );
  return carried.length;
}

/** A year of which something was sent, held, paid and left undone. */
async function reportFile(form: ReportForm): Promise<{ bytes: Uint8Array; broadcasts: number }> {
  const world = openWorld({ at: '2027-02-01 12:00' });
  const file = { name: 'plan.csv', bytes: new TextEncoder().encode(plan) };
  const made = await world.desk.plans.import(file, true, 'test');
  if (!made.ok || made.value.id === null) throw new Error('the plan is not kept');
  const planId = made.value.id;
  const by = 'ed@example.org';
  const event = { title: 'Як подати проєкт', place: 'бібліотека', link: null, contest: 'city' as const };
  const startsAt = world.clock.now() + 86_400_000;
  await world.desk.plans.addEvent({ ...event, stage: 'submission', startsAt, planId, line: '3' }, by);
  await world.desk.plans.confirmAll(planId, by);
  for (const person of ['ann', 'bob', 'cat'])
    await settle(world, person, { granted: [['reminders', 'city']] });
  const broadcasts = await liveTheYear(world);
  world.clock.set('2027-12-31 18:00');
  for (const one of records) {
    world.clock.pass(1000);
    const added = await world.desk.evidence.add({ planId, ...one }, by);
    if (!added.ok) throw new Error(added.message);
  }
  const report = await world.desk.report.file({ plan: planId, from: '2027-01-01', to: '2027-12-31' }, form);
  if (!report.ok) throw new Error(report.message);
  return { bytes: report.value.file.bytes, broadcasts };
}

function pdfOf(form: ReportForm, bytes: Uint8Array): string {
  const file = path.join(folder, `${form}.${form}`);
  writeFileSync(file, bytes);
  const profile = `-env:UserInstallation=file://${path.join(folder, 'profile')}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file]);
  return path.join(folder, `${form}.pdf`);
}

describe.skipIf(!office)(`the report in LibreOffice (${missing})`, () => {
  test.each(['docx', 'xlsx'] as const)('opens as %s and adds up', async (form) => {
    const { bytes, broadcasts } = await reportFile(form);
    const pdf = pdfOf(form, bytes);
    expect(existsSync(pdf)).toBe(true);
    if (!has('pdftotext')) return;
    const text = execFileSync('pdftotext', ['-layout', pdf, '-']).toString().replaceAll('\u00a0', ' ');
    expect(text).toContain('ЗВІТ');
    expect(text).toMatch(/Разом\s+155 500,50\s+72 130,49\s+46,4/);
    expect(text).toMatch(/60 000,00\s+19 999,99\s+33,3/);
    expect(broadcasts).toBeGreaterThanOrEqual(7);
    expect(text).toMatch(new RegExp(`Проведено\\s+${broadcasts}\\s`));
  });

  test.skipIf(!has('pdftoppm'))('a page of it becomes a picture for the README', async () => {
    const pdf = pdfOf('docx', (await reportFile('docx')).bytes);
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
