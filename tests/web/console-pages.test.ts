// Owns the proof that every page of the console is safe and accessible markup, whatever people have typed.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BroadcastState } from '../../src/core/broadcast.ts';
import { broadcastStates } from '../../src/core/broadcast.ts';
import {
  planActions,
  planChannels,
  planEvents,
  planFundingKinds,
  planPartyRoles,
  planPeriodKinds,
  planStatuses,
} from '../../src/core/plan/plan.ts';
import { doneKeys } from '../../src/web/console/visit.ts';
import { browser, literalDesk, phrases } from './console-desk.ts';
import { broadcast, hostile, plan, planned } from './console-values.ts';

const pages = [
  '',
  '/plans',
  '/plans/plan-1',
  '/plans/plan-1/row/letters',
  '/plans/plan-1/version',
  '/calendar',
  '/calendar/city/voting',
  '/planned',
  '/report',
  '/plans/plan-1/evidence/sure',
  '/planned?days=cycle',
  '/planned?from=2027-03-01&to=2027-03-31',
  '/planned?from=31.03.2027&to=x',
  '/timeline',
  '/timeline?from=2027-01',
  '/broadcasts',
  '/broadcasts/new',
  '/broadcasts/b-1',
  '/broadcasts/b-1/recipients?state=failed',
  '/unknown',
  '/unknown/b-1',
  '/purse',
  '/questions',
  '/questions/q-1?insert=v.how',
  '/questions/q-2',
  '/questions/q-3',
  '/unanswered',
  '/helped',
  '/entries',
  '/entries/new?question=q-2',
  '/texts?q=a',
  '/texts/check',
  '/texts/preview?question=a&day=2027-01-08',
  '/texts/rule',
  '/texts/phrase?theme=menu',
  '/texts/instruction',
  '/texts/faq',
  '/texts/faq/x.1',
  '/texts/rule/maxProjectCost',
  '/texts/faq/x.1/history',
  '/texts/faq/x.1/undo?all=yes',
  '/duty',
  '/drafts',
  '/projects',
  '/projects/list',
  '/projects/p-1',
  '/events',
  '/events/e-1',
  '/events/e-1/edit',
  '/polls',
  '/polls/poll-1',
  '/sources',
  '/people',
  '/people/stop',
  '/people/list',
  '/people/list/l-1',
  '/people/list/l-2',
  '/people/list/l-3',
  '/people/list/l-4',
  '/people/person',
  '/figures',
  '/qr-sheet',
  '/register',
  '/register/open-data',
  '/staff',
  '/staff/s',
  '/audit',
  '/audit?actor=cli&what=access&object=plan-1&after=1.a',
  '/retention',
  '/access',
  '/access/password',
  '/access/codes',
  '/access/remove',
  '/nowhere',
];

async function pageOf(path: string): Promise<string> {
  const { get } = browser(literalDesk().desk);
  return (await get('admin', path)).text();
}

const all = (page: string, pattern: RegExp) =>
  [...page.matchAll(pattern)].map((match) => match[1] ?? match[0]);

describe.each(pages)('the page %s', (path) => {
  test('escapes what people typed and has no script, style or handler of its own', async () => {
    const page = await pageOf(path);
    const ours = /<script type="module" src="\/console\/assets\/\w+\.js"><\/script>/g;
    expect(page.replaceAll(ours, '')).not.toContain('<script');
    expect(page).not.toMatch(/<style|<[a-z]+[^>]*\s(style|on[a-z]+)=/i);
    expect(page).not.toMatch(/(undefined|\[object|NaN|null)</);
  });

  test('has its language, one heading of the first level, a main part and a way to skip to it', async () => {
    const page = await pageOf(path);
    expect(page).toContain('<html lang="uk">');
    expect(all(page, /<h1>/g)).toHaveLength(1);
    expect(all(page, /<main id="main"/g)).toHaveLength(1);
    expect(page).toContain('<a class="skip" href="#main">');
    expect(page).toMatch(/<title>[^<]+ — [^<]+<\/title>/);
  });

  test('labels every field, names every id once and gives every table heading a scope', async () => {
    const page = await pageOf(path);
    const ids = all(page, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const labelled = new Set(all(page, /<label for="([^"]*)"/g));
    const fields = all(
      page,
      /<(?:input|select|textarea)(?![^>]*type="(?:hidden|checkbox|radio)")[^>]*\sid="([^"]*)"/g,
    );
    expect(fields.filter((id) => !labelled.has(id))).toEqual([]);
    const boxes = all(page, /<input type="(?:checkbox|radio)"/g).length;
    expect(all(page, /<label><input type="(?:checkbox|radio)"/g)).toHaveLength(boxes);
    for (const id of all(page, /aria-describedby="([^"]*)"/g).flatMap((value) => value.split(' '))) {
      expect(ids).toContain(id);
    }
    expect(all(page, /<th(?! scope)(?=[\s>])/g)).toEqual([]);
    expect(all(page, /<table[ >]/g)).toHaveLength(all(page, /<caption>/g).length);
  });

  test('carries the form token in every form that acts', async () => {
    const forms = all(await pageOf(path), /<form method="post"[^>]*>([\s\S]*?)<\/form>/g);
    for (const form of forms) expect(form).toContain('name="csrf" value="form-token"');
  });
});

test('a message keeps its bold words and its hostile ones are only words', async () => {
  const page = await pageOf('/broadcasts/b-1');
  expect(page).toContain('<strong>Голосуйте</strong> &lt;script&gt;');
  expect(hostile).toContain('<script>');
});

test('dates are Kyiv time in Ukrainian and readable by machines', async () => {
  const page = await pageOf('');
  expect(page).toContain('<time datetime="2027-03-01T10:00:00+02:00">1 березня 2027 року, 10:00</time>');
});

test('a plan row shows the literal cell beside what was understood', async () => {
  const page = await pageOf('/plans/plan-1');
  expect(page).toContain('Як у документі');
  expect(page).toContain('за 10 днів до: Голосування, початок');
  expect(page).toContain('раз на 3 місяці');
  expect(page).toContain('2027 рік: заплановано 1\u00a0234,50\u00a0грн, витрачено 0,00\u00a0грн');
  expect(page).toContain('Перевірте обов’язково (55 %)');
});

test('the results of a broadcast are a table of states by channel that explains each state', async () => {
  const page = await pageOf('/broadcasts/b-1');
  for (const part of [
    'pending',
    'claimed',
    'sent',
    'delivered',
    'failed',
    'gone',
    'unknown',
    'expired',
    'skipped',
  ]) {
    expect(page).toContain(`<th scope="row">${phrases[`console.count.${part}`]}</th>`);
  }
  expect(page).toContain('12,30\u00a0€');
  expect(page).toContain('до 3 хвилин');
});

test.each([
  ['editor', ['/console/staff', '/console/audit'], false],
  ['approver', ['/console/staff', '/console/audit'], false],
  ['admin', ['/console/staff', '/console/audit'], true],
] as const)('the navigation of the %s leads only where the role may go', async (who, links, shown) => {
  const { get } = browser(literalDesk().desk);
  const page = await (await get(who, '')).text();
  for (const link of links) expect(page.includes(`href="${link}"`)).toBe(shown);
  expect(page).toContain('<a href="/console" aria-current="page">');
});

/** A state, what an administrator is offered in it, and what an editor is who neither wrote nor changed it. */
const offered: readonly (readonly [BroadcastState, readonly string[], readonly string[]])[] = [
  ['draft', ['approve', 'cancel', 'links', 'test'], ['links', 'test']],
  ['waiting', ['approve', 'cancel', 'links', 'test'], ['links', 'test']],
  ['approved', ['cancel', 'links', 'pause', 'test'], ['links', 'pause', 'test']],
  ['expanding', ['cancel', 'pause', 'test'], ['pause', 'test']],
  ['sending', ['cancel', 'pause', 'retry', 'test'], ['pause', 'test']],
  ['paused', ['cancel', 'resume', 'test'], ['test']],
  ['cancelled', [], []],
  ['missed', [], []],
  ['done', ['retry'], []],
];

test('the table of offered acts knows every state', () => {
  expect(offered.map(([state]) => state)).toEqual([...broadcastStates]);
});

test.each(offered)('a broadcast that is %s offers %j, to an editor %j', async (state, acts, less) => {
  const show = async () => ({ ...broadcast, state, createdBy: 'other@example.org' });
  const { get } = browser(literalDesk({ broadcasts: { show } }).desk);
  const of = async (who: 'editor' | 'admin') => {
    const page = await (await get(who, '/broadcasts/b-1')).text();
    return [...new Set(all(page, /action="\/console\/broadcasts\/b-1\/([a-z]+)"/g))].sort();
  };
  expect(await of('admin')).toEqual(acts);
  expect(await of('editor')).toEqual(less);
});

test('who made a broadcast is offered only the emergency, with its reason', async () => {
  const show = async () => ({ ...broadcast, createdBy: 'admin@example.org' });
  const { get } = browser(literalDesk({ broadcasts: { show } }).desk);
  const page = await (await get('admin', '/broadcasts/b-1')).text();
  expect(page).toContain('Цю розсилку створили ви');
  expect(page).not.toContain('>Схвалити</button>');
  expect(page).toContain('name="emergency"');
});

test('what was done is said only in our own words, whatever the address holds', async () => {
  const { get } = browser(literalDesk().desk);
  const said = async (query: string) => (await get('admin', `/plans?${query}`)).text();
  expect(await said('done=confirmedAll&n=3')).toContain('Підтверджено 3 рядки.');
  expect(await said('done=confirmedAll&n=%3Cscript%3E')).toContain('Підтверджено 0 рядків.');
  expect(await said('done=%3Cscript%3E')).not.toContain('role="status"');
});

test('what some people get together with another message of its hour is shown apart, under both names', async () => {
  const mergedWith = ['notice:kids:2026–2027:voting.opens@2027-03-08'];
  const joined = planned.slice(0, 1).map((one) => ({ ...one, mergedWith }));
  const { get } = browser(literalDesk({ desk: { planned: async () => [...planned, ...joined] } }).desk);
  const page = await (await get('admin', '/planned')).text();
  expect(all(page, /<strong>([^<]* \+ [^<]*)<\/strong>/g)).toHaveLength(1);
  expect(page.match(/class="sheet"/g)).toHaveLength(2);
});

describe('the phrases', () => {
  const used = readdirSync(new URL('../../src/web/console/', import.meta.url), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(`../../src/web/console/${file}`, import.meta.url), 'utf8'))
    .concat(readFileSync(new URL('../../src/web/console.ts', import.meta.url), 'utf8'))
    .join('\n');
  const literal = all(used, /say\(\s*'([a-z][\w.]*)'/gi);

  test('every one that a page asks for by name exists', () => {
    expect(literal.filter((key) => phrases[`console.${key}`] === undefined)).toEqual([]);
  });

  test.each([
    ['planStatus', planStatuses],
    ['channel', planChannels],
    ['channel', ['viber', 'telegram', 'email', 'webchat']],
    ['action', planActions],
    ['period', planPeriodKinds],
    ['event', planEvents],
    ['party', planPartyRoles],
    ['funding', planFundingKinds],
    ['state', broadcastStates],
    ['done', doneKeys],
  ])('%s has a word for each of its values', (family, values) => {
    expect(values.filter((value) => phrases[`console.${family}.${value}`] === undefined)).toEqual([]);
  });

  test('every one begins with console. and is used', () => {
    const families = all(used, /[`']([a-z][A-Za-z]*)\./g);
    for (const key of Object.keys(phrases)) {
      expect(key).toMatch(/^console\.[a-z]/);
      expect(families).toContain(key.split('.')[1]);
    }
  });

  test('none is written in the old spelling or shouts', () => {
    for (const text of Object.values(phrases)) expect(text).not.toMatch(/проект|!/i);
  });
});

test('a plan that was set aside offers nothing more', async () => {
  const { desk } = literalDesk();
  const show = async () => ({ ...plan, dropped: true });
  const { get } = browser({ ...desk, plans: { ...desk.plans, show } });
  expect(await (await get('admin', '/plans/plan-1')).text()).not.toContain('action="/console/plans/plan-1');
});
