// What a confirmed line carries: letters at the stages chosen, notices of the bot, invitations to events.
import { describe, expect, test } from 'vitest';
import { type CityEvent, carriageOf, occurrencesOf } from '../../src/core/occurrences/occurrence.ts';
import type { PlanAction, PlanChannel } from '../../src/core/plan/plan.ts';
import { inKyiv, isoInKyiv, localDate } from '../../src/core/time.ts';
import { kyiv } from '../support/harness.ts';
import { confirmed, forever, line, sources, webinar, whole } from './occurrence-sources.ts';

describe('a confirmed line', () => {
  test.each<[PlanChannel, PlanAction, ReturnType<typeof carriageOf>]>([
    ['viber', 'execute', 'notices'],
    ['telegram', 'execute', 'notices'],
    ['email', 'execute', 'letters'],
    ['event', 'execute', 'invitations'],
    ['award', 'execute', 'invitations'],
    ['facebook', 'execute', null],
    ['email', 'remind', null],
    ['tv', 'assist', null],
  ])('of %s to %s carries %s', (channel, action, carriage) => {
    expect(carriageOf(line('1', channel, action))).toBe(carriage);
  });

  test('of e-mail brings a letter at the opening of three stages of both contests', () => {
    const letters = occurrencesOf(whole, 0, forever).filter((one) => one.kind === 'letter');
    expect(letters.map((one) => `${one.contest} ${one.stage} ${localDate(one.at)}`).sort()).toEqual([
      'city results 2027-03-29',
      'city submission 2026-10-19',
      'city voting 2027-03-08',
      'kids results 2027-03-01',
      'kids submission 2026-11-16',
      'kids voting 2027-02-15',
    ]);
    expect(letters.every((one) => one.audience.unlessReminded && one.line === '1.5')).toBe(true);
    expect(letters.every((one) => one.channels.join() === 'email' && one.body.subject)).toBe(true);
  });

  test('of e-mail brings letters only at the stages that staff chose', () => {
    const lines = [confirmed(line('1.5', 'email'), ['voting'])];
    const letters = occurrencesOf(sources({ lines }), 0, forever).filter((one) => one.kind === 'letter');
    expect(letters.map((one) => one.stage)).toEqual(['voting', 'voting']);
  });

  test('of the bot is named by the notices that it carries', () => {
    const notices = occurrencesOf(whole, 0, forever).filter((one) => one.kind === 'notice');
    expect(new Set(notices.map((one) => one.line))).toEqual(new Set(['1.1']));
    expect(new Set(occurrencesOf(sources(), 0, forever).map((one) => one.line))).toEqual(new Set([null]));
  });
});

describe('an invitation', () => {
  const invited = (event: Partial<CityEvent>) =>
    occurrencesOf({ ...whole, events: [{ ...webinar, ...event }] }, 0, forever).find(
      (one) => one.kind === 'invitation',
    );

  test('goes out a week before, at ten, and is useful until the event begins', () => {
    const found = invited({});
    expect(found && [isoInKyiv(found.at), found.lastUsefulAt]).toEqual([
      '2026-10-29T10:00:00+02:00',
      webinar.startsAt,
    ]);
    expect(found?.body.text).toContain('Вебінар для авторів');
    expect(found?.body.letterText).not.toContain('https://meet.example/1');
  });

  test('of an event entered late goes out when it is entered, by night in the morning', () => {
    const late = invited({ createdAt: kyiv('2026-11-03 23:00') });
    expect(late && isoInKyiv(late.at)).toBe('2026-11-04T08:00:00+02:00');
  });

  test('of an event that begins before anybody could be told does not exist', () => {
    expect(
      invited({ createdAt: kyiv('2026-11-04 22:00'), startsAt: kyiv('2026-11-05 07:30') }),
    ).toBeUndefined();
  });

  test('needs its line confirmed', () => {
    expect(
      occurrencesOf(sources({ events: [webinar] }), 0, forever).some((one) => one.kind === 'invitation'),
    ).toBe(false);
  });

  test('tells the local hour on both sides of a clock change', () => {
    const found = invited({ startsAt: kyiv('2026-10-28 18:00'), createdAt: kyiv('2026-10-01') });
    expect(found && inKyiv(found.at).hour).toBe(10);
  });
});
