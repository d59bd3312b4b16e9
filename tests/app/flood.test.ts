// Owns what a resident hears who sends far more than anybody can mean, and what everybody else does not notice of it.
import { describe, expect, test } from 'vitest';
import { floodGate } from '../../src/app/talk/flood.ts';
import { type Inbound, soundText, withSoundWords } from '../../src/core/inbound.ts';
import { openWorld, type World } from '../support/harness.ts';

const most = 5;
let events = 0;

function said(text: string, address = 'ann'): Inbound {
  events += 1;
  return { channel: 'telegram', address, eventId: `flood-${events}`, at: 0, kind: 'text', text };
}

async function flooded(): Promise<{ world: World; gate: ReturnType<typeof floodGate> }> {
  const world = openWorld();
  await world.hear({ kind: 'text', text: '/help' });
  await world.send('telegram', 1);
  const gate = floodGate(world.app, most);
  for (let time = 0; time < most; time += 1) expect(await gate(said('коли?'))).toBeNull();
  return { world, gate };
}

describe('a resident who floods', () => {
  test('is told once, politely, and then not answered for a minute', async () => {
    const { world, gate } = await flooded();
    const first = await gate(said('коли?'));
    expect(first).toMatchObject({ told: true });
    expect(first?.seconds).toBeGreaterThan(50);
    for (let time = 0; time < 20; time += 1) expect(await gate(said('коли?'))).toMatchObject({ told: false });
    await world.send('telegram', 1);
    const texts = world.channel('telegram').parcels.map(({ reply }) => reply.text);
    expect(texts.filter((text) => text === world.app.files.phrases['flood.told'])).toHaveLength(1);
  });

  test('takes nothing from anybody else', async () => {
    const { gate } = await flooded();
    await gate(said('коли?'));
    expect(await gate(said('коли?', 'bob'))).toBeNull();
    expect(await gate({ ...said('коли?'), channel: 'viber' })).toBeNull();
  });

  test.each(['/stop', 'стоп', 'Відписатися'])(
    'is heard all the same with «%s», once a minute',
    async (word) => {
      const { gate } = await flooded();
      await gate(said('коли?'));
      expect(await gate(said(word))).toBeNull();
      expect(await gate(said(word))).toMatchObject({ told: false });
    },
  );

  test('is not told where nobody knows who that is', async () => {
    const world = openWorld();
    const gate = floodGate(world.app, 1);
    await gate(said('коли?', 'nobody'));
    expect(await gate(said('коли?', 'nobody'))).toMatchObject({ told: true });
    expect(world.nudged).toEqual([]);
  });

  test('loses no word of the platform about them', async () => {
    const { gate } = await flooded();
    await gate(said('коли?'));
    const common = { channel: 'telegram', address: 'ann', eventId: 'x', at: 0 };
    expect(await gate({ ...common, kind: 'left' })).toBeNull();
    expect(await gate({ ...common, kind: 'moved', to: '-100' })).toBeNull();
    expect(
      await gate({ ...common, kind: 'receipt', providerId: '1', state: 'seen', reason: null }),
    ).toBeNull();
  });
});

test.each([
  ['a\0b', 'ab'],
  ['\ud800x', '\ufffdx'],
  ['дякую 👍🏽', 'дякую 👍🏽'],
])('%j is kept as %j: every database can hold it', (text, kept) => {
  expect(soundText(text)).toBe(kept);
  expect(withSoundWords(said(text))).toMatchObject({ text: kept });
});
