// Owns looking up what a turn knows of the person's questions to staff, and what can be promised at this hour.
import type { At, PersonRow } from '../../db/people.ts';
import { questionsOfPerson } from '../../db/questions.ts';
import { listHolidays } from '../../db/tasks.ts';
import { promiseAt, type QuestionsLook } from '../core/question.ts';
import type { Content } from '../core/texts.ts';
import type { App } from './app.ts';

/** More than may wait, and the last ones that were answered. */
const most = 10;

/** The person's own questions, the newest first. */
export async function lookAtQuestions(
  at: At,
  app: Pick<App, 'clock'>,
  { person, content }: { person: PersonRow; content: Content },
): Promise<QuestionsLook> {
  const rows = await questionsOfPerson(at, person.id, most);
  const open = rows.filter((row) => row.answeredAt === null && row.cancelledAt === null);
  return {
    waiting: open.map(({ id, text, askedAt, promisedAt }) => ({ id, text, askedAt, promisedAt })),
    answered: rows.flatMap(({ id, text, answeredAt }) =>
      answeredAt === null ? [] : [{ id, text, answeredAt }],
    ),
    promised: promiseAt(content, app.clock.now(), await listHolidays(at)),
  };
}
