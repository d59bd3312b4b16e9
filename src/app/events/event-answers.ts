// Owns answers without identities: that somebody answered is a keyed hash, what they answered is only counted.
import { createHmac } from 'node:crypto';
import { dropUnasked } from '../../../db/answered.ts';
import {
  addTurnout,
  answeredOf,
  answeredSubjects,
  countAnswer,
  dropTurnout,
  tallyOf,
} from '../../../db/events.ts';
import type { At } from '../../../db/people.ts';
import type { App } from '../app.ts';

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
  of: { subjects: readonly string[]; personId: string },
): Promise<ReadonlySet<string>> {
  const asked = of.subjects.map((subject) => ({ subject, who: hashOf(app, subject, of.personId) }));
  const known = await Promise.all(pieces(asked).map((some) => answeredOf(at, some)));
  return new Set(known.flatMap((some) => [...some]));
}

/** Counts by option from 1, as many as there are options. */
export async function countsOf(at: At, subject: Subject, options: number): Promise<number[]> {
  const counted = await tallyOf(at, subject);
  return Array.from({ length: options }, (_, index) => counted.get(index + 1) ?? 0);
}

const askedMark = 'asked:';

/** Notes who asked what nobody could answer, so that their words can go when they go; by its hash, as with answers. */
export async function noteAsked(
  at: At,
  app: Keyed,
  { key, personId }: { key: string; personId: string },
): Promise<void> {
  const subject = `${askedMark}${key}`;
  await addTurnout(at, [{ subject, who: hashOf(app, subject, personId) }]);
}

/** The key of what nobody could answer, where a subject is that; null for every other. */
export function askedKey(subject: string): string | null {
  return subject.startsWith(askedMark) ? subject.slice(askedMark.length) : null;
}

/**
 * Takes every trace of a person out of the answers. Counts stay: nobody knows which of them were theirs. What they asked
 * in vain goes with them, unless somebody else asked the same.
 */
export async function forgetTurnout(at: At, app: Keyed, personId: string): Promise<void> {
  const subjects = await answeredSubjects(at);
  for (const some of pieces(subjects)) {
    const gone = await dropTurnout(
      at,
      some.map((subject) => hashOf(app, subject, personId)),
    );
    const asked = gone.flatMap((subject) => askedKey(subject) ?? []);
    await dropUnasked(
      at,
      asked.map((key) => ({ key, subject: `${askedMark}${key}` })),
    );
  }
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
