// Owns the proof that the audit trail is read in words: every act has some, no object is an id, and it is found and exported.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { broadcastActs } from '../../src/app/broadcasts/broadcast-types.ts';
import { unknownActs } from '../../src/app/broadcasts/unknown.ts';
import { noteAct } from '../../src/app/staff/audit.ts';
import { groupNames, knownActs } from '../../src/web/console/access/audit-acts.ts';
import { openWorld } from '../support/harness.ts';
import { browser, literalDesk, phrases } from './console-desk.ts';
import { trail } from './console-values.ts';

const source = path.join(import.meta.dirname, '..', '..', 'src');

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

/** Acts that the code makes of a noun and a word of a closed list. */
const made: Readonly<Record<string, readonly string[]>> = {
  broadcast: [...broadcastActs, 'correct', 'recall'],
  plan: ['correct', 'settle', 'split', 'merge', 'add', 'dropRow', 'undo'],
  task: ['done', 'dropped'],
  unknown: unknownActs,
};

/** Every act that the code writes: `act: 'noun.verb'` as it stands there, and `act: \`noun.${…}\`` spelled out. */
function writtenActs(): string[] {
  const files = sources(path.join(source, 'app')).concat(sources(path.join(source, 'commands')));
  const writing = files.filter((text) => /writeAudit|noteAct|proved\(/.test(text));
  const plain = writing.flatMap((text) => [
    ...text.matchAll(/\bact(?: =[^;]*?|: )'((?:[a-zA-Z]+\.[a-zA-Z]+)|signIn|signOut)'/g),
  ]);
  const nouns = writing.flatMap((text) => [...text.matchAll(/\bact: `([a-z]+)\.\$\{/g)]);
  const spelled = nouns.flatMap(([, noun = '']) => {
    const verbs = made[noun];
    if (!verbs) throw new Error(`tell this test which acts \`${noun}.…\` can be`);
    return verbs.map((verb) => `${noun}.${verb}`);
  });
  return [...new Set([...plain.map(([, act = '']) => act), ...spelled])].sort();
}

test('every act that the code writes has words: add it to audit-acts.ts and to console.yaml', () => {
  expect(writtenActs().length).toBeGreaterThan(40);
  expect(writtenActs().filter((act) => !knownActs.includes(act))).toEqual([]);
});

test.each([...knownActs])('%s has words in content/console.yaml', (act) => {
  expect(phrases[`console.audit.act.${act}`]).toMatch(/^[^{}]+$/);
});

test('every group of acts has a name', () => {
  for (const group of groupNames) expect(phrases[`console.audit.group.${group}`]).toBeDefined();
});

describe('a line of the trail', () => {
  test('names what it is about, with a way to it, and never an id', async () => {
    const world = openWorld();
    const added = await world.desk.staff.add('olena@city.example', 'editor', 'cli');
    const id = added.ok ? added.value.member.id : '';
    await world.desk.sources.add('poster', null, 'olena@city.example');
    await noteAct(world.app, { actor: 'cli', act: 'calendar.set', object: 'city.voting' });
    await noteAct(world.app, { actor: 'cli', act: 'plan.drop', object: 'a1b2c3' });
    await noteAct(world.app, { actor: 'cli', act: 'data.erase', object: '' });
    const { lines } = await world.desk.trail.find({}, 9);
    const shown = lines.map(({ act, about }) => [act, about.name, about.path]);
    expect(Object.fromEntries(shown.map(([act, ...rest]) => [act, rest]))).toEqual({
      'staff.add': ['olena@city.example', `/staff/${id}`],
      'source.add': ['poster', '/sources'],
      'calendar.set': ['МІСТО, Голосування', '/calendar'],
      'plan.drop': ['план, якого вже немає', null],
      'data.erase': ['дані однієї людини', null],
    });
  });

  test.each([
    ['who', { actor: 'olena@city.example' }, ['source.add']],
    ['what', { acts: ['staff.add'] }, ['staff.add']],
    ['its name, however written', { text: 'OLENA@city' }, ['staff.add']],
    ['a name with signs of patterns', { text: '%' }, []],
    ['a day', { from: 0, to: 1 }, []],
  ])('is found by %s', async (_label, search, acts) => {
    const world = openWorld();
    await world.desk.staff.add('olena@city.example', 'editor', 'cli');
    await world.desk.sources.add('poster', null, 'olena@city.example');
    const { lines } = await world.desk.trail.find(search, 9);
    expect(lines.map(({ act }) => act)).toEqual(acts);
  });

  test('is shown once when pages follow each other', async () => {
    const world = openWorld();
    for (let n = 0; n < 5; n += 1) await world.desk.sources.add(`poster-${n}`, null, 'cli');
    const names: string[] = [];
    let after: { at: number; id: string } | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { lines, more } = await world.desk.trail.find(after ? { after } : {}, 2);
      names.push(...lines.map(({ about }) => about.name));
      expect(more).toBe(page < 2);
      const last = lines.at(-1);
      if (last) after = { at: last.at, id: last.id };
    }
    expect(new Set(names).size).toBe(5);
  });
});

describe('the page', () => {
  test('hands its search to the desk as values, and forgets what is none', async () => {
    const searches: unknown[] = [];
    const { desk } = literalDesk();
    const find: typeof desk.trail.find = async (search) => {
      searches.push(search);
      return { lines: trail, more: false };
    };
    const { get } = browser({ ...desk, trail: { ...desk.trail, find } });
    await get('admin', '/audit?actor=a&what=staff.add&text=b&from=2027-01-01&to=2027-01-01&after=5.ab');
    await get('admin', '/audit?what=nonsense&from=2027-02-31&to=yesterday&after=x');
    expect(searches).toEqual([
      {
        actor: 'a',
        acts: ['staff.add'],
        text: 'b',
        from: Date.parse('2027-01-01T00:00+02:00'),
        to: Date.parse('2027-01-02T00:00+02:00'),
        after: { at: 5, id: 'ab' },
      },
      {},
    ]);
  });

  test('gives a table whose cells are no formulas', async () => {
    const response = await browser(literalDesk().desk).get('admin', '/audit.csv');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const text = await response.text();
    expect(text).toContain(";'=1+1;");
    expect(text).toContain('оператор сервера');
  });
});

test('the search can be sent with any of its fields empty', async () => {
  const page = await (await browser(literalDesk().desk).get('admin', '/audit')).text();
  const form = /<form method="get" action="\/console\/audit">[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  expect(form).toContain('type="date"');
  expect(form).not.toContain('required');
});

test('the file holds every line, page after page from where the last one ended', async () => {
  const { desk } = literalDesk();
  const [line] = (await desk.trail.find({}, 1)).lines;
  if (!line) throw new Error('the desk has no line');
  const pages = [
    { lines: [{ ...line, id: 'a3', at: 3 }], more: true },
    { lines: [{ ...line, id: 'a2', at: 2 }], more: true },
    { lines: [{ ...line, id: 'a1', at: 1 }], more: false },
  ];
  const asked: unknown[] = [];
  desk.trail.find = async ({ after }) => {
    asked.push(after);
    return pages[asked.length - 1] ?? { lines: [], more: false };
  };
  const text = await (await browser(desk).get('admin', '/audit.csv')).text();
  expect(text.trim().split('\r\n')).toHaveLength(4);
  expect(asked).toEqual([undefined, { at: 3, id: 'a3' }, { at: 2, id: 'a2' }]);
});
