// Owns what a returned letter changes in the database: once, for exactly the address that it names, and by every way in.
import { describe, expect, test } from 'vitest';
import { isSuppressed } from '../../db/desk.ts';
import { grantedScopes } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { takeReturn } from '../../src/app/letters/back-channel.ts';
import { mailAlarms } from '../../src/app/running/alarm.ts';
import { watch } from '../../src/app/running/watchdog.ts';
import { messagesOf } from '../../src/commands/bounce.ts';
import type { DeliveryState } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { suppressionHash } from '../../src/mail/suppression.ts';
import { returnPathToken } from '../../src/mail/token.ts';
import { all } from '../app/look.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

type Report = { status: string; action?: string; diagnostic?: string; id?: string; to?: string };

/** A delivery report about a letter of the world, signed with its secret unless `to` says otherwise. */
function report(world: World, delivery: string, of: Report): Buffer {
  const to = of.to ?? `${returnPathToken(world.app.secret, delivery)}@uchast.example`;
  const lines = [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example',
    `To: ${to}`,
    `Message-ID: <${of.id ?? `${delivery}-${of.status}`}@mx.example>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; somebody@example.com',
    `Action: ${of.action ?? 'failed'}`,
    `Status: ${of.status}`,
    ...(of.diagnostic ? [`Diagnostic-Code: smtp; ${of.diagnostic}`] : []),
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function reply(world: World, delivery: string, text: string): Buffer {
  const to = `${returnPathToken(world.app.secret, delivery)}@uchast.example`;
  return Buffer.from(
    `From: olena@example.com\r\nTo: ${to}\r\nMessage-ID: <r-${delivery}@x>\r\nSubject: Re: a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  );
}

const letters = ['olena', 'petro'];

/** Two people who get letters, each with one that was sent and one that waits. */
async function mailed(state: DeliveryState = 'sent'): Promise<World> {
  const world = openWorld();
  for (const id of letters) {
    await settle(world, id, {
      addresses: [{ channel: 'email' }],
      granted: [
        ['letters', 'any'],
        ['reminders', 'any'],
      ],
    });
    const row = { personId: id, addressId: `${id}-0`, channel: 'email', body: null };
    await keep(world, [
      deliveryRow(world, `${id}-1`, { ...row, state }),
      deliveryRow(world, `${id}-2`, { ...row, dueAt: world.clock.now() + dayMs }),
    ]);
  }
  return world;
}

async function standing(world: World, id: string) {
  const at = reading(world.app);
  const [address] = (await at.s.select().from(at.t.address)).filter((row) => row.personId === id);
  const rows = await ledger(world);
  const returned = await at.s.select().from(at.t.mailReturn);
  return {
    address: address?.state,
    suppressed: await isSuppressed(at, suppressionHash(world.app.secret, `${id}@example.com`)),
    sent: `${rows[`${id}-1`]?.state} ${rows[`${id}-1`]?.reason}`,
    waiting: rows[`${id}-2`]?.state,
    letters: (await grantedScopes(at, id, 'letters')).length > 0,
    reminders: (await grantedScopes(at, id, 'reminders')).length > 0,
    returns: returned.filter((row) => row.deliveryId.startsWith(id)).map((row) => `${row.kind} ${row.code}`),
  };
}

const untouched = {
  address: 'active',
  suppressed: false,
  sent: 'sent null',
  waiting: 'pending',
  letters: true,
  reminders: true,
  returns: [],
};

describe('a letter that came back', () => {
  test('for want of a mailbox ends exactly that address, once', async () => {
    const world = await mailed();
    const raw = report(world, 'olena-1', { status: '5.1.1' });
    expect(await takeReturn(world.app, raw)).toEqual({ kind: 'taken', meaning: 'hard' });
    const ended = {
      ...untouched,
      address: 'gone',
      suppressed: true,
      sent: 'gone bounce 5.1.1',
      waiting: 'skipped',
      returns: ['hard 5.1.1'],
    };
    expect(await standing(world, 'olena')).toEqual(ended);
    expect(await standing(world, 'petro')).toEqual(untouched);
    expect(await takeReturn(world.app, raw)).toEqual({ kind: 'repeat', meaning: 'hard' });
    expect(await standing(world, 'olena')).toEqual(ended);
  });

  test.each<[string, Report, string, string]>([
    ['a full mailbox', { status: '5.2.2' }, 'failed bounce 5.2.2', 'soft 5.2.2'],
    ['a warning of delay', { status: '4.4.1', action: 'delayed' }, 'sent null', 'soft 4.4.1'],
    ['a refusal for our sake', { status: '5.7.26' }, 'failed bounce 5.7.26', 'policy 5.7.26'],
  ])('because of %s suppresses nobody', async (_, of, sent, returned) => {
    const world = await mailed();
    await takeReturn(world.app, report(world, 'olena-1', of));
    expect(await standing(world, 'olena')).toEqual({ ...untouched, sent, returns: [returned] });
  });

  test('with a forged signature, or of another instance, changes nothing', async () => {
    const world = await mailed();
    for (const to of [
      `bounce+olena-1.${'a'.repeat(20)}@uchast.example`,
      `${returnPathToken('another secret', 'olena-1')}@uchast.example`,
      'bounce@uchast.example',
    ]) {
      const taken = await takeReturn(world.app, report(world, 'olena-1', { status: '5.1.1', to }));
      expect(taken).toEqual({ kind: 'nothing', meaning: 'other' });
    }
    expect(await standing(world, 'olena')).toEqual(untouched);
  });

  test('of a delivery that is no more changes nothing', async () => {
    const world = await mailed();
    const taken = await takeReturn(world.app, report(world, 'nobody-1', { status: '5.1.1' }));
    expect(taken).toEqual({ kind: 'nothing', meaning: 'hard' });
  });

  test('before its own call has ended must come again, and is taken then', async () => {
    const world = await mailed('calling');
    const raw = report(world, 'olena-1', { status: '5.1.1' });
    expect((await takeReturn(world.app, raw)).kind).toBe('later');
    const { t } = reading(world.app);
    await writing(world.app, (at) =>
      at.s
        .update(t.delivery)
        .set({ state: 'sent' })
        .then(() => undefined),
    );
    expect((await takeReturn(world.app, raw)).kind).toBe('taken');
  });

  test('leaves a row alone that was never handed over', async () => {
    const world = await mailed('failed');
    await takeReturn(world.app, report(world, 'olena-1', { status: '5.1.1' }));
    expect((await standing(world, 'olena')).sent).toBe('failed null');
  });
});

describe('a mailbox that takes nothing for long', () => {
  async function softly(success: number | null): Promise<World> {
    const world = await mailed();
    for (let n = 1; n <= 5; n += 1) {
      world.clock.pass(dayMs);
      const id = `olena-s${n}`;
      const row = { personId: 'olena', addressId: 'olena-0', channel: 'email', state: 'sent' as const };
      await keep(world, [deliveryRow(world, id, { ...row, body: null })]);
      if (n === success) continue;
      await takeReturn(world.app, report(world, id, { status: '5.2.2' }));
      const { suppressed } = await standing(world, 'olena');
      expect(suppressed, `after ${n}`).toBe(success === null && n === 5);
    }
    return world;
  }
  test('is as good as none after five letters in a row', async () => {
    const world = await softly(null);
    expect((await standing(world, 'olena')).address).toBe('gone');
  });
  test('begins anew after a letter that arrived', async () => {
    const world = await softly(3);
    expect((await standing(world, 'olena')).address).toBe('active');
  });
});

describe('a person who wants no more letters', () => {
  test('by an answer leaves the letters and keeps the reminders', async () => {
    const world = await mailed();
    await takeReturn(world.app, reply(world, 'olena-1', 'Відпишіть мене, будь ласка'));
    const left = { ...untouched, suppressed: true, letters: false, returns: ['leave null'] };
    expect(await standing(world, 'olena')).toEqual(left);
    expect(await standing(world, 'petro')).toEqual(untouched);
  });

  test('by a complaint gets no more e-mail at all', async () => {
    const world = await mailed();
    const to = `${returnPathToken(world.app.secret, 'olena-1')}@uchast.example`;
    const raw = `From: fbl@x.example\nTo: ${to}\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n--b--\n`;
    await takeReturn(world.app, Buffer.from(raw));
    expect(await standing(world, 'olena')).toEqual({
      ...untouched,
      address: 'gone',
      suppressed: true,
      waiting: 'skipped',
      letters: false,
      returns: ['complaint abuse'],
    });
  });
});

describe('refusals for our sake', () => {
  const alarms = async (world: World) =>
    (await world.desk.today()).alarms.map(({ key, text }) => [key, text]);
  async function refused(world: World, delivery: string, times: number): Promise<void> {
    for (let n = 1; n <= times; n += 1)
      await takeReturn(world.app, report(world, delivery, { status: '5.7.1', id: `${delivery}-p${n}` }));
  }

  test('raise one alarm from ten in a day on, which is over when there are fewer', async () => {
    const world = await mailed();
    await refused(world, 'olena-1', 9);
    expect(await alarms(world)).toEqual([]);
    await refused(world, 'petro-1', 2);
    const words =
      'Листи для входу й підтвердження адрес: поштові сервери за добу відмовилися від 11 листів через нас, а не через отримувачів.';
    expect(await alarms(world)).toEqual([['returned.letters', words]]);
    await watch(world.app);
    expect(await alarms(world)).toHaveLength(1);
    world.clock.pass(dayMs);
    await watch(world.app);
    expect(await alarms(world)).toEqual([]);
  });

  test('of a broadcast say its name, on the page and in the letter to staff', async () => {
    const world = await mailed();
    await world.desk.staff.add('admin@city.example', 'admin', 'cli');
    await keepBroadcast(world, 'b', { state: 'done', kind: 'own', contest: 'kids' });
    const row = { personId: 'olena', addressId: 'olena-0', channel: 'email', body: null };
    await keep(world, [deliveryRow(world, 'b-1', { ...row, broadcastId: 'b', state: 'sent' })]);
    await refused(world, 'b-1', 10);
    const [[key, text = ''] = []] = await alarms(world);
    expect(key).toBe('returned.b');
    expect(text).toMatch(/^Розсилка «[^«»]+ДІТИ[^«»]*»: .*від 10 листів/);
    await mailAlarms(world.app);
    const letter = (await all(world, 'delivery')).find(({ body }) => body?.to === 'admin@city.example');
    expect(letter?.body?.letter?.subject).toBe(
      'Потрібна ваша увага: поштові сервери відмовляються від наших листів',
    );
    expect(letter?.body?.reply.text).toMatch(/10 листів[\s\S]*Що зробити: перевірте командою doctor/);
  });
});

describe('standard input', () => {
  test.each<[string, string, string[]]>([
    ['is one message', 'To: a\n\nHi\n', ['To: a\n\nHi\n']],
    ['is one message as a server pipes it', 'From x Mon Oct 19\nTo: a\n\nHi\n', ['To: a\n\nHi\n']],
    [
      'is an mbox, with lines of its texts marked',
      'From x Mon\nTo: a\n\nHi\n>From me\n\nFrom y Tue\nTo: b\n\nHo\n',
      ['To: a\n\nHi\nFrom me\n\n', 'To: b\n\nHo\n'],
    ],
    ['is empty', ' \n', []],
  ])('%s', (_, input, messages) => {
    expect(messagesOf(Buffer.from(input)).map(String)).toEqual(messages);
  });
});
