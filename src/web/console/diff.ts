// Owns how the consequences of a change of dates look: which message appears, moves, comes late or loses its stage.
import { html } from 'hono/html';
import type { DiffRow } from '../../app/desk.ts';
import type { Html } from '../layout.ts';
import { channelNames, nameOfKey } from './broadcasts/broadcast-words.ts';
import { moment, type Tone, table, tag } from './show.ts';
import type { Say } from './words.ts';

const tones: Readonly<Record<DiffRow['change'], Tone>> = {
  appears: 'done',
  moves: 'note',
  late: 'problem',
  orphaned: 'problem',
  reworded: 'note',
};

/** Whether the row loses a message or its hour: staff say that they have seen it. */
export function isGrave(row: DiffRow): boolean {
  return row.change === 'late' || row.change === 'orphaned';
}

/** How many people the message would reach on each channel. */
function reached(say: Say, recipients: DiffRow['recipients']): string {
  const parts = Object.entries(recipients).map(([channel, people]) =>
    say('diff.reached', { channel: channelNames(say, [channel]), people }),
  );
  return parts.join(', ');
}

export function diffTable(say: Say, rows: readonly DiffRow[]): Html {
  return table({
    caption: say('diff.caption'),
    head: ['message', 'change', 'from', 'to', 'people'].map((key) => say(`diff.head.${key}`)),
    rows: rows.map((row) => [
      html`${nameOfKey(say, row.key)}${row.line ? html`<br><span class="soft">${say('broadcasts.line', { line: row.line })}</span>` : ''}`,
      html`${tag(say(`diff.${row.change}`), tones[row.change])}${row.voided === null ? '' : html`<br>${say('diff.voided', { who: row.voided })}`}`,
      row.from === null ? say('diff.none') : moment(row.from),
      row.to === null ? say('diff.none') : moment(row.to),
      reached(say, row.recipients),
    ]),
  });
}
