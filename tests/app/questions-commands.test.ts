// Owns the proof that residents' questions are seen and answered from the command line.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addAddress, addPerson } from '../../db/people.ts';
import { addQuestion } from '../../db/questions.ts';
import { openSqlite } from '../../db/sqlite.ts';
import { ask, freshData, run } from '../support/process.ts';

describe('on the command line', () => {
  const folder = freshData();
  const env = { DATA_DIR: folder };
  const file = path.join(folder, 'answer.txt');
  const answer = ['questions', 'answer', 'q1', '--text-file', file];

  beforeAll(async () => {
    await ask(env, 'staff', 'add', 'ed@example.org', '--role', 'editor');
    writeFileSync(file, 'Так, можна.\n');
    const db = openSqlite(`${folder}/uchast.sqlite`);
    await db.write(async (s) => {
      const at = { t: db.tables, s };
      const nothing = { source: null, prefers: null, pace: null, role: null };
      await addPerson(at, { id: 'p', createdAt: 1, contest: 'city', ...nothing });
      const never = { sessionAt: null, provenAt: null, listSource: null, listGround: null };
      await addAddress(at, {
        ...{ id: 'a', personId: 'p', channel: 'webchat', address: 'x', state: 'active' },
        ...{ createdAt: 1, wroteAt: 1, ...never },
      });
      await addQuestion(at, {
        id: 'q1',
        personId: 'p',
        addressId: 'a',
        text: 'Чи можна?',
        askedAt: Date.now(),
      });
    });
    await db.close();
  });

  test('a question is listed, answered once, and then says so', async () => {
    expect((await run(env, 'questions', 'list')).out).toMatch(/^q1 .* чекає .*Чи можна\?/);
    expect((await run(env, ...answer)).code).toBe(2);
    expect(await ask(env, ...answer, '--by', 'ed@example.org')).toEqual({ id: 'q1', answered: true });
    expect(await ask(env, 'questions', 'list')).toMatchObject([
      { id: 'q1', answer: 'Так, можна.', answeredBy: 'ed@example.org' },
    ]);
    const again = await run(env, ...answer, '--by', 'ed@example.org');
    expect([again.code, again.out]).toEqual([2, '']);
    expect(again.error).toContain('ed@example.org');
  });

  test.each([
    ['no act', ['questions']],
    ['a strange act', ['questions', 'drop', 'q1']],
    ['no file', ['questions', 'answer', 'q1', '--by', 'ed@example.org']],
  ])('%s is wrong usage', async (_label, words) => {
    const { code, out, error } = await run(env, ...words);
    expect([code, out, error.trim().split('\n').length]).toEqual([2, '', 1]);
  });
});
