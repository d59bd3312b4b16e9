// Owns what the dialog and the page of one's data know of a person, put together from the tables.
import type { PersonRow } from '../../../db/people.ts';
import type { PersonNow } from '../../../db/receiving.ts';
import { type ContestId, contestIds } from '../../core/contest.ts';
import type { Resident } from '../../core/dialog/conversation.ts';
import type { Content } from '../../core/texts.ts';
import type { App } from '../app.ts';
import { reachableOf } from './linking.ts';

/** The names of the cycles of the moment. */
export function cyclesOf({ contests }: Content): Record<ContestId, string> {
  return { city: contests.city.cycle.name, kids: contests.kids.cycle.name };
}

/** What is known of a person. */
export function residentOf(
  app: App,
  of: { person: PersonRow; content: Content; known: PersonNow },
): Resident {
  const { person, content, known } = of;
  const { addresses, votes } = known;
  return {
    contest: person.contest,
    role: person.role,
    source: person.source,
    reminders: known.reminders,
    channels: addresses.filter((row) => row.state !== 'unproven').map((row) => row.channel),
    since: person.createdAt,
    reachable: reachableOf(app, addresses),
    prefers: person.prefers,
    pace: person.pace,
    muted: known.muted,
    voted: contestIds.filter((contest) =>
      votes.some((vote) => vote.contest === contest && vote.cycle === content.contests[contest].cycle.name),
    ),
  };
}
