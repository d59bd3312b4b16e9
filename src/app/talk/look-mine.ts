// Owns looking up everything that is stored about one person, for «мої дані» in the chat and on the page.
import { draftOf, followsOf, messagesTo, seatsOf } from '../../../db/mine.ts';
import { type At, addressesOf, consentsOf, standingsOf } from '../../../db/people.ts';
import { questionsOfPerson } from '../../../db/questions.ts';
import type { MineLook, MyConsent } from '../../core/mine.ts';
import { type App, channelNames } from '../app.ts';
import { myDataToken } from '../people/my-data-token.ts';

/** More than anybody asks in the time for which words are kept. */
const mostQuestions = 200;

/** Everything of one person beside what `residentOf` knows. */
export async function mineOf(
  at: At,
  app: Pick<App, 'secret' | 'clock' | 'publicUrl' | 'channels'>,
  personId: string,
): Promise<MineLook> {
  const boxes = channelNames(app).letters;
  const letters = (await addressesOf(at, personId)).filter((row) => boxes.includes(row.channel));
  const draft = await draftOf(at, personId);
  const questions = await questionsOfPerson(at, personId, mostQuestions);
  return {
    link: `${app.publicUrl}/my/${myDataToken(app.secret, personId, app.clock.now())}`,
    letters: letters.map(({ address, state, listSource }) => ({
      address,
      proven: state !== 'unproven',
      source: listSource,
    })),
    consents: newest(await consentsOf(at, personId), await standingsOf(at, personId)),
    follows: await followsOf(at, personId),
    seats: await seatsOf(at, personId),
    draft: draft && {
      values: draft.body.values,
      updatedAt: draft.updatedAt,
      shared: draft.code !== null,
    },
    questions: questions.map(({ text, askedAt, answer, answeredAt, cancelledAt }) => {
      return { text, askedAt, answer, answeredAt, cancelledAt };
    }),
    messages: await messagesTo(at, personId),
  };
}

/** The last word of the ledger on each purpose and scope, in the order in which they were first spoken of. */
function newest(
  consents: readonly MyConsent[],
  granted: readonly Pick<MyConsent, 'purpose' | 'contest'>[],
): MyConsent[] {
  const nameOf = ({ purpose, contest }: Pick<MyConsent, 'purpose' | 'contest'>) => `${purpose} ${contest}`;
  const stands = new Set(granted.map(nameOf));
  // Of two words of the same instant the one that stands was the last.
  const order = (one: MyConsent) => Number(one.granted === stands.has(nameOf(one)));
  const last = new Map<string, MyConsent>();
  for (const one of [...consents].sort((a, b) => a.at - b.at || order(a) - order(b)))
    last.set(nameOf(one), one);
  return [...last.values()];
}
