// Owns telling what is wrong with a database from the error that it threw, on both engines. What is done about it is
// src/app/running/storage.ts's.

/**
 * full: no room on the disk, or no more is allowed · readOnly: it may be read and not written · corrupt: the file is
 * damaged or no database · unreachable: the file, its folder or the server can't be opened · busy: somebody else holds
 * it for long.
 */
export type Trouble = 'full' | 'readOnly' | 'corrupt' | 'unreachable' | 'busy';

/** Codes by how they begin. SQLite's: https://sqlite.org/rescode.html; PostgreSQL's: Appendix A of its manual; the system's. */
const beginnings: readonly [string, Trouble][] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_SHMSIZE', 'full'],
  ['SQLITE_READONLY', 'readOnly'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_IOERR_CORRUPTFS', 'corrupt'],
  ['SQLITE_IOERR_DATA', 'corrupt'],
  ['SQLITE_IOERR', 'unreachable'],
  ['SQLITE_CANTOPEN', 'unreachable'],
  ['SQLITE_PERM', 'unreachable'],
  ['SQLITE_BUSY', 'busy'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'readOnly'],
  ['53100', 'full'],
  ['53', 'busy'],
  ['25006', 'readOnly'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
  ['08', 'unreachable'],
  ['57P', 'unreachable'],
  ['25P03', 'busy'],
  ['55P03', 'busy'],
];

/** What PostgreSQL's driver says without a code when a connection breaks. */
const brokenConnection =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:has encountered|was closed))/;
/** The network's own codes: they are the database's trouble only where the database is a server. */
const network = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Other errors about a file that is ours to open: no permission, a folder that is gone. */
const access = /^(?:EACCES|EPERM|ENOENT|ENOTDIR)$/;

/** How deep causes are followed: drizzle and a use case may each wrap the driver's error once. */
const mostCauses = 4;

/**
 * What is wrong with the database; null where the error is about something else. `of` says where the error comes from:
 * straight from opening a database, codes of files and the network are its trouble too.
 */
export function troubleOf(error: unknown, of: 'query' | 'opening' = 'query'): Trouble | null {
  let one: unknown = error;
  for (let depth = 0; depth < mostCauses && one instanceof Error; depth += 1) {
    const found = troubleOfOne(one, of);
    if (found) return found;
    one = one.cause;
  }
  return null;
}

function troubleOfOne(error: Error, of: 'query' | 'opening'): Trouble | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const found = beginnings.find(([beginning]) => code.startsWith(beginning) && isWhole(code, beginning));
  if (found) return found[1];
  if (brokenConnection.test(error.message)) return 'unreachable';
  if (of === 'opening' && (network.test(code) || access.test(code))) return 'unreachable';
  return isConnecting(error) && network.test(code) ? 'unreachable' : null;
}

/** Whether it comes from reaching a server: its name, its address, or each of several addresses in turn. */
function isConnecting(error: Error): boolean {
  if (error instanceof AggregateError)
    return error.errors.some((one) => one instanceof Error && isConnecting(one));
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

/** A class of PostgreSQL's codes has five signs: `53100` is one, `53` of something else is not. */
function isWhole(code: string, beginning: string): boolean {
  return beginning.length > 3 || /^[0-9A-Z]{5}$/.test(code);
}
