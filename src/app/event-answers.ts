// Owns answers without identities: that somebody answered is a keyed hash, what they answered is only counted.
import { createHmac } from 'node:crypto';
import {
  addTurnout,
  answeredOf,
  answeredSubjects,
  countAnswer,
  dropTurnout,
  tallyOf,
} from '../../db/events.ts';
import type { At } from '../../db/people.ts';
import type { App } from './app.ts';

/** What is answered: a poll, or one of the two questions after an event. */
export type Subject = `poll:${string}` | `event:${string}:${1 | 2}`;

type Keyed = Pick<App, 'secret'>;

/** Differs from subject to subject, so that no two answers of one person can be brought together without the key. */
function hashOf({ secret }: Keyed, subject: string, personId: string): string {
  return createHmac('sha256', secret).update(`turnout\n${subject}\n${personId}`).digest('base64url');
}

/** Counts an answer; false where the person has answered already, and then nothing changes. */
export async function countOnce(
  at: At,
  app: Keyed,
  of: { subject: Subject; personId: string; option: number },
): Promise<boolean> {
  const { subject, personId, option } = of;
  return await countAnswer(at, { subject, who: hashOf(app, subject, personId), option });
}

/** Which of the subjects the person has answered; never what. */
export async function answeredBy(
  at: At,
  app: Keyed,
  of: { subjects: readonly Subject[]; personId: string },
): Promise<ReadonlySet<string>> {
  const asked = of.subjects.map((subject) => ({ subject, who: hashOf(app, subject, of.personId) }));
  return await answeredOf(at, asked);
}

/** Counts by option from 1, as many as there are options. */
export async function countsOf(at: At, subject: Subject, options: number): Promise<number[]> {
  const counted = await tallyOf(at, subject);
  return Array.from({ length: options }, (_, index) => counted.get(index + 1) ?? 0);
}

/** Takes every trace of a person out of the answers. Counts stay: nobody knows which of them were theirs. */
export async function forgetTurnout(at: At, app: Keyed, personId: string): Promise<void> {
  const subjects = await answeredSubjects(at);
  for (const some of pieces(subjects))
    await dropTurnout(
      at,
      some.map((subject) => hashOf(app, subject, personId)),
    );
}

/** When two chats turn out to be one person, whatever either of them answered cannot be answered again. */
export async function mergeTurnout(at: At, app: Keyed, of: { from: string; to: string }): Promise<void> {
  const subjects = await answeredSubjects(at);
  for (const some of pieces(subjects)) {
    const answered = await dropTurnout(
      at,
      some.map((subject) => hashOf(app, subject, of.from)),
    );
    await addTurnout(
      at,
      answered.map((subject) => ({ subject, who: hashOf(app, subject, of.to) })),
    );
  }
}

/** One statement takes so many values on every engine. */
const mostValues = 500;

function pieces<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / mostValues);
  return Array.from({ length: count }, (_, index) => all.slice(index * mostValues, (index + 1) * mostValues));
}
