// Owns the city in which a script plays: the demo city, or one whose cycle is suspended, not announced, or has other dates.
import { z } from 'zod';
import { withStageDates } from '../../src/content.ts';
import { type ContestId, type Cycle, contestIds, stageIds } from '../../src/core/contest.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyiv, realContent } from '../support/harness.ts';

/** How the city of a script differs from the demo city. `dates`: first and last minute of a stage, `city.support`. */
export const scriptedCity = {
  suspended: z.strictObject({ contest: z.enum(contestIds), decision: z.string().nullable() }).optional(),
  notAnnounced: z.enum(contestIds).optional(),
  dates: z.record(z.string().regex(/^(city|kids)\.[a-z]+$/), z.tuple([z.string(), z.string()])).optional(),
};

export type ScriptedCity = {
  suspended?: { contest: ContestId; decision: string | null };
  notAnnounced?: ContestId;
  dates?: Record<string, [opens: string, closes: string]>;
};

/** The texts of the script's city. */
export function cityOf({ suspended, notAnnounced, dates = {} }: ScriptedCity): Content {
  let content = realContent();
  if (suspended) {
    const change = { state: 'suspended' as const, suspensionDecision: suspended.decision };
    content = withCycle(content, suspended.contest, change);
  }
  if (notAnnounced) content = withCycle(content, notAnnounced, { state: 'notAnnounced' });
  const moved = Object.entries(dates).flatMap(([key, [opens, closes]]) => {
    const [first, second] = key.split('.');
    const contest = contestIds.find((id) => id === first);
    const stage = stageIds.find((id) => id === second);
    if (!contest || !stage) throw new Error(`no stage ${key}`);
    return [{ contest, stage, opens: kyiv(opens), closes: kyiv(closes) }];
  });
  return withStageDates(content, moved);
}

function withCycle(content: Content, id: ContestId, change: Partial<Cycle>): Content {
  const contest = content.contests[id];
  const changed = { ...contest, cycle: { ...contest.cycle, ...change } };
  return { ...content, contests: { ...content.contests, [id]: changed } };
}
