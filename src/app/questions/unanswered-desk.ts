// Owns what staff do about questions that nobody could answer: see the most asked first, put one aside, see what is alike.
import { closeUnanswered, listUnanswered, type UnansweredRow } from '../../../db/questions.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** Words that nobody could answer, without personal data and without whose they were. */
export type UnansweredView = Omit<UnansweredRow, 'closedAt'>;

export type UnansweredDesk = {
  /** The most asked first. */
  list: () => Promise<UnansweredView[]>;
  /** Puts one aside without an answer: it is not about the budget, or needs none. */
  close: (key: string, by: string) => Promise<Result<null>>;
};

export function unansweredDesk(app: App): UnansweredDesk {
  return {
    list: () => listUnanswered(reading(app)),
    close: (key, by) =>
      writing(app, async (at) => {
        if (!(await closeUnanswered(at, key, app.clock.now()))) return refuse(app, 'unanswered.unknown');
        await writeAudit(at, app, { actor: by, act: 'unanswered.close', object: key });
        return { ok: true as const, value: null };
      }),
  };
}

/** So much of the words of the shorter one must be in the other. */
const enough = 0.5;
const mostAlike = 12;

/** Those that are probably asked for the same as `words`, the likest first: by the beginnings of their longer words. */
export function alike<T extends { text: string }>(words: readonly string[], rows: readonly T[]): T[] {
  const known = words.map(stemsOf);
  const rated = rows.map((row) => {
    const stems = stemsOf(row.text);
    return { row, share: Math.max(0, ...known.map((own) => shared(own, stems))) };
  });
  return rated
    .filter(({ share }) => share >= enough)
    .sort((a, b) => b.share - a.share)
    .slice(0, mostAlike)
    .map(({ row }) => row);
}

function stemsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.map((word) => word.slice(0, 5)));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const fewest = Math.min(a.size, b.size);
  return fewest === 0 ? 0 : [...a].filter((stem) => b.has(stem)).length / fewest;
}
