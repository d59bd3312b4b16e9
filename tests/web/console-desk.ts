// Owns the values with which the console's pages are tested: one desk written out as a literal, and a browser that keeps a cookie.
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { parse } from 'yaml';
import type { AmendmentView } from '../../src/app/broadcasts/correction.ts';
import type { Desk, Result } from '../../src/app/desk.ts';
import type { EvidenceView } from '../../src/app/plan/evidence.ts';
import { roles } from '../../src/core/contest.ts';
import { reportOf } from '../../src/core/plan/report.ts';
import { consoleRoutes } from '../../src/web/console.ts';
import { literalFigures, literalLists, literalPeople, literalRegister } from './console-figures.ts';
import { literalLaw } from './console-law.ts';
import { listChanges, project, proposedList, step } from './console-projects.ts';
import { library } from './console-texts.ts';
import {
  broadcast,
  diffRows,
  event,
  eventLook,
  hostile,
  now,
  ownAccess,
  person,
  plan,
  planned,
  pollLook,
  progress,
  purse,
  questions,
  row,
  slot,
  summary,
  task,
  today,
  trail,
  unknown,
  version,
} from './console-values.ts';

export const csrf = 'form-token';
export const staff = ['editor', 'approver', 'admin'] as const;

function phrasesOf(file: string): Record<string, string> {
  return parse(readFileSync(new URL(`../../content/${file}`, import.meta.url), 'utf8'));
}

/** The console's own phrases, and those of reports and tasks that stand in files of their own. */
const words: Record<string, string> = Object.assign(
  {},
  ...['console.yaml', 'report.yaml', 'tasks.yaml'].map(phrasesOf),
);

export const phrases: Record<string, string> = Object.fromEntries(
  Object.entries(words).filter(([key]) => key.startsWith('console.')),
);

function phrase(key: string): string {
  const text = words[key];
  if (text === undefined) throw new Error(`content/console.yaml has no ${key}`);
  return text;
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}
export const refusal: Result<never> = { ok: false, code: 'no', message: 'Місто каже: не можна.' };

const amendment: AmendmentView = {
  id: 'c-1',
  original: broadcast.id,
  kind: 'correction',
  state: 'waiting',
  text: hostile,
  subject: null,
  amended: { telegram: 12 },
  sent: { viber: 3 },
  stays: {},
  warnings: [],
};

const ownText = {
  id: 'r-1',
  kind: 'faq' as const,
  key: 'x.1',
  body: { question: hostile, answer: hostile, outside: null, phrasings: [hostile] },
  at: now,
  by: 'editor@example.org',
};

const record: EvidenceView = {
  id: 'e-1',
  line: 'sure',
  kind: 'paid',
  text: hostile,
  kopecks: 1250050,
  on: '2027-02-28',
  by: 'editor@example.org',
};
const report = reportOf({
  plan: {
    id: plan.id,
    title: plan.title,
    status: plan.status,
    decision: null,
    period: null,
    reportPeriod: null,
  },
  window: { from: '2027-01-01', to: '2027-03-31' },
  today: '2027-03-01',
  records: plan.rows.map(({ line }) => {
    const nothing = { dropped: hostile, broadcasts: 0, channels: [], events: [], questions: 0 };
    return { line, ...nothing, evidence: [record] };
  }),
});

/** A document's bytes are remembered by how many they are. */
function bytesAsLength(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? value.length : value;
}

/** A desk of canned values. `acts` remembers what was really asked of it beyond looking. */
export function literalDesk(change: { desk?: Partial<Desk>; broadcasts?: Partial<Desk['broadcasts']> } = {}) {
  const acts: string[] = [];
  const did =
    <T>(name: string, value: T) =>
    async (...given: unknown[]): Promise<T> => {
      acts.push([name, ...given.map((one) => JSON.stringify(one, bytesAsLength))].join(' '));
      return value;
    };
  const desk: Desk = {
    today: async () => today,
    plans: {
      list: async () => [plan],
      show: async (id) => (id === plan.id ? plan : null),
      import: did('import', ok({ id: 'plan-1', plan: { ...plan.head, lines: [] } })),
      confirm: did('confirm', ok(row({}))),
      confirmAll: did('confirmAll', ok({ confirmed: ['a', 'b'], open: [] })),
      unconfirm: did('unconfirm', ok(null)),
      drop: did('drop', ok(null)),
      edit: {
        correct: did('correct', ok([row({})])),
        settle: did('settle', ok([row({})])),
        split: did('split', ok([row({})])),
        merge: did('merge', ok([row({})])),
        add: did('add', ok([row({})])),
        drop: did('dropRow', ok([row({})])),
        undo: did('undo', ok([row({})])),
        slots: async () => [slot],
      },
      versions: {
        import: did('versions.import', ok(version)),
        propose: did('versions.propose', ok(version)),
        proposed: async () => version,
        apply: did('versions.apply', ok(version)),
        discard: did('versions.discard', ok(null)),
      },
      addEvent: did('addEvent', ok(event)),
      events: async () => [event],
    },
    events: {
      list: async () => [eventLook, { ...eventLook, id: 'e-2', cancelledAt: now, capacity: null }],
      show: async (id) => (id === event.id ? eventLook : null),
      add: did('event.add', ok(event)),
      diff: async () => ok(diffRows),
      edit: did('event.edit', ok(diffRows)),
      cancel: did('event.cancel', ok(eventLook)),
      record: did('event.record', ok(eventLook)),
    },
    polls: {
      list: async () => [pollLook, { ...pollLook, id: 'poll-2', state: 'planned', counts: null }],
      show: async (id) => (id === pollLook.id ? pollLook : null),
      add: did('poll.add', ok(pollLook)),
      close: did('poll.close', ok(pollLook)),
    },
    report: {
      make: async () => ok(report),
      file: async (_request, form) =>
        ok({
          report,
          file: { name: `zvit.${form}`, mime: 'application/json', bytes: new Uint8Array([123, 125]) },
        }),
    },
    evidence: {
      list: async () => [record],
      add: did('evidence.add', ok(record)),
      remove: did('evidence.remove', ok(null)),
    },
    calendar: {
      show: async () => [
        {
          contest: 'city',
          stage: 'voting',
          title: hostile,
          opens: now,
          closes: now + 1e9,
          changed: true,
          example: true,
        },
      ],
      diff: async () => ok(diffRows),
      set: did('calendar.set', ok(diffRows)),
    },
    unknown: {
      list: async () => [unknown, { ...unknown, broadcast: 'b-2', waiting: 0, parts: [], left: 4 }],
      rows: async () => [{ row: 'd-1', person: hostile, channel: 'viber', reason: hostile, at: now }],
      decide: did('unknown.decide', ok({ rows: 3 })),
    },
    purse: async () => purse,
    figures: literalFigures(),
    people: literalPeople(did),
    lists: literalLists(did),
    register: literalRegister(did),
    ...literalLaw(did),
    tasks: {
      list: async () => [task],
      show: async (id) => (id === task.id ? task : null),
      done: did('task.done', ok(task)),
      drop: did('task.drop', ok(task)),
      happenings: async () => [
        { id: 'h', event: 'video.made', title: hostile, on: '2026-10-01', at: now, by: hostile },
      ],
      addHappening: did(
        'happening.add',
        ok({ id: 'h', event: 'video.made', title: 'x', on: '2026-10-01', at: now, by: 'a' }),
      ),
      holidays: async () => [{ date: '2027-01-01', title: hostile, working: false }],
      addHoliday: did('holiday.add', ok({ date: '2027-01-01', title: 'x', working: false })),
      removeHoliday: did('holiday.remove', ok(null)),
    },
    packs: {
      stages: async () => ['voting', 'results'],
      look: async ({ planId }) =>
        planId === plan.id
          ? ok({
              title: hostile,
              source: 'pack-1-voting-city',
              link: 'https://uchast.example/go/pack-1-voting-city',
              texts: [{ part: 'social', text: hostile }],
            })
          : { ok: false, code: 'plan.unknown', message: 'Плану немає.' },
      make: did(
        'pack.make',
        ok([
          { name: 'social.txt', type: 'text/plain; charset=utf-8', bytes: new TextEncoder().encode('Текст') },
        ]),
      ),
    },
    planned: async () => planned,
    outline: async () => planned.map(({ at, broadcast: key, line }) => ({ at, key, line })),
    broadcasts: {
      list: async () => [summary, { ...summary, id: 'b-2', total: 0 }],
      show: async (id) => (id === broadcast.id ? broadcast : null),
      preview: async () => ok(broadcast),
      create: did('create', ok(broadcast)),
      edit: did('edit', ok(broadcast)),
      act: did('act', ok({ ...summary, results: broadcast.results })),
      retry: did('retry', ok({ rows: 3 })),
      retryPreview: async () => ({
        failed: { viber: 1 },
        unknown: { viber: 2 },
        never: {},
        new: { email: 4 },
      }),
      test: did('test', ok(null)),
      keepPicture: did('keepPicture', ok({ url: 'https://city.example/media/a.png' })),
      results: async () => broadcast.results,
      progress: async (id) => (id === broadcast.id ? progress : null),
      recipients: async () => [
        { row: 'd-1', person: hostile, channel: 'viber', state: 'failed', reason: hostile, at: now },
      ],
      reasons: async () => [{ channel: 'viber', state: 'failed', reason: hostile, people: 7 }],
      openAddresses: did('openAddresses', ok(null)),
      ...change.broadcasts,
    },
    corrections: {
      reach: async () => null,
      correct: did('correct', ok(amendment)),
      recall: did('recall', ok({ ...amendment, kind: 'recall' })),
    },
    letters: {
      tried: async () => ({
        subject: hostile,
        text: hostile,
        html: '<p>Лист</p>',
        found: { problems: [hostile], warnings: [], fields: { [hostile]: 'text' } },
      }),
      preflight: async () => ({ problems: [hostile], warnings: [], fields: { [hostile]: 'subject' } }),
      preview: async (id) =>
        id === broadcast.id
          ? {
              subject: hostile,
              text: hostile,
              html: '<p>Лист</p>',
              source: new TextEncoder().encode('Subject: x'),
            }
          : null,
      ask: did('letters.ask', ok({ id: 'b-9', people: 3 })),
      keepFile: did('letters.keepFile', ok({ url: 'https://city.example/media/a.pdf', line: 'Файл' })),
    },
    questions: {
      list: async () => questions,
      show: async (id) => questions.find((one) => one.id === id) ?? null,
      preview: async () => ok(hostile),
      answer: did('answer', ok(null)),
      take: did('take', ok(null)),
      ready: async () => [{ id: 'v.how', question: hostile }],
      readyText: async () => hostile,
    },
    duty: {
      show: async () => ({
        clerks: ['a@example.org'],
        away: [{ email: 'a@example.org', from: '2027-01-01', to: '2027-01-07' }],
        deputyAfterHours: 4,
        today: { readers: [hostile], deputy: null },
        staff: [hostile],
      }),
      save: did('duty.save', ok(null)),
    },
    unanswered: {
      list: async () => [
        { key: 'k', text: hostile, stage: 'voting', contest: 'city', times: 3, lastAt: now },
        { key: 'l', text: '=1+1', stage: null, contest: null, times: 1, lastAt: now },
      ],
      close: did('unanswered.close', ok(null)),
    },
    helped: {
      list: async () => [{ answer: 'v.how', title: hostile, shown: 12, yes: 3, no: 1 }],
    },
    texts: {
      standing: async () => [{ ...ownText, leftOut: true }],
      proposed: async () => [{ ...ownText, closes: ['k'] }],
      propose: did('texts.propose', ok({ ...ownText, closes: [] })),
      approve: did('texts.approve', ok({ ...ownText, closes: [] })),
      withdraw: did('texts.withdraw', ok(null)),
      undo: did('texts.undo', ok(null)),
    },
    library: library(did),
    entries: {
      start: async () => ({
        key: null,
        stage: 'any',
        question: hostile,
        answer: '',
        outside: '',
        phrasings: [hostile],
        closes: ['k'],
        alike: [{ key: 'l', text: hostile, stage: null, contest: null, times: 1, lastAt: now }],
      }),
      preview: async () => ok({ text: hostile, taken: [{ text: hostile, name: hostile }] }),
      propose: did('entries.propose', ok({ ...ownText, closes: [] })),
      all: async () => [{ id: 'v.how', question: hostile }],
    },
    drafts: {
      list: async () => [
        {
          code: 'abcde23456',
          contest: 'city',
          name: hostile,
          parts: [{ title: hostile, value: hostile }],
          changedAt: now,
        },
      ],
      takeDown: did('drafts.takeDown', ok(null)),
    },
    projects: {
      list: async () => [project],
      show: async (uid) => (uid === project.uid ? { ...project, news: [step] } : null),
      import: did('projects.import', ok(listChanges)),
      propose: did('projects.propose', ok(proposedList)),
      proposed: async () => proposedList,
      apply: did('projects.apply', ok(listChanges)),
      addStep: did('projects.addStep', ok(step)),
      numbered: async () => [project],
    },
    sources: {
      list: async () => [{ name: 'poster-12', target: { contest: 'kids', event: 'e-1' }, visits: 1234 }],
      counts: async () => ({
        from: '2026-09-21',
        to: '2026-10-20',
        days: [
          { on: '2026-10-19', source: 'poster-12', channel: 'page', title: 'сторінка', visits: 5 },
          { on: '2026-10-19', source: 'poster-12', channel: 'telegram', title: hostile, visits: 3 },
          { on: '2026-10-20', source: 'forum', channel: 'viber', title: 'Viber', visits: 1 },
        ],
        people: { 'poster-12': 2 },
      }),
      add: did('source.add', ok({ name: 'poster-13', target: null, visits: 0 })),
    },
    staff: {
      list: async () => [{ id: 's', email: hostile, role: 'editor' }],
      add: did(
        'staff.add',
        ok({ member: { id: 'n', email: 'new@example.org', role: 'editor' }, token: 'tok/en' }),
      ),
      people: async () => [person, { ...person, id: 'gone', disabledAt: now }],
      invite: did('staff.invite', ok({ member: person, token: 'tok/en' })),
      changeRole: did('staff.changeRole', ok(person)),
      disable: did('staff.disable', ok(person)),
      reset: did('staff.reset', ok({ member: person, token: 'tok/en' })),
      endSessions: did('staff.endSessions', ok({ ended: 2 })),
      requestSignIn: did('requestSignIn', undefined),
      asksCode: async (token) => token === 'guarded',
      signIn: did(
        'signIn',
        ok({ session: 'fresh', csrf, member: { id: 's', email: 'a@b.ua', role: 'editor' } }),
      ),
      signInByPassword: did(
        'signInByPassword',
        ok({ session: 'fresh', csrf, member: { id: 's', email: 'a@b.ua', role: 'editor' } }),
      ),
      session: async (session) => {
        const role = staff.find((one) => one === session);
        return role ? { member: { id: role, email: `${role}@example.org`, role }, csrf } : null;
      },
      signOut: did('signOut', undefined),
    },
    access: {
      mine: async () => ownAccess,
      end: did('access.end', { ended: 1 }),
      newSecret: () => ({ secret: 'A'.repeat(32), uri: 'otpauth://totp/x?secret=A' }),
      setPassword: did('access.setPassword', ok({ codes: ['aaaa-bbbb-cccc-dddd'] })),
      newCodes: did('access.newCodes', ok({ codes: ['aaaa-bbbb-cccc-dddd'] })),
      remove: did('access.remove', ok(null)),
    },
    trail: {
      find: async ({ after }) => ({ lines: trail, more: after === undefined }),
      actors: async () => [hostile, 'cli'],
    },
    audit: async () => [
      { at: now, actor: hostile, act: 'plan.import', object: hostile },
      { at: now, actor: 'a', act: hostile, object: 'b' },
    ],
    phrase,
    roles,
    channels: ['viber', 'telegram', 'email'],
    ...change.desk,
  };
  return { desk, acts };
}

export type Who = (typeof staff)[number] | null;

/** Asks the console as somebody; a form is sent with the session's own token unless it brings another. */
export function browser(desk: Desk, secure = false) {
  const app = new Hono().route('/console', consoleRoutes({ desk, secure, now: () => now }));
  const cookie = secure ? '__Host-uchast_staff' : 'uchast_staff';
  const headers = (who: Who): Record<string, string> => (who ? { cookie: `${cookie}=${who}` } : {});
  const get = async (who: Who, path: string) => app.request(`/console${path}`, { headers: headers(who) });
  const post = async (who: Who, path: string, fields: Record<string, string | string[]> = {}) => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ csrf, ...fields })) {
      for (const one of [value].flat()) body.append(name, one);
    }
    return app.request(`/console${path}`, { method: 'POST', headers: headers(who), body });
  };
  return { app, get, post };
}

/** The value of a hidden field of a page. */
export function hiddenField(page: string, name: string): string {
  return new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}

type Fields = Record<string, string | string[]>;

/** Sends one form as somebody of the staff, and says what came of it. */
export async function send(
  path: string,
  fields: Fields,
  given = literalDesk(),
  who: 'editor' | 'admin' = 'editor',
) {
  const response = await browser(given.desk).post(who, path, fields);
  return {
    status: response.status,
    to: response.headers.get('location'),
    page: await response.text(),
    acts: given.acts,
  };
}
