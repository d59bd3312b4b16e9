// Owns the tables, once for both engines. Ids are made by us, instants are milliseconds of the application's clock.

import type {
  Audience,
  BroadcastBody,
  BroadcastKind,
  BroadcastState,
  Nature,
} from '../src/core/broadcast.ts';
import type { Letter } from '../src/core/channel.ts';
import type { Purpose } from '../src/core/consent.ts';
import type { ContestId, Role, StageId } from '../src/core/contest.ts';
import type { Conversation } from '../src/core/conversation.ts';
import type { DeliveryState } from '../src/core/delivery.ts';
import type { LineSettings } from '../src/core/occurrence.ts';
import type { ParsedPlan, PlanEvent, PlanLine } from '../src/core/plan.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Kit } from './columns.ts';
import { sql } from './drizzle.ts';

type PlanHead = Omit<ParsedPlan, 'lines'>;

export type AddressState = 'active' | 'gone' | 'unproven';
export type StaffRole = 'editor' | 'approver' | 'admin';
/** corrected: a field · added: a row of staff's own · split, merged: made of other rows. */
export type LineChange = 'corrected' | 'added' | 'split' | 'merged';
export type TaskState = 'open' | 'done' | 'dropped';
export type EvidenceKind = 'note' | 'link' | 'paid' | 'reason';
export type SourceTarget = { contest?: ContestId; role?: Role; event?: string };
/** What a reply's row carries; a broadcast's rows carry nothing and read the broadcast. */
export type DeliveryBody = {
  reply: Reply;
  letter?: Pick<Letter, 'subject' | 'preheader'>;
  /** The address of somebody of the staff, who is no resident and has no address row. */
  to?: string;
};

/** A resident and the addresses at which they can be reached. */
function peopleTables(kit: Kit) {
  const { table, text, boolean, instant, json, index, uniqueIndex, primaryKey } = kit;
  const person = table('person', {
    id: text().primaryKey(),
    createdAt: instant().notNull(),
    contest: text().$type<ContestId>(),
    role: text().$type<Role>(),
    source: text(),
    /** The channel that the person chose for what we begin. */
    prefers: text(),
  });
  const address = table(
    'address',
    {
      id: text().primaryKey(),
      personId: text().notNull(),
      channel: text().notNull(),
      address: text().notNull(),
      /** unproven: an opt-in letter is under way · gone: blocked, unsubscribed by the platform's button or deleted. */
      state: text().$type<AddressState>().notNull(),
      createdAt: instant().notNull(),
      /** When the person last wrote here: opens a free session where the platform has one. */
      wroteAt: instant(),
      /** When a message of ours last proved to arrive here. */
      provenAt: instant(),
      /** Where an e-mail address came from and on what ground; null for chats. */
      listSource: text(),
      listGround: text(),
    },
    (t) => [
      uniqueIndex('address_channel_address').on(t.channel, t.address),
      index('address_person').on(t.personId),
    ],
  );
  const conversation = table('conversation', {
    addressId: text().primaryKey(),
    state: json<Conversation>().notNull(),
    updatedAt: instant().notNull(),
  });
  const inbox = table(
    'inbox',
    {
      channel: text().notNull(),
      eventId: text().notNull(),
      at: instant().notNull(),
      /** The welcome that was returned in the response: a repeat of the event gets the same one. */
      welcome: json<Reply>(),
    },
    (t) => [primaryKey({ columns: [t.channel, t.eventId] }), index('inbox_at').on(t.at)],
  );
  const consent = table(
    'consent',
    {
      id: text().primaryKey(),
      personId: text().notNull(),
      purpose: text().$type<Purpose>().notNull(),
      contest: text().$type<ContestId | 'any'>().notNull(),
      granted: boolean().notNull(),
      at: instant().notNull(),
      channel: text().notNull(),
      wording: text().notNull(),
      ground: text().notNull(),
    },
    (t) => [index('consent_person').on(t.personId)],
  );
  /** What the consent ledger says now, one row a person, purpose and contest: for the audience queries. */
  const standing = table(
    'standing',
    {
      personId: text().notNull(),
      purpose: text().$type<Purpose>().notNull(),
      contest: text().$type<ContestId | 'any'>().notNull(),
      granted: boolean().notNull(),
      at: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.personId, t.purpose, t.contest] }),
      index('standing_purpose').on(t.purpose, t.contest, t.granted, t.personId),
    ],
  );
  const optIn = table('opt_in', {
    tokenHash: text().primaryKey(),
    address: text().notNull(),
    personId: text(),
    contest: text().$type<ContestId>(),
    role: text().$type<Role>(),
    wording: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    confirmedAt: instant(),
  });
  const suppression = table('suppression', {
    hash: text().primaryKey(),
    at: instant().notNull(),
    reason: text().notNull(),
  });
  return { person, address, conversation, inbox, consent, standing, optIn, suppression };
}

/** The ledger: what is to be said, to whom, and what became of it. */
function ledgerTables(kit: Kit) {
  const { table, text, integer, real, instant, json, index, uniqueIndex } = kit;
  const broadcast = table(
    'broadcast',
    {
      id: text().primaryKey(),
      key: text().notNull(),
      planId: text(),
      line: text(),
      kind: text().$type<BroadcastKind>().notNull(),
      nature: text().$type<Nature>().notNull(),
      contest: text().$type<ContestId>(),
      stage: text().$type<StageId>(),
      priority: integer().notNull(),
      at: instant().notNull(),
      lastUsefulAt: instant().notNull(),
      audience: json<Audience>().notNull(),
      channels: json<string[]>().notNull(),
      body: json<BroadcastBody>().notNull(),
      contentHash: text().notNull(),
      state: text().$type<BroadcastState>().notNull(),
      reason: text(),
      createdAt: instant().notNull(),
      createdBy: text(),
      editedBy: text(),
      approvedBy: text(),
      approvedAt: instant(),
      approvedHash: text(),
      /** The last person who was expanded; null before the first page. */
      cursor: text(),
      doneAt: instant(),
    },
    (t) => [uniqueIndex('broadcast_key').on(t.key), index('broadcast_state_at').on(t.state, t.at)],
  );
  const delivery = table(
    'delivery',
    {
      id: text().primaryKey(),
      broadcastId: text(),
      personId: text().notNull(),
      addressId: text(),
      channel: text().notNull(),
      priority: integer().notNull(),
      state: text().$type<DeliveryState>().notNull(),
      dueAt: instant().notNull(),
      expiresAt: instant().notNull(),
      attempts: integer().notNull(),
      body: json<DeliveryBody>(),
      reason: text(),
      providerId: text(),
      priceEur: real().notNull(),
      createdAt: instant().notNull(),
      settledAt: instant(),
    },
    (t) => [
      uniqueIndex('delivery_broadcast_person').on(t.broadcastId, t.personId),
      index('delivery_pending').on(t.channel, t.priority, t.dueAt).where(sql`state = 'pending'`),
      index('delivery_open').on(t.channel, t.state).where(sql`state in ('claimed', 'calling')`),
      index('delivery_broadcast_state').on(t.broadcastId, t.state),
      index('delivery_provider').on(t.channel, t.providerId).where(sql`provider_id is not null`),
      index('delivery_address').on(t.addressId),
    ],
  );
  const attempt = table(
    'attempt',
    {
      id: text().primaryKey(),
      deliveryId: text().notNull(),
      at: instant().notNull(),
      outcome: text().notNull(),
      code: text(),
    },
    (t) => [index('attempt_delivery').on(t.deliveryId)],
  );
  return { broadcast, delivery, attempt };
}

/** The city's plan, calendar and events, and the staff who own them. */
function staffTables(kit: Kit) {
  const { table, text, integer, boolean, instant, json, index, uniqueIndex, primaryKey } = kit;
  const plan = table('plan', {
    id: text().primaryKey(),
    title: text().notNull(),
    status: text().$type<ParsedPlan['status']>().notNull(),
    head: json<PlanHead>().notNull(),
    fileName: text().notNull(),
    importedAt: instant().notNull(),
    droppedAt: instant(),
  });
  const planLine = table(
    'plan_line',
    {
      planId: text().notNull(),
      key: text().notNull(),
      position: integer().notNull(),
      body: json<PlanLine>().notNull(),
      settings: json<LineSettings>().notNull(),
      confirmedAt: instant(),
      confirmedBy: text(),
      /** Why the row was dropped; null: it stands. */
      dropped: text(),
      /** The row as the document said it, where staff corrected, split, merged or added it; null: untouched. */
      original: json<PlanLine>(),
      /** What staff did to the row since the import, and why. */
      change: text().$type<LineChange>(),
      reason: text(),
    },
    (t) => [primaryKey({ columns: [t.planId, t.key] })],
  );
  /** Work for people that comes of a line: due on a local date, done with evidence, escalated when late. */
  const task = table(
    'task',
    {
      id: text().primaryKey(),
      key: text().notNull(),
      planId: text().notNull(),
      line: text().notNull(),
      title: text().notNull(),
      unit: text().notNull(),
      startsOn: text().notNull(),
      dueOn: text().notNull(),
      state: text().$type<TaskState>().notNull(),
      remindedAt: instant(),
      escalatedAt: instant(),
      doneAt: instant(),
      doneBy: text(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('task_key').on(t.key), index('task_line').on(t.planId, t.line)],
  );
  /** What proves that a line was carried out: a note, a link, a sum that was paid, a reason why not. */
  const evidence = table(
    'evidence',
    {
      id: text().primaryKey(),
      planId: text().notNull(),
      line: text().notNull(),
      taskId: text(),
      kind: text().$type<EvidenceKind>().notNull(),
      text: text().notNull(),
      kopecks: integer(),
      on: text().notNull(),
      at: instant().notNull(),
      by: text().notNull(),
    },
    (t) => [index('evidence_line').on(t.planId, t.line)],
  );
  /** Something that a relative period waits for: a project finished, winners announced, a video made. */
  const happening = table('happening', {
    id: text().primaryKey(),
    event: text().$type<PlanEvent>().notNull(),
    title: text().notNull(),
    on: text().notNull(),
    at: instant().notNull(),
    by: text().notNull(),
  });
  /** Days off and moved working days that staff entered; `working` tells which. */
  const holiday = table('holiday', {
    date: text().primaryKey(),
    title: text().notNull(),
    working: boolean().notNull(),
  });
  const stageDate = table(
    'stage_date',
    {
      contest: text().$type<ContestId>().notNull(),
      stage: text().$type<StageId>().notNull(),
      opens: instant().notNull(),
      closes: instant().notNull(),
      changedAt: instant().notNull(),
      changedBy: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.contest, t.stage] })],
  );
  const event = table('event', {
    id: text().primaryKey(),
    title: text().notNull(),
    startsAt: instant().notNull(),
    place: text().notNull(),
    link: text(),
    contest: text().$type<ContestId>().notNull(),
    stage: text().$type<StageId>().notNull(),
    planId: text(),
    line: text(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  });
  const staff = table(
    'staff',
    {
      id: text().primaryKey(),
      email: text().notNull(),
      role: text().$type<StaffRole>().notNull(),
      createdAt: instant().notNull(),
      disabledAt: instant(),
    },
    (t) => [uniqueIndex('staff_email').on(t.email)],
  );
  const signIn = table('sign_in', {
    tokenHash: text().primaryKey(),
    staffId: text().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  });
  const session = table('session', {
    tokenHash: text().primaryKey(),
    staffId: text().notNull(),
    csrf: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
  });
  const audit = table(
    'audit',
    {
      id: text().primaryKey(),
      at: instant().notNull(),
      actor: text().notNull(),
      act: text().notNull(),
      object: text().notNull(),
      detail: json<Record<string, unknown>>(),
    },
    (t) => [index('audit_at').on(t.at)],
  );
  return {
    plan,
    planLine,
    task,
    evidence,
    happening,
    holiday,
    stageDate,
    event,
    staff,
    signIn,
    session,
    audit,
  };
}

/** Sources, questions handed over, gaps and alarms: what staff look at beside the ledger. */
function deskTables(kit: Kit) {
  const { table, text, integer, instant, json, index } = kit;
  const source = table('source', {
    name: text().primaryKey(),
    target: json<SourceTarget>(),
    createdAt: instant().notNull(),
  });
  const visit = table(
    'visit',
    { id: text().primaryKey(), source: text().notNull(), channel: text().notNull(), at: instant().notNull() },
    (t) => [index('visit_source').on(t.source)],
  );
  const question = table('question', {
    id: text().primaryKey(),
    personId: text().notNull(),
    addressId: text().notNull(),
    text: text().notNull(),
    askedAt: instant().notNull(),
    answeredAt: instant(),
    answeredBy: text(),
    answer: text(),
  });
  const gap = table('gap', {
    rule: text().primaryKey(),
    times: integer().notNull(),
    lastAt: instant().notNull(),
  });
  const alarm = table('alarm', {
    key: text().primaryKey(),
    text: text().notNull(),
    raisedAt: instant().notNull(),
    clearedAt: instant(),
  });
  const meta = table('meta', { key: text().primaryKey(), value: json<unknown>().notNull() });
  return { source, visit, question, gap, alarm, meta };
}

export function tablesFor(kit: Kit) {
  return { ...peopleTables(kit), ...ledgerTables(kit), ...staffTables(kit), ...deskTables(kit) };
}

export type Tables = ReturnType<typeof tablesFor>;
