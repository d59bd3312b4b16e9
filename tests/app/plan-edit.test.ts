// Staff live with a plan: they correct rows, choose audience and words, take in a newer document, and nothing goes out
// that nobody confirmed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { listPlans } from '../../db/plans.ts';
import { reading } from '../../src/app/app.ts';
import type { PlanRow, Result } from '../../src/app/desk.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { kyiv, openWorld, type World } from '../support/harness.ts';

const [editor, approver] = ['editor@city.example', 'approver@city.example'];
const header = 'Захід;Виконавці;Термін';
const letters = 'Розсилка листів на електронну пошту авторів';
const posters = 'Розміщення плакатів на дошках оголошень';
const reason = 'так вирішила рада';

const csv = (...rows: string[]) => ({ name: 'plan.csv', bytes: Buffer.from([header, ...rows].join('\n')) });
const row = (what: string, term = '2027 рік') => `${what};Відділ;${term}`;

async function world(at = '2027-03-01 12:00'): Promise<World> {
  const made = openWorld({ at });
  for (const [email, role] of [
    [editor, 'editor'],
    [approver, 'approver'],
  ] as const) {
    const added = await made.desk.staff.add(email, role, 'test');
    if (!added.ok) throw new Error(added.message);
  }
  return made;
}

async function imported({ desk }: World, file = csv(row(letters), row(posters))): Promise<string> {
  const result = await desk.plans.import(file, true, editor);
  if (!result.ok || !result.value.id) throw new Error('not imported');
  return result.value.id;
}

const granted = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};

async function rowNamed({ desk }: World, planId: string, what: string): Promise<PlanRow> {
  const found = (await desk.plans.show(planId))?.rows.find((one) => one.line.what === what);
  if (!found) throw new Error(`no row ${what}`);
  return found;
}

const madeLetters = async ({ app }: World) =>
  (await listBroadcasts(reading(app))).filter((one) => one.kind === 'letter');

describe('a row', () => {
  test('that is corrected keeps the document’s words, is not confirmed, and is in the audit trail', async () => {
    const w = await world();
    const planId = await imported(w);
    const { line } = await rowNamed(w, planId, posters);
    granted(await w.desk.plans.confirmAll(planId, editor));
    w.clock.pass(1);
    const [after] = granted(
      await w.desk.plans.edit.correct({
        planId,
        key: line.key,
        by: editor,
        reason,
        correction: { details: 'по 5 на район', period: { kind: 'deadline', to: '2027-03-20' } },
      }),
    );
    expect(after).toMatchObject({ original: line, change: 'corrected', reason, confirmedAt: null });
    expect(after?.line.period).toMatchObject({ kind: 'deadline', to: '2027-03-20', text: line.period.text });
    expect(await w.desk.audit(1)).toMatchObject([{ actor: editor, act: 'plan.correct' }]);
    expect((await rowNamed(w, planId, letters)).confirmedAt).not.toBeNull();
  });

  test('that is dropped takes its coming letters with it and can’t be confirmed until it is brought back', async () => {
    const w = await world('2027-03-07 12:00');
    const planId = await imported(w);
    const { line } = await rowNamed(w, planId, letters);
    granted(await w.desk.plans.confirmAll(planId, editor));
    await reconcile(w.app);
    expect((await madeLetters(w)).map((one) => one.state)).toContain('approved');
    granted(await w.desk.plans.edit.drop({ planId, key: line.key, by: editor, reason }));
    await reconcile(w.app);
    expect(new Set((await madeLetters(w)).map((one) => one.state))).toEqual(new Set(['cancelled']));
    expect(await w.desk.plans.confirm(planId, line.key, editor, null)).toMatchObject({
      code: 'plan.rowDropped',
    });
    const [back] = granted(await w.desk.plans.edit.undo({ planId, key: line.key, by: editor }));
    expect(back).toMatchObject({ dropped: null, confirmedAt: null });
  });

  test('is split, merged and added in the order in which the rows stand', async () => {
    const w = await world();
    const planId = await imported(w);
    const { edit } = w.desk.plans;
    const { key } = (await rowNamed(w, planId, posters)).line;
    const parts = [{ what: 'Плакати' }, { what: 'Листівки' }];
    const made = granted(await edit.split({ planId, key, by: editor, reason, parts }));
    expect(made.map((one) => one.line.key)).toEqual([key, `${key}/1`, `${key}/2`]);
    granted(await edit.merge({ planId, keys: [`${key}/1`, `${key}/2`], by: editor, reason, correction: {} }));
    granted(await edit.add({ planId, after: null, by: editor, reason, line: { what: 'Банер на сайті' } }));
    const rows = (await w.desk.plans.show(planId))?.rows ?? [];
    expect(rows.filter((one) => one.dropped === null).map((one) => one.line.what)).toEqual([
      letters,
      'Плакати; Листівки',
      'Банер на сайті',
    ]);
    expect(rows.every((one) => one.confirmedAt === null)).toBe(true);
  });

  test('is not touched by a stranger', async () => {
    const w = await world();
    const planId = await imported(w);
    const { key } = (await rowNamed(w, planId, posters)).line;
    expect(await w.desk.plans.edit.drop({ planId, key, by: 'no@where.example', reason })).toMatchObject({
      code: 'staff.unknown',
    });
  });
});

describe('a letter in words of staff’s own', () => {
  const words = { text: 'Прийдіть проголосувати до {voting.end}.', subject: 'Голосуємо', preheader: null };

  async function settled() {
    const w = await world();
    const planId = await imported(w);
    const { key } = (await rowNamed(w, planId, letters)).line;
    const change = {
      stages: ['voting'],
      audience: { contest: 'city', role: 'voter' },
      texts: { 'voting.city': words },
    } as const;
    granted(await w.desk.plans.edit.settle({ planId, key, by: editor, change }));
    return { w, planId, key };
  }

  test('waits for a second person long before its hour and goes only to whom staff chose', async () => {
    const { w, planId, key } = await settled();
    await reconcile(w.app);
    expect(await madeLetters(w)).toEqual([]);
    granted(await w.desk.plans.confirm(planId, key, editor, null));
    await reconcile(w.app);
    const [letter, ...others] = await madeLetters(w);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ state: 'waiting', editedBy: editor, contest: 'city', stage: 'voting' });
    expect(letter?.audience).toMatchObject({ contest: 'city', role: 'voter' });
    expect(letter?.body).toMatchObject({ subject: 'Голосуємо' });
    const id = letter?.id ?? '';
    const planned = async () =>
      (await w.desk.planned(kyiv('2027-03-01'), kyiv('2027-03-20'))).some(
        (one) => one.broadcast === letter?.key,
      );
    expect(await planned()).toBe(false);
    expect(await w.desk.broadcasts.act(id, 'approve', editor)).toMatchObject({ ok: false });
    granted(await w.desk.broadcasts.act(id, 'approve', approver));
    expect(await planned()).toBe(true);
    await reconcile(w.app);
    expect(await madeLetters(w)).toMatchObject([{ id, state: 'approved', approvedBy: approver }]);
  });

  test('needs a new approval when its date moves, and the diff says whose falls', async () => {
    const { w, planId, key } = await settled();
    granted(await w.desk.plans.confirm(planId, key, editor, null));
    await reconcile(w.app);
    const [letter] = await madeLetters(w);
    granted(await w.desk.broadcasts.act(letter?.id ?? '', 'approve', approver));
    const change = {
      contest: 'city',
      stage: 'voting',
      opens: kyiv('2027-03-10'),
      closes: kyiv('2027-03-28 23:59'),
    } as const;
    const rows = granted(await w.desk.calendar.set(change, editor));
    expect(rows.filter((one) => one.voided !== null)).toMatchObject([{ change: 'moves', voided: approver }]);
    await reconcile(w.app);
    const states = (await madeLetters(w)).map(({ state, approvedBy }) => [state, approvedBy]);
    expect(states).toEqual(
      expect.arrayContaining([
        ['waiting', null],
        ['cancelled', approver],
      ]),
    );
  });

  test.each([
    ['an unknown place', { 'review.city': words }, 'plan.slot'],
    ['an unknown word', { 'voting.city': { ...words, text: 'До {nobody.knows}.' } }, 'broadcast.placeholder'],
    ['nothing in it', { 'voting.city': { ...words, text: ' ' } }, 'broadcast.empty'],
  ])('is refused with %s', async (_, texts, code) => {
    const w = await world();
    const planId = await imported(w);
    const { key } = (await rowNamed(w, planId, letters)).line;
    const change = { texts };
    expect(await w.desk.plans.edit.settle({ planId, key, by: editor, change })).toMatchObject({ code });
  });
});

describe('a newer document', () => {
  test('that is the same changes nothing, not even the trail', async () => {
    const w = await world();
    const planId = await imported(w);
    granted(await w.desk.plans.confirmAll(planId, editor));
    const before = JSON.stringify([await listPlans(reading(w.app)), await w.desk.audit(50)]);
    const file = csv(row(letters), row(posters));
    const version = granted(await w.desk.plans.versions.import(file, { planId, by: editor, save: true }));
    expect(version.changes).toBe(false);
    expect(JSON.stringify([await listPlans(reading(w.app)), await w.desk.audit(50)])).toBe(before);
  });

  test('keeps what it left alone confirmed and asks about the rest', async () => {
    const w = await world();
    const planId = await imported(w);
    granted(await w.desk.plans.confirmAll(planId, editor));
    const file = csv(row(letters), row(posters, 'до 20.03.2027'), row('Оголошення на радіо'));
    const shown = granted(await w.desk.plans.versions.propose(file, { planId, by: editor }));
    expect(shown.rows.map(({ kind }) => kind)).toEqual(['same', 'changed', 'new']);
    expect((await rowNamed(w, planId, posters)).confirmedAt).not.toBeNull();
    expect(await w.desk.plans.versions.apply({ planId, by: editor, seen: 'other' })).toMatchObject({
      code: 'plan.versionChanged',
    });
    granted(await w.desk.plans.versions.apply({ planId, by: editor, seen: shown.seen }));
    expect((await rowNamed(w, planId, letters)).confirmedAt).not.toBeNull();
    const changed = await rowNamed(w, planId, posters);
    expect(changed).toMatchObject({ confirmedAt: null, line: { period: { to: '2027-03-20' } } });
    expect(changed.settings.lineage?.previous?.period.text).toBe('2027 рік');
    expect((await rowNamed(w, planId, 'Оголошення на радіо')).confirmedAt).toBeNull();
    expect(await w.desk.plans.versions.proposed(planId)).toBeNull();
    granted(await w.desk.plans.confirm(planId, changed.line.key, editor, null));
    expect((await rowNamed(w, planId, posters)).settings.lineage?.previous).toBeUndefined();
  });

  test.each(['docx', 'xlsx', 'csv', 'txt'])('of %s onto itself is the same in every row', async (form) => {
    const w = await world();
    const name = `kalynove-2026-2027.${form}`;
    const bytes = readFileSync(path.join(import.meta.dirname, '..', 'plans', name));
    const planId = await imported(w, { name, bytes });
    const version = granted(
      await w.desk.plans.versions.import({ name, bytes }, { planId, by: editor, save: true }),
    );
    expect(version.changes).toBe(false);
  });
});

describe('a message that a new date makes late', () => {
  const change = {
    contest: 'city',
    stage: 'voting',
    opens: kyiv('2027-02-28'),
    closes: kyiv('2027-03-28 23:59'),
  } as const;
  const noticeOf = async ({ app }: World) =>
    (await listBroadcasts(reading(app))).find((one) => one.key.includes('voting.opens@2027-02-28'));

  test('needs a choice, and without one nothing is changed', async () => {
    const w = await world();
    expect(await w.desk.calendar.set(change, editor)).toMatchObject({ ok: false, code: 'calendar.late' });
    expect((await w.desk.calendar.show()).some((one) => one.changed)).toBe(false);
  });

  test.each([
    ['send', ['expanding', 'sending', 'done', 'approved']],
    ['drop', ['cancelled']],
    ['ask', ['waiting']],
  ] as const)('goes the way of %s', async (late, states) => {
    const w = await world();
    await reconcile(w.app);
    const rows = granted(await w.desk.calendar.set(change, editor, late));
    expect(rows.find((one) => one.change === 'late')?.recipients).toEqual({
      telegram: 0,
      viber: 0,
      email: 0,
    });
    await reconcile(w.app);
    await reconcile(w.app);
    expect(states).toContain((await noticeOf(w))?.state);
  });
});
