// Owns a small city in full work, made by the product's own use cases: something to see on every page of the console.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../../src/app/app.ts';
import type { Desk, Result } from '../../src/app/desk.ts';
import { talk } from '../../src/app/talk/residents.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';

const tests = path.join(import.meta.dirname, '..');
const clerk = 'olena@city.example';
const second = 'andriy@city.example';

/** The value of what must not be refused here. */
function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/** Fills the city and returns the one-time token with which an administrator comes in. */
export async function fillCity(app: App, desk: Desk): Promise<string> {
  const { token } = got(await desk.staff.add(clerk, 'admin', 'test'));
  got(await desk.staff.add(second, 'approver', 'test'));
  got(await desk.duty.save({ clerks: [clerk, second], away: [], deputyAfterHours: 4 }, clerk));
  await fillPlan(desk);
  await fillBroadcasts(app, desk);
  await fillEvents(app, desk);
  await fillProjects(desk);
  await hearResidents(app);
  await fillEntries(desk);
  got(await desk.sources.add('poster-school-12', { contest: 'kids', role: 'author' }, clerk));
  return token;
}

async function fillPlan({ plans }: Desk): Promise<void> {
  const name = 'kalynove-2026-2027.docx';
  const bytes = readFileSync(path.join(tests, 'plans', name));
  const { id } = got(await plans.import({ name, bytes }, true, clerk));
  if (id === null) throw new Error('the plan was not kept');
  got(await plans.confirmAll(id, clerk));
}

async function fillBroadcasts(app: App, { broadcasts }: Desk): Promise<void> {
  const draft = {
    text: 'Завтра о 18:00 — зустріч у бібліотеці: покажемо, як подати проєкт. Приходьте!',
    subject: 'Як подати проєкт',
    at: app.clock.now() + 20 * hourMs,
    lastUsefulAt: app.clock.now() + 2 * dayMs,
    audience: { contest: 'city' as const },
    channels: null,
    nature: 'official' as const,
  };
  got(await broadcasts.create({ ...draft, by: clerk }));
  got(await broadcasts.create({ ...draft, at: draft.at + hourMs, by: second }));
}

async function fillEvents(app: App, { events, polls }: Desk): Promise<void> {
  const now = app.clock.now();
  const event = {
    title: 'Зустріч для авторів проєктів',
    startsAt: now + 3 * dayMs,
    endsAt: null,
    place: 'Бібліотека, вул. Чорновола, 3',
    link: null,
    contest: 'city' as const,
    stage: 'submission' as const,
    planId: null,
    line: null,
    about: 'Покажемо, як описати ідею й порахувати кошторис.',
    capacity: 30,
  };
  got(await events.add(event, clerk));
  const options = ['Парки', 'Дороги', 'Школи'];
  const poll = { question: 'Про що розповісти далі?', options, contest: null };
  got(await polls.add({ ...poll, opensAt: now, closesAt: now + 7 * dayMs }, clerk));
}

async function fillProjects({ projects }: Desk): Promise<void> {
  const name = 'projects.csv';
  const file = { name, bytes: readFileSync(path.join(tests, 'projects', name)) };
  const of = { contest: 'city' as const, cycle: null, by: clerk };
  got(await projects.import(file, { ...of, complete: false, save: true }));
}

/** One asks a person, one asks what nobody can answer, one writes a draft and shows it. */
async function hearResidents(app: App): Promise<void> {
  await says(app, 'ann', ['/contest city', '/role author', '/human', 'Чи можна подати два проєкти?', 'так']);
  await says(app, 'bob', ['/contest city', '/role voter', 'чи любить мер кактуси', '/no']);
  const answers = ['Лавки біля ринку', 'Ніде сісти', 'Дві лавки й навіс', 'Зупинка навпроти ринку', 'Усім'];
  const rest = ['громаді', 'усі', '3', '120 тис', 'так', '5', '/draft share yes'];
  await says(app, 'ivan', ['/draft begin city', ...answers, ...rest]);
}

async function says(app: App, session: string, texts: readonly string[]): Promise<void> {
  for (const [number, text] of texts.entries()) {
    const common = { channel: 'webchat', address: session, eventId: `${session}-${number}` };
    await talk(app, {
      channel: 'webchat',
      session,
      inbound: { ...common, kind: 'text', text, at: app.clock.now() },
    });
  }
}

async function fillEntries({ entries }: Desk): Promise<void> {
  const start = await entries.start({});
  const question = 'Чи можна прийти з дитиною?';
  const answer = 'Так, приходьте разом. Для дітей буде окремий куточок.';
  const phrasings = ['можна з дитиною', 'чи пустять з малим', 'прийти з дітьми', 'а дитину можна взяти'];
  const proposal = { ...start, question, answer, phrasings };
  got(await entries.propose(proposal, clerk));
}
