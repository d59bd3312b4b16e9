// Owns the troubles of a run: which faults the emulated platforms are told, and which of them withhold an answer.
import type { Fault } from '../emulators/faults.ts';
import type { SmtpFault } from '../emulators/smtp.ts';
import type { Random } from './random.ts';

export type Trouble = { channel: 'telegram' | 'viber'; fault: Fault } | { channel: 'smtp'; fault: SmtpFault };

/** A fault that struck, as the emulators report it. */
export type Struck = { fault: Fault | SmtpFault; method: string; recipient: string; at: number };

/** Faults for the next seconds: each channel has some in about this share of the runs. */
const share = 0.4;

export function troublesFor(random: Random): Trouble[] {
  const troubles: Trouble[] = [];
  if (random.chance(share)) troubles.push({ channel: 'telegram', fault: telegramFault(random) });
  if (random.chance(share)) troubles.push({ channel: 'viber', fault: viberFault(random) });
  if (random.chance(share)) troubles.push({ channel: 'smtp', fault: smtpFault(random) });
  return troubles;
}

function telegramFault(random: Random): Fault {
  const occasion = { method: 'sendMessage', times: random.whole(1, 2), after: random.whole(0, 12) };
  return random.one<Fault>([
    {
      kind: 'say',
      code: 429,
      text: 'Too Many Requests',
      retryAfter: random.whole(1, 3),
      ...occasion,
      times: 1,
    },
    { kind: 'say', code: 500, text: 'Internal Server Error', ...occasion },
    { kind: 'http', status: random.one([502, 503]), ...occasion },
    { kind: 'dropBefore', ...occasion },
    { kind: 'dropAfter', ...occasion },
    { kind: 'hangAfter', ...occasion },
    { kind: 'garbage', ...occasion },
  ]);
}

function viberFault(random: Random): Fault {
  const occasion = { method: 'broadcast_message', times: 1, after: random.whole(0, 3) };
  return random.one<Fault>([
    { kind: 'say', code: 12, text: 'tooManyRequests', ...occasion },
    { kind: 'http', status: random.one([500, 502, 503]), ...occasion },
    { kind: 'http', status: 429, ...occasion },
    { kind: 'dropBefore', ...occasion },
    { kind: 'dropAfter', ...occasion },
    { kind: 'hangAfter', ...occasion },
  ]);
}

function smtpFault(random: Random): SmtpFault {
  const occasion = { times: random.whole(1, 2), after: random.whole(0, 12) };
  return random.one<SmtpFault>([
    { kind: 'reply', method: 'rcpt', code: 451, text: '4.7.1 Greylisted, try again later', ...occasion },
    { kind: 'reply', method: 'end', code: 451, text: '4.3.0 Try again later', ...occasion },
    { kind: 'drop', method: 'mail', ...occasion },
    { kind: 'drop', method: 'data', ...occasion },
    { kind: 'drop', method: 'end', ...occasion },
    { kind: 'hang', method: 'end', ...occasion },
    { kind: 'slow', method: 'end', ms: 1500, ...occasion },
  ]);
}

const withholding: ReadonlySet<string> = new Set([
  'dropBefore',
  'dropAfter',
  'hang',
  'hangAfter',
  'garbage',
  'drop',
]);

/** Whether the platform kept back what became of the message: nobody can know then whether it was accepted. */
export function isWithheld({ fault }: Struck): boolean {
  return withholding.has(fault.kind);
}

/** When a pause that a platform asked for is over, or null where the fault asked for none. */
export function pauseEnd({ fault, at }: Struck): number | null {
  if (fault.kind !== 'say' || fault.retryAfter === undefined) return null;
  return at + fault.retryAfter * 1000;
}
