// Owns the proof that a clerk can do the whole campaign in a browser: from the council's document to people's chats and back
// into the report, with a second person, against the real server and emulated platforms.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrateSqlite } from '../../db/sqlite.ts';
import { addPeople } from '../bench/people.ts';
import { noChromium, openChromium, takePicture } from '../support/chromium.ts';
import { type Clerk, clerkAt, words } from '../support/console-clerk.ts';
import { residentsAt } from '../support/console-residents.ts';
import {
  type Environment,
  freePort,
  freshData,
  type Served,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

const secret = 'hook-secret';
const plan = path.join(import.meta.dirname, '..', 'plans', 'kalynove-2026-2027.docx');
/** Enough for a broadcast that takes some time at the pace of Telegram, so that it can be stopped on its way. */
const people = 600;
const letters = 12;
/** The one person of the city who uses Viber. */
const halyna = 'Ab1+cd/ef==';
const text = 'Завтра о 18:00 у бібліотеці покажемо, як подати проєкт. Приходьте!';
/** What the pages looked like where a step failed. */
const pictures = path.join(import.meta.dirname, '..', 'output', 'console');
const addition = 'Порахувати підписи можна й у бібліотеці.';

describe.skipIf(noChromium !== null)(`a clerk in a browser${noChromium ? ` (${noChromium})` : ''}`, () => {
  const data = freshData();
  let emulation: Awaited<ReturnType<typeof startEmulation>>;
  let served: Served;
  let browser: Browser;
  let olena: Clerk;
  let andriy: Clerk;
  let broadcast = '';

  beforeAll(async () => {
    [emulation, browser] = await Promise.all([
      startEmulation({ telegram: { perSecond: 0 } }),
      openChromium(),
    ]);
    const env = await environment();
    migrateSqlite(path.join(data, 'uchast.sqlite'));
    addPeople(path.join(data, 'uchast.sqlite'), {
      people,
      channel: 'telegram',
      at: Date.parse('2026-10-01'),
    });
    withoutSecondChats();
    served = await startServe(env);
    const link = /http\S+\/console\/in\/\S+/.exec(served.lines())?.[0] ?? '';
    olena = await clerkAt(browser, { home: served.url, link });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    mkdirSync(pictures, { recursive: true });
    if (olena)
      await takePicture(olena.page, { path: path.join(pictures, 'failed-olena.png'), fullPage: true });
    if (andriy)
      await takePicture(andriy.page, { path: path.join(pictures, 'failed-andriy.png'), fullPage: true });
  });

  afterAll(async () => {
    await browser?.close();
    await served?.kill('SIGTERM');
    emulation?.stop();
  });

  async function environment(): Promise<Environment> {
    const port = await freePort();
    const { addresses } = emulation;
    return {
      DATA_DIR: data,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      CLOCK_START: '2026-11-21T11:00:20+02:00',
      TELEGRAM_BOT_TOKEN: addresses.telegramToken,
      TELEGRAM_API_ROOT: addresses.telegram,
      TELEGRAM_WEBHOOK_SECRET: secret,
      VIBER_AUTH_TOKEN: addresses.viberToken,
      VIBER_API_ROOT: addresses.viber,
      SMTP_URL: addresses.smtp,
      MAIL_FROM: 'uchast@example.org',
      SEND_TO: '*',
    };
  }

  /** The bench's people have second addresses on Viber, which nobody emulates here. */
  function withoutSecondChats(): void {
    const db = new SqliteFile(path.join(data, 'uchast.sqlite'));
    db.prepare("delete from address where channel = 'viber'").run();
    db.close();
  }

  const residents = residentsAt(() => emulation, { served: () => served.url, secret });
  const { says, saysOnViber } = residents;
  const heard = async (channel: string, said: string) => (await residents.heard(channel, said)).length;

  it('an administrator lets a second person in by a link that is shown once', async () => {
    await olena.go('/staff');
    await olena.fill('staff.field.email', 'andriy@city.example');
    await olena.page.getByLabel(words('staff.field.role')).first().selectOption('approver');
    await olena.press('staff.do');
    await olena.reads(words('staff.added'));
    const link = (await olena.page.locator('main code').first().textContent()) ?? '';
    andriy = await clerkAt(browser, { home: served.url, link });
    expect(andriy.troubles).toEqual([]);
  });

  it('uploads the council’s document, looks the rows over and confirms them', async () => {
    await olena.go('/plans');
    await olena.page.getByLabel(words('plans.file')).setInputFiles(plan);
    await olena.press('plans.read');
    await olena.told('done.imported');
    await olena.reads(words('row.literal'));
    await olena.press('plan.confirmAll');
    await olena.told('done.confirmedAll');
    await olena.reads(words('row.confirmed'));
  });

  it('somebody subscribes in Viber, with the consent in the answer', async () => {
    expect(await saysOnViber('/subscribe city', halyna)).toContain('стоп');
  });

  it('rehearses the cycle: when what goes out, to how many, at what price', async () => {
    await olena.go('/planned');
    await olena.follow('planned.span.cycle');
    await olena.page.waitForURL(/days=cycle/);
    expect(await olena.page.locator('main .message').count()).toBeGreaterThan(5);
    expect(await olena.page.locator('main').textContent()).toContain(String(people));
  });

  it('brings in a list of addresses after looking at what was understood', async () => {
    const rows = Array.from({ length: letters }, (_, n) => `p${n}@example.net`);
    const buffer = Buffer.from(['email', ...rows, 'не адреса'].join('\n'));
    await olena.go('/people/list');
    const file = { name: 'учасники.csv', mimeType: 'text/csv', buffer };
    await olena.page.getByLabel(words('list.file')).setInputFiles(file);
    await olena.fill('list.source', 'цикл 2025');
    await olena.fill('list.ground', 'згода: анкета 2025');
    await olena.press('list.look');
    await olena.reads('p0@example.net');
    await olena.press('list.begin');
    await olena.reads(words('list.count.added'));
    expect(await olena.page.locator('main').textContent()).toMatch(new RegExp(`Нових адрес\\s*${letters}`));
  });

  it('writes a broadcast of one’s own, sees it as people will, and may not approve it', async () => {
    await olena.go('/broadcasts/new');
    await olena.fill('new.field.text', text);
    await olena.fill('new.field.subject', 'Зустріч у бібліотеці');
    await olena.fill('new.field.at', soon());
    await olena.press('new.preview');
    await olena.reads(words('new.previewMeans'));
    // With the letters in their frames, too.
    await olena.page.waitForLoadState('load');
    await olena.reads(text);
    // By the keyboard: a driver clicks in the very moment after scrolling, when the browser still takes the place for the
    // sandboxed frame that stood there before; a person's click a second later arrives.
    await olena.page.getByRole('button', { name: words('new.create') }).press('Enter');
    await olena.told('done.created');
    await olena.reads(words('broadcast.ownWaits'));
    broadcast = new URL(olena.page.url()).pathname.replace('/console', '');
    expect(await olena.page.getByRole('button', { name: words('act.approve'), exact: true }).count()).toBe(0);
  });

  /** The next full minute of the server's clock that leaves time to approve, as the field takes it. */
  function soon(): string {
    const db = new SqliteFile(path.join(data, 'uchast.sqlite'), { readonly: true });
    const at = db.prepare('select max(at) from audit').pluck().get() as number;
    db.close();
    const kyiv = new Date(Math.ceil((at + 15_000) / 60_000) * 60_000 + 2 * 3_600_000);
    return kyiv.toISOString().slice(0, 16);
  }

  it('a second person reads and approves it', async () => {
    await andriy.go(broadcast);
    await andriy.reads(text);
    await andriy.press('act.approve');
    await andriy.told('done.approve');
  });

  it('it arrives; paused it stops on its way, resumed it reaches everybody once', async () => {
    await until(async () => (await heard('telegram', text)) > 20, 120_000, 'the first messages');
    await olena.go(broadcast);
    await olena.press('act.pause');
    await olena.told('done.pause');
    await olena.reads(words('state.paused'));
    const stopped = await settled();
    expect(stopped).toBeLessThan(people);
    await olena.go('');
    await andriy.go(broadcast);
    await andriy.press('act.resume');
    await andriy.told('done.resume');
    await andriy.reads(/Опрацьовано \d+/);
    await until(async () => (await heard('telegram', text)) === people, 120_000, 'every message');
    await until(async () => (await heard('viber', text)) === 1, 60_000, 'the message in Viber');
    await until(async () => (await heard('smtp', 'у бібліотеці')) === letters, 60_000, 'every letter');
    const often = (await residents.heard('telegram', text)).filter((times) => times > 1);
    expect(often).toEqual([]);
  }, 240_000);

  /** How many have it once those that were on their way when it was paused have come. */
  async function settled(): Promise<number> {
    const inTheAir = new SqliteFile(path.join(data, 'uchast.sqlite'), { readonly: true });
    const calling = inTheAir
      .prepare("select count(*) from delivery where state in ('claimed','calling')")
      .pluck();
    await until(async () => calling.get() === 0, 30_000, 'calls that were under way');
    inTheAir.close();
    return await heard('telegram', text);
  }

  it('the results name every channel and every recipient', async () => {
    await until(
      async () => {
        await olena.go(broadcast);
        return (await olena.page.locator('main').textContent())?.includes(words('state.done')) ?? false;
      },
      30_000,
      'the end of the broadcast',
    );
    await olena.reads(words('broadcast.resultsCaption'));
    expect(await olena.page.locator('main').textContent()).toContain(String(people + letters + 1));
    await olena.follow('broadcast.recipientList');
    await olena.page.waitForURL(/\/recipients/);
    expect(await olena.page.locator('main tbody tr').count()).toBeGreaterThan(20);
  });

  it('the report can be downloaded and says what the plan says', async () => {
    await olena.go('/report');
    const [file] = await Promise.all([olena.page.waitForEvent('download'), olena.follow('report.docx')]);
    expect(file.suggestedFilename()).toMatch(/\.docx$/);
    const xml = strFromU8(
      unzipSync(readFileSync(await file.path()))['word/document.xml'] ?? new Uint8Array(),
    );
    expect(xml.replaceAll(/<[^>]+>/g, '')).toMatch(/1\.1/);
  });

  it('a question that was handed over is answered into the chat it came from', async () => {
    await says('/contest city');
    await says('/human');
    await says('Чи можна подати проєкт удвох із сестрою?');
    await says('так');
    await olena.go('/questions');
    await olena.reads('удвох із сестрою');
    const answer = 'Так, можна: впишіть обох у команду проєкту.';
    await olena.fill('questions.answer', answer);
    await olena.press('questions.send');
    await olena.told('done.answered');
    await until(async () => (await heard('telegram', answer)) === 1, 20_000, 'the answer in the chat');
  });

  it('a text that was edited is said once a second person approved it, and is taken back by undoing', async () => {
    const asked = 'скільки підписів треба зібрати';
    expect(await says(asked)).not.toContain(addition);
    await olena.go('/texts?q=підписів');
    await olena.page.getByRole('link', { name: 'Скільки підписів треба зібрати?' }).first().click();
    await olena.page.waitForURL(/\/texts\/faq\//);
    const place = new URL(olena.page.url()).pathname.replace('/console', '');
    const field = olena.page.getByLabel(words('text.field.answer'), { exact: true }).first();
    await field.fill(`${(await field.inputValue()).trim()}\n\n${addition}`);
    await olena.press('text.look');
    await olena.reads(addition);
    await olena.press('text.propose');
    await olena.reads(words('text.otherApproves'));
    expect(await says(asked)).not.toContain(addition);
    await andriy.go(place);
    await andriy.press('entries.approve');
    await andriy.told('done.textApproved');
    expect(await says(asked)).toContain(addition);
    await andriy.go(`${place}/undo`);
    await andriy.press('entries.undo');
    await andriy.told('done.entryUndone');
    expect(await says(asked)).not.toContain(addition);
  });

  it('a moved date shows what it changes before it is kept', async () => {
    await olena.go('/calendar/city/voting');
    await olena.fill('calendar.field.opens', '2027-03-10T00:00');
    await olena.press('calendar.showDiff');
    await olena.reads(words('diff.moves'));
    await olena.go('/calendar');
    expect(await olena.page.locator('main').textContent()).not.toContain(words('calendar.changed'));
  });

  it('the public register shows the broadcast until staff switch it off', async () => {
    const open = async (file = '') => await fetch(`${served.url}/register${file}`);
    const shown = 'покажемо, як подати проєкт';
    expect(await (await open()).text()).toContain(shown);
    await andriy.go('/register');
    await andriy.press('register.turn.off');
    await andriy.told('done.registerOff');
    expect(await (await open()).text()).not.toContain(shown);
    expect((await open('.csv')).status).toBe(404);
  });

  it('no page of this day had an error of a script, a refused request or a request to elsewhere', () => {
    expect([...olena.troubles, ...andriy.troubles]).toEqual([]);
  });
});
