// Owns finding out why a person got a message that we began: its broadcast, and the consent or ground that it stands on.

import { begunTo } from '../../../db/begun.ts';
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import { type AddressRow, type At, consentsOf, type PersonRow, standingsOf } from '../../../db/people.ts';
import type { Command } from '../../core/dialog/command.ts';
import type { Asked, Reason } from '../../core/dialog/conversation.ts';

/** What «чому я це отримав?» is about; null where nobody asks it. Without an id it is the last message in this chat. */
export async function lookAtAsked(
  at: At,
  of: { meant: Command | null; person: PersonRow; address: AddressRow },
): Promise<Asked | null> {
  const { meant, person, address } = of;
  if (meant?.kind !== 'why') return null;
  const whose = { personId: person.id, addressId: address.id };
  const begun = await begunTo(at, { ...whose, broadcastId: meant.broadcast });
  if (!begun) return { kind: meant.broadcast === null ? 'none' : 'unknown' };
  return { kind: 'found', reason: await reasonOf(at, { ...begun, personId: person.id }) };
}

async function reasonOf(
  at: At,
  of: { broadcast: BroadcastRow; begunAt: number; personId: string },
): Promise<Reason> {
  const { broadcast, begunAt, personId } = of;
  const { purposes, contest, topic } = broadcast.audience;
  const opens = (consent: { purpose: string; contest: string }) =>
    purposes.some((purpose) => purpose === consent.purpose) &&
    (contest === null || consent.contest === contest || consent.contest === 'any');
  const given = (await consentsOf(at, personId))
    .filter((consent) => consent.granted && opens(consent))
    // What was granted after the message can't be why it came; a later one only stands in where a merge left no other.
    .sort((a, b) => Number(a.at > begunAt) - Number(b.at > begunAt) || b.at - a.at);
  const consent = given.find(({ purpose }) => purpose !== 'official') ?? given[0];
  const standing = (await standingsOf(at, personId)).some(opens);
  return {
    topic: topic ?? null,
    digest: broadcast.kind === 'digest',
    amends: broadcast.amends !== null,
    basis: basisOf(consent),
    withdrawn: consent !== undefined && !standing,
  };
}

type ConsentRow = Awaited<ReturnType<typeof consentsOf>>[number];

function basisOf(consent: ConsentRow | undefined): Reason['basis'] {
  if (!consent) return null;
  const { purpose, contest, at, channel } = consent;
  return purpose === 'official'
    ? { kind: 'official' }
    : { kind: 'consent', purpose, scope: contest, at, channel };
}
