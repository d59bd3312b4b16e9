// What belongs to a person: consents word by word, an address proved by its owner, and erasing that erases.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importSubscribers } from '../../src/app/letters/list-import.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { sweepQuestions } from '../../src/app/questions/question-letters.ts';
import { talk } from '../../src/app/talk/residents.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, ledger } from '../db/rows.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';
import { all, person, said, tokenOf } from './look.ts';

describe('consent', () => {
  test('to reminders keeps what was shown, word by word', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/subscribe city voter' });
    const [row] = await all(world, 'consent');
    expect(row).toMatchObject({
      purpose: 'reminders',
      contest: 'city',
      granted: true,
      channel: 'telegram',
      ground: 'consent',
    });
    expect(row?.wording).toContain('Я погоджуюся');
    expect((await said(world))[0]?.text).toContain(row?.wording);
  });

  test('asked for twice is granted once', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/subscribe city' });
    await world.hear({ kind: 'text', text: '/subscribe city' });
    expect(await all(world, 'consent')).toHaveLength(1);
    expect((await said(world))[1]?.text).toContain('вже ввімкнено');
  });

  test.each(['/stop', 'стоп', 'С Т О П !!!', 'відпишіть мене', 'cnjg'])(
    'is withdrawn by %j, in the ledger and at once',
    async (text) => {
      const world = openWorld();
      await world.hear({ kind: 'text', text: '/subscribe city voter' });
      await world.hear({ kind: 'text', text: '/subscribe kids' });
      world.clock.pass(dayMs);
      await world.hear({ kind: 'text', text });
      expect((await all(world, 'consent')).map((row) => row.granted).sort()).toEqual([
        false,
        false,
        true,
        true,
      ]);
      expect((await all(world, 'standing')).map((row) => row.granted)).toEqual([false, false]);
      expect((await said(world)).at(-1)?.text).toContain('більше не нагадуватимемо');
    },
  );

  test('withdrawn and given again stands again; the ledger keeps all three', async () => {
    const world = openWorld();
    for (const text of ['/subscribe city', 'стоп', '/subscribe city']) {
      world.clock.pass(1000);
      await world.hear({ kind: 'text', text });
    }
    expect((await all(world, 'consent')).map((row) => row.granted)).toEqual([true, false, true]);
    expect((await all(world, 'standing')).map((row) => row.granted)).toEqual([true]);
  });
});

describe('an e-mail address', () => {
  test('gets a letter and grants nothing until its button is pressed', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/email Olena@Example.com' });
    expect(await person(world, 'olena@example.com', 'email')).toMatchObject({
      address: { state: 'unproven' },
    });
    expect(await all(world, 'standing')).toEqual([]);
    const letter = (await said(world)).find((row) => row.channel === 'email');
    expect(letter?.body?.letter?.subject).toBeTruthy();
    expect(world.nudged).toContain('email');
  });

  test('that is confirmed belongs to the person of the chat and is consented by two purposes', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/contest city' });
    await world.hear({ kind: 'text', text: '/email olena@example.com' });
    const token = await tokenOf(world);
    const pages = mailingDesk(world.app);
    expect(await pages.lookAtConfirmation(token)).toBe('waiting');
    expect(await pages.confirm(token)).toBe('confirmed');
    expect(await pages.confirm(token)).toBe('confirmed');
    const [chat, mail] = [await person(world), await person(world, 'olena@example.com', 'email')];
    expect(mail?.person.id).toBe(chat?.person.id);
    expect(mail?.address.state).toBe('active');
    const consents = await all(world, 'consent');
    expect(consents.map((row) => row.purpose).sort()).toEqual(['letters', 'reminders']);
    expect(consents.every((row) => row.ground === 'double opt-in' && row.wording.includes('e-mail'))).toBe(
      true,
    );
  });

  test('is not confirmed by a late or a strange token', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/email olena@example.com' });
    const token = await tokenOf(world);
    world.clock.pass(3 * dayMs);
    expect(await mailingDesk(world.app).confirm(token)).toBe('expired');
    expect(await mailingDesk(world.app).confirm('nonsense')).toBe('unknown');
    expect(await all(world, 'standing')).toEqual([]);
  });

  test.each(['olena', 'olena@', '@example.com', 'a@b', 'a b@example.com'])(
    '%j is refused with an example',
    async (given) => {
      const world = openWorld();
      await world.hear({ kind: 'text', text: `/email ${given}` });
      expect((await said(world)).map((row) => row.channel)).toEqual(['telegram']);
      expect((await said(world))[0]?.text).toContain('olena@example.com');
    },
  );

  test('of a child is not taken', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/contest kids' });
    await world.hear({ kind: 'text', text: '/email petryk@example.com' });
    expect(await person(world, 'petryk@example.com', 'email')).toBeNull();
    expect(await all(world, 'optIn')).toEqual([]);
    expect((await said(world)).at(-1)?.text).toContain('не збираємо e-mail учнів');
  });
});

describe('erasing', () => {
  const secret = 'olena.very.unique';

  async function erased(): Promise<World> {
    const world = openWorld();
    const from = { address: `chat-${secret}` };
    await world.hear({ ...from, kind: 'text', text: '/subscribe city voter' });
    await world.hear({ ...from, kind: 'text', text: `/email ${secret}@example.com` });
    await mailingDesk(world.app).confirm(await tokenOf(world));
    await world.hear({ ...from, kind: 'text', text: '/human' });
    await world.hear({ ...from, kind: 'text', text: `Моє ім'я ${secret}` });
    await world.hear({ ...from, kind: 'text', text: 'так' });
    await world.desk.staff.add('clerk@city.example', 'approver', 'test');
    await sweepQuestions(world.app);
    await keep(world, [deliveryRow(world, 'other')]);
    await world.hear({ ...from, kind: 'text', text: '/data erase' });
    await world.hear({ ...from, kind: 'choice', value: '/data erase yes' });
    // The last word is still owed, and only it: nothing that waited for the person goes out.
    await world.send('telegram', 2);
    expect(
      world
        .channel('telegram')
        .parcels.map((parcel) => parcel.reply.text)
        .sort(),
    ).toEqual(['Усе видалено. Якщо напишете знову, почнемо спочатку.', 'відповідь other']);
    return world;
  }

  test('leaves no table with an address or a word of the person', async () => {
    const world = await erased();
    const { db } = world.app;
    const names = Object.keys(db.tables) as (keyof typeof db.tables)[];
    for (const name of names) expect(JSON.stringify(await all(world, name)), name).not.toContain(secret);
    expect((await ledger(world)).other?.state).toBe('sent');
  });

  test('leaves no byte of it in the files once the process has stopped', async () => {
    const world = await erased();
    await world.app.db.scrub();
    const folder = path.dirname(world.file);
    const held = readdirSync(folder).filter((name) => readFileSync(path.join(folder, name)).includes(secret));
    expect(held).toEqual([]);
  });

  test('is said also where people fetch their answers, though nothing is left to fetch by', async () => {
    const world = openWorld({ channels: [recordingChannel('webchat', { reaches: false })] });
    const on = { channel: 'webchat', session: 'web' };
    const typed = (text: string): Inbound => ({
      ...on,
      address: 'web',
      eventId: text,
      at: 0,
      kind: 'text',
      text,
    });
    await talk(world.app, { ...on, inbound: typed('/role voter') });
    const replies = await talk(world.app, { ...on, inbound: typed('/data erase yes') });
    expect(replies.map((reply) => reply.text)).toEqual([
      'Усе видалено. Якщо напишете знову, почнемо спочатку.',
    ]);
    expect(await talk(world.app, { ...on, inbound: null })).toEqual([]);
  });

  test('keeps nobody’s address but lets no later import bring the person back', async () => {
    const world = await erased();
    const bytes = Buffer.from(`email\n${secret}@example.com\nother@example.com\n`);
    const list = { name: 'list.csv', bytes };
    const report = await importSubscribers(world.app, list, {
      source: 'цикл 2024',
      ground: 'участь у циклі 2024',
    });
    expect(report).toMatchObject({ ok: true, value: { added: 1, suppressed: 1 } });
    expect(await person(world, `${secret}@example.com`, 'email')).toBeNull();
  });

  test('of somebody who only typed a stranger’s address does not shut the stranger out', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/email stranger@example.com' });
    await world.hear({ kind: 'choice', value: '/data erase yes' });
    expect(await all(world, 'suppression')).toEqual([]);
  });

  test('reaches what was said before two chats were found to be one person', async () => {
    const world = openWorld();
    for (const address of ['first', 'second']) {
      await world.hear({ address, kind: 'text', text: '/human' });
      await world.hear({ address, kind: 'text', text: `Питання ${secret}` });
      await world.hear({ address, kind: 'text', text: 'так' });
      await world.hear({ address, kind: 'text', text: `/email ${secret}@example.com` });
      await mailingDesk(world.app).confirm(await tokenOf(world));
    }
    expect((await person(world, 'first'))?.person.id).toBe((await person(world, 'second'))?.person.id);
    await world.hear({ address: 'second', kind: 'choice', value: '/data erase yes' });
    for (const name of ['question', 'delivery', 'optIn', 'address', 'conversation'] as const)
      expect(JSON.stringify(await all(world, name)), name).not.toContain(secret);
  });

  test('leaves the address of its last word nowhere, though that word could not leave in time', async () => {
    const world = openWorld();
    await world.hear({ address: secret, kind: 'text', text: '/role voter' });
    await world.hear({ address: secret, kind: 'choice', value: '/data erase yes' });
    world.clock.pass(2 * dayMs);
    await reconcile(world.app);
    expect(Object.values(await ledger(world)).at(-1)).toMatchObject({ state: 'expired', body: null });
  });

  test('asks first, and a no keeps everything', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/subscribe city voter' });
    await world.hear({ kind: 'text', text: '/data erase' });
    await world.hear({ kind: 'choice', value: '/data erase no' });
    expect(await person(world)).toMatchObject({ person: { contest: 'city', role: 'voter' } });
    expect(await all(world, 'standing')).toHaveLength(1);
  });
});
