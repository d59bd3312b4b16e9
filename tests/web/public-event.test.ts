// The public page of an event and its calendar file: what everybody may see, and the link that only some get.
import { describe, expect, test } from 'vitest';
import type { CityEvent } from '../../src/core/occurrences/occurrence.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { publicDoor } from './public-door.ts';

const event: CityEvent = {
  id: 'abc123',
  title: 'Вебінар, для авторів; і <не лише>',
  startsAt: kyivInstant('2026-11-20', '18:00'),
  endsAt: kyivInstant('2026-11-20', '19:30'),
  place: 'онлайн',
  link: 'https://meet.example/1',
  about: 'Перший рядок.\nДругий рядок.',
  contest: 'city',
  stage: 'submission',
  planId: null,
  line: null,
  createdAt: kyivInstant('2026-11-01', '10:00'),
};

function door(differs: Partial<CityEvent> = {}, seatsLeft: number | null = null) {
  const found = { event: { ...event, ...differs }, seatsLeft };
  return publicDoor({ events: { find: async (id) => (id === event.id ? found : null) } });
}

async function page(differs: Partial<CityEvent> = {}, seatsLeft: number | null = null) {
  return await (await door(differs, seatsLeft).app.request('/event/abc123')).text();
}

async function file(differs: Partial<CityEvent> = {}) {
  const response = await door(differs).app.request('/event/abc123.ics');
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  return (await response.text()).replaceAll('\r\n ', '').split('\r\n');
}

describe('the page of an event', () => {
  test('leads to the chat and to the messengers by a source of its own, without the link', async () => {
    const text = await page({}, 7);
    expect(text).toContain('/?source=event-abc123#chat');
    expect(text).toContain('https://first.example/bot?start=event-abc123');
    expect(text).toContain('Вільно: 7 місць.');
    expect(text).toContain('&lt;не лише&gt;');
    expect(text).not.toContain('meet.example');
  });

  test.each([
    ['is full', {}, 0, 'можна стати в чергу'],
    ['is cancelled', { cancelledAt: event.createdAt }, 3, 'Подію скасовано'],
    ['is over', { startsAt: event.createdAt, endsAt: event.createdAt + 1 }, 3, 'вже відбулася'],
  ])('says that it %s', async (_, differs, seatsLeft, words) => {
    expect(await page(differs, seatsLeft)).toContain(words);
  });

  test('that does not exist is the page for what is not found', async () => {
    for (const path of ['/event/none', '/event/abc124', '/event/abc124.ics'])
      expect((await door().app.request(path)).status).toBe(404);
  });
});

describe('the calendar file of an event', () => {
  test('holds it in UTC with escaped words, and not the link', async () => {
    const lines = await file();
    expect(lines).toContain('DTSTART:20261120T160000Z');
    expect(lines).toContain('DTEND:20261120T173000Z');
    expect(lines).toContain('SUMMARY:Вебінар\\, для авторів\\; і <не лише>');
    expect(lines).toContain('DESCRIPTION:Перший рядок.\\nДругий рядок.');
    expect(lines).toContain('SEQUENCE:0');
    expect(lines.join('\n')).not.toContain('meet.example');
  });

  test('after a change has the same id and a greater number, and says when it is cancelled', async () => {
    const before = await file();
    const moved = await file({ changedAt: event.createdAt + 5000 });
    const off = await file({ changedAt: event.createdAt + 5000, cancelledAt: event.createdAt + 9000 });
    const uid = (lines: string[]) => lines.find((line) => line.startsWith('UID:'));
    expect(uid(moved)).toBe(uid(before));
    expect(moved).toContain('SEQUENCE:5');
    expect(off).toContain('SEQUENCE:9');
    expect(off).toContain('STATUS:CANCELLED');
  });

  test('has lines of at most 75 octets', async () => {
    const response = await door({ title: 'Довга назва '.repeat(12) }).app.request('/event/abc123.ics');
    for (const line of (await response.text()).split('\r\n'))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });
});
