// The queue of one writer, migrations, backups, erasing from files, and the lock of the one server.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { putSetting, setting } from '../../db/desk.ts';
import { erasePerson } from '../../db/erasure.ts';
import { needsMigration, openSqlite, takeServeLock } from '../../db/sqlite.ts';
import { reading, writing } from '../../src/app/app.ts';
import { openWorld } from '../support/harness.ts';
import { settle } from './rows.ts';

describe('a write', () => {
  test('that fails leaves nothing, and its error reaches who asked', async () => {
    const { app } = openWorld();
    const failing = writing(app, async (at) => {
      await putSetting(at, 'half', 1);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await setting(reading(app), 'half')).toBeNull();
  });

  test('of a stranger survives the rollback of the one before it', async () => {
    const { app } = openWorld();
    const failing = writing(app, async (at) => {
      await putSetting(at, 'mine', 1);
      await new Promise(setImmediate);
      throw new Error('in the middle');
    });
    const stranger = writing(app, (at) => putSetting(at, 'strange', 2));
    await Promise.allSettled([failing, stranger]);
    expect(await setting(reading(app), 'strange')).toBe(2);
    expect(await setting(reading(app), 'mine')).toBeNull();
  });

  test('inside a write is refused in words, however deep it is hidden', async () => {
    const { app } = openWorld();
    const hidden = async () => {
      await new Promise(setImmediate);
      return await writing(app, (at) => putSetting(at, 'inner', 1));
    };
    await expect(writing(app, async () => await hidden())).rejects.toThrow('a write inside a write');
    expect(await setting(reading(app), 'inner')).toBeNull();
    await writing(app, (at) => putSetting(at, 'after', 1));
    expect(await setting(reading(app), 'after')).toBe(1);
  });

  test('waits for the one before it: a hundred at once count to a hundred', async () => {
    const { app } = openWorld();
    const one = () =>
      writing(app, async (at) => {
        const before = (await setting<number>(at, 'count')) ?? 0;
        await new Promise(setImmediate);
        await putSetting(at, 'count', before + 1);
      });
    await Promise.all(Array.from({ length: 100 }, one));
    expect(await setting(reading(app), 'count')).toBe(100);
  });

  test('is not seen by readers before it is whole', async () => {
    const { app } = openWorld();
    await writing(app, async (at) => {
      await putSetting(at, 'early', 1);
      expect(await setting(reading(app), 'early')).toBeNull();
    });
    expect(await setting(reading(app), 'early')).toBe(1);
  });
});

describe('the file', () => {
  test('of a new instance waits for its migrations, a migrated one does not', () => {
    const { file } = openWorld();
    expect(needsMigration(file)).toBe(false);
    expect(needsMigration(`${file}.none`)).toBe(true);
    const empty = `${file}.empty`;
    void openSqlite(empty).close();
    expect(needsMigration(empty)).toBe(true);
  });

  test('is copied whole while it is in use', async () => {
    const { app, file } = openWorld();
    await writing(app, (at) => putSetting(at, 'kept', 'так'));
    await app.db.backup(`${file}.copy`);
    const copy = openSqlite(`${file}.copy`);
    expect(await setting({ t: copy.tables, s: copy.read }, 'kept')).toBe('так');
    await copy.close();
  });

  test('and its log hold no byte of an erased address', async () => {
    const world = openWorld();
    await settle(world, 'olena', {
      addresses: [{ channel: 'email', address: 'olena.very.unique@example.com' }],
    });
    await writing(world.app, (at) => erasePerson(at, 'olena'));
    await world.app.db.scrub();
    const folder = path.dirname(world.file);
    const held = readdirSync(folder).filter((name) =>
      readFileSync(path.join(folder, name)).includes('very.unique'),
    );
    expect(held).toEqual([]);
  });
});

describe('the lock of the one server', () => {
  test('is refused a second time, and free again after its release', () => {
    const { file } = openWorld();
    const release = takeServeLock(file);
    expect(release).not.toBeNull();
    expect(takeServeLock(file)).toBeNull();
    release?.();
    const again = takeServeLock(file);
    expect(again).not.toBeNull();
    again?.();
  });

  test('of another process is refused here, and falls with that process, even killed', async () => {
    const { file } = openWorld();
    const module = path.join(import.meta.dirname, '..', '..', 'db', 'sqlite.ts');
    const script = `import { takeServeLock } from ${JSON.stringify(module)};
      console.log(takeServeLock(${JSON.stringify(file)}) ? 'held' : 'refused');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const ended = new Promise((resolve) => holder.on('exit', resolve));
    const said = await new Promise((resolve) =>
      holder.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
    );
    expect(said).toBe('held');
    expect(takeServeLock(file)).toBeNull();
    holder.kill('SIGKILL');
    await ended;
    const mine = takeServeLock(file);
    expect(mine).not.toBeNull();
    mine?.();
    expect(existsSync(file)).toBe(true);
  });
});
