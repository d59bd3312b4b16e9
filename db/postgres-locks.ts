// Owns the numbers of the locks that processes on one PostgreSQL hold against each other; numbers of our own, in a database of our own.

/** Held by a write until it ends. */
export const writerLock = 20_262_020;
/** Held by the process that applies migrations. */
export const migrationLock = 20_262_021;
