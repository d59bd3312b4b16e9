// Owns the proof, through the real application and real sessions, that nobody lets their own words go out: an editor never,
// who may approve only what others wrote. Who may see which page stands in console-door.test.ts.
import { beforeEach, describe, expect, test } from 'vitest';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { created, draft } from '../app/broadcasting.ts';
import { openWorld, type World } from '../support/harness.ts';
import { browser } from './console-desk.ts';

const people = {
  editor: 'olena@city.example',
  approver: 'taras@city.example',
  second: 'ivan@city.example',
  admin: 'admin@city.example',
} as const;
type Who = keyof typeof people;

let world: World;
let cookies: Record<Who, { cookie: string; csrf: string }>;

beforeEach(async () => {
  world = openWorld({ at: '2027-03-01 12:00' });
  const entries: [Who, { cookie: string; csrf: string }][] = [];
  for (const who of Object.keys(people) as Who[]) {
    const role = who === 'second' ? 'approver' : who;
    const added = await world.desk.staff.add(people[who], role, 'cli');
    const signedIn = await world.desk.staff.signIn(added.ok ? added.value.token : '');
    if (!signedIn.ok) throw new Error(signedIn.message);
    const { session, csrf } = signedIn.value;
    entries.push([who, { cookie: `uchast_staff=${session}`, csrf }]);
  }
  cookies = Object.fromEntries(entries) as typeof cookies;
});

/** Sends a form as somebody really signed in; 303 means that it was done. */
async function send(who: Who, path: string, fields: Record<string, string> = {}, csrf = cookies[who].csrf) {
  const response = await browser(world.desk).app.request(`/console${path}`, {
    method: 'POST',
    headers: { cookie: cookies[who].cookie },
    body: new URLSearchParams({ csrf, ...fields }),
  });
  return response.status;
}

const hashOf = async (id: string) => (await world.desk.broadcasts.show(id))?.hash ?? '';
const stateOf = async (id: string) => (await world.desk.broadcasts.show(id))?.state;

describe('a broadcast', () => {
  test.each([
    ['who only edits', 'editor', 'editor', 403],
    ['who only edits, of another’s', 'approver', 'editor', 403],
    ['its author, who approves others’', 'approver', 'approver', 409],
    ['its author, who administers', 'admin', 'admin', 409],
    ['another who approves', 'approver', 'second', 303],
    ['another who administers', 'editor', 'admin', 303],
  ] as const)(
    'approved by %s (by %s, approved by %s) is answered as the two-person rule says',
    async (_label, author, who, status) => {
      const { id } = await created(world, { by: people[author] });
      expect(await send(who, `/broadcasts/${id}/approve`, { seen: await hashOf(id) })).toBe(status);
      expect(await stateOf(id)).toBe(status === 303 ? 'approved' : 'waiting');
    },
  );

  test('is not let go by who edited it last', async () => {
    const { id } = await created(world, { by: people.editor });
    const edited = await world.desk.broadcasts.edit(
      id,
      draft(world, { text: 'Інший текст.', by: people.approver }),
    );
    expect(edited.ok).toBe(true);
    const seen = await hashOf(id);
    expect(await send('approver', `/broadcasts/${id}/approve`, { seen })).toBe(409);
    expect(await send('second', `/broadcasts/${id}/approve`, { seen })).toBe(303);
  });

  test('is let go by nobody with the form token of another session', async () => {
    const { id } = await created(world, { by: people.editor });
    const fields = { seen: await hashOf(id) };
    expect(await send('approver', `/broadcasts/${id}/approve`, fields, cookies.second.csrf)).toBe(403);
    expect(await stateOf(id)).toBe('waiting');
  });
});

describe('an answer of the bot', () => {
  const entry = {
    key: null,
    stage: 'any' as const,
    question: 'Хто міняє лампи після проєкту?',
    answer: 'Лампи міняє власник. Питайте: {contact}.',
    outside: '',
    phrasings: [
      'хто міняє лампи',
      'а лампочки хто потім',
      'лампа перегоріла хто замінить',
      'кому казати про лампи',
    ],
    closes: [],
  };

  test.each([
    ['editor', 'editor', 403],
    ['approver', 'editor', 403],
    ['approver', 'approver', 409],
    ['admin', 'admin', 409],
    ['editor', 'approver', 303],
    ['approver', 'second', 303],
  ] as const)('by %s, approved by %s, is answered with %i', async (author, who, status) => {
    const proposed = await world.desk.entries.propose(entry, people[author]);
    if (!proposed.ok) throw new Error(proposed.message);
    const { id } = proposed.value;
    const got = await send(who, '/entries/approve', { id });
    expect(got >= 400).toBe(status >= 400);
    if (status === 403) expect(got).toBe(403);
    expect(await world.desk.texts.standing()).toHaveLength(status === 303 ? 1 : 0);
  });
});

describe('own words on a row of the plan', () => {
  const bytes = Buffer.from(
    'Захід;Виконавці;Термін\nРозсилка листів на електронну пошту авторів;Відділ;2027 рік',
  );

  test('wait for somebody else than who wrote them, whoever confirmed the row', async () => {
    const { plans } = world.desk;
    const read = await plans.import({ name: 'plan.csv', bytes }, true, people.approver);
    const planId = read.ok ? (read.value.id ?? '') : '';
    const key = (await plans.show(planId))?.rows[0]?.line.key ?? '';
    const words = { text: 'Прийдіть проголосувати до {voting.end}.', subject: 'Голосуємо', preheader: null };
    const settled = await plans.edit.settle({
      planId,
      key,
      by: people.approver,
      change: {
        stages: ['voting'],
        audience: { contest: 'city', role: 'voter' },
        texts: { 'voting.city': words },
      },
    });
    expect(settled.ok).toBe(true);
    await plans.confirm(planId, key, people.editor, null);
    await reconcile(world.app);
    const own = (await listBroadcasts(reading(world.app), ['waiting'])).filter(
      ({ editedBy }) => editedBy !== null,
    );
    expect(own.length).toBeGreaterThan(0);
    const id = own[0]?.id ?? '';
    const seen = await hashOf(id);
    expect(await send('editor', `/broadcasts/${id}/approve`, { seen })).toBe(403);
    expect(await send('approver', `/broadcasts/${id}/approve`, { seen })).toBe(409);
    expect(await send('second', `/broadcasts/${id}/approve`, { seen })).toBe(303);
  });
});
