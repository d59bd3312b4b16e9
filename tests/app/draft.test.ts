// The draft of a project through the whole application: kept, shared, taken down, printed, carried to another chat, forgotten.
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { exportPerson } from '../../src/app/people/person-desk.ts';
import { keepTerms } from '../../src/app/people/retention.ts';
import { draftPages } from '../../src/app/projects/draft-pages.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { readDocx } from '../../src/plan/docx.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const ann = { channel: 'telegram', address: 'ann' };
const bob = { channel: 'viber', address: 'bob' };

async function says(world: World, text: string, from = ann): Promise<string> {
  await world.hear({ kind: 'text', text, ...from });
  return (await said(world)).filter((row) => row.channel === from.channel).at(-1)?.text ?? '';
}

/** The address that a button of the last reply opens. */
async function linkOf(world: World, ending: RegExp): Promise<string> {
  const choices = (await said(world)).at(-1)?.body?.reply.choices ?? [];
  return choices.flatMap((one) => ('url' in one && ending.test(one.url) ? [one.url] : []))[0] ?? '';
}

const cityAnswers = [
  'Лавки біля ринку',
  'Ніде сісти, дзвоніть 067 123 45 67',
  'Дві лавки й навіс',
  'Зупинка навпроти ринку',
  'Усім пасажирам',
  'громаді',
  'усі',
  '3',
  '120 тис',
  'так',
  '5',
];

async function written(world: World, contest: 'city' | 'kids' = 'city', from = ann): Promise<void> {
  await says(world, `/draft begin ${contest}`, from);
  const kids = cityAnswers.filter((_, index) => index < 5 || index > 7);
  for (const text of contest === 'city' ? cityAnswers : kids) await says(world, text, from);
}

async function shared(world: World): Promise<string> {
  await written(world);
  await says(world, '/draft share yes');
  return (await all(world, 'draft')).find((row) => row.code !== null)?.code ?? '';
}

async function tokenOf(world: World): Promise<string> {
  await says(world, '/draft form');
  return /\/draft\/([\w-]+)\.docx$/.exec(await linkOf(world, /docx$/))?.[1] ?? '';
}

describe('writing a draft', () => {
  test('keeps every step at once, one draft a person, with the words of the agreement', async () => {
    const world = openWorld();
    await written(world);
    const rows = await all(world, 'draft');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body.values).toMatchObject({
      title: 'Лавки біля ринку',
      problem: 'Ніде сісти, дзвоніть •••',
      land: 'city',
      category: 'Інфраструктура',
      cost: '120000',
      supporters: '5',
    });
    expect(rows[0]?.body.wording).toContain('Я погоджуюся');
    expect(JSON.stringify(rows)).not.toContain('123 45 67');
  });

  test('begins only with the agreement: looking at it keeps nothing', async () => {
    const world = openWorld();
    expect(await says(world, 'мій проєкт')).toContain('Ваша згода');
    expect(await all(world, 'draft')).toEqual([]);
  });

  test('goes on in another chat of the same person', async () => {
    const world = openWorld();
    await says(world, '/draft begin city');
    await says(world, 'Лавки біля ринку');
    const code = /\d{4} \d{4}/.exec(await says(world, '/link'))?.[0] ?? '';
    await says(world, code, bob);
    expect(await says(world, '/draft next', bob)).toContain('Крок 2 з 11');
    await says(world, 'Ніде сісти', bob);
    expect((await all(world, 'draft'))[0]?.body.values.problem).toBe('Ніде сісти');
  });

  test('is counted nowhere and leaves no source of somebody who came by its link', async () => {
    const world = openWorld();
    const code = await shared(world);
    await world.hear({ kind: 'opened', source: `p-${code}`, welcome: false, ...bob });
    expect(await all(world, 'visit')).toEqual([]);
    expect((await all(world, 'person')).map(({ source }) => source)).toEqual([null, null]);
    expect(world.logged.join('\n')).not.toContain('Лавки');
  });
});

describe('the form behind its link', () => {
  test('is a document of Ukrainian with headings, the answers, and empty room for the author and the signatures', async () => {
    const world = openWorld();
    await written(world);
    const file = await draftPages(world.app).docx(await tokenOf(world));
    expect(file?.name).toBe('zaiavka-city.docx');
    const bytes = file?.bytes ?? new Uint8Array();
    const reading = readDocx(bytes);
    const text = JSON.stringify(reading);
    expect(reading.ok).toBe(true);
    for (const words of [
      '«Бюджет участі. МІСТО»',
      'Лавки біля ринку',
      'Ніде сісти',
      '120\u00a0000 грн',
      'Інфраструктура',
    ])
      expect(text).toContain(words);
    const parts = unzipSync(bytes);
    const document = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const styles = strFromU8(parts['word/styles.xml'] ?? new Uint8Array());
    expect(styles).toContain('w:lang w:val="uk-UA"');
    expect(document.match(/w:pStyle w:val="Heading1"/g)?.length).toBe(12);
    expect(document.match(/<w:tblHeader\/>/g)?.length).toBe(2);
    const core = strFromU8(parts['docProps/core.xml'] ?? new Uint8Array());
    expect(core).not.toMatch(/<dc:creator>[^<]+|<cp:lastModifiedBy>[^<]+/);
  });

  test('of pupils has no address, telephone or e-mail to fill in', async () => {
    const world = openWorld({ at: '2026-11-20 12:00' });
    await written(world, 'kids');
    const file = await draftPages(world.app).docx(await tokenOf(world));
    const text = JSON.stringify(readDocx(file?.bytes ?? new Uint8Array()));
    expect(text).toContain('Координатор у школі');
    expect(text).not.toMatch(/e-mail|Адреса|Телефон/);
  });

  test('opens for a day, and only the draft that it was made for', async () => {
    const world = openWorld();
    await written(world);
    const token = await tokenOf(world);
    const pages = draftPages(world.app);
    world.clock.pass(dayMs - hourMs);
    expect(await pages.form(token)).not.toBeNull();
    world.clock.pass(hourMs);
    expect(await pages.form(token)).toBeNull();
    const fresh = await tokenOf(world);
    world.clock.pass(1);
    await says(world, '/draft erase yes');
    await written(world);
    expect(await pages.form(fresh)).toBeNull();
  });

  test.each([
    ['is empty', () => ''],
    ['is of another instance', (token: string) => token.replace(/.{32}$/, '0'.repeat(32))],
    ['was changed', (token: string) => `B${token.slice(1)}`],
    ['was cut', (token: string) => token.slice(0, -1)],
  ])('opens nothing where the token %s', async (_how, changed) => {
    const world = openWorld();
    await written(world);
    const pages = draftPages(world.app);
    expect(await pages.form(changed(await tokenOf(world)))).toBeNull();
  });
});

describe('a shared idea', () => {
  test('shows the author’s words and no author, and how it is supported now', async () => {
    const world = openWorld();
    const idea = await draftPages(world.app).shared(await shared(world));
    expect(idea?.name).toBe('Лавки біля ринку');
    expect(idea?.parts.map(({ title }) => title)).toEqual([
      'Що зараз не так',
      'Що пропонується',
      'Де',
      'Для кого',
      'Приблизна вартість',
    ]);
    expect(idea?.how.text).toContain('Це підпис, а не голос');
    const person = (await all(world, 'person'))[0];
    expect(JSON.stringify(idea)).not.toContain(person?.id);
  });

  test('is gone at once when its author takes it back, and stays gone for its old link', async () => {
    const world = openWorld();
    const code = await shared(world);
    await says(world, '/draft unshare');
    expect(await draftPages(world.app).shared(code)).toBeNull();
    await says(world, '/draft share yes');
    expect(await draftPages(world.app).shared(code)).toBeNull();
  });

  test('is told in the chat to who opens its link', async () => {
    const world = openWorld();
    const code = await shared(world);
    const text = await says(world, `/start p-${code}`, bob);
    expect(text).toContain('Дві лавки й навіс');
    expect(text).toContain('Як підтримати');
    expect(text).toContain('/privacy');
  });
});

describe('staff', () => {
  test('see only shared ideas, and not whose they are', async () => {
    const world = openWorld();
    await written(world, 'city', bob);
    expect(await world.desk.drafts.list()).toEqual([]);
    const code = await shared(world);
    const list = await world.desk.drafts.list();
    expect(list.map((one) => one.code)).toEqual([code]);
    expect(JSON.stringify(list)).not.toMatch(/ann|bob|0[0-9a-f]{31}/);
  });

  test('take one down with a reason that its author gets, and the audit trail knows who did it', async () => {
    const world = openWorld();
    const code = await shared(world);
    const result = await world.desk.drafts.takeDown(code, 'Реклама крамниці', 'clerk@city.example');
    expect(result.ok).toBe(true);
    expect(await draftPages(world.app).shared(code)).toBeNull();
    expect((await said(world)).at(-1)?.text).toContain('Причина: Реклама крамниці');
    expect(await says(world, '/draft share yes')).toContain('зняли сторінку з показу');
    expect((await world.desk.audit(5)).map(({ act, actor, object }) => [act, actor, object])).toContainEqual([
      'draft.takeDown',
      'clerk@city.example',
      code,
    ]);
    await says(world, '/draft title Лавки й навіс');
    expect(await says(world, '/draft share yes')).toContain('Сторінка готова');
  });

  test.each([
    ['without a reason', (code: string) => [code, '  ']],
    ['with a reason that is too long', (code: string) => [code, 'я'.repeat(501)]],
    ['that nobody shows', () => ['nosuchcode', 'Реклама']],
  ])('cannot take one down %s', async (_how, given) => {
    const world = openWorld();
    const code = await shared(world);
    const [which = '', reason = ''] = given(code);
    const result = await world.desk.drafts.takeDown(which, reason, 'clerk@city.example');
    expect(result.ok).toBe(false);
    expect(await draftPages(world.app).shared(code)).not.toBeNull();
  });
});

describe('forgetting', () => {
  test('a draft ends twelve months after its last change', async () => {
    const world = openWorld();
    await written(world);
    world.clock.pass(364 * dayMs);
    await keepTerms(world.app);
    expect(await all(world, 'draft')).toHaveLength(1);
    world.clock.pass(dayMs);
    await keepTerms(world.app);
    expect(await all(world, 'draft')).toEqual([]);
  });

  test('a draft goes with its person, page and form', async () => {
    const world = openWorld();
    const code = await shared(world);
    const token = await tokenOf(world);
    const exported = await exportPerson(world.app, 'ann');
    expect(JSON.stringify(exported)).toContain('Лавки біля ринку');
    await says(world, '/data erase yes');
    expect(await all(world, 'draft')).toEqual([]);
    expect(await draftPages(world.app).shared(code)).toBeNull();
    expect(await draftPages(world.app).form(token)).toBeNull();
  });

  test('«стоп» ends what we begin, and keeps the draft', async () => {
    const world = openWorld();
    await written(world);
    await says(world, 'стоп');
    expect(await all(world, 'draft')).toHaveLength(1);
  });
});
