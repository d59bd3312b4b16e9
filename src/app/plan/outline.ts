// Owns the outline of what is coming: when each message of plan and calendar goes out, without counting whom it reaches;
// the rehearsal with people and prices is planned.ts's. Writes nothing.
import { listBroadcasts } from '../../../db/broadcasts.ts';
import { occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { type App, reading } from '../app.ts';
import type { OutlinedMessage } from './plan-view.ts';
import { willGo } from './planned.ts';
import { occurrenceSources } from './reconcile.ts';

/** What goes out from `from` to before `to` (instants), by time: what plan and calendar make and what staff wrote themselves. */
export async function outlinedMessages(app: App, from: number, to: number): Promise<OutlinedMessage[]> {
  const at = reading(app);
  const [sources, made] = [await occurrenceSources(app, at), await listBroadcasts(at)];
  const coming = occurrencesOf(sources, from, to).filter(willGo(made));
  const own = made.filter(
    (row) => row.kind === 'own' && row.state !== 'cancelled' && from <= row.at && row.at < to,
  );
  return [...coming, ...own]
    .map(({ at, key, line }) => ({ at, key, line: line ?? null }))
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}
