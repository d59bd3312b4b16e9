// Owns sending on Viber: one call for up to 300 people where the bot may broadcast; where it may not, everybody comes
// back to be sent singly, at the pace and in the order that the sender keeps.
import type { Parcel } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Reply } from '../src/core/reply.ts';
import { toViberMessage, type ViberMessage, withoutKeyboard } from './viber-message.ts';
import { forbidsBroadcast, outcomeOfCall, outcomeOfStatus, statusOf } from './viber-status.ts';
import type { ViberAnswer, ViberCall } from './viber-wire.ts';

/** Whole JSON of one request. Source: https://developers.viber.com/docs/api/rest-bot-api/#send-message */
const mostBytes = 30_000;
/** Calls a second, and so the people a second once broadcasts are forbidden. */
export const singlesPerSecond = 40;

export type ViberSender = (parcels: readonly Parcel[]) => Promise<Outcome[]>;

type Deps = {
  call: ViberCall;
  senderName: string;
  priceEur: number;
  clock: () => number;
  /** Called once when Viber forbids broadcasts. */
  onBroadcastForbidden: () => void;
};

/** A sender: one outcome a parcel, in order; it never throws. Parcels of different replies are never mixed. */
export function viberSender(deps: Deps): ViberSender {
  const state = { mayBroadcast: true };
  return async (parcels) => {
    const outcomes = new Map<Parcel, Outcome>();
    for (const [reply, group] of groupByReply(parcels)) {
      const settled = await sendGroup(deps, state, { reply, group });
      group.forEach((parcel, index) => {
        const outcome = settled[index];
        if (outcome) outcomes.set(parcel, outcome);
      });
    }
    return parcels.map((parcel) => outcomes.get(parcel) ?? notCalled);
  };
}

const notCalled: Outcome = { kind: 'transient', code: 'notCalled', text: 'nothing was sent' };

function groupByReply(parcels: readonly Parcel[]): Map<Reply, Parcel[]> {
  const groups = new Map<Reply, Parcel[]>();
  for (const parcel of parcels) {
    const group = groups.get(parcel.reply);
    if (group) group.push(parcel);
    else groups.set(parcel.reply, [parcel]);
  }
  return groups;
}

type Group = { reply: Reply; group: readonly Parcel[] };

async function sendGroup(deps: Deps, state: { mayBroadcast: boolean }, of: Group): Promise<Outcome[]> {
  let message: ViberMessage;
  try {
    message = toViberMessage(of.reply, deps.senderName);
  } catch {
    const outcome: Outcome = {
      kind: 'rejected',
      code: 'viber:keyboard',
      text: "the keyboard breaks Viber's rules",
    };
    return of.group.map(() => outcome);
  }
  const [only, ...others] = of.group;
  if (only && others.length === 0)
    return [await sendOne(deps, message, { reply: of.reply, address: only.address })];
  const outcomes = state.mayBroadcast ? await broadcast(deps, message, of.group) : 'forbidden';
  if (outcomes !== 'forbidden') return outcomes;
  if (state.mayBroadcast) deps.onBroadcastForbidden();
  state.mayBroadcast = false;
  return of.group.map(() => oneByOne);
}

/** Nobody of a forbidden list got anything: each comes again, alone. */
const oneByOne: Outcome = {
  kind: 'transient',
  code: 'viber:broadcastForbidden',
  text: 'broadcasts are forbidden: each person gets an own call',
};

/** One call for all; in halves where the request would be too long. */
async function broadcast(
  deps: Deps,
  message: ViberMessage,
  group: readonly Parcel[],
): Promise<Outcome[] | 'forbidden'> {
  const payload = { ...message, broadcast_list: group.map(({ address }) => address) };
  if (isTooLong(payload)) {
    if (group.length === 1) return [tooLong];
    const middle = Math.ceil(group.length / 2);
    const first = await broadcast(deps, message, group.slice(0, middle));
    // Forbidden is answered to the first call already, so nothing was sent then.
    if (first === 'forbidden') return first;
    const second = await broadcast(deps, message, group.slice(middle));
    // Forbidden only now: the first half is out, so just the second may go again.
    return [...first, ...(second === 'forbidden' ? group.slice(middle).map(() => notCalled) : second)];
  }
  const called = await deps.call('broadcast_message', payload);
  if (forbidsBroadcast(called.said)) return 'forbidden';
  const forAll = outcomeOfCall(called, deps.clock());
  const failed = new Map(called.said?.failed_list.map((entry) => [entry.receiver, entry]));
  return group.map(({ address }) => {
    const own = failed.get(address);
    if (own) return outcomeOfOne(own.status, own.status_message, deps.clock());
    return forAll ?? sent(called.said, deps.priceEur, deps.priceEur);
  });
}

/** In a list of failures a rate concerns that person alone (100 messages an hour without a reply): not the channel. */
function outcomeOfOne(status: number, text: string, now: number): Outcome {
  const outcome = outcomeOfStatus(status, text, now);
  return outcome.kind === 'throttled' ? { kind: 'transient', code: outcome.code, text } : outcome;
}

async function sendOne(
  deps: Deps,
  message: ViberMessage,
  { reply, address }: { reply: Reply; address: string },
): Promise<Outcome> {
  const payload = { receiver: address, ...message };
  if (isTooLong(payload)) return tooLong;
  const called = await deps.call('send_message', payload);
  // An old Viber shows no such keyboard; it was surely not accepted, so it goes out again in plain text.
  if (called.said?.status === statusOf.apiVersionNotSupported && message.keyboard)
    return sendOne(deps, withoutKeyboard(message, reply.choices), { reply, address });
  return outcomeOfCall(called, deps.clock()) ?? sent(called.said, deps.priceEur, 0);
}

/**
 * `billing_status` 5 is a message that is charged. Where the answer doesn't say, `otherwise` counts: a broadcast is
 * begun by us, so its price is taken as the upper bound; a single message mostly answers somebody.
 * Source: https://developers.viber.com/docs/api/rest-bot-api/#send-message
 */
function sent(said: ViberAnswer | null, priceEur: number, otherwise: number): Outcome {
  const billing = said?.billing_status;
  const cost = billing === undefined ? otherwise : billing === 5 ? priceEur : 0;
  return { kind: 'sent', providerId: said?.message_token ?? null, priceEur: cost };
}

const tooLong: Outcome = {
  kind: 'rejected',
  code: 'viber:tooLong',
  text: 'the message is longer than 30 kB',
};

function isTooLong(payload: object): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) > mostBytes;
}
