// Owns taking in an answer that staff sent by e-mail: once, only for the question that its signed address names, only
// from somebody who is of the staff now; and telling them by e-mail what became of it.
import { createHash } from 'node:crypto';
import { rememberReturn } from '../../../db/mail-returns.ts';
import { findQuestion } from '../../../db/questions.ts';
import { findStaff } from '../../../db/staff.ts';
import { firstWords } from '../../core/question.ts';
import { readMailedAnswer } from '../../mail/answer-message.ts';
import { readAnswerToken } from '../../mail/answer-token.ts';
import { returnIdentity } from '../../mail/bounce.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { mailStaff, staffLetter } from '../staff/staff-letters.ts';
import { answerQuestion } from './question-desk.ts';

/** none: the message is no answer to a question · nothing: it is one and changes nothing. */
export type TakenAnswer = 'none' | 'taken' | 'repeat' | 'nothing';

/** Takes a message where it answers a question; throws only where the database does. */
export async function takeMailedAnswer(
  app: App,
  raw: Uint8Array,
  recipients: readonly string[],
): Promise<TakenAnswer> {
  const answer = await readMailedAnswer(raw, {
    readToken: (text) => readAnswerToken(app.secret, text),
    recipients,
  });
  if (answer === null) return 'none';
  if (answer === 'automatic') return 'nothing';
  const { question: id, from, text } = answer;
  // Anybody can write any sender; strangers are told nothing, so that nobody learns who answers.
  const staff = await findStaff(reading(app), from);
  const question = await findQuestion(reading(app), id);
  if (!staff) return 'nothing';
  const identity = createHash('sha256')
    .update(`answer\n${id}\n${returnIdentity(raw)}`)
    .digest('base64url');
  if (!(await writing(app, (at) => rememberReturn(at, identity, app.clock.now())))) return 'repeat';
  const result = await answerQuestion(app, id, { text, by: from });
  const values = {
    name: question ? firstWords(question.text) : '',
    answer: text,
    value: result.ok ? '' : result.message,
    consoleUrl: `${app.publicUrl}/console/questions/${id}`,
  };
  const letter = result.ok ? 'question.answered' : 'question.refused';
  await tell(app, { email: from, letter, values, question: id });
  return result.ok ? 'taken' : 'nothing';
}

async function tell(
  app: App,
  of: { email: string; letter: string; values: Record<string, string>; question: string },
): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel) return;
  const questions = [of.question];
  await writing(app, async (at) => {
    const letter = await staffLetter(at, app, { name: of.letter, values: of.values });
    await mailStaff(at, app, { email: of.email, channel, ...letter, questions });
  });
  app.nudge(channel);
}
