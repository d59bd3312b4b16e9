// Owns the proof that staff see and decide on unknown outcomes from the command line, and see the purse there.
import { beforeAll, describe, expect, test } from 'vitest';
import { addBroadcast } from '../../db/broadcasts.ts';
import { addDeliveries } from '../../db/ledger.ts';
import { openSqlite } from '../../db/sqlite.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { ask, freshData, run } from '../support/process.ts';

const by = ['--by', 'ed@example.org'];
type Listed = { broadcast: string; waiting: number; left: number; parts: { reason: string; rows: number }[] };

describe('on the command line', () => {
  const folder = freshData();
  const env = { DATA_DIR: folder };

  beforeAll(async () => {
    await ask(env, 'staff', 'add', 'ed@example.org', '--role', 'editor');
    await crashed(folder);
  });

  test('unknown outcomes are listed with their number and what happened', async () => {
    const [listed] = await ask<Listed[]>(env, 'unknown', 'list');
    expect(listed).toMatchObject({
      broadcast: 'b',
      waiting: 2,
      left: 0,
      parts: [{ reason: 'crash', rows: 2 }],
    });
    const { out } = await run(env, 'unknown', 'list');
    expect(out).toMatch(/^b own: чекає на рішення 2/);
  });

  test('one is left as it is, then the rest', async () => {
    expect(await ask(env, 'unknown', 'leave', 'b', '--person', 'row-1', ...by)).toEqual({ id: 'b', rows: 1 });
    const { code, out } = await run(env, 'unknown', 'leave', 'b', ...by);
    expect([code, out.trim()]).toEqual([0, 'Залишено як є повідомлень: 1.']);
    expect(await ask<Listed[]>(env, 'unknown', 'list')).toMatchObject([{ waiting: 0, left: 2, parts: [] }]);
  });

  test('wrong input ends with 2, one line of words and nothing on standard output', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['unknown'], /unknown list/],
      [['unknown', 'resend', ...by], /unknown list/],
      [['unknown', 'leave', 'b'], /--by/],
      [['unknown', 'leave', 'none', ...by], /none/],
      [['unknown', 'leave', 'b', '--by', 'stranger@example.org'], /stranger/],
    ];
    for (const [words, said] of wrong) {
      const { code, out, error } = await run(env, ...words);
      expect([code, out, error.trim().split('\n').length]).toEqual([2, '', 1]);
      expect(error).toMatch(said);
    }
  });

  test('the purse is shown as one JSON document and in words', async () => {
    expect(await ask(env, 'purse')).toMatchObject({ capEur: null, spentEur: 0, leftEur: null, months: [] });
    const { out } = await run(env, 'purse');
    expect(out).toContain('Межі на місяць не встановлено');
  });
});

/** A broadcast two of whose messages were being sent when the process died. */
async function crashed(folder: string): Promise<void> {
  const db = openSqlite(`${folder}/uchast.sqlite`);
  const now = Date.now();
  await db.write(async (s) => {
    const at = { t: db.tables, s };
    const rule = { audience: audienceOf({ purposes: ['reminders'] }), channels: ['telegram'] };
    const body = { text: 'Текст', choices: [], subject: null, preheader: null, letterText: null };
    const nobody = { planId: null, line: null, contest: null, stage: null, reason: null, createdBy: null };
    const nothing = { editedBy: null, approvedBy: null, approvedAt: null, approvedHash: null, cursor: null };
    await addBroadcast(at, {
      ...{ ...rule, ...nobody, ...nothing, id: 'b', key: 'own:b', kind: 'own', nature: 'official', body },
      ...{ priority: priority.reminder, at: now, lastUsefulAt: now + dayMs, createdAt: now, doneAt: now },
      ...{ contentHash: 'hash', state: 'done', payment: null, amends: null },
    });
    await addDeliveries(
      at,
      ['row-1', 'row-2'].map((id) => ({
        ...{ id, broadcastId: 'b', personId: id, addressId: null, channel: 'telegram', body: null },
        ...{ priority: priority.reminder, state: 'unknown' as const, reason: 'crash', providerId: null },
        ...{ dueAt: now, expiresAt: now + dayMs, attempts: 1, priceEur: 0, createdAt: now, settledAt: now },
        ...{ amends: null, also: null, decidedBy: null },
      })),
    );
  });
  await db.close();
}
