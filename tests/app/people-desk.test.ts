// What staff do about single people: the stop list by hand, a person's data on request, and a list brought in on the console.
import { describe, expect, it } from 'vitest';
import { keptSums } from '../../db/sums.ts';
import { reading } from '../../src/app/app.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { openWorld, type World } from '../support/harness.ts';
import { editor } from './broadcasting.ts';

const list = (text: string) => ({
  name: 'list.csv',
  bytes: new TextEncoder().encode(text),
  source: 'учасники 2025',
  ground: 'згода в анкеті',
  by: editor,
});

async function broughtIn({ desk }: World, text: string) {
  const read = await desk.lists.read(list(text));
  if (!read.ok) throw new Error(read.message);
  const { id } = read.value;
  desk.lists.begin(id, editor);
  while (desk.lists.show(id)?.state === 'storing') await new Promise((resolve) => setImmediate(resolve));
  return desk.lists.show(id);
}

const acts = async ({ desk }: World) => (await desk.audit(20)).map(({ act }) => act);

describe('a list brought in on the console', () => {
  it('is shown as it was understood, and stores nothing until somebody says so', async () => {
    const world = openWorld();
    const read = await world.desk.lists.read(list('email;рік\na@example.org;2025\nпогано;2025\n'));
    expect(read).toMatchObject({ ok: true, value: { state: 'read' } });
    const preview = read.ok ? read.value.preview : null;
    expect(preview).toMatchObject({ rows: 2, addresses: 1, rejected: 1, consent: true });
    expect(preview?.first).toMatchObject([{ row: 2, addresses: ['a@example.org'], year: 2025 }]);
    await keepSums(world.app);
    expect(await keptSums(reading(world.app))).toEqual([]);
  });

  it('says what came of it, names each row left out, and the same list again changes nothing', async () => {
    const world = openWorld();
    const text = 'email\na@example.org\n=1+1@\nb@example.org\n';
    const job = await broughtIn(world, text);
    expect(job).toMatchObject({ state: 'done', report: { rows: 3, added: 2 } });
    expect(world.desk.lists.rejected(job?.id ?? '')).toContain("'=1+1@");
    expect((await broughtIn(world, text))?.report).toMatchObject({ added: 0, unchanged: 2 });
    expect(await acts(world)).toEqual(['list.import', 'list.import']);
  });

  it.each([
    ['no source', { source: ' ' }, 'list.source'],
    ['no ground', { ground: '' }, 'list.ground'],
    ['no address', { bytes: new TextEncoder().encode('a;b\n1;2\n') }, 'noAddresses'],
    ['nothing in it', { bytes: new Uint8Array() }, 'empty'],
  ])('with %s is refused in words', async (_name, differs, code) => {
    const { desk } = openWorld();
    const read = await desk.lists.read({ ...list('a@example.org'), ...differs });
    expect(read).toMatchObject({ ok: false, code });
  });

  it('is forgotten after half an hour, and says so', async () => {
    const world = openWorld();
    const read = await world.desk.lists.read(list('a@example.org'));
    const id = read.ok ? read.value.id : '';
    world.clock.pass(31 * 60_000);
    expect(world.desk.lists.show(id)).toBeNull();
    expect(world.desk.lists.begin(id, editor)).toMatchObject({ ok: false, code: 'list.gone' });
  });
});

describe('the stop list', () => {
  it('takes an address by hand in any spelling, and no later list brings it back', async () => {
    const world = openWorld();
    await broughtIn(world, 'a@example.org');
    expect(await world.desk.people.stop(' A@Example.org ', editor)).toMatchObject({ ok: true });
    expect(await world.desk.people.isStopped('a@example.org', editor)).toEqual({ ok: true, value: true });
    expect(await world.desk.people.stopped()).toEqual([{ reason: 'asked', addresses: 1 }]);
    expect((await broughtIn(world, 'a@example.org'))?.report).toMatchObject({ suppressed: 1, added: 0 });
    await keepSums(world.app);
    const sums = await keptSums(reading(world.app), ['subscribers', 'reach']);
    expect(sums.map(({ family, key, n }) => [family, key, n])).toEqual([['reach', 'gone', 1]]);
  });

  it('asks for an address that is one, and keeps none', async () => {
    const world = openWorld();
    expect(await world.desk.people.stop('не адреса', editor)).toMatchObject({ ok: false });
    await world.desk.people.stop('nobody@example.org', editor);
    expect(JSON.stringify(await world.desk.audit(20))).not.toContain('nobody@');
    expect(await acts(world)).toEqual(['stop.add']);
  });
});

describe('a person’s data on request', () => {
  it('is shown in words, given as a file and erased, each act in the audit trail without the address', async () => {
    const world = openWorld();
    await broughtIn(world, 'a@example.org');
    const { people } = world.desk;
    const shown = await people.look('A@example.org', editor);
    expect(shown.ok && shown.value.flatMap(({ lines }) => lines).join()).toContain('учасники 2025');
    const file = await people.file('a@example.org', editor);
    expect(file.ok && JSON.parse(file.value)).toMatchObject({ addresses: [{ address: 'a@example.org' }] });
    expect(await people.erase('a@example.org', editor)).toMatchObject({ ok: true });
    expect(await people.look('a@example.org', editor)).toMatchObject({ ok: false, code: 'data.unknown' });
    expect((await acts(world)).sort()).toEqual([
      'data.erase',
      'data.export',
      'data.look',
      'data.look',
      'list.import',
    ]);
    expect(JSON.stringify(await world.desk.audit(20))).not.toContain('example.org');
  });

  it('is of nobody where nobody has the address', async () => {
    const { desk } = openWorld();
    expect(await desk.people.erase('x@example.org', editor)).toMatchObject({ ok: false });
    expect(await desk.people.file('x@example.org', editor)).toMatchObject({ ok: false });
  });
});
