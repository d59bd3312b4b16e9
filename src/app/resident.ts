// Owns what the dialog and the page of one's data know of a person, put together from the tables.
import { type At, addressesOf, grantedScopes, mutedBy, type PersonRow, votesOf } from '../../db/people.ts';
import { contestIds } from '../core/contest.ts';
import type { Resident } from '../core/conversation.ts';
import type { Content } from '../core/texts.ts';
import type { App } from './app.ts';
import { reachableOf } from './linking.ts';

/** What is known of a person. */
export async function residentOf(
  at: At,
  app: App,
  { person, content }: { person: PersonRow; content: Content },
): Promise<Resident> {
  const addresses = await addressesOf(at, person.id);
  const votes = await votesOf(at, person.id);
  return {
    contest: person.contest,
    role: person.role,
    source: person.source,
    reminders: await grantedScopes(at, person.id, 'reminders'),
    channels: addresses.filter((row) => row.state !== 'unproven').map((row) => row.channel),
    since: person.createdAt,
    reachable: reachableOf(app, addresses),
    prefers: person.prefers,
    pace: person.pace,
    muted: await mutedBy(at, person.id),
    voted: contestIds.filter((contest) =>
      votes.some((vote) => vote.contest === contest && vote.cycle === content.contests[contest].cycle.name),
    ),
  };
}
