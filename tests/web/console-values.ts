// Owns the values that the desk of the console's tests answers with: one of each, with hostile words wherever people write.

import type { Progress } from '../../src/app/broadcasts/broadcast-live.ts';
import type { PurseView } from '../../src/app/broadcasts/purse.ts';
import type { UnknownView } from '../../src/app/broadcasts/unknown.ts';
import type {
  BroadcastSummary,
  BroadcastView,
  Desk,
  DiffRow,
  PlanRow,
  PlanView,
} from '../../src/app/desk.ts';
import type { EventPage } from '../../src/app/events/event-desk.ts';
import type { PollView } from '../../src/app/events/poll-desk.ts';
import type { TextSlot } from '../../src/app/plan/plan-slots.ts';
import type { PlanVersion } from '../../src/app/plan/plan-use.ts';
import type { TaskView } from '../../src/app/plan/task-desk.ts';
import type { OwnAccess } from '../../src/app/staff/access-desk.ts';
import type { AuditLine } from '../../src/app/staff/audit-desk.ts';
import type { StaffView } from '../../src/app/staff/staff-desk.ts';
import { audienceOf, noCounts } from '../../src/core/broadcast.ts';
import type { CityEvent } from '../../src/core/occurrences/occurrence.ts';
import type { PlanLine } from '../../src/core/plan/plan.ts';
import { kyivInstant } from '../../src/core/time.ts';

export const now = kyivInstant('2027-03-01', '10:00');

/** What a hostile or careless hand could have typed into any text. */
export const hostile = `<script>alert('x')</script>"&`;

const line: PlanLine = {
  key: 'а/б 2.1',
  number: '2.1',
  section: `Розділ ${hostile}`,
  what: `Тренінги ${hostile}`,
  details: null,
  channel: 'event',
  action: 'execute',
  period: {
    text: 'за 10 днів до голосування',
    kind: 'relative',
    from: null,
    to: null,
    every: 'P3M',
    anchor: 'voting',
    offsetDays: -10,
    dayCount: 'calendar',
    edge: 'opens',
    dueDay: 5,
  },
  responsible: [{ name: hostile, role: 'executor' }],
  funding: {
    kind: 'localBudget',
    text: null,
    amounts: [{ year: 2027, planned: 123_450, actual: 0, text: '1,2' }],
    years: [2027],
    share: null,
  },
  result: hostile,
  inherited: ['period', 'funding'],
  confidence: 0.55,
  source: [{ column: `Зміст ${hostile}`, text: hostile }],
};

export const row = (change: Partial<PlanRow>): PlanRow => ({
  line,
  settings: { stages: null },
  confirmedAt: null,
  confirmedBy: null,
  dropped: null,
  original: null,
  change: null,
  reason: null,
  carriage: null,
  needs: [],
  ...change,
});

export const planRows: PlanRow[] = [
  row({ carriage: 'invitations', needs: ['event'] }),
  row({ line: { ...line, key: 'stages', number: '3.1' }, needs: ['stages'] }),
  row({ line: { ...line, key: 'letters', number: null, channel: 'email' }, carriage: 'letters' }),
  row({ line: { ...line, key: 'period', confidence: 0.7 }, needs: ['period'] }),
  row({ line: { ...line, key: 'sure', confidence: 1 }, confirmedAt: now, confirmedBy: hostile }),
  row({ line: { ...line, key: 'gone' }, dropped: hostile }),
];

export const slot: TextSlot = {
  slot: 'voting.city',
  contest: 'city',
  words: { text: hostile, subject: hostile, preheader: null },
  own: { text: hostile, subject: null, preheader: null, by: hostile },
  at: now,
  chats: false,
  facts: {},
};

export const plan: PlanView = {
  id: 'plan-1',
  title: `План ${hostile}`,
  status: 'approved',
  lines: planRows.length,
  confirmed: 1,
  open: 4,
  dropped: false,
  head: {
    title: 'План',
    status: 'approved',
    decision: { number: hostile, date: '2026-01-15' },
    period: { from: '2026-01-01', to: '2027-12-31' },
    reportPeriod: null,
    language: 'uk',
    footnotes: [hostile],
    totals: { planned: null, actual: null },
    warnings: [
      { line: null, code: 'totalWrong', message: hostile },
      { line: line.key, code: 'periodIncomplete', message: hostile },
    ],
  },
  rows: planRows,
};

export const version: PlanVersion = {
  fileName: hostile,
  plan: { ...plan.head, lines: [] },
  rows: [
    { kind: 'same', key: 'sure', before: line, after: line },
    { kind: 'changed', key: 'period', fields: ['what'], before: line, after: { ...line, what: hostile } },
    { kind: 'new', key: 'new', before: null, after: line },
    { kind: 'gone', key: 'gone', before: line, after: null },
  ],
  changes: true,
  seen: 'seen-1',
};

export const summary: BroadcastSummary = {
  about: hostile,
  id: 'b-1',
  key: 'own:b-1',
  line: hostile,
  kind: 'own',
  contest: 'city',
  stage: 'voting',
  at: now + 3_600_000,
  lastUsefulAt: now + 90_000_000,
  channels: ['viber', 'email'],
  state: 'waiting',
  reason: hostile,
  createdBy: 'editor@example.org',
  editedBy: null,
  approvedBy: hostile,
  total: 10,
};
const counts = { ...noCounts, total: 10, sent: 4, delivered: 3, failed: 1, unknown: 2, expired: 0 };

export const broadcast: BroadcastView = {
  ...summary,
  text: `**Голосуйте** ${hostile}`,
  letterText: hostile,
  subject: hostile,
  picture: { url: 'https://example.org/a.png', alt: hostile },
  choices: [
    { label: hostile, url: 'https://example.org/?a="b"' },
    { label: 'Підписатися', value: '/subscribe' },
  ],
  looks: [
    {
      channels: ['viber'],
      letter: false,
      parts: [
        {
          text: `**Голосуйте** ${hostile}`,
          choices: [{ label: hostile, value: '/subscribe' }],
          picture: { url: 'https://example.org/a.png', alt: hostile },
        },
      ],
    },
    {
      channels: ['email'],
      letter: true,
      parts: [{ text: hostile, choices: [], picture: { url: 'http://localhost/media/a.png', alt: hostile } }],
    },
  ],
  lengths: [{ channel: 'viber', used: 31, most: 512 }],
  leftOut: { muted: 3, voted: 0, unreachable: 12, weeklyLimit: 1, legacyCap: 0 },
  tryable: ['viber', 'email'],
  nature: 'official',
  payment: 'wait',
  secondApproval: true,
  hash: 'ab12cd34ef56ab12cd34ef56',
  endsAt: now + 3_730_000,
  endsBeforeClosing: false,
  emergency: hostile,
  history: [
    {
      at: now,
      actor: hostile,
      act: 'broadcast.edit',
      reason: null,
      single: false,
      from: 'aaaaaaaaaaaaaaaa',
      to: 'bbbbbbbbbbbbbbbb',
    },
    {
      at: now,
      actor: hostile,
      act: 'broadcast.approve',
      reason: hostile,
      single: true,
      from: null,
      to: null,
    },
  ],
  audience: audienceOf({
    purposes: ['reminders', 'letters', 'official'],
    contest: 'city',
    role: 'voter',
    source: hostile,
    unlessReminded: true,
    topic: 'stage.voting',
    unlessVoted: '2026–2027',
    pace: 'each',
  }),
  recipients: { viber: 1200, email: 30 },
  priceEur: 12.3,
  durationSeconds: 130,
  warnings: [hostile],
  results: { id: 'b-1', state: 'waiting', ...counts, byChannel: { viber: counts } },
};

export const progress: Progress = {
  id: 'b-1',
  state: 'paused',
  reason: hostile,
  counts,
  byChannel: { viber: counts },
  perSecond: 12.4,
  leftSeconds: 90,
};

export const event: CityEvent = {
  id: 'e-1',
  title: hostile,
  startsAt: now + 1_000_000,
  place: hostile,
  link: 'https://example.org/?a="b"',
  contest: 'city',
  stage: 'submission',
  planId: 'plan-1',
  line: line.key,
  createdAt: now,
};

export const eventLook: EventPage = {
  ...event,
  endsAt: now + 5_000_000,
  about: hostile,
  capacity: 30,
  recordingUrl: 'https://example.org/?v="1"',
  going: 12,
  waiting: 3,
  answers: { 1: { total: 7, counts: [0, 0, 1, 2, 4] }, 2: { total: 2, counts: null } },
};

export const pollLook: PollView = {
  id: 'poll-1',
  question: hostile,
  options: [hostile, 'Ні'],
  contest: 'city',
  opensAt: now - 2_000_000,
  closesAt: now - 1_000_000,
  state: 'closed',
  answers: 9,
  counts: [4, 5],
};

export const diffRows: DiffRow[] = [
  {
    change: 'moves',
    key: `notice:city:2026–2027:voting.opens@2027-03-08`,
    line: hostile,
    from: now,
    to: now + 1,
    newKey: `notice:city:2026–2027:voting.opens@2027-03-09`,
    channels: ['viber'],
    recipients: { viber: 1200 },
    voided: hostile,
  },
  {
    change: 'orphaned',
    key: hostile,
    newKey: null,
    line: null,
    from: now,
    to: null,
    channels: ['email'],
    recipients: { email: 30 },
    voided: null,
  },
];

export const today: Awaited<ReturnType<Desk['today']>> = {
  now,
  situations: [{ contest: 'city', text: `**${hostile}**` }],
  next: [summary],
  waiting: [summary],
  questions: 2,
  questionsLate: 1,
  unset: 3,
  backupAt: now - 86_400_000,
  gaps: [{ rule: hostile, label: hostile, times: 7 }],
  alarms: [{ key: 'k', text: hostile, raisedAt: now }],
  unknown: 3,
  training: true,
  subscribers: { viber: 1200 },
};

export const unknown: UnknownView = {
  broadcast: 'b-1',
  kind: 'own',
  contest: 'city',
  stage: 'voting',
  at: now - 3_600_000,
  lastUsefulAt: now + 90_000_000,
  state: 'done',
  waiting: 3,
  parts: [
    { channel: 'viber', reason: 'crash', rows: 2, firstAt: now - 60_000, lastAt: now },
    { channel: 'email', reason: hostile, rows: 1, firstAt: now, lastAt: now },
  ],
  left: 1,
  resendable: true,
};

export const purse: PurseView = {
  capEur: 20,
  month: '2027-03',
  spentEur: 4.5,
  openEur: 0.02,
  leftEur: 15.48,
  months: [
    {
      month: '2027-03',
      spentEur: 4.5,
      messages: 230,
      parts: [
        { id: 'b-1', kind: 'own', at: now, messages: 229, spentEur: 4.48, contest: 'city', stage: 'voting' },
        { id: null, kind: null, at: null, messages: 1, spentEur: 0.02, contest: null, stage: null },
      ],
    },
  ],
};

export const planned: Awaited<ReturnType<Desk['planned']>> = ['viber', 'email'].map((channel) => ({
  at: now,
  line: hostile,
  broadcast: 'notice:city:2026–2027:voting.opens@2027-03-08',
  channel,
  audience: 'purposes=letters+official,contest=city,unlessReminded',
  recipients: 5,
  subject: channel === 'email' ? hostile : null,
  text: hostile,
  lastUsefulAt: now,
  priceEur: 0.0196,
  durationSeconds: 90,
}));

export const questions: Awaited<ReturnType<Desk['questions']['list']>> = [
  {
    id: 'q-1',
    text: hostile,
    channel: 'viber',
    askedAt: now,
    answeredAt: null,
    answeredBy: null,
    answer: null,
    takenBy: hostile,
    cancelledAt: null,
    promisedAt: now - 1,
    late: true,
    context: { contest: 'city', role: 'voter', stage: 'voting', topic: 'v.how', previous: 'q-2' },
    previous: { text: hostile, answer: hostile },
  },
  {
    id: 'q-2',
    text: hostile,
    channel: '',
    askedAt: now,
    answeredAt: now,
    answeredBy: hostile,
    answer: hostile,
    takenBy: null,
    cancelledAt: null,
    promisedAt: null,
    late: false,
    context: null,
    previous: null,
  },
  {
    id: 'q-3',
    text: '',
    channel: 'viber',
    askedAt: now,
    answeredAt: null,
    answeredBy: null,
    answer: null,
    takenBy: null,
    cancelledAt: now,
    promisedAt: now,
    late: false,
    context: null,
    previous: null,
  },
];

export const task: TaskView = {
  id: 't-1',
  planId: 'plan-1',
  line: 'a',
  title: hostile,
  unit: hostile,
  startsOn: '2026-10-01',
  dueOn: '2026-10-31',
  state: 'open',
  doneAt: null,
  doneBy: null,
  late: true,
  calendarUrl: 'https://uchast.example/task/t-1.0.ics',
};

export const person: StaffView = {
  id: 's',
  email: hostile,
  role: 'editor',
  disabledAt: null,
  secondFactor: true,
  sessions: 2,
  seenAt: now,
};

export const ownAccess: OwnAccess = {
  sessions: [
    { key: 'k1', createdAt: now, seenAt: now, browser: 'firefox windows', way: 'link', current: true },
    { key: 'k2', createdAt: now, seenAt: now, browser: null, way: null, current: false },
  ],
  secondFactor: true,
  codesLeft: 3,
};

export const trail: AuditLine[] = [
  {
    id: 'a-1',
    at: now,
    actor: hostile,
    act: 'plan.import',
    about: { name: hostile, path: '/plans/plan-1' },
    object: 'plan-1',
    detail: { reason: hostile },
  },
  {
    id: 'a-2',
    at: now,
    actor: 'cli',
    act: hostile,
    about: { name: '=1+1', path: null },
    object: hostile,
    detail: null,
  },
];
