// Owns what staff see of how answers fare: how often each was shown, helped or did not, under its name; nobody's answers are in it.
import { helpedBetween } from '../../../db/answered.ts';
import { phrase } from '../../core/answer.ts';
import { contestIds, roles, stageIds } from '../../core/contest.ts';
import { factsFor } from '../../core/facts.ts';
import { type Content, instructionKey } from '../../core/texts.ts';
import { dayMs, localDate } from '../../core/time.ts';
import { type App, currentContent, reading } from '../app.ts';

/** `title`: the question, or whose instruction it is in which contest. */
export type HelpedView = { answer: string; title: string; shown: number; yes: number; no: number };

export type HelpedDesk = {
  /** The last so many days, today included; what helped least first. */
  list: (days: number) => Promise<HelpedView[]>;
};

export function helpedDesk(app: App): HelpedDesk {
  return {
    list: async (days) => {
      const now = app.clock.now();
      const content = await currentContent(app);
      const from = localDate(now - (days - 1) * dayMs);
      const rows = await helpedBetween(reading(app), { from, to: localDate(now) });
      const titles = instructionTitles(content, now);
      return rows
        .map((row) => ({
          ...row,
          title: content.faq[row.answer]?.question ?? titles.get(row.answer) ?? row.answer,
        }))
        .sort((a, b) => b.no - a.no || b.shown - a.shown || (a.answer < b.answer ? -1 : 1));
    },
  };
}

/** Instructions by what is counted for them, as «МІСТО, Голосування: голосую за проєкти». */
function instructionTitles(content: Content, now: number): ReadonlyMap<string, string> {
  const facts = factsFor(content, { contest: 'city', now });
  const named = contestIds.flatMap((contest) =>
    stageIds.flatMap((stage) =>
      roles.map((role): [string, string] => {
        const title = `${content.contests[contest].short}, ${phrase(content, `stage.${stage}`, facts)}`;
        return [instructionKey(contest, stage, role), `${title}: ${phrase(content, `role.${role}`, facts)}`];
      }),
    ),
  );
  return new Map(named);
}
