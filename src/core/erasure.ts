// Owns what is written down of an erasure so that it can be proved and repeated: hashes and counts, nothing of anybody.

/** One line of the journal that is kept beside the database. Instants in milliseconds of the application's clock. */
export type ErasureLine = {
  id: string;
  at: number;
  way: 'chat' | 'page' | 'staff';
  /** How many rows of each class of data went. */
  classes: Readonly<Record<string, number>>;
  /** Keyed hashes of the addresses, one a channel and address. */
  who: readonly string[];
  /** Hashes under which letters to the person stay suppressed. */
  suppressed: readonly string[];
};

/** Keeps lines outside the database, where restoring an older copy of it does not reach. */
export type ErasureJournal = {
  /** Resolves once the line is on the disk; throws where it can't be written. */
  append: (line: ErasureLine) => Promise<void>;
  /** Every line, the oldest first; a line that a crash cut short was never promised and is left out. */
  read: () => Promise<ErasureLine[]>;
  /** Keeps only the lines since an instant: older copies that they would be needed for are gone. Returns how many went. */
  keepSince: (instant: number) => Promise<number>;
};
