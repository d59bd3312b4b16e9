// Owns telling staff of residents' questions by e-mail: the clerk on duty at once, the deputy when nobody answers, and
// an alarm when that helps nothing. Who is on duty is duty.ts's.
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { allOpenQuestions, changeOpenQuestion, type QuestionRow } from '../../../db/questions.ts';
import { listHolidays } from '../../../db/tasks.ts';
import { afterDeskHours } from '../../core/desk-hours.ts';
import { deskCalendar, firstWords } from '../../core/question.ts';
import type { Content } from '../../core/texts.ts';
import { localDate, minuteMs } from '../../core/time.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { answerToken } from '../../mail/answer-token.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { alarmText, clear, raise } from '../running/alarm.ts';
import { mailStaff, staffLetter } from '../staff/staff-letters.ts';
import { dutyOf, onDuty } from './duty.ts';
import { contextWords } from './question-words.ts';

/** What comes in so soon after a letter shares the next one. */
const betweenLettersMs = 10 * minuteMs;
const toldKey = 'questions.toldAt';
export const lateAlarm = 'question.late';

/** One sweep. Idempotent: running it twice, or after any crash, tells nobody twice. */
export async function sweepQuestions(app: App): Promise<void> {
  const open = await allOpenQuestions(reading(app));
  if (open.some(({ mailedAt }) => mailedAt === null)) await mailNew(app);
  if (open.some(({ mailedAt, escalatedAt }) => mailedAt !== null && escalatedAt === null))
    await mailDeputies(app);
  await watchLate(app);
}

/** Tells who is on duty of every question that is new; several within ten minutes are one letter. */
async function mailNew(app: App): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  const mailed = await writing(app, async (at) => {
    const now = app.clock.now();
    const last = await setting<number>(at, toldKey);
    if (last !== null && last <= now && now - last < betweenLettersMs) return false;
    const fresh = (await allOpenQuestions(at)).filter(({ mailedAt }) => mailedAt === null);
    const { readers } = await onDuty(at, localDate(now));
    if (fresh.length === 0 || readers.length === 0) return false;
    for (const email of readers)
      await mailAbout(at, app, { questions: fresh, email, channel, letter: 'question' });
    for (const { id } of fresh) await changeOpenQuestion(at, id, { mailedAt: now });
    await putSetting(at, toldKey, now);
    return true;
  });
  if (mailed) app.nudge(channel);
}

/** When the next one in the order is told, counted in working hours; null: it was told. */
async function deputyDue(at: At, app: App): Promise<(question: QuestionRow) => number | null> {
  const { deputyAfterHours } = await dutyOf(at);
  const calendar = deskCalendar(app.files, await listHolidays(at));
  return ({ mailedAt, escalatedAt }) =>
    mailedAt === null || escalatedAt !== null ? null : afterDeskHours(mailedAt, deputyAfterHours, calendar);
}

async function mailDeputies(app: App): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  const now = app.clock.now();
  const isDue = async (at: At) => {
    const due = await deputyDue(at, app);
    return (await allOpenQuestions(at)).filter((one) => (due(one) ?? Number.POSITIVE_INFINITY) <= now);
  };
  if ((await isDue(reading(app))).length === 0) return;
  await writing(app, async (at) => {
    const questions = await isDue(at);
    const { deputy } = await onDuty(at, localDate(now));
    if (deputy) await mailAbout(at, app, { questions, email: deputy, channel, letter: 'question.deputy' });
    for (const { id } of questions) await changeOpenQuestion(at, id, { escalatedAt: now });
  });
  app.nudge(channel);
}

/** Raises one alarm over everything that is late: past its promise, or unanswered though the deputy knows of it. */
async function watchLate(app: App): Promise<void> {
  const at = reading(app);
  const now = app.clock.now();
  const open = await allOpenQuestions(at);
  const { deputyAfterHours } = await dutyOf(at);
  const calendar = deskCalendar(app.files, open.length > 0 ? await listHolidays(at) : []);
  const late = open.filter(
    ({ promisedAt, escalatedAt }) =>
      (promisedAt !== null && promisedAt <= now) ||
      (escalatedAt !== null && afterDeskHours(escalatedAt, deputyAfterHours, calendar) <= now),
  );
  const known = await hasAlarm(at);
  const [oldest] = late;
  if (!oldest) {
    if (known !== null) await writing(app, (write) => clear(write, app, lateAlarm));
    return;
  }
  const text = alarmText(app.files, 'question', { n: late.length, since: longMoment(oldest.askedAt) });
  if (known !== text) await writing(app, (write) => raise(write, app, { key: lateAlarm, text }));
}

async function hasAlarm({ t, s }: At): Promise<string | null> {
  const rows = await s.select().from(t.alarm);
  return rows.find(({ key, clearedAt }) => key === lateAlarm && clearedAt === null)?.text ?? null;
}

type Letter = 'question' | 'question.deputy';

async function mailAbout(
  at: At,
  app: App,
  of: { questions: readonly QuestionRow[]; email: string; channel: string; letter: Letter },
): Promise<void> {
  const { questions, email, channel, letter } = of;
  const [first] = questions;
  if (!first) return;
  const alone = questions.length === 1;
  const content = await currentContent(app, at);
  const parts = questions.map((question) => onePart(app, content, question));
  const made = await staffLetter(at, app, {
    name: alone ? letter : `${letter}.many`,
    values: {
      value: questions.length,
      name: firstWords(first.text, 60),
      what: parts.join('\n\n'),
      consoleUrl: `${app.publicUrl}/console/questions`,
    },
  });
  // A plain answer goes to the question; where there are several, nobody could tell which one is meant.
  const replyTo = alone ? { replyTo: answerToken(app.secret, first.id) } : {};
  const ids = questions.map(({ id }) => id);
  await mailStaff(at, app, { email, channel, ...made, ...replyTo, questions: ids });
}

function onePart(app: App, content: Content, question: QuestionRow): string {
  const { phrases } = content;
  const asked = (phrases['console.questions.letter.asked'] ?? '').replace(
    '{at}',
    longMoment(question.askedAt),
  );
  const until =
    question.promisedAt === null
      ? []
      : [(phrases['console.questions.letter.until'] ?? '').replace('{at}', longMoment(question.promisedAt))];
  return [
    `**${asked}**`,
    ...contextWords(content, question.context),
    question.text,
    ...until,
    `${app.publicUrl}/console/questions/${question.id}`,
  ].join('\n');
}
