// Owns the proof that a broadcast is corrected and taken back on the console as its specification says.
import { describe, expect, test } from 'vitest';
import type { CorrectionDesk } from '../../src/app/broadcasts/correction.ts';
import { browser, literalDesk, refusal, send } from './console-desk.ts';

const reach = { changeable: { telegram: 12 }, fixed: { viber: 3 } };

function deskWith(change: Partial<CorrectionDesk> = {}) {
  const given = literalDesk();
  Object.assign(given.desk.corrections, { reach: async () => reach, ...change });
  return given;
}

const page = async (given = deskWith(), who: 'editor' | 'approver' = 'editor') =>
  (await browser(given.desk).get(who, '/broadcasts/b-1')).text();

describe('the page of a broadcast that went out', () => {
  test('says how many messages can be changed and how many can’t', async () => {
    const shown = await page();
    expect(shown).toContain('action="/console/broadcasts/b-1/correct"');
    expect(shown).toContain('action="/console/broadcasts/b-1/recall"');
    expect(shown).toMatch(/Telegram<\/t[hd]>\s*<td[^>]*>12<\/td>\s*<td[^>]*>0<\/td>/);
  });

  test('offers nothing where there is nothing to change', async () => {
    const shown = await page(literalDesk());
    expect(shown).not.toContain('/recall"');
  });

  test('asks only approvers for the reason of an emergency, and tells an editor that a recall waits', async () => {
    const [editors, approvers] = [await page(), await page(deskWith(), 'approver')];
    expect([editors, approvers].map((one) => one.includes('id="correct-emergency"'))).toEqual([false, true]);
    expect([editors, approvers].map((one) => one.includes('має схвалити інша людина.</p><button'))).toEqual([
      true,
      false,
    ]);
  });
});

describe('a correction', () => {
  test('is kept with the text as it was typed, and its own page is shown', async () => {
    const fields = { text: 'Правильно\r\n<b>так</b>', subject: 'Тема', emergency: '' };
    const sent = await send('/broadcasts/b-1/correct', fields, deskWith());
    expect(sent.to).toBe('/console/broadcasts/c-1?done=corrected');
    const given = {
      text: 'Правильно\n<b>так</b>',
      subject: 'Тема',
      by: 'editor@example.org',
      emergency: null,
    };
    expect(sent.acts).toEqual([`correct "b-1" ${JSON.stringify(given)}`]);
  });

  test('without a text is asked for again', async () => {
    const sent = await send('/broadcasts/b-1/correct', { text: ' ', subject: 'Тема' }, deskWith());
    expect([sent.status, sent.acts]).toEqual([422, []]);
    expect(sent.page).toContain('aria-invalid="true"');
  });

  test('that is refused stands open with its words and what was typed', async () => {
    const given = deskWith({ correct: async () => refusal });
    const sent = await send('/broadcasts/b-1/correct', { text: 'Новий <i>текст</i>' }, given);
    expect(sent.status).toBe(422);
    expect(sent.page).toContain('Місто каже: не можна.');
    expect(sent.page).toContain('Новий &lt;i&gt;текст&lt;/i&gt;</textarea>');
  });
});

describe('a recall', () => {
  test('is done by whoever sends it, and its own page is shown', async () => {
    const sent = await send('/broadcasts/b-1/recall', {}, deskWith());
    expect(sent.to).toBe('/console/broadcasts/c-1?done=recallWaits');
    expect(sent.acts).toEqual(['recall "b-1" {"by":"editor@example.org"}']);
  });

  test('that is refused is said in its words', async () => {
    const sent = await send('/broadcasts/b-1/recall', {}, deskWith({ recall: async () => refusal }));
    expect(sent.status).toBe(409);
    expect(sent.page).toContain('Місто каже: не можна.');
  });
});
