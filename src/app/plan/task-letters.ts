// Owns the letters about tasks: to whom they go and what they say; when they go belongs to the sweep.
import type { At } from '../../../db/people.ts';
import type { TaskRow } from '../../../db/tasks.ts';
import type { TaskLetter } from '../../core/plan/task.ts';
import type { Content } from '../../core/texts.ts';
import { longDate } from '../../core/ukrainian.ts';
import { type App, currentContent } from '../app.ts';
import { mailStaff, staffEmails, staffLetter } from '../staff/staff-letters.ts';
import { taskToken } from './task-link.ts';

/** Writes the letter to everybody whom it concerns; false where there is nobody, so that it waits for somebody. */
export async function mailAbout(
  at: At,
  app: App,
  of: { task: TaskRow; letter: TaskLetter; channel: string },
): Promise<boolean> {
  const { task, letter, channel } = of;
  const content = await currentContent(app, at);
  const readers = await readersOf(at, content, letter);
  const values = {
    what: task.title,
    due: longDate(task.dueOn),
    unit: task.unit === '' ? (content.phrases['task.page.noUnit'] ?? '') : task.unit,
    consoleUrl: `${app.publicUrl}/console/tasks/${task.id}`,
    calendarUrl: `${app.publicUrl}/task/${taskToken(app.secret, task.id)}.ics`,
  };
  const words = await staffLetter(at, app, { name: `task.${letter}`, values });
  for (const email of readers) await mailStaff(at, app, { email, channel, ...words });
  return readers.length > 0;
}

/** The responsible unit's mailbox, else everybody who may approve; of what is late all administrators. */
async function readersOf(at: At, { rules }: Pick<Content, 'rules'>, letter: TaskLetter): Promise<string[]> {
  if (letter === 'late') return await staffEmails(at, ['admin']);
  const mailbox = rules.teamEmail?.value;
  if (typeof mailbox === 'string' && mailbox !== '') return [mailbox];
  return await staffEmails(at, ['approver', 'admin']);
}
