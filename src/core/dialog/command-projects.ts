// Owns the chat commands about projects as text: browsing, searching, one project, following it.
import { type ContestId, contestIds } from '../contest.ts';
import type { Conversation } from './conversation.ts';

/**
 * Which projects are wanted. start: their categories · all · won: the winners · mine: those that are followed ·
 * category: by its short word · ask: words to search by are asked for · words: what answers them.
 */
export type ProjectShow =
  | { by: 'start' | 'all' | 'won' | 'mine' | 'ask' }
  | { by: 'category'; category: string }
  | { by: 'words'; words: string };

export type ProjectCommand =
  /** `page` counts from 1; `contest` null: the person's own, else every one. */
  | { kind: 'projects'; show: ProjectShow; contest: ContestId | null; page: number }
  /** `project` is a number or the short word of a project. */
  | { kind: 'project'; project: string }
  | { kind: 'follow' | 'unfollow'; project: string | null };

const plainShows = ['all', 'won', 'mine', 'ask'] as const;

/**
 * Reads `/projects [city|kids] [all|won|mine|ask|cat:ID|words] [page N]`, `/project 23`, `/follow 23`, `/unfollow 23`;
 * null for every other name.
 */
export function readProjectCommand(name: string, words: readonly string[]): ProjectCommand | null {
  const rest = words.join(' ');
  switch (name) {
    case '/projects':
      return readList(rest);
    case '/project':
      return rest === '' ? readList('') : { kind: 'project', project: rest };
    case '/follow':
    case '/unfollow':
      return { kind: name === '/follow' ? 'follow' : 'unfollow', project: rest === '' ? null : rest };
    default:
      return null;
  }
}

function readList(given: string): ProjectCommand {
  const [, sought = '', page] = /^(.*?)\s*(?:\bpage (\d{1,3}))?$/i.exec(given) ?? [];
  const [first = '', ...others] = sought.split(' ');
  const contest = contestIds.find((id) => id === first.toLowerCase()) ?? null;
  const rest = contest === null ? sought : others.join(' ');
  return { kind: 'projects', show: showOf(rest), contest, page: Math.max(1, Number(page ?? 1)) };
}

function showOf(text: string): ProjectShow {
  if (text === '') return { by: 'start' };
  const plain = plainShows.find((by) => by === text.toLowerCase());
  if (plain) return { by: plain };
  const category = /^cat:([0-9a-f]{6})$/.exec(text)?.[1];
  return category === undefined ? { by: 'words', words: text } : { by: 'category', category };
}

/** The command of a list as text, as buttons carry it. */
export function listCommand(of: { show: ProjectShow; contest: ContestId | null; page?: number }): string {
  const { show, contest, page = 1 } = of;
  const what =
    show.by === 'category'
      ? `cat:${show.category}`
      : show.by === 'words'
        ? show.words
        : show.by === 'start'
          ? ''
          : show.by;
  return ['/projects', contest ?? '', what, page > 1 ? `page ${page}` : ''].filter(Boolean).join(' ');
}

/** The longest number of a project that is taken for one where it is typed alone. */
const numberAlone = /^(№|#)?\s*(\d{1,4})\s*[.)]?$/;

/**
 * The project that a message means without a command. A number alone is a project's where that project was just shown,
 * where words to search by are awaited, and under a list where it is no choice of it; a number behind one of the city's
 * words for projects (`named`, divided by `|`) always.
 */
export function projectMeant(
  conversation: Pick<Conversation, 'awaiting' | 'offers'>,
  text: string,
  named: string,
): string | null {
  const tidy = text.trim().toLowerCase();
  const { awaiting, offers } = conversation;
  const [, sign = '', alone = ''] = numberAlone.exec(tidy) ?? [];
  const shown = offers.some(({ value }) => value === `/project ${alone}`);
  const listed = offers.some(({ value }) => /^\/projects.* ask$/.test(value));
  const over = listed && (sign !== '' || Number(alone) > offers.length);
  if (alone !== '' && (shown || over || awaiting === 'search')) return `/project ${alone}`;
  const word = named.split('|').find((one) => one !== '' && tidy.startsWith(`${one} `));
  const number = word && numberAlone.exec(tidy.slice(word.length).trim())?.[2];
  return number ? `/project ${number}` : null;
}

/**
 * The search that a message means without a command: whatever follows one of the city's words for searching (`leads`,
 * divided by `|`), and every message but a question where words to search by are awaited.
 */
export function searchMeant(
  conversation: Pick<Conversation, 'awaiting'>,
  text: string,
  leads: string,
): string | null {
  const tidy = text.trim().replace(/\s+/g, ' ');
  const lower = tidy.toLowerCase();
  const lead = leads.split('|').find((one) => one !== '' && lower.startsWith(`${one} `));
  const awaited = conversation.awaiting === 'search' && !tidy.endsWith('?');
  const words = lead ? tidy.slice(lead.length + 1) : awaited ? tidy : '';
  return /[\p{L}\d]/u.test(words) ? `/projects ${words}` : null;
}
