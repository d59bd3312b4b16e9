// Golden conversations: what a resident reads, turn by turn, on each channel as it can show it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { contestIds, roles } from '../../src/core/contest.ts';
import { play, realChannels, repliesOf, type Script } from './play.ts';
import { scriptedCity } from './play-city.ts';
import { eventAct, scriptedEvent, scriptedPoll } from './play-events.ts';

const folder = path.join(import.meta.dirname, 'scripts');

const turn = z.strictObject({
  at: z.string().optional(),
  open: z.string().nullable().optional(),
  say: z.string().optional(),
  press: z.string().optional(),
  send: z.enum(['voice', 'sticker', 'picture', 'location', 'contact', 'file', 'other']).optional(),
  left: z.literal(true).optional(),
  joined: z.literal(true).optional(),
  staff: z.string().optional(),
  due: z.literal(true).optional(),
  projects: z.string().optional(),
  event: eventAct.optional(),
  on: z.enum(['telegram', 'viber', 'webchat']).optional(),
});
const scriptSchema = z.strictObject({
  title: z.string(),
  at: z.string(),
  channels: z.array(z.enum(['telegram', 'viber', 'webchat'])).min(1),
  sources: z
    .record(
      z.string(),
      z.strictObject({ contest: z.enum(contestIds).optional(), role: z.enum(roles).optional() }),
    )
    .optional(),
  ...scriptedCity,
  event: scriptedEvent.optional(),
  poll: scriptedPoll.optional(),
  turns: z.array(turn).min(1),
});

const scripts = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => ({
    name: path.basename(file, '.yaml'),
    script: scriptSchema.parse(parse(readFileSync(path.join(folder, file), 'utf8'))) as Script,
  }));
const cases = scripts.flatMap(({ name, script }) =>
  script.channels.map((channel) => ({ name, script, channel })),
);

test('the chat channels are the three that the scripts speak of', () => {
  const chats = realChannels().filter((channel) => !channel.capabilities.letters);
  expect(chats.map((channel) => channel.name)).toEqual(['telegram', 'viber', 'webchat']);
  expect(new Set(cases.map(({ channel }) => channel)).size).toBe(3);
});

describe('a conversation', () => {
  test.each(cases)('$name on $channel', async ({ name, script, channel }) => {
    const text = await play(script, channel);
    expect(text, 'no template is left unfilled').not.toMatch(/\{[a-z][\w.]*[:}]/i);
    await expect(text).toMatchFileSnapshot(`golden/${name}.${channel}.txt`);
  });
});

describe('without a keyboard', () => {
  const pressed = cases.filter(({ script }) => script.turns.some((one) => one.press !== undefined));

  test.each(pressed)(
    '$name on $channel is the same when labels or numbers are typed',
    async ({ script, channel }) => {
      const usual = repliesOf(await play(script, channel, 'pressedBare'));
      expect(repliesOf(await play(script, channel, 'label')), 'labels').toBe(usual);
      expect(repliesOf(await play(script, channel, 'number')), 'numbers').toBe(usual);
    },
  );
});
