// Owns the canned figures, lists, people and register entries with which the console's pages are tested.

import type { RegisterDesk, RegisterRow } from '../../src/app/broadcasts/register.ts';
import type { ListDesk, ListJob } from '../../src/app/letters/list-job.ts';
import type { FiguresDesk } from '../../src/app/people/figures.ts';
import type { PeopleDesk } from '../../src/app/people/people-desk.ts';
import { hostile, now } from './console-values.ts';

/** Notes an act and answers; the desk of the tests has one. */
type Did = <T>(name: string, value: T) => (...given: unknown[]) => Promise<T>;

const outcomes = { arrived: 90, gone: 4, failed: 1, unknown: 2, skipped: 3, waiting: 0 };
const days = ['2027-02-22', '2027-03-01'];

export function literalFigures(): FiguresDesk {
  return {
    subscribers: async () => ({ days, curves: [{ key: 'all', title: null, values: [10, 1200] }] }),
    subscribersBy: async (by) => ({
      days,
      curves: [
        {
          key: by === 'contest' ? 'city' : by === 'role' ? 'author' : hostile,
          title: by === 'channel' ? hostile : null,
          values: [7, 900],
        },
        { key: 'none', title: null, values: [3, 200] },
        { key: null, title: null, values: [0, 100] },
      ],
    }),
    consents: async () => ({
      weeks: days,
      given: [{ purpose: 'reminders', values: [3, 5] }],
      withdrawn: [{ purpose: 'letters', values: [0, 1] }],
    }),
    reach: async () => ({
      people: { active: 1000, unproven: 20, gone: 30 },
      addresses: [{ channel: 'telegram', title: hostile, active: 900, unproven: 0, gone: 30 }],
    }),
    broadcasts: async () => [
      { id: 'b-1', at: now, kind: 'own', contest: 'city', text: hostile, ...outcomes },
    ],
    deliveries: async () => [{ channel: 'viber', title: hostile, ...outcomes }],
    plans: async () => [
      { id: 'plan-1', title: hostile, rows: 9, confirmed: 4, sent: 2, ahead: 3, missed: 1 },
    ],
    behind: async () => false,
    landing: (source) => `https://uchast.example/go/${source}`,
  };
}

export const listJob: ListJob = {
  id: 'l-1',
  name: hostile,
  source: hostile,
  ground: hostile,
  by: 'editor@example.org',
  state: 'read',
  preview: {
    rows: 3,
    addresses: 2,
    duplicates: 1,
    rejected: 1,
    notes: 1,
    consent: true,
    first: [{ row: 2, addresses: [hostile], contest: 'kids', year: 2025, consent: null }],
  },
  progress: { step: 'storing', done: 1, all: 3 },
  report: null,
};
const remark = { row: 3, field: hostile, written: '=1+1', reason: hostile };

export function literalLists(did: Did): ListDesk {
  const report = {
    rows: 3,
    added: 1,
    updated: 0,
    suppressed: 1,
    duplicates: 0,
    unchanged: 1,
    rejected: [remark],
    notes: [remark],
  };
  return {
    read: did('lists.read', { ok: true as const, value: listJob }),
    show: (id) => {
      if (id === 'l-1') return listJob;
      if (id === 'l-2') return { ...listJob, id, state: 'storing' };
      if (id === 'l-3') return { ...listJob, id, state: 'done', report };
      return id === 'l-4' ? { ...listJob, id, state: 'failed' } : null;
    },
    begin: (...given) => {
      void did('lists.begin', null)(...given);
      return { ok: true, value: null };
    },
    rejected: (id) => (id === 'l-3' ? "рядок;причина\r\n3;'=1+1\r\n" : null),
  };
}

export function literalPeople(did: Did): PeopleDesk {
  return {
    stopped: async () => [{ reason: 'asked', addresses: 12 }],
    isStopped: async (address) =>
      address.includes('@')
        ? { ok: true, value: true }
        : { ok: false, code: 'stop.address', message: 'Перевірте адресу.' },
    stop: did('people.stop', { ok: true as const, value: null }),
    look: async (address) =>
      address === hostile
        ? { ok: true, value: [{ title: hostile, lines: [hostile] }] }
        : { ok: false, code: 'data.unknown', message: 'Людини немає.' },
    file: did('people.file', { ok: true as const, value: '{}\n' }),
    erase: did('people.erase', { ok: true as const, value: { at: now } }),
  };
}

const registered: RegisterRow = {
  id: 'b-1',
  at: now,
  text: hostile,
  subject: hostile,
  channels: [hostile],
  audience: 1200,
  arrived: 1190,
  amended: 'correction',
  hidden: null,
};

export function literalRegister(did: Did): RegisterDesk {
  const hidden = { reason: hostile, by: hostile, at: now };
  const entries = [registered, { ...registered, id: 'b-2', audience: null, arrived: null, hidden }];
  return {
    page: async () => ({ entries, page: 1, pages: 2, total: 2 }),
    csv: async () => '',
    isOn: async () => true,
    turn: did('register.turn', { ok: true as const, value: null }),
    staffPage: async () => ({ entries, page: 1, pages: 2, total: 2 }),
    hide: did('register.hide', { ok: true as const, value: null }),
    unhide: did('register.unhide', { ok: true as const, value: null }),
  };
}
