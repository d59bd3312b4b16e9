// Owns remembering what was found in the texts for as long as neither a text nor the calendar changes: looking through all of
// them takes longer than a page may. What is found is text-findings.ts's.
import { stageDates } from '../../../db/plans.ts';
import { revisionStamp } from '../../../db/revisions.ts';
import type { Content } from '../../core/texts.ts';
import { type App, reading } from '../app.ts';
import type { Proposal } from './text-desk.ts';
import { type Finding, findingsIn, findingsOf } from './text-findings.ts';

type Known = { state: string; all: Finding[] | null; proposed: Map<string, Finding[]> };
const knownOf = new WeakMap<App['db'], Known>();

/** What is known of the texts and dates as they stand; with the first change of either it is forgotten. */
async function known(app: App): Promise<Known> {
  const at = reading(app);
  const state = `${await revisionStamp(at)} ${JSON.stringify(await stageDates(at))}`;
  const before = knownOf.get(app.db);
  if (before?.state === state) return before;
  const made: Known = { state, all: null, proposed: new Map() };
  knownOf.set(app.db, made);
  return made;
}

/** Everything worth knowing about all texts. `content`: the texts of this moment. */
export async function foundIn(app: App, content: Content): Promise<Finding[]> {
  const now = await known(app);
  now.all ??= findingsIn(content);
  return now.all;
}

/** What a proposal would bring with it. `content`: the texts of this moment. */
export async function foundWith(app: App, content: Content, proposal: Proposal): Promise<Finding[]> {
  const now = await known(app);
  const { id, kind, key, body } = proposal;
  const found = now.proposed.get(id) ?? findingsOf(content, { kind, key, body });
  now.proposed.set(id, found);
  return found;
}
