// Leaving by a letter, whichever way: the link ends what brought this very letter, an answer does the same, and no other
// consent brings back by letter what was left there.
import { describe, expect, test } from 'vitest';
import type { BroadcastRow } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { countHeads } from '../../src/app/broadcasts/expand.ts';
import { takeReturn } from '../../src/app/letters/back-channel.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import type { Purpose } from '../../src/core/consent.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all } from './look.ts';

const mixed: readonly Purpose[] = ['reminders', 'letters', 'official'];

/** A person with these consents and a letter of a broadcast for these purposes, sent to them. */
async function mailed(consents: readonly Purpose[], purposes: readonly Purpose[]) {
  const world = openWorld();
  await settle(world, 'ann', {
    addresses: [{ channel: 'email' }],
    granted: consents.map((purpose) => [purpose, 'any']),
  });
  const broadcast = await keepBroadcast(world, 'b', {
    state: 'sending',
    audience: audienceOf({ purposes }),
    channels: ['email', 'telegram'],
  });
  const row = { personId: 'ann', addressId: 'ann-0', channel: 'email', broadcastId: 'b', body: null };
  await keep(world, [deliveryRow(world, 'd', { ...row, state: 'sent' })]);
  const letter = world.letters.letterFor(deliveryRow(world, 'd', row), broadcast);
  const token = /\/u\/([^?]+)/.exec(letter.unsubscribeUrl ?? '')?.[1] ?? '';
  return { world, broadcast, letter, token };
}

/** What mail programs send for an answer: the letter's id in In-Reply-To, nothing of the letter itself. */
const answer = (messageId: string, text: string, more = '') =>
  Buffer.from(
    `From: ann@example.com\r\nTo: uchast@uchast.example\r\nMessage-ID: <own@example.com>\r\nSubject: Re: a\r\n${more}In-Reply-To: ${messageId}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  );

const granted = async (world: World) =>
  (await all(world, 'standing'))
    .filter((row) => row.granted)
    .map(({ purpose }) => purpose)
    .sort();

/** To how many letter boxes the same broadcast would go now. */
async function boxes(world: World, broadcast: BroadcastRow): Promise<number> {
  const heads = await countHeads(reading(world.app), world.app, { ...broadcast, id: 'next' });
  return heads.recipients.email ?? 0;
}

const cases: [string, Purpose[], readonly Purpose[], Purpose[]][] = [
  ['the list, to who consented', ['letters', 'reminders'], ['letters', 'official'], ['reminders']],
  ['the list, to an old address', ['official'], ['letters', 'official'], []],
  ['the question for consent', ['official'], ['official'], []],
  ['a reminder', ['letters', 'reminders'], ['reminders'], ['letters']],
  ['news for everybody, to who has both', ['letters', 'reminders'], mixed, ['reminders']],
  ['news for everybody, to who is only reminded', ['reminders'], mixed, []],
];

describe.each(cases)('a letter of %s', (_label, consents, purposes, kept) => {
  test('is left by its link, and no letter like it comes again', async () => {
    const { world, broadcast, token } = await mailed(consents, purposes);
    const desk = mailingDesk(world.app);
    expect(await desk.look(token)).toMatchObject({ subscribed: true, canUndo: false });
    expect(await boxes(world, broadcast)).toBe(1);
    await desk.unsubscribe(token, false, null);
    expect(await granted(world)).toEqual(kept);
    expect(await boxes(world, broadcast)).toBe(0);
    expect(await desk.look(token)).toMatchObject({ subscribed: false, canUndo: true });
    expect(await all(world, 'leaving')).toHaveLength(1);
    world.clock.pass(1000);
    expect(await desk.undo(token, null)).toBe(true);
    expect(await granted(world)).toEqual([...consents].sort());
    expect(await boxes(world, broadcast)).toBe(1);
  });

  test('is left by an answer that names it only in In-Reply-To, which the link takes back', async () => {
    const { world, broadcast, letter, token } = await mailed(consents, purposes);
    expect(letter.messageId.length).toBeLessThan(200);
    expect(await takeReturn(world.app, answer(letter.messageId, 'Стоп'))).toEqual({
      kind: 'taken',
      meaning: 'leave',
    });
    expect(await granted(world)).toEqual(kept);
    expect(await boxes(world, broadcast)).toBe(0);
    world.clock.pass(1000);
    expect(await mailingDesk(world.app).undo(token, null)).toBe(true);
    expect(await granted(world)).toEqual([...consents].sort());
    expect(await all(world, 'suppression')).toEqual([]);
  });
});

describe('an answer', () => {
  test.each<[string, (id: string) => Buffer]>([
    ['to a made-up letter', (id) => answer(id.replace(/\.[a-z2-7]{20}/, `.${'a'.repeat(20)}`), 'Стоп')],
    ['to another letter with this one’s signature', (id) => answer(id.replace('<d', '<e'), 'Стоп')],
    ['to the delivery without a signature', () => answer('<d@uchast.example>', 'Стоп')],
    ['that says more', (id) => answer(id, 'Стоп, а коли починається голосування?')],
    ['of a machine', (id) => answer(id, 'Стоп', 'Auto-Submitted: auto-replied\r\n')],
  ])('%s changes nothing', async (_label, made) => {
    const { world, letter } = await mailed(['letters'], ['letters']);
    expect((await takeReturn(world.app, made(letter.messageId))).kind).toBe('nothing');
    expect(await granted(world)).toEqual(['letters']);
    expect(await all(world, 'suppression')).toEqual([]);
  });

  test('from a program that names the letter in References alone counts', async () => {
    const { world, letter } = await mailed(['letters'], ['letters']);
    const raw = answer(letter.messageId, 'відписатися').toString().replace('In-Reply-To', 'References');
    expect((await takeReturn(world.app, Buffer.from(raw))).kind).toBe('taken');
    expect(await granted(world)).toEqual([]);
  });
});

test('what waits by letter for the same news is skipped, what waits in the chat goes on', async () => {
  const { world, token } = await mailed(['letters', 'reminders'], mixed);
  const audience = audienceOf({ purposes: mixed });
  await keepBroadcast(world, 'n', { state: 'sending', audience });
  await keepBroadcast(world, 'm', { state: 'sending', audience });
  const later = { personId: 'ann', body: null, dueAt: world.clock.now() + dayMs };
  await keep(world, [
    deliveryRow(world, 'by-letter', { ...later, broadcastId: 'n', channel: 'email', addressId: 'ann-0' }),
    deliveryRow(world, 'in-chat', { ...later, broadcastId: 'm' }),
  ]);
  await mailingDesk(world.app).unsubscribe(token, false, null);
  const rows = await ledger(world);
  expect([rows['by-letter']?.state, rows['in-chat']?.state]).toEqual(['skipped', 'pending']);
});

test('a leaving that no letter made can’t be taken back by a link', async () => {
  const { world, token } = await mailed(['letters'], ['letters']);
  const { t, s } = reading(world.app);
  await s.update(t.standing).set({ granted: false, at: world.clock.now() });
  expect(await mailingDesk(world.app).look(token)).toMatchObject({ subscribed: false, canUndo: false });
});
