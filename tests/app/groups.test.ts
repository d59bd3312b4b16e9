// What the bot does in a group of people: it says once what it is for, gives its link when called, and keeps nothing.
import { describe, expect, test } from 'vitest';
import { openWorld, type World } from '../support/harness.ts';
import { all, person, said } from './look.ts';

const group = '-1001987654321';
const added = { kind: 'group' as const, event: 'added' as const, address: group };
const called = { kind: 'group' as const, event: 'called' as const, address: group };

const texts = async (world: World) => (await said(world)).map(({ text }) => text);

describe('a group', () => {
  test('is told once what the bot is for, with the way to ask in private', async () => {
    const world = openWorld();
    await world.hear(added);
    const [text] = await texts(world);
    expect(text).toContain('бот бюджету участі');
    expect(text).toContain('https://uchast.example');
    await world.send('telegram', 1);
    expect(world.channel('telegram').parcels).toMatchObject([{ address: group }]);
  });

  test('is not told again when the event is repeated, or the bot is put there anew', async () => {
    const world = openWorld();
    await world.hear({ ...added, eventId: 'u-1' });
    await world.hear({ ...added, eventId: 'u-1' });
    await world.hear(added);
    expect(await texts(world)).toHaveLength(1);
  });

  test('gets the link each time it calls the bot by name', async () => {
    const world = openWorld();
    await world.hear(called);
    await world.hear(added);
    await world.hear(called);
    expect(await texts(world)).toHaveLength(2);
  });

  test('that got another id stays greeted', async () => {
    const world = openWorld();
    await world.hear(added);
    await world.hear({ kind: 'moved', address: group, to: '-77' });
    await world.hear({ ...added, address: '-77' });
    expect(await texts(world)).toHaveLength(1);
  });

  test('leaves neither a person nor its id behind, once the words have gone', async () => {
    const world = openWorld();
    await world.hear(added);
    await world.send('telegram', 1);
    expect(await person(world, group)).toBeNull();
    const kept = await Promise.all(
      (['person', 'address', 'conversation', 'meta', 'inbox', 'delivery', 'visit'] as const).map((name) =>
        all(world, name),
      ),
    );
    expect(JSON.stringify(kept)).not.toContain(group);
    expect(kept[0]).toEqual([]);
  });
});
