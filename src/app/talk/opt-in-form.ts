// Owns the e-mail form of the public page: the same double opt-in as `/email`, for somebody without a chat.
import { type At, addPerson, findAddress, type PersonRow } from '../../../db/people.ts';
import { phrase } from '../../core/answer.ts';
import type { ContestId } from '../../core/contest.ts';
import { factsFor } from '../../core/facts.ts';
import { readAddress } from '../../mail/address.ts';
import { type App, channelNames, currentContent } from '../app.ts';
import { requestOptIn } from './effects.ts';

/** Sends the confirmation letter. Children's addresses are not collected: the school contest has its coordinator. */
export async function requestByForm(
  at: At,
  app: App,
  of: { address: string; contest: ContestId | null },
): Promise<'sent' | 'wrong' | 'kids'> {
  if (of.contest === 'kids') return 'kids';
  const read = readAddress(of.address);
  const [channel] = channelNames(app).letters;
  if (!read.ok || !channel) return 'wrong';
  const now = app.clock.now();
  const known = await findAddress(at, channel, read.address);
  const person: PersonRow = known?.person ?? {
    id: app.newId(),
    createdAt: now,
    contest: of.contest,
    role: null,
    source: null,
    prefers: null,
    pace: null,
  };
  if (!known) await addPerson(at, person);
  const content = await currentContent(app, at);
  const facts = factsFor(content, { contest: of.contest ?? 'city', now });
  const scope = content.phrases[`scope.${of.contest ?? 'any'}`] ?? '';
  const wording = phrase(content, 'consent.email', facts, { scope });
  await requestOptIn(at, app, { person, address: read.address, wording });
  return 'sent';
}
