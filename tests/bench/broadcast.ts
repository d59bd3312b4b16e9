// Owns the broadcast that a benchmark sends: a text of staff for everybody with a consent to reminders.
import { addBroadcast, type BroadcastRow } from '../../db/broadcasts.ts';
import { type App, writing } from '../../src/app/app.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { text } from './senders/task.ts';

/** Puts in a broadcast whose rows are to be made. */
export async function addBenchBroadcast(
  app: App,
  of: { id: string; channels: string[] },
): Promise<BroadcastRow> {
  const now = app.clock.now();
  const row: BroadcastRow = {
    id: of.id,
    key: `own:${of.id}`,
    planId: null,
    line: null,
    kind: 'own',
    nature: 'agitation',
    contest: 'city',
    stage: null,
    priority: priority.promotion,
    at: now,
    lastUsefulAt: now + dayMs / 4,
    audience: audienceOf({ purposes: ['reminders'], contest: 'city', topic: 'news' }),
    channels: of.channels,
    body: { text, choices: [], subject: 'Голосування', preheader: null, letterText: null },
    contentHash: 'bench',
    state: 'expanding',
    reason: null,
    createdAt: now,
    createdBy: null,
    editedBy: null,
    approvedBy: null,
    approvedAt: null,
    approvedHash: null,
    cursor: null,
    doneAt: null,
    payment: null,
    amends: null,
  };
  await writing(app, (at) => addBroadcast(at, row));
  return row;
}
