// Owns the page of one person's data behind its signed link: what it shows, its file, erasing by it, and asking for it by letter.
import { eq } from '../../../db/drizzle.ts';
import { lettersSince } from '../../../db/mine.ts';
import { type At, findAddress, type PersonRow } from '../../../db/people.ts';
import { personNow } from '../../../db/receiving.ts';
import { phrase } from '../../core/answer.ts';
import { factsFor } from '../../core/facts.ts';
import { type MinePart, mineParts } from '../../core/mine.ts';
import { dayMs } from '../../core/time.ts';
import { readAddress } from '../../mail/address.ts';
import { type App, channelNames, channelTitle, currentContent, reading, writing } from '../app.ts';
import { mineOf } from '../talk/look-mine.ts';
import { replyRow } from '../talk/reply-row.ts';
import { cyclesOf, residentOf } from '../talk/resident.ts';
import { myDataToken, readMyDataToken } from './my-data-token.ts';
import { erasePersonNow, everythingAbout } from './person-desk.ts';

/** What the page shows: its parts in words, and until when its link opens (milliseconds). */
export type MyDataShown = { parts: readonly MinePart[]; until: number };

/** What the pages of one's data ask of the application; a token that opens nothing any more answers null or false. */
export type MyDataDesk = {
  look: (token: string) => Promise<MyDataShown | null>;
  /** Everything as JSON, for programs. */
  file: (token: string) => Promise<string | null>;
  erase: (token: string) => Promise<boolean>;
  /** Sends the link to an address that we know; says the same for known and unknown ones. */
  request: (address: string) => Promise<'sent' | 'wrong'>;
};

/** Letters with the link to one address in a day. */
const lettersADay = 3;
/** The mark by which such a letter is known among the others. */
const about = 'myData';

export function myDataDesk(app: App): MyDataDesk {
  const opened = async (token: string) => {
    const read = readMyDataToken(app.secret, token, app.clock.now());
    const person = read && (await personOf(reading(app), read.personId));
    return read && person ? { ...read, person } : null;
  };
  return {
    look: async (token) => {
      const found = await opened(token);
      return found && { parts: await partsOf(app, found.person), until: found.until };
    },
    file: async (token) => {
      const found = await opened(token);
      if (!found) return null;
      return `${JSON.stringify(await everythingAbout(app, found.person.id), null, 2)}\n`;
    },
    erase: async (token) => {
      const found = await opened(token);
      if (!found) return false;
      await erasePersonNow(app, { personId: found.person.id, named: null, way: 'page' });
      return true;
    },
    request: async (given) => {
      const read = readAddress(given);
      if (!read.ok) return 'wrong';
      await writing(app, (at) => sendLink(at, app, read.address));
      return 'sent';
    },
  };
}

async function personOf({ t, s }: At, id: string): Promise<PersonRow | null> {
  return (await s.select().from(t.person).where(eq(t.person.id, id)))[0] ?? null;
}

/** Everything that is stored about a person, in words, part by part. */
export async function partsOf(app: App, person: PersonRow): Promise<MinePart[]> {
  const at = reading(app);
  const content = await currentContent(app);
  const now = app.clock.now();
  const known = await personNow(at, { personId: person.id, cycles: cyclesOf(content) });
  return mineParts({
    content,
    facts: factsFor(content, { contest: person.contest ?? 'city', now }),
    resident: residentOf(app, { person, content, known }),
    mine: await mineOf(at, app, person.id),
    channelTitle: (channel) => channelTitle(content, channel),
  });
}

/**
 * Sends the link to the owner of a confirmed address. One that nobody proved gets none: it may be a stranger's, and the
 * data would be those of whoever typed it.
 */
async function sendLink(at: At, app: App, email: string): Promise<void> {
  const [channel] = channelNames(app).letters;
  const found = channel ? await findAddress(at, channel, email) : null;
  if (found?.address.state !== 'active') return;
  const { person, address } = found;
  const now = app.clock.now();
  const sent = await lettersSince(at, { personId: person.id, addressId: address.id, since: now - dayMs });
  if (sent.filter((body) => body.about === about).length >= lettersADay) return;
  const content = await currentContent(app, at);
  const facts = factsFor(content, { contest: person.contest ?? 'city', now });
  const link = `${app.publicUrl}/my/${myDataToken(app.secret, person.id, now)}`;
  const reply = { text: phrase(content, 'mydata.letter.text', facts, { link }), choices: [] };
  const letter = {
    subject: phrase(content, 'mydata.letter.subject', facts),
    preheader: phrase(content, 'mydata.letter.preheader', facts),
  };
  const row = replyRow(app, { reply, person, address, now });
  await at.s.insert(at.t.delivery).values({ ...row, body: { reply, letter, about } });
  app.nudge(address.channel);
}
