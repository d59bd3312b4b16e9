// Owns the chat commands about projects as text: browsing, searching, one project, following it.

export type ProjectCommand =
  /** `words` null: the list by categories; `page` counts from 1. */
  | { kind: 'projects'; words: string | null; page: number }
  | { kind: 'project'; number: string }
  | { kind: 'follow' | 'unfollow'; project: string | null };

/** Reads `/projects [words] [page N]`, `/project 23`, `/follow 23`, `/unfollow 23`; null for every other name. */
export function readProjectCommand(name: string, words: readonly string[]): ProjectCommand | null {
  const rest = words.join(' ');
  switch (name) {
    case '/projects': {
      const [, sought = '', page] = /^(.*?)\s*(?:page (\d{1,3}))?$/i.exec(rest) ?? [];
      return {
        kind: 'projects',
        words: sought === '' ? null : sought,
        page: Math.max(1, Number(page ?? 1)),
      };
    }
    case '/project':
      return rest === ''
        ? { kind: 'projects', words: null, page: 1 }
        : { kind: 'project', number: rest.replace(/^№\s*/, '') };
    case '/follow':
    case '/unfollow':
      return { kind: name === '/follow' ? 'follow' : 'unfollow', project: rest === '' ? null : rest };
    default:
      return null;
  }
}
