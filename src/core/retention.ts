// Owns how long each class of data is kept: the classes, their terms where the city sets none, and on what ground each is kept.

/** On what ground a class is kept: a person's consent, the city's own task, or the duty to show what it did. */
export type Ground = 'consent' | 'task' | 'duty';

/** A class and its term in days. `files`: kept as files beside the database, counted by the computer's own clock. */
type ClassOf = { days: number; ground: Ground; files?: true };

/** Proposals from the practice of city archives; a city sets its own in content/city.yaml under `retention`. */
const classes = {
  /** What was said in a chat, and the texts of answers. */
  talks: { days: 90, ground: 'task' },
  /** Questions that were handed over to staff and answered or taken back. */
  questions: { days: 90, ground: 'task' },
  /** What nobody could answer. */
  unanswered: { days: 90, ground: 'task' },
  /** Hashes by which an event of a platform is known when it comes again: bots/replay.ts refuses what is older. */
  events: { days: 730, ground: 'task' },
  /** Letter addresses that nobody confirmed. */
  unproven: { days: 30, ground: 'consent' },
  /** Drafts of projects since their last change. */
  drafts: { days: 365, ground: 'consent' },
  /** Seats at events that are over. */
  seats: { days: 90, ground: 'consent' },
  /** To whom which message was sent: afterwards only counts stay. */
  ledger: { days: 730, ground: 'duty' },
  /** Letters that came back. */
  returns: { days: 730, ground: 'duty' },
  /** Links and sessions of staff that are over. */
  signIns: { days: 30, ground: 'duty' },
  /** What staff did. */
  audit: { days: 1825, ground: 'duty' },
  /** Alarms that are over. */
  alarms: { days: 365, ground: 'duty' },
  /** Copies of the database, and what must be erased again where one of them is put back. */
  backups: { days: 90, ground: 'duty', files: true },
  /** Letters as files, where there is no mail server. */
  mailFiles: { days: 90, ground: 'task', files: true },
} as const satisfies Record<string, ClassOf>;

export type DataClass = keyof typeof classes;

export const dataClasses = Object.keys(classes) as readonly DataClass[];

export type Retention = Readonly<Partial<Record<DataClass, number>>>;

/** The term of a class in days: the city's, else the proposal. */
export function termOf(name: DataClass, city: { retention?: Retention | undefined }): number {
  return city.retention?.[name] ?? classes[name].days;
}

export function groundOf(name: DataClass): Ground {
  return classes[name].ground;
}

/** Classes that lie in the database, and those that lie beside it as files. */
export type FileClass = 'backups' | 'mailFiles';
export type TableClass = Exclude<DataClass, FileClass>;

export function isFileClass(name: DataClass): name is FileClass {
  return 'files' in classes[name];
}

/** Files that are kept for a time. Instants of this computer's clock in milliseconds, as files have them. */
export type KeptFiles = {
  count: (name: FileClass, before: number) => Promise<number>;
  /** Removes them; returns how many. */
  remove: (name: FileClass, before: number) => Promise<number>;
};
