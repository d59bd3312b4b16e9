// Owns how the command line tells people of a broadcast: its message, head count, price, warnings and counts.
import type { BroadcastResults, BroadcastView } from '../app/desk.ts';
import type { Preflight } from '../app/letters/preflight.ts';
import { isoInKyiv } from '../core/time.ts';
import type { Setting } from './command.ts';

/** Counts by channel as people read them: `telegram 3, viber 0`. */
export function byChannel(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([channel, count]) => `${channel} ${count}`)
    .join(', ');
}

export function tellView({ console }: Setting, view: BroadcastView): void {
  const { id, text, subject, recipients, priceEur, durationSeconds, warnings, at, picture } = view;
  const sizes = { people: byChannel(recipients), price: priceEur, seconds: durationSeconds };
  console.tell(console.word('cli.broadcast.view', { id, at: isoInKyiv(at), ...sizes }));
  console.tell(console.word('cli.broadcast.ends', { at: isoInKyiv(view.endsAt) }));
  console.tell(console.word('cli.broadcast.hash', { hash: view.hash }));
  if (view.emergency) console.tell(console.word('cli.broadcast.emergency', { reason: view.emergency }));
  if (subject) console.tell(subject);
  console.tell(text);
  if (picture) console.tell(console.word('cli.broadcast.picture', picture));
  for (const choice of view.choices) {
    const target = 'url' in choice ? choice.url : choice.value;
    console.tell(console.word('cli.broadcast.button', { label: choice.label, target }));
  }
  for (const warning of warnings) console.tell(warning);
}

/** What is wrong with the letter; nothing where nothing is. */
export function tellPreflight({ console }: Setting, { problems, warnings }: Preflight): void {
  for (const text of problems) console.tell(console.word('cli.broadcast.problem', { text }));
  for (const text of warnings) console.tell(console.word('cli.broadcast.look', { text }));
}

/** What left and what has not, in one line. */
export function tellCounts({ console }: Setting, results: BroadcastResults): void {
  const { total, sent, delivered, pending, claimed, failed, gone, unknown } = results;
  const left = { sent: sent + delivered, total, waiting: pending, claimed, failed: failed + gone, unknown };
  if (total > 0) console.tell(console.word('cli.broadcast.counts', left));
}

/** Every count on a line of its own. */
export function tellResults({ console }: Setting, results: BroadcastResults): void {
  const { byChannel: _, id, state, emergency, letters, ...counts } = results;
  console.tell(console.word('cli.broadcast.state', { id, state: console.word(`cli.state.${state}`) }));
  if (emergency) console.tell(console.word('cli.broadcast.emergency', { reason: emergency }));
  for (const [name, count] of Object.entries(counts))
    console.tell(`${console.word(`cli.count.${name}`)}: ${count}`);
  if (letters) tellLetters(console, letters);
}

/** How the letters fared: each figure with its word, then what came of each link. */
function tellLetters(
  console: Setting['console'],
  { links, bounced, left, ...fared }: NonNullable<BroadcastResults['letters']>,
): void {
  const { accepted, delivered, waiting, complained, clicked, agreed } = fared;
  const known = { ...(clicked === null ? {} : { clicked }), ...(agreed === null ? {} : { agreed }) };
  const figures = { accepted, delivered, waiting, ...bounced, complained, left: left.people, ...known };
  for (const [name, count] of Object.entries(figures))
    console.tell(`${console.word(`cli.letters.${name}`)}: ${count}`);
  for (const [reason, people] of Object.entries(left.reasons))
    console.tell(
      `${console.word('cli.letters.why', { reason: console.word(`cli.letters.why.${reason}`) })}: ${people}`,
    );
  for (const { url, people } of links) console.tell(`${url}: ${people}`);
}
