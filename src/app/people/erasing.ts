// Owns erasing a person for good: tables, files, and the proof that it was done, which holds nothing of the person. By
// which way somebody asked for it, and the words of it, are its callers'.
import { createHmac } from 'node:crypto';
import { suppress } from '../../../db/desk.ts';
import { addErasure, erasePerson } from '../../../db/erasure.ts';
import { type At, addressesOf } from '../../../db/people.ts';
import type { ErasureWay } from '../../../db/tables.ts';
import type { ErasureLine } from '../../core/erasure.ts';
import { suppressionHash } from '../../mail/suppression.ts';
import { type App, channelNames } from '../app.ts';
import { forgetTurnout } from '../events/event-answers.ts';

type Erasing = Pick<App, 'channels' | 'secret' | 'clock' | 'newId' | 'erasures'>;

/** The keyed hash under which an erased address is found again, in an older copy or by somebody who names it. */
export function erasureHash(secret: string, of: { channel: string; address: string }): string {
  return createHmac('sha256', secret).update(`erasure\n${of.channel}\n${of.address}`).digest('hex');
}

/**
 * Erases a person inside a write. `named` is the letter address by which somebody asked for it, null: none. The line in
 * the journal is on the disk before the write commits: an erasure that was promised is repeated after any restore. Files
 * of letters go before the commit too, because after it nobody could find them. What the database's files still hold is
 * for the caller to scrub after the commit.
 */
export async function eraseInside(
  at: At,
  app: Erasing,
  of: { personId: string; named: string | null; way: ErasureWay },
): Promise<void> {
  const who = (await addressesOf(at, of.personId)).map((row) => erasureHash(app.secret, row));
  const suppressed = await suppressLetters(at, app, of);
  await forgetTurnout(at, app, of.personId);
  const { letters, classes } = await erasePerson(at, of.personId);
  const line: ErasureLine = {
    id: app.newId(),
    at: app.clock.now(),
    way: of.way,
    classes,
    who,
    suppressed,
  };
  await addErasure(at, proofOf(line));
  await app.erasures.append(line);
  await forgetLetters(app, letters);
}

/** Erases a person whom an older copy of the database brought back; the proof of their erasure stands already. */
export async function eraseAgain(at: At, app: Erasing, personId: string): Promise<void> {
  await suppressLetters(at, app, { personId, named: null });
  await forgetTurnout(at, app, personId);
  const { letters } = await erasePerson(at, personId);
  await forgetLetters(app, letters);
}

/** Has every channel remove what it keeps itself of these deliveries. */
export async function forgetLetters(
  app: Pick<App, 'channels'>,
  deliveryIds: readonly string[],
): Promise<void> {
  for (const channel of app.channels) await channel.forget?.(deliveryIds);
}

/** The row of the proof that a line of the journal stands for. */
export function proofOf({ suppressed: _, ...row }: ErasureLine) {
  return row;
}

/**
 * Keeps the salted hash of each letter address of the person: of one never proved, a stranger's perhaps, only where it
 * was named. Returns the hashes.
 */
async function suppressLetters(
  at: At,
  app: Erasing,
  of: { personId: string; named: string | null },
): Promise<string[]> {
  const hashes: string[] = [];
  for (const row of await addressesOf(at, of.personId)) {
    if (!channelNames(app).letters.includes(row.channel)) continue;
    if (row.state === 'unproven' && row.address !== of.named) continue;
    const hash = suppressionHash(app.secret, row.address);
    await suppress(at, { hash, at: app.clock.now(), reason: 'erased' });
    hashes.push(hash);
  }
  return hashes;
}
