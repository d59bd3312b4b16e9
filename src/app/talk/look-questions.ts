// Owns looking up what a turn knows of the person's questions to staff, and what can be promised at this hour.
import type { At, PersonRow } from '../../../db/people.ts';
import { questionsOfPerson } from '../../../db/questions.ts';
import { promiseAt, type QuestionsLook } from '../../core/question.ts';
import type { Content } from '../../core/texts.ts';
import type { SpecialDay } from '../../core/workdays.ts';
import type { App } from '../app.ts';

/** More than may wait, and the last ones that were answered. */
const most = 10;

/** The person's own questions, the newest first. `asked`: whether there are any; `special`: days that are not like others. */
export async function lookAtQuestions(
  at: At,
  app: Pick<App, 'clock'>,
  of: { person: PersonRow; content: Content; asked: boolean; special: readonly SpecialDay[] },
): Promise<QuestionsLook> {
  const { person, content, asked, special } = of;
  const now = app.clock.now();
  const rows = asked ? await questionsOfPerson(at, person.id, most) : [];
  const open = rows.filter((row) => row.answeredAt === null && row.cancelledAt === null);
  return {
    waiting: open.map(({ id, text, askedAt, promisedAt }) => ({ id, text, askedAt, promisedAt })),
    answered: rows.flatMap(({ id, text, answeredAt }) =>
      answeredAt === null ? [] : [{ id, text, answeredAt }],
    ),
    // Few turns promise anything, and the calendar is slow to walk through.
    get promised() {
      return promiseAt(content, now, special);
    },
  };
}
