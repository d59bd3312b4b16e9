// Owns letters to staff: their words as they stand, and their way into the ledger.
import { addDeliveries } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { listStaff } from '../../../db/staff.ts';
import type { StaffRole } from '../../../db/tables.ts';
import { factsFor, say } from '../../core/facts.ts';
import type { Fact } from '../../core/template.ts';
import { type App, channelNames, currentContent } from '../app.ts';
import { replyRow } from '../talk/reply-row.ts';

/** The first administrator, who has no address until they add themselves. */
export const firstAdmin = 'admin@localhost';

export type LetterValues = Readonly<Record<string, string | number>>;

/** A letter to staff as it stands now, with values put in its places; throws where there is none of this name. */
export async function staffLetter(
  at: At,
  app: Pick<App, 'db' | 'files' | 'clock'>,
  { name, values }: { name: string; values: LetterValues },
): Promise<{ subject: string; preheader: string; text: string }> {
  const content = await currentContent(app, at);
  const letter = content.letters[name];
  if (!letter) throw new Error(`content/letters.yaml has no ${name}`);
  const own = Object.entries(values).map(([key, value]): [string, Fact] => [
    key,
    { label: key, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  const facts = {
    ...factsFor(content, { contest: 'city', now: app.clock.now() }),
    ...Object.fromEntries(own),
  };
  const filled = (text: string | null | undefined) => say(content, text ?? '', facts).text;
  return {
    subject: filled(letter.subject),
    preheader: filled(letter.preheader),
    text: filled(letter.text),
  };
}

/** The addresses of everybody of the staff in these roles. */
export async function staffEmails(at: At, roles: readonly StaffRole[]): Promise<string[]> {
  const members = (await listStaff(at)).filter(({ role }) => roles.includes(role));
  return members.map(({ email }) => email).filter((email) => email !== firstAdmin);
}

/** A letter to somebody of the staff: it always goes out, training mode or not. */
export async function mailStaff(
  at: At,
  app: App,
  of: {
    email: string;
    channel: string;
    subject: string;
    preheader: string;
    text: string;
    /** The local part of the address to which an answer goes; absent: to the sender. */
    replyTo?: string;
    /** Residents' questions whose words the letter holds. */
    questions?: readonly string[];
  },
): Promise<void> {
  const { email, channel, subject, preheader, text, replyTo, questions } = of;
  const reply = { text, choices: [] };
  const row = replyRow(app, {
    reply,
    person: { id: 'staff' },
    address: { id: '', channel },
    now: app.clock.now(),
  });
  await addDeliveries(at, [
    {
      ...row,
      addressId: null,
      body: {
        reply,
        letter: { subject, preheader, ...(replyTo ? { replyTo } : {}) },
        to: email,
        ...(questions ? { questions: [...questions] } : {}),
      },
    },
  ]);
}

/** A letter to somebody about their own access; where no letters can be sent, nothing. */
export async function tellOfAccess(
  at: At,
  app: App,
  { email, letter, by }: { email: string; letter: string; by: string },
): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel || email === firstAdmin) return;
  const value = by === 'cli' ? (app.files.phrases['console.audit.actor.cli'] ?? by) : by;
  const values = { value, consoleUrl: `${app.publicUrl}/console` };
  const words = await staffLetter(at, app, { name: letter, values });
  await mailStaff(at, app, { email, channel, ...words });
}
