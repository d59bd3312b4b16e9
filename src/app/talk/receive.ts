// Owns how an event becomes an answer: one write that remembers the event, the change and the replies to send.

import { hash } from 'node:crypto';
import { and, eq } from '../../../db/drizzle.ts';
import { applyReceipt } from '../../../db/ledger.ts';
import {
  type AddressRow,
  type At,
  changeAddress,
  findAddress,
  type PersonRow,
  recalledTalk,
  type TalkRow,
} from '../../../db/people.ts';
import {
  addChat,
  addReply,
  cityNow,
  dueAtVisit,
  findChat,
  isRemembered,
  noteSeen,
  personNow,
  rememberEvent,
  saveConversation,
  welcomeOf,
} from '../../../db/receiving.ts';
import { answer, type DialogInput, type DialogOutput } from '../../core/dialog/dialog.ts';
import { commandMeant } from '../../core/dialog/dialog-meant.ts';
import type { Inbound } from '../../core/inbound.ts';
import type { Reply } from '../../core/reply.ts';
import { type App, channelNamed, channelTitle, contentNow, reading, writing } from '../app.ts';
import { lookAtAsked } from '../broadcasts/asked-why.ts';
import { carryOut } from './effects.ts';
import { groupReply, moveGroup } from './groups.ts';
import { landingFor } from './landing.ts';
import { lookAtLinking } from './linking.ts';
import { lookAtDraft } from './look-draft.ts';
import { eventsOf, lookAtEvents } from './look-events.ts';
import { mineOf } from './look-mine.ts';
import { lookAtProjects } from './look-projects.ts';
import { lookAtQuestions } from './look-questions.ts';
import { createLeaving, type Leaving } from './reply-leaving.ts';
import { replyRow } from './reply-row.ts';
import { cyclesOf, residentOf } from './resident.ts';
import { withLastShown } from './shown-last.ts';

/**
 * The welcome for the response, whether somebody had everything erased, and the last word to them. `waits`: something may
 * stand in the ledger for the sender to find.
 */
type Taken = { welcome: Reply | null; erased: boolean; farewell: Reply | null; waits: boolean };
const nothing: Taken = { welcome: null, erased: false, farewell: null, waits: true };

/** Takes an event in, once. Returns what must be answered at once: a welcome in the response, or the last word after an erasure. */
export async function receive(app: App, inbound: Inbound): Promise<Reply | null> {
  const leaving = createLeaving(app);
  const work = async (at: At): Promise<Taken> => {
    const first = await remember(at, app, inbound);
    if (!first.fresh) return { ...nothing, welcome: first.welcome };
    if (inbound.kind === 'receipt') return await noteReceipt(at, app, inbound);
    if (inbound.kind === 'moved') return await noteMove(at, app, inbound);
    if (inbound.kind === 'group') return await answerGroup(at, app, inbound);
    return await converse(at, app, { inbound, leaving });
  };
  const { welcome, erased, waits, farewell: last } = await leaving.after(writing(app, work));
  // The answer need not wait for it.
  if (erased)
    void app.db.scrub().catch((error: unknown) => {
      app.log.warn({ error }, 'what was erased stands in the log of writes until it is emptied');
    });
  if (waits) app.nudge(inbound.channel);
  return welcome ?? last;
}

/** Inserts the event's id; a repeat gets the stored welcome again and changes nothing. */
async function remember(at: At, app: App, inbound: Inbound) {
  const event = { channel: inbound.channel, eventId: fingerprint(inbound) };
  const fresh = await rememberEvent(at, { ...event, now: app.clock.now() });
  return { fresh, welcome: fresh ? null : await welcomeOf(at, event) };
}

/** Whether an event was taken in before. */
export async function isTaken(app: App, inbound: Inbound): Promise<boolean> {
  return await isRemembered(reading(app), { channel: inbound.channel, eventId: fingerprint(inbound) });
}

/** Event ids can contain an address: what is kept for good is only their hash. */
function fingerprint({ channel, eventId }: Inbound): string {
  return hash('sha256', `${channel}\n${eventId}`, 'base64url');
}

async function noteReceipt(at: At, app: App, inbound: Inbound & { kind: 'receipt' }): Promise<Taken> {
  const { channel, providerId, address, state, reason } = inbound;
  await applyReceipt(at, { channel, providerId, address }, { state, reason, now: app.clock.now() });
  return nothing;
}

async function noteMove(at: At, app: App, inbound: Inbound & { kind: 'moved' }): Promise<Taken> {
  const found = await findAddress(at, inbound.channel, inbound.address);
  if (found) await changeAddress(at, found.address.id, { address: inbound.to });
  await moveGroup(at, app, inbound);
  return nothing;
}

/** What the bot says in a group, if it says anything there, is all that is left of it. */
async function answerGroup(at: At, app: App, inbound: Inbound & { kind: 'group' }): Promise<Taken> {
  const row = await groupReply(at, app, inbound);
  if (row) await at.s.insert(at.t.delivery).values(row);
  return nothing;
}

async function converse(at: At, app: App, of: { inbound: Inbound; leaving: Leaving }): Promise<Taken> {
  const { inbound, leaving } = of;
  const now = app.clock.now();
  const known = await findChat(at, inbound.channel, inbound.address);
  // Leaving a chat that we never had teaches nothing.
  if (!known && (inbound.kind === 'left' || inbound.kind === 'joined')) return nothing;
  const { person, address, talk } = known ?? { ...(await meet(at, app, inbound)), talk: null };
  const visited = await noteSign(at, app, { inbound, address });
  const output = await dialog(at, app, { inbound, person, address, talk });
  if (output.effects.some((effect) => effect.kind === 'erase')) {
    return await farewell(at, app, { output, inbound, person, address });
  }
  const rows = output.replies.map((reply) => replyRow(app, { reply, person, address, now }));
  const welcome = inbound.kind === 'opened' && inbound.welcome ? (output.replies[0] ?? null) : null;
  // The welcome leaves in the response: its row is settled when it is written, and never sent by a call.
  const written = welcome
    ? rows.slice(0, 1).map((row) => ({ ...row, state: 'sent' as const, settledAt: now }))
    : rows.map((row) => leaving.hold(row, address));
  for (const row of written) await addReply(at, row);
  if (welcome) await storeWelcome(at, inbound, welcome);
  await carryOut(at, app, { effects: output.effects, person, address });
  await saveConversation(at, address.id, { state: output.conversation, now });
  const pending = written.some(({ state }) => state === 'pending');
  return { ...nothing, welcome, waits: pending || visited || output.effects.length > 0 };
}

/**
 * Erases the person and still says so: the last reply carries its address itself, and loses it when it is settled.
 * Where people fetch their answers it is handed back, because nothing is left that they could fetch it by.
 */
async function farewell(at: At, app: App, of: Who & { output: DialogOutput }): Promise<Taken> {
  const { output, inbound, person, address } = of;
  await carryOut(at, app, { effects: output.effects, person, address });
  const gone: Taken = { ...nothing, erased: true };
  const [reply] = output.replies;
  if (!reply) return gone;
  if (!channelNamed(app, inbound.channel)?.capabilities.reaches) return { ...gone, farewell: reply };
  const row = replyRow(app, { reply, person: { id: 'erased' }, address, now: app.clock.now() });
  await at.s.insert(at.t.delivery).values({ ...row, addressId: null, body: { reply, to: inbound.address } });
  return gone;
}

async function storeWelcome({ t, s }: At, inbound: Inbound, welcome: Reply): Promise<void> {
  const { channel } = inbound;
  const eventId = fingerprint(inbound);
  await s
    .update(t.inbox)
    .set({ welcome })
    .where(and(eq(t.inbox.channel, channel), eq(t.inbox.eventId, eventId)));
}

/** Meets somebody new: a person with one address and no choices. */
async function meet(at: At, app: App, inbound: Inbound) {
  const { channel, address } = inbound;
  const now = app.clock.now();
  const person: PersonRow = {
    id: app.newId(),
    createdAt: now,
    contest: null,
    role: null,
    source: null,
    prefers: null,
    pace: null,
  };
  const row: AddressRow = {
    id: app.newId(),
    personId: person.id,
    channel,
    address,
    state: 'active',
    createdAt: now,
    wroteAt: now,
    sessionAt: isWritten(inbound) ? now : null,
    provenAt: null,
    listSource: null,
    listGround: null,
  };
  await addChat(at, { person, address: row });
  return { person, address: row };
}

/**
 * Being blocked takes reachability away, any other sign of life gives it back with every choice as it was. A word of the
 * person opens a session where none is open, and lets go what waited for it: true where something did.
 */
async function noteSign(at: At, app: App, of: { inbound: Inbound; address: AddressRow }): Promise<boolean> {
  const { inbound, address } = of;
  const now = app.clock.now();
  const { id, sessionAt } = address;
  if (inbound.kind === 'left') await changeAddress(at, id, { state: 'gone' });
  else if (inbound.kind === 'joined') await changeAddress(at, id, { state: 'active' });
  else if (!isWritten(inbound)) await noteSeen(at, { id, now, sessionAt });
  else {
    await noteSeen(at, { id, now, sessionAt: sessionOf(app, address, now) });
    return await dueAtVisit(at, { personId: address.personId, addressId: id, now });
  }
  return false;
}

/** Whether the person sent something; opening a chat is no message, and opens no session. */
function isWritten({ kind }: Inbound): boolean {
  return kind === 'text' || kind === 'choice' || kind === 'unsupported';
}

/** When the session began that is open now: a message inside it does not make it longer. */
function sessionOf(app: App, { channel, sessionAt }: AddressRow, now: number): number {
  const lasts = channelNamed(app, channel)?.capabilities.sessionMs;
  const over = lasts !== undefined && sessionAt !== null && sessionAt + lasts <= now;
  return sessionAt === null || over ? now : sessionAt;
}

type Who = { inbound: Inbound; person: PersonRow; address: AddressRow };

async function dialog(at: At, app: App, of: Who & { talk: TalkRow | null }): Promise<DialogOutput> {
  const { inbound, person, address, talk } = of;
  const city = await cityNow(at);
  const content = await contentNow(app, at, city);
  const known = await personNow(at, { personId: person.id, cycles: cyclesOf(content) });
  const talked = recalledTalk(talk, app.clock.now());
  const talkedAt = talk?.updatedAt ?? 0;
  const conversation = await withLastShown(at, app, { conversation: talked, talkedAt, inbound, address });
  const meant = commandMeant(inbound, { conversation, content });
  const source = sourceIn(inbound);
  const landing = source ? await landingFor(at, source) : null;
  const input: DialogInput = {
    inbound,
    resident: residentOf(app, { person, content, known }),
    conversation,
    content,
    now: app.clock.now(),
    understand: app.understand,
    landingOf: () => landing,
    privacyUrl: `${app.publicUrl}/privacy`,
    channelTitle: (channel) => channelTitle(content, channel),
    linking: await lookAtLinking(at, app, { meant, person, address }),
    asked: await lookAtAsked(at, { meant, person, address }),
    look: {
      projects: await lookAtProjects(at, app, {
        meant,
        conversation,
        person,
        content,
        listed: known.listed,
        text: typedIn(inbound),
      }),
      events: await lookAtEvents(at, app, { meant, person, landing: landing?.event ?? null }),
      draft: await lookAtDraft(at, app, { meant, conversation, person, source }),
      questions: await lookAtQuestions(at, app, {
        person,
        content,
        asked: known.asked,
        special: city.special,
      }),
      mine: null,
    },
  };
  const output = answer(input);
  if (!output.needs) return output;
  const more =
    output.needs === 'mine'
      ? { mine: await mineOf(at, app, person.id) }
      : { events: await eventsOf(at, app, person.id) };
  return answer({ ...input, look: { ...input.look, ...more } });
}

/** The source of a deep link, also where `/start source` was typed. */
function sourceIn(inbound: Inbound): string | null {
  if (inbound.kind === 'opened') return inbound.source;
  const typed =
    inbound.kind === 'text' ? /^\/start(?:@\S+)?\s+([A-Za-z0-9_-]{1,64})$/i.exec(inbound.text.trim()) : null;
  return typed?.[1] ?? null;
}

/** What was typed; null for everything else. */
function typedIn(inbound: Inbound): string | null {
  return inbound.kind === 'text' ? inbound.text : null;
}
