// Owns reading the audit trail: a page of lines in words, found by who, what, about what and when.
import { type AuditQuery, auditActors, findAudit } from '../../../db/audit.ts';
import { type App, reading } from '../app.ts';
import { foldedOf } from './audit.ts';
import { nameObjects, type ObjectName } from './audit-objects.ts';

export type AuditLine = {
  id: string;
  at: number;
  actor: string;
  act: string;
  /** What it was done to: its name, and its page on the console where it has one. */
  about: ObjectName;
  object: string;
  detail: Record<string, unknown> | null;
};

/** What is looked for; `text` is searched in the names of objects. */
export type AuditSearch = AuditQuery;

export type AuditDesk = {
  /** The newest lines that fit, at most `most`, and whether there are more. */
  find: (search: AuditSearch, most: number) => Promise<{ lines: AuditLine[]; more: boolean }>;
  /** Everybody who did something. */
  actors: () => Promise<string[]>;
};

export function auditDesk(app: App): AuditDesk {
  return {
    find: (search, most) => find(app, search, most),
    actors: () => auditActors(reading(app)),
  };
}

async function find(app: App, search: AuditSearch, most: number) {
  const at = reading(app);
  const { text, ...rest } = search;
  const query = text === undefined ? rest : { ...rest, text: foldedOf(text) };
  const rows = await findAudit(at, query, most + 1);
  const shown = rows.slice(0, most);
  const nameOf = await nameObjects(at, app.files, shown);
  const lines = shown.map((row): AuditLine => {
    const now = nameOf(row);
    // Where the object is gone, the trail still knows what it was called.
    const about = now.path === null && row.about !== null ? { name: row.about, path: null } : now;
    const { id, actor, act, object, detail } = row;
    return { id, at: row.at, actor, act, about, object, detail };
  });
  return { lines, more: rows.length > most };
}
