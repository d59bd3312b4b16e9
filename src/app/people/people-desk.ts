// Owns what staff do about single people: the stop list, and one person's data on request; sums of everybody are figures.ts's.
import { skipWaiting } from '../../../db/begun.ts';
import { isSuppressed, suppress } from '../../../db/desk.ts';
import { stopCounts } from '../../../db/figures.ts';
import { type At, changeAddress, findAddress, recordConsent, standingsOf } from '../../../db/people.ts';
import type { MinePart } from '../../core/mine.ts';
import { readAddress } from '../../mail/address.ts';
import { suppressionHash } from '../../mail/suppression.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { noteAct, writeAudit } from '../staff/audit.ts';
import { partsOf } from './my-data.ts';
import { eraseByAddress, exportPerson, lookUp } from './person-desk.ts';

/** Why a clerk put an address on the stop list: its owner asked, by telephone or in person. */
const asked = 'asked';

export type PeopleDesk = {
  /** Addresses on the stop list by why; only their salted hashes are kept, so they can't be listed. */
  stopped: () => Promise<{ reason: string; addresses: number }[]>;
  /** Whether this address is on it. */
  isStopped: (address: string, by: string) => Promise<Result<boolean>>;
  /** Puts an address on it because its owner asked; letters to it that wait do not go out. */
  stop: (address: string, by: string) => Promise<Result<null>>;
  /** What is stored about the person with this address, in words; the look is in the audit trail. */
  look: (address: string, by: string) => Promise<Result<readonly MinePart[]>>;
  /** The same for programs, as JSON. */
  file: (address: string, by: string) => Promise<Result<string>>;
  /** Erases the person for good. The instant is the proof's: nothing of the person is in it. */
  erase: (address: string, by: string) => Promise<Result<{ at: number }>>;
};

export function peopleDesk(app: App): PeopleDesk {
  const noted = async (actor: string, act: string) => noteAct(app, { actor, act, object: '' });
  return {
    stopped: () => stopCounts(reading(app)),
    isStopped: async (given, by) => {
      const read = readAddress(given);
      if (!read.ok) return refuse(app, 'stop.address');
      await noted(by, 'stop.look');
      return { ok: true, value: await isSuppressed(reading(app), suppressionHash(app.secret, read.address)) };
    },
    stop: async (given, by) => {
      const read = readAddress(given);
      if (!read.ok) return refuse(app, 'stop.address');
      await writing(app, async (at) => {
        await stopAddress(at, app, read.address);
        await writeAudit(at, app, { actor: by, act: 'stop.add', object: '' });
      });
      return { ok: true, value: null };
    },
    look: async (address, by) => {
      const person = await lookUp(app, address);
      await noted(by, 'data.look');
      if (!person) return refuse(app, 'data.unknown');
      return { ok: true, value: await partsOf(app, person) };
    },
    file: async (address, by) => {
      const found = await exportPerson(app, address);
      if (!found.ok) return found;
      await noted(by, 'data.export');
      return { ok: true, value: `${JSON.stringify(found.value, null, 2)}\n` };
    },
    erase: async (address, by) => {
      const erased = await eraseByAddress(app, address);
      if (!erased.ok) return erased;
      const at = app.clock.now();
      await noted(by, 'data.erase');
      return { ok: true, value: { at } };
    },
  };
}

/** Nothing is written to this letter box any more: by consent or by law, now waiting or later brought in by a list. */
async function stopAddress(at: At, app: App, email: string): Promise<void> {
  const now = app.clock.now();
  await suppress(at, { hash: suppressionHash(app.secret, email), at: now, reason: asked });
  const [channel] = channelNames(app).letters;
  const found = channel ? await findAddress(at, channel, email) : null;
  if (!channel || !found) return;
  const personId = found.person.id;
  await changeAddress(at, found.address.id, { state: 'gone' });
  const byLetter: readonly string[] = ['letters', 'official'];
  for (const { purpose, contest } of await standingsOf(at, personId)) {
    if (!byLetter.includes(purpose)) continue;
    const consent = { purpose, contest, granted: false, at: now, channel };
    await recordConsent(at, personId, { ...consent, id: app.newId(), wording: asked, ground: 'withdrawal' });
  }
  const left = ({ purposes }: { purposes: readonly string[] }) =>
    purposes.every((purpose) => byLetter.includes(purpose));
  await skipWaiting(at, { personId, reason: 'withdrawn', now, left });
}
