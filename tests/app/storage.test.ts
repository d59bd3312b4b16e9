// Owns how trouble of a database is noted, told once, and taken back when a commit goes through. Real full disks and
// damaged files are tests/e2e/storage.test.ts's.
import { describe, expect, it } from 'vitest';
import { type Storage, watchStorage } from '../../src/app/running/storage.ts';
import { openWorld, type World } from '../support/harness.ts';

type Told = { storage: Storage; lines: string[]; world: World };

function watched(): Told {
  const world = openWorld();
  const lines: string[] = [];
  const line = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const storage = watchStorage({
    db: world.app.db,
    place: { kind: 'postgres', url: 'postgres://user:a-password@db.example:5432/uchast' },
    dataDir: import.meta.dirname,
    log: { info: line, warn: line, error: line },
    word: (key, values) => `${key} ${JSON.stringify(values)}`,
  });
  return { storage, lines, world };
}

const full = Object.assign(new Error('no room'), { code: 'SQLITE_FULL' });

describe('the ground of an instance', () => {
  it('is good while it takes a commit, and the disk while it has room', async () => {
    const { storage, lines } = watched();
    expect(await storage.database()).toMatchObject({ ready: true });
    const { state, free } = await storage.disk();
    expect(state.ready).toBe(true);
    expect(free).toBeGreaterThan(0);
    expect(lines).toEqual([]);
  });

  it('is told to be in trouble once, without a password, and to be well again after a commit', async () => {
    const { storage, lines } = watched();
    const failing = storage.db.write(() => Promise.reject(new Error('wrapped', { cause: full })));
    await expect(failing).rejects.toThrow('wrapped');
    expect([storage.note(full), storage.note(full)]).toEqual([true, true]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('db.example:5432/uchast');
    expect(lines[0]).not.toContain('password');
    // Asked after the trouble, it looks anew: the room is there by now.
    expect(await storage.database()).toMatchObject({ ready: true });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('works again');
  });

  it('takes a fault of ours for no trouble of the database', async () => {
    const { storage, lines } = watched();
    const failing = storage.db.write(() => Promise.reject(new TypeError('x is not a function')));
    await expect(failing).rejects.toThrow(TypeError);
    expect(storage.note(new Error('anything'))).toBe(false);
    expect(lines).toEqual([]);
  });

  it('names a folder that is not there', async () => {
    const world = openWorld();
    const { disk } = watchStorage({
      db: world.app.db,
      place: { kind: 'sqlite', file: '/nowhere/uchast.sqlite' },
      dataDir: '/nowhere',
      log: world.app.log,
      word: (key) => key,
    });
    expect(await disk()).toEqual({
      free: null,
      state: { ready: false, code: 'unreachable', detail: 'cli.storage.noFolder' },
    });
  });
});
