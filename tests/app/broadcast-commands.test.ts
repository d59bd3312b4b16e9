// Owns the proof that broadcasts are written, changed, approved by hash, tried out and stopped from the command line.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, freshData, run } from '../support/process.ts';

type Made = { id: string; hash: string; recipients: Record<string, number>; warnings: string[] };

describe('on the command line', () => {
  const folder = freshData();
  const env = { DATA_DIR: folder, CLOCK_START: '2026-11-21T10:00:00+02:00' };
  const text = path.join(folder, 'text.txt');
  const by = ['--by', 'ed@example.org'];
  const words = ['--text-file', text, '--at', '2026-11-22T12:00', ...by];

  beforeAll(async () => {
    writeFileSync(text, 'Подати проєкт можна до {submission.end}.');
    await ask(env, 'staff', 'add', 'ed@example.org', '--role', 'editor');
    await ask(env, 'staff', 'add', 'ap@example.org', '--role', 'approver');
  });

  test('a broadcast is written with everything, changed, and approved only as it was read', async () => {
    const rich = [
      ...['--audience', 'contest=city,stage=submission,voted=no', '--paid', 'wait'],
      ...['--button', 'Подати = заявку=https://kam.gov.ua/a?b=c', '--button', 'Нагадати=/subscribe'],
      ...['--picture', 'https://kam.gov.ua/a.png', '--picture-alt', 'Люди'],
    ];
    const made = await ask<Made>(env, 'broadcast', 'create', ...words, ...rich);
    expect(await ask(env, 'broadcast', 'preview', made.id)).toMatchObject({
      choices: [
        { label: 'Подати = заявку', url: 'https://kam.gov.ua/a?b=c' },
        { label: 'Нагадати', value: '/subscribe' },
      ],
      picture: { url: 'https://kam.gov.ua/a.png', alt: 'Люди' },
      payment: 'wait',
      audience: { contest: 'city', topic: 'stage.submission' },
      stage: 'submission',
    });
    const edited = await ask<Made>(env, 'broadcast', 'edit', made.id, ...words);
    expect([edited.id, edited.hash === made.hash]).toEqual([made.id, false]);
    const approve = (hash: string) =>
      run(env, 'broadcast', 'approve', made.id, '--hash', hash, '--by', 'ap@example.org', '--json');
    const stale = await approve(made.hash);
    expect([stale.code, stale.out]).toEqual([2, '']);
    expect(stale.error).toContain('Текст змінили');
    const { out } = await approve(edited.hash.slice(0, 12));
    expect(JSON.parse(out)).toMatchObject({ id: made.id, state: 'approved', total: 0, byChannel: {} });
    expect(await ask(env, 'broadcast', 'cancel', made.id, '--by', 'ap@example.org')).toMatchObject({
      state: 'cancelled',
      sent: 0,
    });
  });

  test('a trial goes to staff only, and a retry is counted beforehand', async () => {
    const { id } = await ask<Made>(env, 'broadcast', 'create', ...words);
    const trial = (to: string) => run(env, 'broadcast', 'test', id, '--to', to, '--channel', 'email', ...by);
    expect((await trial('ap@example.org')).code).toBe(0);
    expect((await trial('stranger@example.org')).code).toBe(2);
    const none = { failed: {}, unknown: {}, never: {}, new: {} };
    expect(await ask(env, 'retry', id, '--preview')).toEqual({ id, ...none });
    expect(await ask(env, 'retry', id, '--scope', 'new', '--preview')).toEqual({ id, new: {} });
  });

  const picture = ['--picture', 'https://kam.gov.ua/a.svg', '--picture-alt', 'Люди'];
  test.each<[readonly string[], RegExp]>([
    [['--button', 'Сайт'], /--button/],
    [['--button', 'Сайт=/dance'], /Кнопка «Сайт»/],
    [['--paid', 'later'], /--paid/],
    [['--picture', 'https://kam.gov.ua/a.png'], /--picture-alt/],
    [['--picture-alt', 'Люди'], /--picture/],
    [picture, /Картинка/],
    [['--audience', 'stage=winter'], /--audience/],
    [['--audience', 'voted=yes'], /--audience/],
    [['--audience', 'voted=no'], /конкурс/],
    [['--channels', 'pigeon'], /pigeon/],
  ])('%j ends with 2, one line that names it, and nothing on standard output', async (wrong, said) => {
    const { code, out, error } = await run(env, 'broadcast', 'create', ...words, ...wrong);
    expect([code, out, error.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(error).toMatch(said);
  });
});
