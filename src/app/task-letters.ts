// Owns the letters about tasks: to whom they go and what they say; when they go belongs to the sweep.
import type { At } from '../../db/people.ts';
import type { TaskRow } from '../../db/tasks.ts';
import type { TaskLetter } from '../core/task.ts';
import { longDate } from '../core/ukrainian.ts';
import type { App } from './app.ts';
import { mailStaff, staffEmails } from './staff-desk.ts';
import { taskToken } from './task-link.ts';
import { taskWords } from './task-words.ts';

/** Writes the letter to everybody whom it concerns; false where there is nobody, so that it waits for somebody. */
export async function mailAbout(
  at: At,
  app: App,
  of: { task: TaskRow; letter: TaskLetter; channel: string },
): Promise<boolean> {
  const { task, letter, channel } = of;
  const readers = await readersOf(at, app, letter);
  const word = taskWords((key) => app.files.phrases[key]);
  const values = {
    what: task.title,
    due: longDate(task.dueOn),
    unit: task.unit === '' ? null : task.unit,
    consoleUrl: `${app.publicUrl}/console/tasks/${task.id}`,
    calendarUrl: `${app.publicUrl}/task/${taskToken(app.secret, task.id)}.ics`,
  };
  const [subject, preheader, text] = (['subject', 'preheader', 'text'] as const).map((part) =>
    word(`letter.${letter}.${part}`, values),
  );
  for (const email of readers) {
    await mailStaff(at, app, {
      email,
      channel,
      subject: subject ?? '',
      preheader: preheader ?? '',
      text: text ?? '',
    });
  }
  return readers.length > 0;
}

/** The responsible unit's mailbox, else everybody who may approve; of what is late all administrators. */
async function readersOf(at: At, app: App, letter: TaskLetter): Promise<string[]> {
  if (letter === 'late') return await staffEmails(at, ['admin']);
  const mailbox = app.files.rules.teamEmail?.value;
  if (typeof mailbox === 'string' && mailbox !== '') return [mailbox];
  return await staffEmails(at, ['approver', 'admin']);
}
