// Owns the proof that staff read, try out, change, compare, undo and export every text, and that residents hear a change
// only when it was approved.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addRevision } from '../../db/revisions.ts';
import { currentContent, writing } from '../../src/app/app.ts';
import { compareWords } from '../../src/app/texts/text-diff.ts';
import { filesOf } from '../../src/app/texts/text-export.ts';
import { fieldsOf, readText } from '../../src/app/texts/text-fields.ts';
import { findingsIn } from '../../src/app/texts/text-findings.ts';
import type { TextView } from '../../src/app/texts/text-look.ts';
import { readRuleValue } from '../../src/app/texts/text-rule-value.ts';
import { everyText, type TextName } from '../../src/app/texts/text-words.ts';
import { textOf, withText } from '../../src/core/revision.ts';
import { kyiv, openWorld, realContent, type World } from '../support/harness.ts';

const editor = 'editor@city.example';
const author = 'author@city.example';
const approver = 'approver@city.example';
let world: World;

beforeEach(async () => {
  world = openWorld();
  await world.desk.staff.add(editor, 'editor', 'test');
  await world.desk.staff.add(author, 'approver', 'test');
  await world.desk.staff.add(approver, 'approver', 'test');
});

const cost: TextName = { kind: 'rule', key: 'maxProjectCost' };
const welcome: TextName = { kind: 'phrase', key: 'welcome' };
const notice: TextName = { kind: 'notice', key: 'voting.opens' };
const howToVote: TextName = { kind: 'instruction', key: 'city.voting.voter' };
const view = (change: Partial<TextView> = {}): TextView => ({
  at: world.clock.now(),
  contest: 'city',
  stage: null,
  role: 'voter',
  channel: world.desk.library.channels[0] ?? '',
  ...change,
});

/** A text's fields as they stand, with some typed over. */
const draftOf = async (name: TextName, change: Record<string, string>) => {
  const body = textOf(await currentContent(world.app), name);
  const fields = fieldsOf(name.kind, body).map((field) => [field.name, field.value]);
  return { ...name, values: { ...Object.fromEntries(fields), ...change } };
};
const propose = async (name: TextName, change: Record<string, string>, by = author) => {
  const sent = await world.desk.library.propose(await draftOf(name, change), by);
  if (!sent.ok) throw new Error(sent.message);
  return sent.value.id;
};
const publish = async (name: TextName, change: Record<string, string>) => {
  expect(await world.desk.texts.approve(await propose(name, change), approver)).toMatchObject({ ok: true });
};
const stands = async (name: TextName) => textOf(await currentContent(world.app), name);

describe('the fields of a text', () => {
  test('hold all that a record says: read back they are the record', () => {
    const content = realContent();
    for (const { kind, body } of everyText(content)) {
      const typed = Object.fromEntries(fieldsOf(kind, body).map(({ name, value }) => [name, value]));
      expect(readText(kind, body, typed)).toEqual({ ok: true, body });
    }
  });

  test.each([
    ['money', '400 000 грн.', 400_000],
    ['money', '12,50', 12.5],
    ['money', 'багато', 'money'],
    ['money', '-5', 'money'],
    ['number', '14', 14],
    ['number', '14 років', 'number'],
    ['list', '— перше\n\n— друге', ['перше', 'друге']],
    ['url', 'https://kam.gov.ua/plan', 'https://kam.gov.ua/plan'],
    ['url', 'javascript:alert(1)', 'url'],
    ['url', 'kam.gov.ua', 'url'],
    ['date', '31.12.2026', '2026-12-31'],
    ['date', '2026-12-31', '2026-12-31'],
    ['date', '31.02.2026', 'date'],
    ['phone', '(0569) 50-00-00, 15-80', '(0569) 50-00-00, 15-80'],
    ['phone', 'телефон', 'phone'],
    ['email', 'a@city.example', 'a@city.example'],
    ['email', 'a@', 'email'],
    ['text', 'одне\nдруге', 'одне друге'],
    ['text', '  ', null],
  ] as const)('a rule of the kind %s takes %s as %s', (kind, typed, value) => {
    const read = readRuleValue(kind, typed);
    expect(read.ok ? read.value : read.problem).toEqual(value);
  });

  test.each([
    [howToVote, { steps: '1\n2\n3\n4\n5\n6\n7\n8' }, { steps: 'steps' }],
    [howToVote, { title: ' ' }, { title: 'empty' }],
    [howToVote, { links: 'Платформа' }, { links: 'link' }],
    [{ kind: 'faq', key: 'v.how' } as const, { stage: 'never' }, { stage: 'stage' }],
    [cost, { value: 'багато' }, { value: 'money' }],
  ])('of %o with %o are refused by name', async (name, change, problems) => {
    const look = await world.desk.library.look(await draftOf(name, change), view());
    expect(look).toMatchObject({ problems, ready: false });
    expect(await world.desk.library.propose(await draftOf(name, change), author)).toMatchObject({
      code: 'text.fields',
    });
  });
});

describe('a draft', () => {
  test.each([
    ['placeholder', welcome, { phrase: 'Вітаємо у {nowhere}.' }],
    ['long', howToVote, { short: 'Голосуйте.', deadline: 'Дуже довго. '.repeat(80) }],
    ['noAnswer', { kind: 'faq', key: 'pb.what' } as const, { answer: '' }],
  ])('with the fault «%s» cannot be sent', async (code, name, change) => {
    const look = await world.desk.library.look(await draftOf(name, change), view());
    expect(look).toMatchObject({ ready: false, look: null });
    expect(look?.findings.map((one) => one.code)).toContain(code);
    expect(await world.desk.library.propose(await draftOf(name, change), author)).toMatchObject({
      ok: false,
    });
  });

  test.each([
    ['spelling', 'Подайте проект.'],
    ['unset', 'Подайте тут: {schoolPlatformUrl}.'],
    ['dateOther', 'Чекаємо 3 лютого.'],
    ['dateTyped', 'Чекаємо до 28.03.2027.'],
    ['linkYear', 'Дивіться https://city.example/2019/rules.'],
  ])('tells its author «%s», and can be sent', async (code, phrase) => {
    const look = await world.desk.library.look(await draftOf(welcome, { phrase }), view());
    expect(look?.findings.map((one) => one.code)).toEqual([code]);
    expect(look).toMatchObject({ ready: true });
  });

  test('says which of its new ways of asking belong to another answer', async () => {
    const [words = ''] = realContent().faq['v.how']?.phrasings ?? [];
    const draft = await draftOf({ kind: 'faq', key: 'a.who' }, {});
    const values = { ...draft.values, phrasings: `${draft.values.phrasings}\n${words}!` };
    const look = await world.desk.library.look({ ...draft, values }, view());
    const taken = look?.findings.filter(({ code }) => code === 'taken');
    expect(taken).toMatchObject([{ values: { question: realContent().faq['v.how']?.question } }]);
  });

  test('shows what it changes word by word, and how the bot would say it', async () => {
    const look = await world.desk.library.look(await draftOf(cost, { value: '450 000' }), view());
    expect(look?.changes).toEqual([
      {
        label: 'value',
        of: 'money',
        parts: [
          { kind: 'out', text: '400000' },
          { kind: 'in', text: '450000' },
        ],
      },
    ]);
    expect(look?.look?.parts[0]?.text).toBe(
      'Найбільша вартість проєкту: 450\u00a0000\u00a0грн'.replace('\u00a0грн', ' грн'),
    );
  });

  test('names the planned messages that it changes, and only those', async () => {
    world.clock.set('2027-02-01 10:00');
    const draft = await draftOf(notice, { 'text.city': 'Голосуйте до {voting.end}.' });
    const look = await world.desk.library.look(draft, view());
    expect(look?.messages.map(({ key }) => key)).toEqual([
      expect.stringContaining('city:2026–2027:voting.opens'),
    ]);
    expect(look?.messages[0]?.to).toContain('Голосуйте до 28 березня 2027');
  });

  test('that changes nothing is not sent', async () => {
    expect(await world.desk.library.propose(await draftOf(cost, {}), author)).toMatchObject({
      code: 'text.same',
    });
  });

  test.each([
    ['a phrase of the console', { kind: 'phrase', key: 'console.texts.title' } as const],
    ['a text that is not', { kind: 'letter', key: 'nowhere' } as const],
    ['a word that platforms are told at the start', { kind: 'phrase', key: 'viber.sender' } as const],
  ])('of %s is none', async (_label, name) => {
    expect(await world.desk.library.look({ ...name, values: {} }, view())).toBeNull();
    expect(await world.desk.library.propose({ ...name, values: {} }, author)).toMatchObject({
      code: 'text.unknown',
    });
  });
});

describe('a change', () => {
  test('is heard by residents once a second person approved it, and not before', async () => {
    const heard = async () => {
      await world.hear({ kind: 'text', text: '/faq a.cost' });
      return (await world.desk.library.day(view({ at: kyiv('2026-11-01 12:00'), role: 'author' }), ''))
        .instruction;
    };
    const id = await propose(cost, { value: '450000' }, editor);
    expect(JSON.stringify(await heard())).toContain('400\u00a0000');
    expect(await world.desk.texts.approve(id, editor)).toMatchObject({ code: 'text.role' });
    await world.desk.texts.approve(id, approver);
    expect(JSON.stringify(await heard())).toContain('450\u00a0000');
  });

  test('is checked again when it is approved', async () => {
    const id = await propose(welcome, { phrase: 'Вітаємо. Питайте: {teamPhone}.' });
    world.app.files = { ...world.app.files, rules: {} };
    expect(await world.desk.texts.approve(id, approver)).toMatchObject({ ok: false });
  });

  test('waits with what it alters beside the text that stands', async () => {
    await propose(cost, { value: '450000' });
    const sheet = await world.desk.library.show(cost, { view: view(), from: null });
    expect(sheet).toMatchObject({ head: { proposed: true, changed: false }, waiting: { by: author } });
    expect(sheet?.waiting?.changes).toHaveLength(1);
  });

  test('of a reminder changes what is made of it', async () => {
    await publish(notice, { 'subject.city': 'Час голосувати' });
    const { notices } = await currentContent(world.app);
    expect(notices.find(({ id }) => id === 'voting.opens')?.contests.city?.subject).toBe('Час голосувати');
    expect(withText(realContent(), { ...notice, body: { ...realContent().notices[0] } })).toBeNull();
  });
});

describe('revisions', () => {
  test('say who changed what and when, and can be taken up again', async () => {
    await publish(cost, { value: '450000' });
    await publish(cost, { value: '500000' });
    const { revisions } = await world.desk.library.history(cost, null);
    expect(revisions.map(({ by, changes }) => [by, changes[0]?.parts.map(({ text }) => text)])).toEqual([
      [author, ['450000', '500000']],
      [author, ['400000', '450000']],
    ]);
    const from = async (id: string) =>
      (await world.desk.library.show(cost, { view: view(), from: id }))?.fields[0]?.value;
    expect(await from(revisions[1]?.id ?? '')).toBe('450000');
    expect(await from('file')).toBe('400000');
  });

  test('undo shows what will stand, and makes a new revision', async () => {
    await publish(cost, { value: '450000' });
    expect(await world.desk.library.undoLook(cost, false)).toMatchObject({ toFile: true });
    await world.desk.texts.undo(cost, approver, false);
    expect(await stands(cost)).toMatchObject({ value: 400_000 });
    const { revisions } = await world.desk.library.history(cost, null);
    expect(revisions.map(({ toFile }) => toFile)).toEqual([true, false]);
    expect(await world.desk.library.undoLook(cost, false)).toBeNull();
  });

  test('come a page at a time', async () => {
    for (let sum = 1; sum <= 22; sum += 1) {
      const body = { ...realContent().rules.maxProjectCost, value: sum };
      const row = { id: world.app.newId(), ...cost, body, at: world.clock.now(), by: author };
      await writing(world.app, (at) => addRevision(at, row));
    }
    const first = await world.desk.library.history(cost, null);
    const second = await world.desk.library.history(cost, first.older);
    expect([first.revisions.length, second.revisions.length, second.older]).toEqual([20, 2, null]);
    expect(second.revisions[0]?.changes[0]?.parts.map(({ text }) => text)).toEqual(['1', '2']);
  });

  test('undoing any change gives back the text before it, whatever came before', async () => {
    const step = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom('undo', 'file'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        world = openWorld();
        await world.desk.staff.add(author, 'approver', 'test');
        await world.desk.staff.add(approver, 'approver', 'test');
        const inFile = 400_000;
        // What stood after each act, oldest first; null: the file.
        const stood: (number | null)[] = [];
        for (const one of steps) {
          const now = stood.at(-1) ?? null;
          if (typeof one === 'number') {
            if (one === now) continue;
            await publish(cost, { value: String(one) });
            stood.push(one);
          } else {
            const done = await world.desk.texts.undo(cost, approver, one === 'file');
            expect(done.ok).toBe(now !== null);
            if (done.ok) stood.push(one === 'file' ? null : (stood.at(-2) ?? null));
          }
          expect(await stands(cost)).toMatchObject({ value: stood.at(-1) ?? inFile });
        }
      }),
      { numRuns: 6 },
    );
  });
});

test('two texts are compared without losing a sign of either', () => {
  const words = fc.array(fc.constantFrom('до', ' ', 'після', '\n', '{a}', 'дня.', '— '), { maxLength: 30 });
  fc.assert(
    fc.property(words, words, (a, b) => {
      const parts = compareWords(a.join(''), b.join(''));
      const without = (kind: string) => parts.filter((part) => part.kind !== kind).map(({ text }) => text);
      expect(without('in').join('')).toBe(a.join(''));
      expect(without('out').join('')).toBe(b.join(''));
    }),
  );
  expect(compareWords('х '.repeat(3000), 'у\n'.repeat(3000)).length).toBeGreaterThan(0);
});

describe('a day of the bot', () => {
  test.each([
    ['2027-03-10', null, 'Голосування'],
    ['2026-10-25', null, 'Подання проєктів'],
    ['2026-10-25', 'voting', 'Подання проєктів'],
  ] as const)('%s with the stage %s is told as the bot tells it', async (day, stage, title) => {
    const said = await world.desk.library.day(view({ at: kyiv(`${day} 12:00`), stage }), '');
    expect(said.situation).toContain(title);
    expect(said.stage).toBe(stage ?? (day === '2027-03-10' ? 'voting' : 'submission'));
  });

  test('answers a question for that day, and names what goes out', async () => {
    const said = await world.desk.library.day(view({ at: kyiv('2027-03-08 12:00') }), 'як проголосувати?');
    expect(said.answer?.question).toContain('голос');
    expect(said.messages.map(({ text }) => text).join()).toContain('голос');
    expect((await world.desk.library.day(view(), 'абракадабра фів')).answer?.question).toBeNull();
  });

  test('without a stage has no instruction', async () => {
    expect(await world.desk.library.day(view({ at: kyiv('2030-01-01 12:00') }), '')).toMatchObject({
      stage: null,
      instruction: null,
    });
  });
});

describe('lists and search', () => {
  test('count the texts of each kind and put what residents needed first', async () => {
    await world.desk.library.propose(await draftOf(cost, { value: '1' }), author);
    const home = await world.desk.library.home('');
    expect(home.kinds.find(({ kind }) => kind === 'rule')).toMatchObject({ proposed: 1, changed: 0 });
    expect(home.proposed).toMatchObject([cost]);
    expect(home.found).toBeNull();
  });

  test.each([
    ['Найбільша вартість', 'rule', 'maxProjectCost'],
    ["п'ятниця", null, null],
    ['maxprojectcost', 'rule', 'maxProjectCost'],
    ['ПРОГОЛОСУВАТИ', 'faq', 'v.how'],
  ])('«%s» finds %s %s', async (search, kind, key) => {
    const { found } = await world.desk.library.home(search);
    const names = (found ?? []).map(({ head }) => `${head.kind} ${head.key}`);
    if (kind) expect(names).toContain(`${kind} ${key}`);
    else expect(names.length).toBeLessThan(5);
  });
});

describe('the check of all texts', () => {
  test('finds no fault in the city’s own texts, and names each gap', () => {
    const found = findingsIn(realContent());
    expect(
      found.filter(({ level, code }) => level === 'error' || code === 'spelling' || code === 'dateOther'),
    ).toEqual([]);
    expect(found.filter(({ code }) => code === 'gap').length).toBe(
      Object.values(realContent().rules).filter(({ value }) => value === null).length,
    );
  });

  test('says where staff’s texts differ from the files', async () => {
    await publish(cost, { value: '450000' });
    expect((await world.desk.library.check()).differs).toMatchObject([cost]);
  });
});

describe('files of content/', () => {
  const read = (name: string) => {
    try {
      return readFileSync(path.join(import.meta.dirname, '..', '..', 'content', name), 'utf8');
    } catch {
      return null;
    }
  };

  test('hold staff’s texts in their own shape, with the comments that stood there', async () => {
    await publish(cost, { value: '450000' });
    await publish(notice, { digest: 'голосування почалося' });
    await publish(welcome, { phrase: 'Вітаємо.' });
    const files = await world.desk.library.files(read);
    expect(files.map(({ name }) => name)).toEqual(['notices.yaml', 'phrases.yaml', 'rules.yaml']);
    const [notices, phrases, rules] = files.map(({ text }) => parse(text));
    expect(notices.find(({ id }: { id: string }) => id === 'voting.opens').digest).toBe(
      'голосування почалося',
    );
    expect([phrases.welcome, rules.maxProjectCost.value]).toEqual(['Вітаємо.', 450_000]);
    expect(files[2]?.text).toContain('# Правила міста');
    expect(Object.keys(rules)).toEqual(Object.keys(parse(read('rules.yaml') ?? '')));
  });

  test('come as one archive of what differs, and as none where nothing does', async () => {
    expect(await world.desk.library.archive()).toBeNull();
    await publish(cost, { value: '450000' });
    const archive = await world.desk.library.archive();
    const entries = unzipSync(archive?.bytes ?? new Uint8Array());
    const text = new TextDecoder().decode(entries['content/rules.yaml']);
    expect(parse(text)).toMatchObject({ maxProjectCost: { value: 450_000 } });
  });

  test('are new ones where there were none', () => {
    const [file] = filesOf([{ kind: 'notice', key: 'a', body: { id: 'a', digest: 'б' } }], () => null);
    expect(parse(file?.text ?? '')).toEqual([{ id: 'a', digest: 'б' }]);
  });
});
