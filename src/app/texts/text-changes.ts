// Owns which planned messages would say something else with a text in its place, and whose approval would not hold any
// more: what staff see before they publish. Changes nothing.
import { type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import { contentHash, type Occurrence } from '../../core/broadcast.ts';
import { occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { type OwnText, withText } from '../../core/revision.ts';
import { type App, reading } from '../app.ts';
import { occurrenceSources } from '../plan/reconcile.ts';

/** A planned message that comes in other words. `from` and `to`: its words now and then. */
export type ChangedMessage = {
  key: string;
  at: number;
  channels: readonly string[];
  from: string;
  to: string;
  /** Who approved the words of now; null: nobody had to. */
  voided: string | null;
};

/** The planned messages that are not on their way yet and that a text would change, by time. */
export async function changedMessages(app: App, text: OwnText): Promise<ChangedMessage[]> {
  // Answers are said when somebody asks: no planned message has a word of them.
  if (text.kind === 'faq') return [];
  const sources = await occurrenceSources(app, reading(app));
  const next = withText(sources.content, text);
  if (!next) return [];
  const now = app.clock.now();
  const coming = (content: typeof next) =>
    occurrencesOf({ ...sources, content }, now, Number.MAX_SAFE_INTEGER);
  const after = new Map(coming(next).map((one) => [one.key, one]));
  const made = new Map(
    (await listBroadcasts(reading(app), ['approved', 'waiting'])).map((row) => [row.key, row]),
  );
  return coming(sources.content)
    .flatMap((one) => {
      const then = after.get(one.key);
      if (!then || contentHash(one) === contentHash(then)) return [];
      return [changeOf(one, then, made.get(one.key))];
    })
    .sort((a, b) => a.at - b.at);
}

function changeOf(one: Occurrence, then: Occurrence, row: BroadcastRow | undefined): ChangedMessage {
  const { key, at, channels } = one;
  const voided = row?.state === 'approved' ? row.approvedBy : null;
  return { key, at, channels, from: wordsIn(one), to: wordsIn(then), voided };
}

/** All that people read of a message. */
function wordsIn({ body }: Occurrence): string {
  const labels = body.choices.map(({ label }) => label).join(' · ');
  const letter = body.letterText && body.letterText !== body.text ? body.letterText : null;
  return [body.subject, body.preheader, body.text, letter, labels].filter(Boolean).join('\n');
}
