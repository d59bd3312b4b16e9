// Owns that an error of a database is told by its code, on both engines and through whatever wraps it.
import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../db/trouble.ts';

const coded = (code: string, more: object = {}) =>
  Object.assign(new Error('said by a driver'), { code, ...more });

describe('the trouble of a database', () => {
  it.each([
    ['a full disk under SQLite', coded('SQLITE_FULL'), 'full'],
    ['a read-only file', coded('SQLITE_READONLY_DBMOVED'), 'readOnly'],
    ['flipped bytes', coded('SQLITE_CORRUPT_INDEX'), 'corrupt'],
    ['a file of something else', coded('SQLITE_NOTADB'), 'corrupt'],
    ['a folder without permission', coded('SQLITE_CANTOPEN'), 'unreachable'],
    ['another process that holds the file', coded('SQLITE_BUSY_SNAPSHOT'), 'busy'],
    ['a full disk under PostgreSQL', coded('53100'), 'full'],
    ['too many connections', coded('53300'), 'busy'],
    ['a standby', coded('25006'), 'readOnly'],
    ['a damaged page', coded('XX001'), 'corrupt'],
    ['a server that is being stopped', coded('57P01'), 'unreachable'],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 'unreachable'],
    ['nobody at the address', coded('ECONNREFUSED', { syscall: 'connect' }), 'unreachable'],
    [
      'nobody at any address of a name',
      Object.assign(new AggregateError([coded('ECONNREFUSED', { syscall: 'connect' })]), {
        code: 'ECONNREFUSED',
      }),
      'unreachable',
    ],
    ['a name that leads nowhere', coded('EAI_AGAIN', { syscall: 'getaddrinfo' }), 'unreachable'],
    ['a write that was cut off because it stood still', coded('25P03'), 'busy'],
    ['a connection that was closed here', new Error('Client was closed and is not queryable'), 'unreachable'],
    ['what a file of ours says', coded('ENOSPC'), 'full'],
  ])('%s', (_label, error, trouble) => {
    expect(troubleOf(error)).toBe(trouble);
    expect(troubleOf(new Error('Failed query', { cause: new Error('again', { cause: error }) }))).toBe(
      trouble,
    );
  });

  it.each([
    ['a bug', new TypeError('x is not a function')],
    ['a broken rule of a table', coded('SQLITE_CONSTRAINT_UNIQUE')],
    ['a broken rule of a table in PostgreSQL', coded('23505')],
    ['a file that is not there', coded('ENOENT')],
    ['a number that only begins alike', coded('534')],
    ['nothing that was thrown', 'SQLITE_FULL'],
  ])('is not %s', (_label, error) => {
    expect(troubleOf(error)).toBeNull();
  });

  it('is, while opening, also a folder that may not be entered and a server that is not there', () => {
    expect(['EACCES', 'ENOENT', 'ENOTFOUND'].map((code) => troubleOf(coded(code), 'opening'))).toEqual(
      Array(3).fill('unreachable'),
    );
  });
});
