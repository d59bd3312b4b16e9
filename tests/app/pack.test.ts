import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { packDesk } from '../../src/app/plan/pack.ts';
import { contestIds, type StageId } from '../../src/core/contest.ts';
import { packStages, packTexts, partsOf, wordsIn } from '../../src/core/plan/pack.ts';
import { type PlanChannel, planChannels } from '../../src/core/plan/plan.ts';
import type { Content } from '../../src/core/texts.ts';
import { kyiv, openWorld, realContent } from '../support/harness.ts';

const content = realContent();
const now = kyiv('2026-10-20 12:00');
const link = 'https://uchast.example/go/pack-4-1-voting-city';
const stages: StageId[] = ['preparation', 'submission', 'campaigning', 'voting', 'results', 'implementation'];
const all = contestIds.flatMap((contest) => stages.map((stage) => ({ contest, stage })));

/** The city before it has confirmed any rule, and with a calendar that is no example any more. */
function unset(): Content {
  const rules = Object.fromEntries(
    Object.entries(content.rules).map(([key, rule]) => [key, { ...rule, value: null }]),
  );
  return { ...content, rules };
}
function decided(): Content {
  const real = (id: 'city' | 'kids') => ({
    ...content.contests[id],
    cycle: { ...content.contests[id].cycle, example: false },
  });
  return { ...content, contests: { city: real('city'), kids: real('kids') } };
}
/** Every rule set to something, so that no sentence is left out. */
function settled(): Content {
  const value = (kind: string) =>
    kind === 'number' || kind === 'money'
      ? 3
      : kind === 'list'
        ? ['одне', 'друге']
        : kind === 'date'
          ? '2027-01-31'
          : 'слово';
  const rules = Object.fromEntries(
    Object.entries(content.rules).map(([key, rule]) => [
      key,
      { ...rule, value: rule.value ?? value(rule.kind) },
    ]),
  );
  return { ...content, rules };
}
const cities: [string, Content][] = [
  ['as it is now', content],
  ['with dates that are decided', decided()],
  ['before any rule is confirmed', unset()],
  ['with every rule confirmed', settled()],
];

function textOf(
  of: Content,
  channel: PlanChannel,
  at: { contest: 'city' | 'kids'; stage: StageId },
): Record<string, string> {
  const texts = packTexts(of, channel, { ...at, now, link });
  if (!texts) throw new Error(`no pack for ${at.contest}.${at.stage}`);
  return Object.fromEntries(texts.map(({ part, text }) => [part, text]));
}

describe.each(cities)('the texts of a city %s', (_name, city) => {
  test.each(all)('radio takes half a minute: $contest $stage', (at) => {
    const words = wordsIn(textOf(city, 'radio', at).radio ?? '');
    expect(words).toBeGreaterThanOrEqual(65);
    expect(words).toBeLessThanOrEqual(80);
  });

  test.each(all)('an article fills its column: $contest $stage', (at) => {
    const { article = '' } = textOf(city, 'press', at);
    expect(article.length).toBeGreaterThanOrEqual(1500);
    expect(article.length).toBeLessThanOrEqual(2500);
  });

  test.each(all)('nothing is unset, empty or in the wrong spelling: $contest $stage', (at) => {
    for (const channel of planChannels) {
      for (const text of Object.values(textOf(city, channel, at))) {
        expect(text).not.toMatch(/[{}]|уточню|null|undefined|проект|!| {2}|\n\n\n|^\s|\s$/i);
        expect(text).not.toMatch(/^\s*(?:\d+[.)]|[-–—])\s*$/m);
        expect(text.length).toBeGreaterThan(40);
      }
    }
  });
});

test('every contest has a story for each stage that matters', () => {
  for (const id of contestIds) expect(packStages(content, content.contests[id])).toEqual(stages);
});

test('every outlet gets at least one text, the same for outlets of one kind', () => {
  for (const channel of planChannels) expect(partsOf(channel).length).toBeGreaterThan(0);
  expect(partsOf('facebook')).toEqual(partsOf('instagram'));
});

test('a post carries the hashtag once the city has one', () => {
  const rule = { label: 'гештег', kind: 'text' as const, value: '#БюджетУчасті' };
  const tagged = { ...content, rules: { ...content.rules, hashtag: rule } };
  expect(textOf(tagged, 'facebook', { contest: 'city', stage: 'voting' }).social).toMatch(/\n#БюджетУчасті$/);
  expect(textOf(content, 'facebook', { contest: 'city', stage: 'voting' }).social).not.toContain('#');
});

test('steps are numbered on when one of them is left out', () => {
  const { release = '' } = textOf(unset(), 'press', { contest: 'city', stage: 'submission' });
  const numbers = [...release.matchAll(/^(\d)\. /gm)].map((match) => Number(match[1]));
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
});

describe('the files of a pack', () => {
  async function withPlan() {
    const world = openWorld({ at: '2026-10-20 12:00' });
    const rows = [
      'ПЛАН заходів інформаційної кампанії бюджету участі на 2026–2027 роки',
      '№;Захід;Термін виконання;Відповідальний;Джерело фінансування',
      '4.1;Реклама на місцевому телебаченні;протягом 2027 року;Департамент;Не потребує',
      '4.4;Співпраця з друкованими ЗМІ;протягом 2027 року;Департамент;Не потребує',
      '5.1;Створення чат-боту в Viber;протягом 2027 року;Департамент;Не потребує',
    ];
    const file = { name: 'план.csv', bytes: new TextEncoder().encode(rows.join('\n')) };
    const plan = await world.desk.plans.import(file, true, 'a@city.ua');
    if (!plan.ok || !plan.value.id) throw new Error('the plan was not read');
    return { world, packs: packDesk(world.app), planId: plan.value.id };
  }

  test('are its texts, a code and one archive of them, and the code counts who came by them', async () => {
    const { world, packs, planId } = await withPlan();
    const of = { planId, key: '4.4', contest: 'kids', stage: 'voting' } as const;
    expect(await packs.look(of)).toMatchObject({ ok: true, value: { source: 'pack-4-4-voting-kids' } });
    expect(await world.desk.sources.list()).toEqual([]);
    const made = await packs.make(of, 'a@city.ua');
    if (!made.ok) throw new Error(made.message);
    expect(made.value.map((file) => file.name)).toEqual([
      'release.txt',
      'article.txt',
      'qr.svg',
      'pack-4-4-voting-kids.zip',
    ]);
    const [release, , code, archive] = made.value;
    expect(strFromU8(release?.bytes ?? new Uint8Array())).toContain(
      'https://uchast.example/go/pack-4-4-voting-kids',
    );
    expect(strFromU8(code?.bytes ?? new Uint8Array())).toMatch(/^<svg /);
    expect(Object.keys(unzipSync(archive?.bytes ?? new Uint8Array()))).toEqual([
      'release.txt',
      'article.txt',
      'qr.svg',
    ]);
    expect(await world.desk.sources.list()).toEqual([
      { name: 'pack-4-4-voting-kids', target: { contest: 'kids' }, visits: 0 },
    ]);
    const again = await packs.make(of, 'a@city.ua');
    expect(again).toEqual(made);
    expect((await world.desk.audit(50)).filter((row) => row.act === 'pack.make')).toHaveLength(1);
  });

  test('are refused with words where there is no such plan, row, text or stage', async () => {
    const { packs, planId } = await withPlan();
    const refusals = [
      await packs.look({ planId: 'none', key: '4.1', contest: 'city', stage: 'voting' }),
      await packs.look({ planId, key: '9', contest: 'city', stage: 'voting' }),
      await packs.look({ planId, key: '5.1', contest: 'city', stage: 'voting' }),
      await packs.make({ planId, key: '4.1', contest: 'city', stage: 'review' }, 'a@city.ua'),
    ];
    expect(refusals.map((refusal) => (refusal.ok ? '' : refusal.code))).toEqual([
      'plan.unknown',
      'plan.line',
      'pack.action',
      'pack.stage',
    ]);
  });
});
